import { KLINE_INTERVALS, type KlineInterval, SYMBOL_STATUSES, type SymbolStatus } from '../enums.js';
import {
  BooleanField,
  DecimalField,
  EnumField,
  IntegerField,
  ListField,
  SymbolField,
  TextField,
  TimestampField,
  TimestampInputField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Rules, startBeforeEnd } from './rule.js';

const PRICE_LEVEL = {
  type: 'array',
  items: { type: 'string' },
  minItems: 2,
  description: '[price, quantity]',
} as const;

export class OrderBookInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 5000,
    default: 100,
    example: 20,
    description: 'Levels a side',
  })
  limit?: number;

  @EnumField(SYMBOL_STATUSES, { optional: true, description: 'Only when the symbol is in this status' })
  symbolStatus?: SymbolStatus;
}

export class DepthSnapshot {
  @IntegerField({ description: 'Update id the book stands at' })
  lastUpdateId!: number;

  @ListField(PRICE_LEVEL, { description: 'Bids, best first', example: [['61837.63000000', '3.78826000']] })
  bids!: string[][];

  @ListField(PRICE_LEVEL, { description: 'Asks, best first', example: [['61837.64000000', '1.54698000']] })
  asks!: string[][];
}

export class RecentTradesInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 500,
    example: 100,
    description: 'Most trades to give',
  })
  limit?: number;
}

export class HistoricalTradesInput extends RecentTradesInput {
  @IntegerField({ optional: true, description: 'Trade id to begin with; the newest trades when left out' })
  fromId?: number;
}

export class Trade {
  @IntegerField({ description: 'Trade id' })
  id!: number;

  @DecimalField({ description: 'Price' })
  price!: string;

  @DecimalField({ description: 'Quantity of the base asset' })
  qty!: string;

  @DecimalField({ description: 'Quantity of the quote asset' })
  quoteQty!: string;

  @TimestampField({ description: 'When it was made' })
  time!: number;

  @BooleanField({ description: 'True when the seller was the taker' })
  isBuyerMaker!: boolean;

  @BooleanField({ description: 'Always true today' })
  isBestMatch!: boolean;
}

@Rules<AggregateTradesInput>(startBeforeEnd())
export class AggregateTradesInput extends HistoricalTradesInput {
  @TimestampInputField({ optional: true, description: 'First moment, inclusive' })
  startTime?: number;

  @TimestampInputField({ optional: true, description: 'Last moment, inclusive' })
  endTime?: number;
}

/** Fills of one taker order at one price. */
export class AggregateTrade {
  @IntegerField({ description: 'Aggregate trade id' })
  a!: number;

  @DecimalField({ description: 'Price' })
  p!: string;

  @DecimalField({ description: 'Quantity of the base asset' })
  q!: string;

  @IntegerField({ description: 'First trade id' })
  f!: number;

  @IntegerField({ description: 'Last trade id' })
  l!: number;

  @TimestampField({ description: 'When it was made' })
  T!: number;

  @BooleanField({ description: 'True when the seller was the taker' })
  m!: boolean;

  @BooleanField({ description: 'Always true today' })
  M!: boolean;
}

export const TIME_ZONE_PATTERN = /^(?:-(?:0?[0-9]|1[0-2])|\+?(?:0?[0-9]|1[0-4]))(?::[0-5][0-9])?$/;
export const TIME_ZONE_HINT = 'must be an offset from -12:00 to +14:00 such as "+08:00" or "-1"';

@Rules<KlinesInput>(startBeforeEnd())
export class KlinesInput {
  @SymbolField()
  symbol!: string;

  @EnumField(KLINE_INTERVALS, { description: 'Length of a kline', example: '1m' })
  interval!: KlineInterval;

  @TimestampInputField({ optional: true, description: 'First open time, inclusive' })
  startTime?: number;

  @TimestampInputField({ optional: true, description: 'Last open time, inclusive' })
  endTime?: number;

  @TextField({
    optional: true,
    pattern: TIME_ZONE_PATTERN,
    hint: TIME_ZONE_HINT,
    maxLength: 6,
    default: '0',
    example: '0',
    description: 'Where a day begins; times stay UTC',
  })
  timeZone?: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 500,
    example: 100,
    description: 'Most klines to give',
  })
  limit?: number;
}

export class Kline {
  @TimestampField({ description: 'First millisecond' })
  openTime!: number;

  @DecimalField({ description: 'Price of the first trade' })
  open!: string;

  @DecimalField({ description: 'Highest price' })
  high!: string;

  @DecimalField({ description: 'Lowest price' })
  low!: string;

  @DecimalField({ description: 'Price of the last trade' })
  close!: string;

