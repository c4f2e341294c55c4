// Payloads of the market streams, as JSON text with Binance's order of keys.
// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
import type {
  KlineInterval,
  Millis,
  RollingWindow,
  WireAggTradeEvent,
  WireAvgPriceEvent,
  WireBookTickerEvent,
  WireDepthUpdate,
  WireKlineEvent,
  WireMiniTickerEvent,
  WireTickerEvent,
  WireTradeEvent,
} from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { Amount, Level, TradeEvent } from '../engine/types.js';
import { type Bar, firstIdOf } from './bar.js';
import {
  type TickerDetails,
  type WindowStatistics,
  idRange,
  priceChangePercent,
  weightedAveragePrice,
} from './tickers.js';
import type { ReferencePrice } from './reference-prices.js';
import type { AggTrade } from './trade-tape.js';

export function tradePayload(E: Millis, trade: TradeEvent): string {
  const event: WireTradeEvent = {
    e: 'trade',
    E,
    s: trade.symbol,
    t: trade.tradeId,
    p: formatAmount(trade.price),
    q: formatAmount(trade.quantity),
    T: trade.time,
    m: trade.isBuyerMaker,
    M: true,
  };
  return JSON.stringify(event);
}

export function aggTradePayload(E: Millis, symbol: string, trade: AggTrade): string {
  const event: WireAggTradeEvent = {
    e: 'aggTrade',
    E,
    s: symbol,
    a: trade.id,
    p: formatAmount(trade.price),
    q: formatAmount(trade.quantity),
    f: trade.firstId,
    l: trade.lastId,
    T: trade.time,
    m: trade.isBuyerMaker,
    M: true,
  };
  return JSON.stringify(event);
}

export interface KlineFrame {
  readonly symbol: string;
  readonly interval: KlineInterval;
  readonly openTime: Millis;
  readonly closeTime: Millis;
  readonly bar: Bar;
  readonly isClosed: boolean;
}

export function klinePayload(
  E: Millis,
  { symbol, interval, openTime, closeTime, bar, isClosed }: KlineFrame,
): string {
  const event: WireKlineEvent = {
    e: 'kline',
    E,
    s: symbol,
    k: {
      t: openTime,
      T: closeTime,
      s: symbol,
      i: interval,
      f: bar.count === 0 ? -1 : firstIdOf(bar),
      L: bar.count === 0 ? -1 : bar.lastId,
      o: formatAmount(bar.open),
      c: formatAmount(bar.close),
      h: formatAmount(bar.high),
      l: formatAmount(bar.low),
      v: formatAmount(bar.volume),
      n: bar.count,
      x: isClosed,
      q: formatAmount(bar.quoteVolume),
      V: formatAmount(bar.takerBuyVolume),
      Q: formatAmount(bar.takerBuyQuoteVolume),
      B: '0',
    },
  };
  return JSON.stringify(event);
}

export function miniTickerPayload(E: Millis, { symbol, bar }: WindowStatistics): string {
  const event: WireMiniTickerEvent = {
    e: '24hrMiniTicker',
    E,
    s: symbol,
    c: formatAmount(bar.close),
    o: formatAmount(bar.open),
    h: formatAmount(bar.high),
    l: formatAmount(bar.low),
    v: formatAmount(bar.volume),
    q: formatAmount(bar.quoteVolume),
  };
  return JSON.stringify(event);
}

export function tickerPayload(
  E: Millis,
  { symbol, bar, openTime, closeTime }: WindowStatistics,
  details: TickerDetails,
): string {
  const { firstId, lastId } = idRange(bar);
  const event: WireTickerEvent = {
    e: '24hrTicker',
    E,
    s: symbol,
    p: formatAmount(bar.close - bar.open),
    P: priceChangePercent(bar),
    w: weightedAveragePrice(bar),
    x: formatAmount(details.previousClose),
    c: formatAmount(bar.close),
    Q: formatAmount(details.lastQuantity),
    b: formatAmount(details.bid[0]),
    B: formatAmount(details.bid[1]),
    a: formatAmount(details.ask[0]),
    A: formatAmount(details.ask[1]),
    o: formatAmount(bar.open),
    h: formatAmount(bar.high),
    l: formatAmount(bar.low),
    v: formatAmount(bar.volume),
    q: formatAmount(bar.quoteVolume),
    O: openTime,
    C: closeTime,
    F: firstId,
    L: lastId,
    n: bar.count,
  };
  return JSON.stringify(event);
}

export function rollingTickerPayload(E: Millis, window: RollingWindow, statistics: WindowStatistics): string {
  const { symbol, bar, openTime, closeTime } = statistics;
  const { firstId, lastId } = idRange(bar);
  const event: Omit<WireTickerEvent, 'Q'> = {
    e: `${window}Ticker`,
    E,
    s: symbol,
    p: formatAmount(bar.close - bar.open),
    P: priceChangePercent(bar),
    o: formatAmount(bar.open),
    h: formatAmount(bar.high),
    l: formatAmount(bar.low),
    c: formatAmount(bar.close),
    w: weightedAveragePrice(bar),
    v: formatAmount(bar.volume),
    q: formatAmount(bar.quoteVolume),
    O: openTime,
    C: closeTime,
    F: firstId,
    L: lastId,
    n: bar.count,
  };
  return JSON.stringify(event);
}

export function bookTickerPayload(symbol: string, updateId: number, bid: Level, ask: Level): string {
  const event: WireBookTickerEvent = {
    u: updateId,
    s: symbol,
    b: formatAmount(bid[0]),
    B: formatAmount(bid[1]),
    a: formatAmount(ask[0]),
    A: formatAmount(ask[1]),
  };
  return JSON.stringify(event);
}

export function avgPricePayload(E: Millis, { symbol, bar }: WindowStatistics, lastTradeTime: Millis): string {
  const event: WireAvgPriceEvent = {
    e: 'avgPrice',
    E,
    s: symbol,
    i: '5m',
    w: weightedAveragePrice(bar),
    T: lastTradeTime,
  };
  return JSON.stringify(event);
}

export interface DepthChanges {
  readonly firstId: number;
  readonly lastId: number;
  readonly bids: ReadonlyMap<Amount, Amount>;
  readonly asks: ReadonlyMap<Amount, Amount>;
}

export function depthUpdatePayload(
  E: Millis,
  symbol: string,
  { firstId, lastId, bids, asks }: DepthChanges,
): string {
  const event: WireDepthUpdate = {
    e: 'depthUpdate',
    E,
    s: symbol,
    U: firstId,
    u: lastId,
    b: wireLevels(bids, (a, b) => (a > b ? -1 : 1)),
    a: wireLevels(asks, (a, b) => (a < b ? -1 : 1)),
  };
  return JSON.stringify(event);
}

function wireLevels(
  levels: ReadonlyMap<Amount, Amount>,
  order: (a: Amount, b: Amount) => number,
): [string, string][] {
  const sorted = [...levels].sort(([a], [b]) => order(a, b));
  return sorted.map(([price, quantity]) => [formatAmount(price), formatAmount(quantity)]);
}

/** The only event without an event time. */
export function referencePricePayload(symbol: string, { price, time }: ReferencePrice): string {
  return JSON.stringify({
    e: 'referencePrice',
    s: symbol,
    r: price === null ? null : formatAmount(price),
    t: time,
  });
}
