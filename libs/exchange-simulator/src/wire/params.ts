import { isSymbolName } from '@binance-gateway/domain-types';
import { parseAmount } from '../engine/amount.js';
import type { Amount } from '../engine/types.js';
import { REFUSE } from './api-error.js';

const INTEGER = /^[0-9]{1,20}$/;
const CLIENT_ORDER_ID = /^[a-zA-Z0-9-_]{1,36}$/;
const BOOLEAN = /^(true|false)$/i;
/** The wording of a live answer; letters of other scripts are legal too since 2025-12-02. */
const SYMBOL_RANGE = '^[\\w\\-._&&[^a-z]]{1,50}$';
const SYMBOLS_RANGE = '^\\["[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}\\]$';
/** Amounts are 64-bit integers on the exchange. */
const MAX_AMOUNT = 9_223_372_036_854_775_807n;
/** Above this a timestamp counts microseconds: 1e14 ms would be the year 5138. */
const MICROSECONDS_FROM = 1e14;

/**
 * The parameters of one request, read by name. Every accessor refuses with Binance's own code and
 * remembers the name, so that `assertAllRead` can tell what nobody asked for.
 */
export class Params {
  private readonly read = new Set<string>();

  constructor(private readonly values: ReadonlyMap<string, string>) {}

  /** Looks without reading: for weights and security, which do not make a parameter known. */
  peek(name: string): string | undefined {
    return this.values.get(name);
  }

  /** Names that belong to the request itself, whatever the endpoint. */
  allow(...names: readonly string[]): void {
    for (const name of names) this.read.add(name);
  }

  /** @throws ApiError -1101 when the endpoint knows no parameter at all, -1104 otherwise */
  assertAllRead(): void {
    const unread = [...this.values.keys()].filter((name) => !this.read.has(name)).length;
    if (unread === 0) return;
    if (this.read.size === 0) throw REFUSE.tooManyParameters(0, this.values.size);
    throw REFUSE.unread(this.values.size - unread, this.values.size);
  }

  text(name: string): string | undefined {
    this.read.add(name);
    const value = this.values.get(name);
    if (value === '') throw REFUSE.empty(name);
    return value;
  }

  requiredText(name: string): string {
    return this.required(name, this.text(name));
  }

  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw REFUSE.missing(name);
    return value;
  }

  /** @throws the given refusal when the value is none of `allowed` */
  enum<T extends string>(name: string, allowed: readonly T[], refuse: () => Error): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!(allowed as readonly string[]).includes(value)) throw refuse();
    return value as T;
  }

  boolean(name: string): boolean | undefined {
    const value = this.matching(name, BOOLEAN, '^(true|false)$');
    return value === undefined ? undefined : value.toLowerCase() === 'true';
  }

  integer(name: string): number | undefined {
    const value = this.matching(name, INTEGER, INTEGER.source);
    if (value === undefined) return undefined;
    const parsed = BigInt(value);
    if (parsed > BigInt(Number.MAX_SAFE_INTEGER)) throw REFUSE.overflow(name);
    return Number(parsed);
  }

  /** More than the maximum is cut to the maximum, as the documentation says of depth. */
  limit(fallback: number, max: number): number {
    const value = this.integer('limit');
    if (value === undefined) return fallback;
    if (value === 0) throw REFUSE.invalidValue('limit');
    return Math.min(value, max);
  }

  /** Milliseconds since the epoch, with a fraction when the client sent microseconds. */
  timestamp(name: string): number | undefined {
    const value = this.integer(name);
    return value !== undefined && value >= MICROSECONDS_FROM ? value / 1000 : value;
  }

  amount(name: string): Amount | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const amount = parseAmount(name, value);
    if (amount > MAX_AMOUNT) throw REFUSE.overflow(name);
    return amount;
  }

  clientOrderId(name: string): string | undefined {
    return this.matching(name, CLIENT_ORDER_ID, CLIENT_ORDER_ID.source);
  }

  /** Well formed; whether it exists is the endpoint's business. */
  symbolName(name = 'symbol'): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !isSymbolName(value)) throw REFUSE.illegalCharacters(name, SYMBOL_RANGE);
    return value;
  }

  symbolNames(name = 'symbols'): string[] | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const names = stringList(value);
    if (!names?.length || !names.every(isSymbolName)) throw REFUSE.illegalCharacters(name, SYMBOLS_RANGE);
    if (new Set(names).size !== names.length) throw REFUSE.duplicateSymbols();
    return names;
  }

  /** One name, or a JSON list of names. */
  names(name: string): string[] | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return stringList(value) ?? [value];
  }

  private matching(name: string, pattern: RegExp, range: string): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !pattern.test(value)) throw REFUSE.illegalCharacters(name, range);
    return value;
  }
}

function stringList(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
