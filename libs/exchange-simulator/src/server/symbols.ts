import { type SymbolStatus, TICKER_TYPES, type TickerType } from '@binance-gateway/domain-types';
import { REFUSE } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';
import type { Exchange } from './endpoint.js';

/** The statuses that can be asked for; exchangeInfo may show others. */
const QUERY_STATUSES = ['TRADING', 'HALT', 'BREAK'] as const satisfies readonly SymbolStatus[];

/** @throws ApiError -1121 */
export function listed(name: string, { engine }: Exchange): string {
  if (!engine.symbols.has(name)) throw REFUSE.symbol();
  return name;
}

/** @throws ApiError -1102, -1100, -1121 */
export function requiredSymbol(params: Params, exchange: Exchange): string {
  return listed(params.required('symbol', params.symbolName()), exchange);
}

export function optionalSymbol(params: Params, exchange: Exchange): string | undefined {
  const name = params.symbolName();
  return name === undefined ? undefined : listed(name, exchange);
}

/** A mandatory symbol and the status it must have, if the request names one. @throws ApiError -1220 */
export function symbolInStatus(params: Params, exchange: Exchange): string {
  const symbol = requiredSymbol(params, exchange);
  const status = readStatus(params);
  if (status && exchange.engine.symbolStatus(symbol) !== status) throw REFUSE.statusMismatch();
  return symbol;
}

export function readStatus(params: Params): SymbolStatus | undefined {
  return params.enum('symbolStatus', QUERY_STATUSES, REFUSE.symbolStatus);
}

export function readTickerType(params: Params): TickerType {
  return params.enum('type', TICKER_TYPES, REFUSE.tickerType) ?? 'FULL';
}

/** What a ticker was asked for: one symbol answers with an object, anything else with a list. */
export interface Selection {
  readonly symbols: readonly string[];
  readonly isSingle: boolean;
}

export interface SelectionRules {
  /** One of symbol and symbols must be sent. */
  readonly required?: boolean;
  readonly max?: number;
}

/** @throws ApiError -1128 when both are sent, -1220 when a single symbol has another status */
export function readSelection(params: Params, exchange: Exchange, rules: SelectionRules = {}): Selection {
  const symbol = params.symbolName();
  const symbols = params.symbolNames();
  const status = readStatus(params);
  if (symbol !== undefined && symbols !== undefined) throw REFUSE.combination();
  if (symbol !== undefined) {
    listed(symbol, exchange);
    if (status && exchange.engine.symbolStatus(symbol) !== status) throw REFUSE.statusMismatch();
    return { symbols: [symbol], isSingle: true };
  }
  if (symbols === undefined && rules.required) throw REFUSE.missingBoth('symbol', 'symbols');
  if (symbols && rules.max !== undefined && symbols.length > rules.max) throw REFUSE.invalidValue('symbols');
  const chosen = symbols?.map((name) => listed(name, exchange)) ?? [...exchange.engine.symbols.keys()];
  return {
    symbols: status ? chosen.filter((name) => exchange.engine.symbolStatus(name) === status) : chosen,
    isSingle: false,
  };
}

export function answer<T>({ symbols, isSingle }: Selection, one: (symbol: string) => T): T | T[] {
  return isSingle ? one(symbols[0] as string) : symbols.map(one);
}

/** How many symbols a request names, before anything is checked; undefined when it names none. */
export function requestedSymbols(params: Params): number | undefined {
  if (params.peek('symbol') !== undefined) return 1;
  const list = params.peek('symbols');
  return list === undefined ? undefined : list.split(',').length;
}
