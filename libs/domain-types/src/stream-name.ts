import { KLINE_INTERVALS, type KlineInterval } from './enums.js';

// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams

export type PartialDepthLevels = 5 | 10 | 20;
export type DepthSpeed = '100ms' | '1000ms';
export type RollingWindow = '1h' | '4h' | '1d';

/** One market stream, taken apart. `symbol` is upper case; all-market streams have none. */
export type MarketStream =
  | { kind: 'aggTrade' | 'trade' | 'blockTrade'; symbol: string }
  | { kind: 'miniTicker' | 'ticker' | 'bookTicker' | 'avgPrice' | 'referencePrice'; symbol: string }
  | { kind: 'kline'; symbol: string; interval: KlineInterval; utcOffset?: '+08:00' }
  | { kind: 'rollingTicker'; symbol: string; window: RollingWindow }
  | { kind: 'partialDepth'; symbol: string; levels: PartialDepthLevels; speed: DepthSpeed }
  | { kind: 'diffDepth'; symbol: string; speed: DepthSpeed }
  | { kind: 'allMiniTickers' }
  | { kind: 'allRollingTickers'; window: RollingWindow };

export type MarketStreamKind = MarketStream['kind'];

export interface StreamTraits {
  /** A newer message replaces an older one of the same stream: a slow reader may skip to the latest. */
  readonly conflatable: boolean;
  /** Every message matters and carries its place in the sequence: a lost one must be announced. */
  readonly sequenced: boolean;
}

const LATEST_WINS: StreamTraits = { conflatable: true, sequenced: false };
const EVERY_EVENT: StreamTraits = { conflatable: false, sequenced: true };
/** Arrays of the symbols that changed: the newest does not contain the one before. */
const CHANGES_ONLY: StreamTraits = { conflatable: false, sequenced: false };

const TRAITS: Record<MarketStreamKind, StreamTraits> = {
  aggTrade: EVERY_EVENT,
  trade: EVERY_EVENT,
  blockTrade: EVERY_EVENT,
  diffDepth: EVERY_EVENT,
  miniTicker: LATEST_WINS,
  ticker: LATEST_WINS,
  rollingTicker: LATEST_WINS,
  bookTicker: LATEST_WINS,
  avgPrice: LATEST_WINS,
  referencePrice: LATEST_WINS,
  kline: LATEST_WINS,
  partialDepth: LATEST_WINS,
  allMiniTickers: CHANGES_ONLY,
  allRollingTickers: CHANGES_ONLY,
};

const PLAIN_KINDS: ReadonlySet<string> = new Set([
  'aggTrade',
  'trade',
  'blockTrade',
  'miniTicker',
  'ticker',
  'bookTicker',
  'avgPrice',
  'referencePrice',
]);
const INTERVALS: ReadonlySet<string> = new Set(KLINE_INTERVALS);
const PARTIAL_DEPTH = /^depth(5|10|20)(@(?:100|1000)ms)?$/;
const DIFF_DEPTH = /^depth(@(?:100|1000)ms)?$/;
const KLINE = /^kline_([0-9]+[smhdwM])(@\+08:00)?$/;
const ROLLING = /^ticker_(1h|4h|1d)$/;
const ALL_ROLLING = /^!ticker_(1h|4h|1d)@arr$/;
const MAX_NAME_LENGTH = 100;

function speedOf(suffix: string | undefined): DepthSpeed {
  return suffix === '@100ms' ? '100ms' : '1000ms';
}

/**
 * Takes a stream name apart; any case of the symbol is accepted.
 * @returns undefined when Binance has no such stream
 */
export function parseStreamName(name: string): MarketStream | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  if (name === '!miniTicker@arr') return { kind: 'allMiniTickers' };
  const all = ALL_ROLLING.exec(name);
  if (all) return { kind: 'allRollingTickers', window: all[1] as RollingWindow };
  const at = name.indexOf('@');
  if (at <= 0 || name.startsWith('!')) return undefined;
  const symbol = name.slice(0, at).toUpperCase();
  const rest = name.slice(at + 1);
  if (!isSymbolName(symbol)) return undefined;
  if (PLAIN_KINDS.has(rest)) return { kind: rest as 'trade', symbol };
  const kline = KLINE.exec(rest);
  if (kline) {
    if (!INTERVALS.has(kline[1] as string)) return undefined;
    const interval = kline[1] as KlineInterval;
    return kline[2]
      ? { kind: 'kline', symbol, interval, utcOffset: '+08:00' }
      : { kind: 'kline', symbol, interval };
  }
  const rolling = ROLLING.exec(rest);
  if (rolling) return { kind: 'rollingTicker', symbol, window: rolling[1] as RollingWindow };
  const partial = PARTIAL_DEPTH.exec(rest);
  if (partial) {
    const levels = Number(partial[1]) as PartialDepthLevels;
    return { kind: 'partialDepth', symbol, levels, speed: speedOf(partial[2]) };
  }
  const diff = DIFF_DEPTH.exec(rest);
  return diff ? { kind: 'diffDepth', symbol, speed: speedOf(diff[1]) } : undefined;
}

/** The one spelling of a stream that goes to Binance; equal streams have equal names. */
export function formatStreamName(stream: MarketStream): string {
  switch (stream.kind) {
    case 'allMiniTickers':
      return '!miniTicker@arr';
    case 'allRollingTickers':
      return `!ticker_${stream.window}@arr`;
    case 'kline':
      return `${stream.symbol.toLowerCase()}@kline_${stream.interval}${stream.utcOffset ? '@+08:00' : ''}`;
    case 'rollingTicker':
      return `${stream.symbol.toLowerCase()}@ticker_${stream.window}`;
    case 'partialDepth':
      return `${stream.symbol.toLowerCase()}@depth${stream.levels}${stream.speed === '100ms' ? '@100ms' : ''}`;
    case 'diffDepth':
      return `${stream.symbol.toLowerCase()}@depth${stream.speed === '100ms' ? '@100ms' : ''}`;
    default:
      return `${stream.symbol.toLowerCase()}@${stream.kind}`;
  }
}

export function streamTraits(kind: MarketStreamKind): StreamTraits {
  return TRAITS[kind];
}

/** Letters of any script since 2025-12-02, digits and `-_.`; no lower case, no white space. */
export const SYMBOL_PATTERN = /^[\p{Lu}\p{Lo}\p{Nd}_.-]{1,40}$/u;

export function isSymbolName(text: unknown): text is string {
  return typeof text === 'string' && SYMBOL_PATTERN.test(text);
}
