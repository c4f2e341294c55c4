import { formatAmount, parseAmount } from '../engine/amount.js';
import { symbolName } from '../engine/symbol-shape.js';
import { type Amount, EngineReject } from '../engine/types.js';
import { type Shape, brief, text as textOf, within } from '../shape.js';

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

/** 64 bits in units of 10^-8: no amount of Binance is larger. */
const LARGEST_AMOUNT: Amount = 2n ** 63n - 1n;

/** Stands in a table of fields for any other name. */
export const ANY_OTHER = '…';

/** The members of a JSON body, or of a query, read by name; what is wrong or unknown is refused by name. */
export class Fields {
  private readonly read = new Set<string>();

  private constructor(
    private readonly members: Readonly<Record<string, unknown>>,
    private readonly path: string,
  ) {}

  /** @throws ControlError unless it is an object */
  static of(body: unknown, path = ''): Fields {
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return new Fields(body as Record<string, unknown>, path);
    }
    throw new ControlError(400, 'the body must be a JSON object');
  }

  /** @throws ControlError naming a member that nothing has asked for */
  end(): void {
    this.only([...this.read]);
  }

  /** @throws ControlError naming a member that is none of these */
  only(known: readonly string[]): void {
    if (known.includes(ANY_OTHER)) return;
    const unknown = Object.keys(this.members).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const name = within(this.path, brief(unknown));
    throw new ControlError(400, `${name} is unknown here; known are: ${known.join(', ') || 'none'}`, name);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** @param shape of the text, which it describes in the error */
  text(name: string, shape?: Shape): string {
    return this.required(name, this.optionalText(name, shape));
  }

  optionalText(name: string, shape: Shape = PLAIN_TEXT): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    shape(value, within(this.path, name));
    return value as string;
  }

  integer(name: string, range: Range = {}): number {
    return this.required(name, this.optionalInteger(name, range));
  }

  optionalInteger(name: string, range: Range = {}): number | undefined {
    const value = this.optionalNumber(name, range);
    if (value !== undefined && !Number.isSafeInteger(value)) {
      throw this.wrong(name, `a whole number, at most ${Number.MAX_SAFE_INTEGER}`);
    }
    return value;
  }

  optionalNumber(name: string, { min = -Infinity, max = Infinity }: Range = {}): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw this.wrong(
      name,
      `a number${min > -Infinity ? ` from ${min}` : ''}${max < Infinity ? ` up to ${max}` : ''}`,
    );
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

  positive(name: string): Amount {
    return this.required(name, this.optionalPositive(name));
  }

  optionalPositive(name: string): Amount | undefined {
    const amount = this.optionalAmount(name);
    if (amount === 0n) throw this.wrong(name, 'more than 0');
    return amount;
  }

  /** Asset to amount. */
  optionalAmounts(name: string): Record<string, Amount> | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrong(name, 'an object of asset to amount');
    }
    return Object.fromEntries(
      Object.entries(value).map(([asset, amount]) => {
        const member = within(name, brief(asset));
        symbolName(asset, within(this.path, member));
        return [asset, this.parse(member, amount)];
      }),
    );
  }

  optionalList<T extends string>(name: string, allowed: readonly T[]): T[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((entry) => allowed.includes(entry as T))) return value as T[];
    throw this.wrong(name, `a list of some of ${allowed.join(', ')}`);
  }

  /** A member that is an object of its own. */
  optionalObject(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Fields.of(value, within(this.path, name));
    }
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
    if (value !== undefined) return value;
    const path = within(this.path, name);
    throw new ControlError(400, `${path} is missing`, path);
  }

  private parse(name: string, value: unknown): Amount {
    if (typeof value !== 'string') throw this.wrong(name, 'a decimal as text, e.g. "0.5"');
    const amount = parsed(name, value);
    if (amount === undefined) throw this.wrong(name, 'a decimal as text with at most 8 decimals, e.g. "0.5"');
    if (amount > LARGEST_AMOUNT) throw this.wrong(name, `at most ${formatAmount(LARGEST_AMOUNT)}`);
    return amount;
  }

  private wrong(name: string, expected: string): ControlError {
    const path = within(this.path, name);
    return new ControlError(400, `${path} must be ${expected}`, path);
  }
}

const PLAIN_TEXT = textOf();

/** @returns undefined for what is no amount */
function parsed(name: string, text: string): Amount | undefined {
  try {
    return parseAmount(name, text);
  } catch (error) {
    if (error instanceof EngineReject) return undefined;
    throw error;
  }
}
