// Market stream payloads. https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
import type { DecimalString } from '../decimal.js';
import type { KlineInterval } from '../enums.js';
import type { Millis } from '../time.js';
import type { WireDepth, WireLevel } from './rest.js';

/** Envelope of `/stream` connections. */
export interface WireCombined<T = unknown> {
  stream: string;
  data: T;
}

export interface WireDepthUpdate {
  e: 'depthUpdate';
  E: Millis;
  s: string;
  /** First and last update id in the event. */
  U: number;
  u: number;
  b: WireLevel[];
  a: WireLevel[];
}

/** `<symbol>@depth<levels>`: has neither event type nor symbol. */
export type WirePartialDepth = WireDepth;

export interface WireTradeEvent {
  e: 'trade';
  E: Millis;
  s: string;
  t: number;
  p: DecimalString;
  q: DecimalString;
  T: Millis;
  m: boolean;
  M: boolean;
}

export interface WireAggTradeEvent {
  e: 'aggTrade';
  E: Millis;
  s: string;
  a: number;
  p: DecimalString;
  q: DecimalString;
  f: number;
  l: number;
  T: Millis;
  m: boolean;
  M: boolean;
}

/** `<symbol>@bookTicker`: has neither event type nor time; `u` is an order book update id. */
export interface WireBookTickerEvent {
  u: number;
  s: string;
  b: DecimalString;
  B: DecimalString;
  a: DecimalString;
  A: DecimalString;
}

export interface WireKlineEvent {
  e: 'kline';
  E: Millis;
  s: string;
  k: {
    t: Millis;
    T: Millis;
    s: string;
    i: KlineInterval;
    f: number;
    L: number;
    o: DecimalString;
    c: DecimalString;
    h: DecimalString;
    l: DecimalString;
    v: DecimalString;
    n: number;
    x: boolean;
    q: DecimalString;
    V: DecimalString;
    Q: DecimalString;
    B: DecimalString;
  };
}

export interface WireMiniTickerEvent {
  e: '24hrMiniTicker';
  E: Millis;
  s: string;
  c: DecimalString;
  o: DecimalString;
  h: DecimalString;
  l: DecimalString;
  v: DecimalString;
  q: DecimalString;
}

/** `24hrTicker`; the rolling windows send `1hTicker`, `4hTicker` and `1dTicker` without x, b, B, a, A. */
export interface WireTickerEvent {
  e: '24hrTicker' | '1hTicker' | '4hTicker' | '1dTicker';
  E: Millis;
  s: string;
  p: DecimalString;
  P: DecimalString;
  w: DecimalString;
  x?: DecimalString;
  c: DecimalString;
  Q: DecimalString;
  b?: DecimalString;
  B?: DecimalString;
  a?: DecimalString;
  A?: DecimalString;
  o: DecimalString;
  h: DecimalString;
  l: DecimalString;
  v: DecimalString;
  q: DecimalString;
  O: Millis;
  C: Millis;
  F: number;
  L: number;
  n: number;
}

export interface WireAvgPriceEvent {
  e: 'avgPrice';
  E: Millis;
  s: string;
  i: string;
  w: DecimalString;
  T: Millis;
}

/** Sent before the server closes; there is no fixed lead time. */
export interface WireServerShutdown {
  e: 'serverShutdown';
  E: Millis;
}

export interface WireStreamRequest {
  method: 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'LIST_SUBSCRIPTIONS' | 'SET_PROPERTY' | 'GET_PROPERTY';
  params?: unknown[];
  id: number | string | null;
}
