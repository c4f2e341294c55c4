import type { Kline, PriceTicker, WireDepth, WireTicker, WireTrade } from '@binance-gateway/domain-types';
import {
  allowDecimals,
  broken,
  listOf,
  objectOf,
  requireDecimals,
  requireInteger,
  requireText,
} from './shape.js';

/** GET /ticker/price has no time; `learnedAt` is when the answer came. */
export function decodePrice(wire: unknown, learnedAt: number): PriceTicker {
  const ticker = objectOf(wire, 'ticker/price');
  const symbol = requireText(ticker, 'symbol', 'ticker/price');
  requireDecimals(ticker, ['price'], 'ticker/price');
  const known = { symbol, price: ticker['price'] as string, timestamp: Math.floor(learnedAt) };
  // A spread costs ten times the literal, and this runs for every symbol of the exchange at once
  for (const field in ticker) if (field !== 'symbol' && field !== 'price') return { ...ticker, ...known };
  return known;
}

/** A kline is a row of twelve; the last column has no meaning. */
export function decodeKline(wire: unknown): Kline {
  if (!Array.isArray(wire) || wire.length < 11) throw broken('klines', 'rows of at least 11 columns');
  const row = wire as unknown[];
  const kline = {
    openTime: row[0],
    open: row[1],
    high: row[2],
    low: row[3],
    close: row[4],
    volume: row[5],
    closeTime: row[6],
    quoteVolume: row[7],
    tradeCount: row[8],
    takerBuyBaseVolume: row[9],
    takerBuyQuoteVolume: row[10],
  };
  requireInteger(kline, 'openTime', 'klines');
  requireInteger(kline, 'closeTime', 'klines');
  requireInteger(kline, 'tradeCount', 'klines');
  requireDecimals(kline, KLINE_DECIMALS, 'klines');
  return kline as Kline;
}

const KLINE_DECIMALS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'takerBuyBaseVolume',
  'takerBuyQuoteVolume',
];

export function decodeDepth(wire: unknown): WireDepth {
  const depth = objectOf(wire, 'depth');
  requireInteger(depth, 'lastUpdateId', 'depth');
  checkLevels(depth['bids'], 'depth.bids');
  checkLevels(depth['asks'], 'depth.asks');
  return depth as unknown as WireDepth;
}

/** Text only: reading thousands of levels as decimals is the order book's work, which does it anyway. */
export function checkLevels(levels: unknown, where: string): void {
  if (!Array.isArray(levels)) throw broken(where, 'a list of [price, quantity]');
  for (const level of levels as unknown[]) {
    if (!Array.isArray(level) || typeof level[0] !== 'string' || typeof level[1] !== 'string') {
      throw broken(where, 'a list of [price, quantity]');
    }
  }
}

export function decodeTrade(wire: unknown): WireTrade {
  const trade = objectOf(wire, 'trades');
  requireInteger(trade, 'id', 'trades');
  requireDecimals(trade, ['price', 'qty'], 'trades');
  return trade as unknown as WireTrade;
}

export function decodeAggregateTrade(wire: unknown): unknown {
  const trade = objectOf(wire, 'aggTrades');
  requireInteger(trade, 'a', 'aggTrades');
  requireDecimals(trade, ['p', 'q'], 'aggTrades');
  return trade;
}

export function decodeAveragePrice(wire: unknown): unknown {
  const average = objectOf(wire, 'avgPrice');
  requireDecimals(average, ['price'], 'avgPrice');
  return average;
}

/** ticker/24hr, ticker/tradingDay and ticker, FULL and MINI. */
export function decodeTicker(wire: unknown): WireTicker {
  const ticker = objectOf(wire, 'ticker');
  requireText(ticker, 'symbol', 'ticker');
  requireDecimals(
    ticker,
    ['lastPrice', 'openPrice', 'highPrice', 'lowPrice', 'volume', 'quoteVolume'],
    'ticker',
  );
  allowDecimals(ticker, ['priceChange', 'weightedAvgPrice', 'bidPrice', 'askPrice'], 'ticker');
  return ticker as unknown as WireTicker;
}

export function decodeBookTicker(wire: unknown): unknown {
  const ticker = objectOf(wire, 'ticker/bookTicker');
  requireText(ticker, 'symbol', 'ticker/bookTicker');
  requireDecimals(ticker, ['bidPrice', 'bidQty', 'askPrice', 'askQty'], 'ticker/bookTicker');
  return ticker;
}

/** One object or a list of them, as the endpoint answers with or without `symbol`. */
export function oneOrMany<T>(wire: unknown, where: string, decode: (item: unknown) => T): T | T[] {
  return Array.isArray(wire) ? listOf(wire, where, decode) : decode(wire);
}
