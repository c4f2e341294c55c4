import type {
  WireAggTradeEvent,
  WireBookTickerEvent,
  WireDepth,
  WireDepthUpdate,
  WireKlineEvent,
  WireMiniTickerEvent,
  WireTickerEvent,
  WireTradeEvent,
} from '@binance-gateway/domain-types';
import { checkLevels, decodeDepth } from './market-data.js';
import {
  type WireObject,
  broken,
  listOf,
  objectOf,
  requireDecimals,
  requireInteger,
  requireText,
} from './shape.js';

/** A market stream payload by what it is. `other` holds event types that nobody knows yet. */
export type StreamEvent =
  | { readonly kind: 'depthUpdate'; readonly event: WireDepthUpdate }
  | { readonly kind: 'partialDepth'; readonly event: WireDepth }
  | { readonly kind: 'trade'; readonly event: WireTradeEvent }
  | { readonly kind: 'aggTrade'; readonly event: WireAggTradeEvent }
  | { readonly kind: 'bookTicker'; readonly event: WireBookTickerEvent }
  | { readonly kind: 'kline'; readonly event: WireKlineEvent }
  | { readonly kind: 'ticker'; readonly event: WireTickerEvent }
  | { readonly kind: 'miniTicker'; readonly event: WireMiniTickerEvent }
  | { readonly kind: 'list'; readonly event: readonly StreamEvent[] }
  | { readonly kind: 'other'; readonly event: WireObject };

/** @param wire the payload, without the envelope of combined streams */
export function decodeStreamEvent(wire: unknown): StreamEvent {
  if (Array.isArray(wire)) return { kind: 'list', event: wire.map(decodeStreamEvent) };
  const event = objectOf(wire, 'stream event');
  switch (event['e']) {
    case 'depthUpdate':
      return { kind: 'depthUpdate', event: decodeDepthUpdate(event) };
    case 'trade':
      return { kind: 'trade', event: decodeTradeEvent(event) };
    case 'aggTrade':
      return { kind: 'aggTrade', event: decodeAggTradeEvent(event) };
    case 'kline':
      return { kind: 'kline', event: decodeKlineEvent(event) };
    case '24hrTicker':
    case '1hTicker':
    case '4hTicker':
    case '1dTicker':
      return { kind: 'ticker', event: decodeTickerEvent(event) };
    case '24hrMiniTicker':
      return { kind: 'miniTicker', event: decodeTickerEvent(event) as unknown as WireMiniTickerEvent };
    case undefined:
      return withoutType(event);
    default:
      return { kind: 'other', event };
  }
}

/** bookTicker and partial depth carry no event type. */
function withoutType(event: WireObject): StreamEvent {
  if ('lastUpdateId' in event) return { kind: 'partialDepth', event: decodeDepth(event) };
  if ('u' in event && 'B' in event && 'A' in event)
    return { kind: 'bookTicker', event: decodeBookTickerEvent(event) };
  return { kind: 'other', event };
}

export function decodeDepthUpdate(wire: unknown): WireDepthUpdate {
  const update = objectOf(wire, 'depthUpdate');
  requireText(update, 's', 'depthUpdate');
  requireInteger(update, 'U', 'depthUpdate');
  requireInteger(update, 'u', 'depthUpdate');
  checkLevels(update['b'], 'depthUpdate.b');
  checkLevels(update['a'], 'depthUpdate.a');
  return update as unknown as WireDepthUpdate;
}

export function decodeTradeEvent(wire: unknown): WireTradeEvent {
  const trade = objectOf(wire, 'trade');
  requireInteger(trade, 't', 'trade');
  requireDecimals(trade, ['p', 'q'], 'trade');
  return trade as unknown as WireTradeEvent;
}

export function decodeAggTradeEvent(wire: unknown): WireAggTradeEvent {
  const trade = objectOf(wire, 'aggTrade');
  for (const field of ['E', 'a', 'f', 'l', 'T']) requireInteger(trade, field, 'aggTrade');
  requireDecimals(trade, ['p', 'q'], 'aggTrade');
  if (typeof trade['m'] !== 'boolean') throw broken('aggTrade.m', 'true or false');
  return trade as unknown as WireAggTradeEvent;
}

export function decodeBookTickerEvent(wire: unknown): WireBookTickerEvent {
  const ticker = objectOf(wire, 'bookTicker');
  requireInteger(ticker, 'u', 'bookTicker');
  requireText(ticker, 's', 'bookTicker');
  requireDecimals(ticker, ['b', 'B', 'a', 'A'], 'bookTicker');
  return ticker as unknown as WireBookTickerEvent;
}

export function decodeTickerEvent(wire: unknown): WireTickerEvent {
  const ticker = objectOf(wire, 'ticker event');
  requireText(ticker, 's', 'ticker event');
  requireDecimals(ticker, ['c', 'o', 'h', 'l', 'v', 'q'], 'ticker event');
  return ticker as unknown as WireTickerEvent;
}

function decodeKlineEvent(event: WireObject): WireKlineEvent {
  const kline = objectOf(event['k'], 'kline.k');
  requireInteger(kline, 't', 'kline.k');
  requireText(kline, 'i', 'kline.k');
  requireDecimals(kline, ['o', 'c', 'h', 'l', 'v'], 'kline.k');
  return event as unknown as WireKlineEvent;
}

/** Splits the envelope of `/stream` connections off; a bare payload has no stream name. */
export function unwrapStream(wire: unknown): {
  readonly stream: string | undefined;
  readonly payload: unknown;
} {
  const frame = wire as { stream?: unknown; data?: unknown } | null;
  return typeof frame === 'object' && frame !== null && typeof frame.stream === 'string' && 'data' in frame
    ? { stream: frame.stream, payload: frame.data }
    : { stream: undefined, payload: wire };
}

/** `<symbol>@ticker` sends one, `!ticker_1h@arr` a list. */
export function decodeTickers(wire: unknown): WireTickerEvent[] {
  return Array.isArray(wire) ? listOf(wire, 'ticker events', decodeTickerEvent) : [decodeTickerEvent(wire)];
}
