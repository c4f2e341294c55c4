import { parseAmount } from '../engine/amount.js';
import { type Amount, EngineReject } from '../engine/types.js';

/** A request to the control API that cannot be carried out, and why. */
export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    readonly status: number,
    message: string,
    /** The member of the body that is wrong. */
    readonly field?: string,
  ) {
    super(message);
  }
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** The members of a JSON body, read by name; what is wrong or unknown is refused by name. */
export class Fields {
  private readonly read = new Set<string>();

  private constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  /** @throws ControlError unless it is an object */
  static of(body: unknown): Fields {
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return new Fields(body as Record<string, unknown>);
    }
    throw new ControlError(400, 'the body must be a JSON object');
  }

  /** @throws ControlError naming a member that nothing has asked for */
  end(): void {
    const unknown = Object.keys(this.members).find((name) => !this.read.has(name));
    if (unknown === undefined) return;
    const known = [...this.read].join(', ') || 'none';
    throw new ControlError(400, `${unknown} is unknown here; known are: ${known}`, unknown);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  text(name: string): string {
    return this.required(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw this.wrong(name, 'a text');
  }

  integer(name: string, range: Range = {}): number {
    return this.required(name, this.optionalInteger(name, range));
  }

  optionalInteger(name: string, range: Range = {}): number | undefined {
    const value = this.optionalNumber(name, range);
    if (value !== undefined && !Number.isSafeInteger(value)) throw this.wrong(name, 'a whole number');
    return value;
  }

  optionalNumber(name: string, { min = -Infinity, max = Infinity }: Range = {}): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    const bounds = [min > -Infinity ? ` from ${min}` : '', max < Infinity ? ` up to ${max}` : ''].join('');
    throw this.wrong(name, `a number${bounds}`);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, 'true or false');
  }

  optionalOneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
    throw this.wrong(name, `one of ${allowed.join(', ')}`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    return this.required(name, this.optionalOneOf(name, allowed));
  }

  /** A decimal as text, as Binance writes prices and quantities; at most 8 decimals. */
  amount(name: string): Amount {
    return this.required(name, this.optionalAmount(name));
  }

  optionalAmount(name: string): Amount | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : this.parse(name, value);
  }

  /** Asset to amount. */
  optionalAmounts(name: string): Record<string, Amount> | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrong(name, 'an object of asset to amount');
    }
    return Object.fromEntries(
      Object.entries(value).map(([asset, amount]) => [asset, this.parse(`${name}.${asset}`, amount)]),
    );
  }

  optionalList<T extends string>(name: string, allowed: readonly T[]): T[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((entry) => allowed.includes(entry as T))) return value as T[];
    throw this.wrong(name, `a list of ${allowed.join(', ')}`);
  }

  /** A member that is an object of its own. */
  optionalObject(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Fields.of(value);
    throw this.wrong(name, 'an object');
  }

  /** Every member, unchecked. */
  all(): Readonly<Record<string, unknown>> {
    return this.members;
  }

  /** Every other member, unchecked. */
  without(name: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.members).filter(([member]) => member !== name));
  }

  /** As it came, unchecked. */
  raw(name: string): unknown {
    return this.value(name);
  }

  private value(name: string): unknown {
    this.read.add(name);
    return Object.hasOwn(this.members, name) ? this.members[name] : undefined;
  }

  private required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new ControlError(400, `${name} is missing`, name);
    return value;
  }

  private parse(name: string, value: unknown): Amount {
    if (typeof value !== 'string') throw this.wrong(name, 'a decimal as text, e.g. "0.5"');
    try {
      return parseAmount(name, value);
    } catch (error) {
      if (error instanceof EngineReject) throw this.wrong(name, 'a decimal as text with at most 8 decimals');
      throw error;
    }
  }

  private wrong(name: string, expected: string): ControlError {
    return new ControlError(400, `${name} must be ${expected}`, name);
  }
}
