import { KLINE_INTERVALS } from '@binance-gateway/domain-types';
import { parseTimeZone } from '../../market/interval.js';
import type { KlinesQuery } from '../../market/market-data.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { readPeriod } from '../period.js';
import {
  answer,
  readSelection,
  readTickerType,
  requestedSymbols,
  requiredSymbol,
  symbolInStatus,
} from '../symbols.js';

const MAX_LIST = 1000;
const DEFAULT_LIST = 500;
const WINDOW = /^([1-9]|[1-5][0-9])m$|^([1-9]|1[0-9]|2[0-3])h$|^[1-7]d$/;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
export const MARKET_DATA: readonly AnyEndpoint[] = [
  endpoint({
    rest: { method: 'GET', path: '/api/v3/depth' },
    ws: 'depth',
    security: 'NONE',
    weight: depthWeight,
    read: (params, exchange) => ({
      symbol: symbolInStatus(params, exchange),
      limit: params.limit(100, 5000),
    }),
    run: ({ symbol, limit }, { exchange }) => exchange.market.depth(symbol, limit),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/trades' },
    ws: 'trades.recent',
    security: 'NONE',
    weight: 25,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      limit: params.limit(DEFAULT_LIST, MAX_LIST),
    }),
    run: ({ symbol, limit }, { exchange }) => exchange.market.trades(symbol, limit),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/historicalTrades' },
    ws: 'trades.historical',
    security: 'NONE',
    weight: 25,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: { limit: params.limit(DEFAULT_LIST, MAX_LIST), fromId: params.integer('fromId') },
    }),
    run: ({ symbol, query }, { exchange }) => exchange.market.historicalTrades(symbol, query),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/historicalBlockTrades' },
    ws: 'blockTrades.historical',
    security: 'NONE',
    weight: 25,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: {
        fromId: params.required('fromId', params.integer('fromId')),
        limit: params.limit(DEFAULT_LIST, MAX_LIST),
      },
    }),
    run: ({ symbol, query }, { exchange }) => exchange.market.blockTrades(symbol, query),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/aggTrades' },
    ws: 'trades.aggregate',
    security: 'NONE',
    weight: 4,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: {
        fromId: params.integer('fromId'),
        ...readPeriod(params),
        limit: params.limit(DEFAULT_LIST, MAX_LIST),
      },
    }),
    run: ({ symbol, query }, { exchange }) => exchange.market.aggTrades(symbol, query),
  }),
  klines('/api/v3/klines', 'klines'),
  klines('/api/v3/uiKlines', 'uiKlines'),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/avgPrice' },
    ws: 'avgPrice',
    security: 'NONE',
    weight: 2,
    read: requiredSymbol,
    run: (symbol, { exchange }) => exchange.market.avgPrice(symbol),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ticker/24hr' },
    ws: 'ticker.24hr',
    security: 'NONE',
    weight: ticker24hWeight,
    read: (params, exchange) => ({
      selection: readSelection(params, exchange),
      type: readTickerType(params),
    }),
    run: ({ selection, type }, { exchange }) =>
      answer(selection, (symbol) => exchange.market.ticker24h(symbol, type)),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ticker/tradingDay' },
    ws: 'ticker.tradingDay',
    security: 'NONE',
    weight: perSymbolWeight,
    read: (params, exchange) => ({
      selection: readSelection(params, exchange, { required: true, max: 100 }),
      query: { utcOffsetMinutes: readTimeZone(params), type: readTickerType(params) },
    }),
    run: ({ selection, query }, { exchange }) =>
      answer(selection, (symbol) => exchange.market.tradingDayTicker(symbol, query)),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ticker/price' },
    ws: 'ticker.price',
    security: 'NONE',
    weight: (params) => (requestedSymbols(params) === 1 && params.peek('symbols') === undefined ? 2 : 4),
    read: readSelection,
    run: (selection, { exchange }) => answer(selection, (symbol) => exchange.market.price(symbol)),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ticker/bookTicker' },
    ws: 'ticker.book',
    security: 'NONE',
    weight: (params) => (requestedSymbols(params) === 1 && params.peek('symbols') === undefined ? 2 : 4),
    read: readSelection,
    run: (selection, { exchange }) => answer(selection, (symbol) => exchange.market.bookTicker(symbol)),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ticker' },
    ws: 'ticker',
    security: 'NONE',
    weight: perSymbolWeight,
    read: (params, exchange) => ({
      selection: readSelection(params, exchange, { required: true, max: 100 }),
      windowSize: readWindow(params),
      type: readTickerType(params),
    }),
    run: ({ selection, windowSize, type }, { exchange }) =>
      answer(selection, (symbol) => exchange.market.rollingTicker(symbol, windowSize, type)),
  }),
];

function klines(path: string, ws: string): AnyEndpoint {
  return endpoint<{ symbol: string; query: KlinesQuery }>({
    rest: { method: 'GET', path },
    ws,
    security: 'NONE',
    weight: 2,
    read: readKlinesQuery,
    run: ({ symbol, query }, { exchange }) => exchange.market.klines(symbol, query),
  });
}

function readKlinesQuery(params: Params, exchange: Exchange): { symbol: string; query: KlinesQuery } {
  const symbol = requiredSymbol(params, exchange);
  const interval = params.required('interval', params.enum('interval', KLINE_INTERVALS, REFUSE.interval));
  return {
    symbol,
    query: {
      interval,
      ...readPeriod(params),
      utcOffsetMinutes: readTimeZone(params),
      limit: params.limit(DEFAULT_LIST, MAX_LIST),
    },
  };
}

function readTimeZone(params: Params): number | undefined {
  const text = params.text('timeZone');
  if (text === undefined) return undefined;
  const offset = parseTimeZone(text);
  if (offset === undefined) throw REFUSE.invalidValue('timeZone');
  return offset;
}

function readWindow(params: Params): string {
  const text = params.text('windowSize') ?? '1d';
  if (!WINDOW.test(text)) throw REFUSE.invalidValue('windowSize');
  return text;
}

function depthWeight(params: Params): number {
  const limit = Number(params.peek('limit') ?? 100);
  if (!(limit > 100)) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

function ticker24hWeight(params: Params): number {
  const count = requestedSymbols(params) ?? Number.POSITIVE_INFINITY;
  if (count <= 20) return 2;
  return count <= 100 ? 40 : 80;
}

function perSymbolWeight(params: Params): number {
  return Math.min(4 * (requestedSymbols(params) ?? 1), 200);
}