  @DecimalField({ description: 'Base asset traded', allowZero: true })
  volume!: string;

  @TimestampField({ description: 'Last millisecond' })
  closeTime!: number;

  @DecimalField({ description: 'Quote asset traded', allowZero: true })
  quoteVolume!: string;

  @IntegerField({ description: 'Number of trades' })
  tradeCount!: number;

  @DecimalField({ description: 'Base asset bought by takers', allowZero: true })
  takerBuyBaseVolume!: string;

  @DecimalField({ description: 'Quote asset spent by buying takers', allowZero: true })
  takerBuyQuoteVolume!: string;
}

export class SymbolInput {
  @SymbolField()
  symbol!: string;
}

export class AveragePrice {
  @IntegerField({ description: 'Minutes the average covers' })
  mins!: number;

  @DecimalField({ description: 'Average price' })
  price!: string;

  @TimestampField({ description: 'Time of the last trade' })
  closeTime!: number;
}

/** Documented weights: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
export function depthWeight({ limit = 100 }: { limit?: number }): number {
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}

const marketRead = {
  tag: 'market',
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  errors: ['UNKNOWN_SYMBOL'],
} as const;

export const getOrderBook = defineOperation({
  ...marketRead,
  name: 'get_order_book',
  summary: 'Order book of a symbol',
  input: OrderBookInput,
  output: { shape: 'one', of: DepthSnapshot },
  route: { method: 'GET', path: 'depth' },
  upstream: {
    method: 'GET',
    path: '/api/v3/depth',
    wsMethod: 'depth',
    security: 'NONE',
    weight: depthWeight,
    weightNote: 'limit to 100 5, to 500 25, to 1000 50, to 5000 250',
  },
  example: { symbol: 'BTCUSDT', limit: 20 },
});

export const getRecentTrades = defineOperation({
  ...marketRead,
  name: 'get_recent_trades',
  summary: 'Newest trades of a symbol',
  input: RecentTradesInput,
  output: { shape: 'many', of: Trade },
  route: { method: 'GET', path: 'trades' },
  upstream: {
    method: 'GET',
    path: '/api/v3/trades',
    wsMethod: 'trades.recent',
    security: 'NONE',
    weight: 25,
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
});

export const getHistoricalTrades = defineOperation({
  ...marketRead,
  name: 'get_historical_trades',
  summary: 'Older trades of a symbol, by trade id',
  input: HistoricalTradesInput,
  output: { shape: 'many', of: Trade },
  route: { method: 'GET', path: 'historicalTrades' },
  upstream: {
    method: 'GET',
    path: '/api/v3/historicalTrades',
    wsMethod: 'trades.historical',
    security: 'NONE',
    weight: 25,
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
});

export const getAggregateTrades = defineOperation({
  ...marketRead,
  name: 'get_aggregate_trades',
  summary: 'Aggregate trades of a symbol, by id or time',
  input: AggregateTradesInput,
  output: { shape: 'many', of: AggregateTrade },
  route: { method: 'GET', path: 'aggTrades' },
  upstream: {
    method: 'GET',
    path: '/api/v3/aggTrades',
    wsMethod: 'trades.aggregate',
    security: 'NONE',
    weight: 4,
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
});

export const getKlines = defineOperation({
  ...marketRead,
  name: 'get_klines',
  summary: 'Klines (candlesticks) of a symbol',
  input: KlinesInput,
  output: { shape: 'many', of: Kline },
  route: { method: 'GET', path: 'klines' },
  upstream: { method: 'GET', path: '/api/v3/klines', wsMethod: 'klines', security: 'NONE', weight: 2 },
  example: { symbol: 'BTCUSDT', interval: '1m', limit: 10 },
});

export const getUiKlines = defineOperation({
  ...marketRead,
  name: 'get_ui_klines',
  summary: 'Klines of a symbol, prepared for charts',
  input: KlinesInput,
  output: { shape: 'many', of: Kline },
  route: { method: 'GET', path: 'uiKlines' },
  upstream: { method: 'GET', path: '/api/v3/uiKlines', wsMethod: 'uiKlines', security: 'NONE', weight: 2 },
  example: { symbol: 'BTCUSDT', interval: '1m', limit: 10 },
});

export const getAveragePrice = defineOperation({
  ...marketRead,
  name: 'get_average_price',
  summary: 'Average price of the last minutes',
  input: SymbolInput,
  output: { shape: 'one', of: AveragePrice },
  route: { method: 'GET', path: 'avgPrice' },
  upstream: { method: 'GET', path: '/api/v3/avgPrice', wsMethod: 'avgPrice', security: 'NONE', weight: 2 },
  example: { symbol: 'BTCUSDT' },
});
