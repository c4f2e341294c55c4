import { SYMBOL_STATUSES, type SymbolStatus, TICKER_TYPES, type TickerType } from '../enums.js';
import {
  DecimalField,
  EnumField,
  IntegerField,
  SymbolField,
  SymbolsField,
  TextField,
  TimestampField,
} from './field.js';
import { TIME_ZONE_HINT, TIME_ZONE_PATTERN } from './market-data.js';
import { defineOperation } from './operation.js';
import { Rules, atMostOneOf, exactlyOneOf } from './rule.js';

/** A query string holds this many; Binance names no limit. */
const MAX_SYMBOLS = 500;

/** Of several symbols, the others are left out; one symbol in another status is an error (-1220). */
function SymbolStatusField(): PropertyDecorator {
  return EnumField(SYMBOL_STATUSES, { optional: true, description: 'Only symbols in this status' });
}

/** One symbol gives an object, several give a list, none gives a list of all. */
@Rules<SymbolsInput>(atMostOneOf('symbol', 'symbols'))
export class SymbolsInput {
  @SymbolField({ optional: true, description: 'One symbol: the answer is an object' })
  symbol?: string;

  @SymbolsField({ optional: true, max: MAX_SYMBOLS })
  symbols?: string[];

  @SymbolStatusField()
  symbolStatus?: SymbolStatus;
}

export class TickerInput extends SymbolsInput {
  @EnumField(TICKER_TYPES, {
    optional: true,
    default: 'FULL',
    description: 'MINI leaves out the derived fields',
  })
  type?: TickerType;
}

const WINDOW_SIZE = /^(?:[1-9]|[1-5][0-9])m$|^(?:[1-9]|1[0-9]|2[0-3])h$|^[1-7]d$/;

@Rules<RollingTickerInput>(exactlyOneOf('symbol', 'symbols'))
export class RollingTickerInput {
  @SymbolField({ optional: true, description: 'One symbol: the answer is an object' })
  symbol?: string;

  @SymbolsField({ optional: true })
  symbols?: string[];

  @TextField({
    optional: true,
    pattern: WINDOW_SIZE,
    hint: 'must be 1m to 59m, 1h to 23h or 1d to 7d',
    maxLength: 3,
    default: '1d',
    example: '1h',
    description: 'Length of the window: 1m to 59m, 1h to 23h or 1d to 7d',
  })
  windowSize?: string;

  @EnumField(TICKER_TYPES, {
    optional: true,
    default: 'FULL',
    description: 'MINI leaves out the derived fields',
  })
  type?: TickerType;

  @SymbolStatusField()
  symbolStatus?: SymbolStatus;
}

@Rules<TradingDayTickerInput>(exactlyOneOf('symbol', 'symbols'))
export class TradingDayTickerInput {
  @SymbolField({ optional: true, description: 'One symbol: the answer is an object' })
  symbol?: string;

  @SymbolsField({ optional: true })
  symbols?: string[];

  @TextField({
    optional: true,
    pattern: TIME_ZONE_PATTERN,
    hint: TIME_ZONE_HINT,
    maxLength: 6,
    default: '0',
    example: '0',
    description: 'Where the trading day begins',
  })
  timeZone?: string;

  @EnumField(TICKER_TYPES, {
    optional: true,
    default: 'FULL',
    description: 'MINI leaves out the derived fields',
  })
  type?: TickerType;

  @SymbolStatusField()
  symbolStatus?: SymbolStatus;
}

export class PriceTicker {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @DecimalField({ description: 'Price of the last trade' })
  price!: string;

  @TimestampField({ description: 'When the gateway learned of it' })
  timestamp!: number;
}

export class BookTicker {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @DecimalField({ description: 'Best bid', allowZero: true })
  bidPrice!: string;

  @DecimalField({ description: 'Quantity at the best bid', allowZero: true })
  bidQty!: string;

  @DecimalField({ description: 'Best ask', allowZero: true })
  askPrice!: string;

  @DecimalField({ description: 'Quantity at the best ask', allowZero: true })
  askQty!: string;
}

/** Statistics of a window; the fields a caller misses with type MINI or outside ticker/24hr are optional. */
export class Ticker {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @DecimalField({ optional: true, signed: true, description: 'Last minus open' })
  priceChange?: string;

  @DecimalField({ optional: true, signed: true, description: 'The same in percent' })
  priceChangePercent?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quote volume over volume' })
  weightedAvgPrice?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Close of the window before' })
  prevClosePrice?: string;

  @DecimalField({ allowZero: true, description: 'Price of the last trade' })
  lastPrice!: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity of the last trade' })
  lastQty?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Best bid' })
  bidPrice?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity at the best bid' })
  bidQty?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Best ask' })
  askPrice?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity at the best ask' })
  askQty?: string;

  @DecimalField({ allowZero: true, description: 'First price of the window' })
  openPrice!: string;

  @DecimalField({ allowZero: true, description: 'Highest price' })
  highPrice!: string;

  @DecimalField({ allowZero: true, description: 'Lowest price' })
  lowPrice!: string;

  @DecimalField({ allowZero: true, description: 'Base asset traded' })
  volume!: string;

  @DecimalField({ allowZero: true, description: 'Quote asset traded' })
  quoteVolume!: string;

  @TimestampField({ description: 'Begin of the window' })
  openTime!: number;

  @TimestampField({ description: 'End of the window' })
  closeTime!: number;

  @IntegerField({ min: -1, description: 'First trade id, -1 without trades' })
  firstId!: number;

  @IntegerField({ min: -1, description: 'Last trade id, -1 without trades' })
  lastId!: number;

  @IntegerField({ description: 'Number of trades' })
  count!: number;
}

function perSymbol(weight: number, cap: number): (input: { symbols?: string[] }) => number {
  return ({ symbols }) => Math.min(cap, weight * (symbols?.length ?? 1));
}

function day24Weight({ symbol, symbols }: { symbol?: string; symbols?: string[] }): number {
  if (symbol !== undefined) return 2;
  if (symbols === undefined) return 80;
  return symbols.length <= 20 ? 2 : symbols.length <= 100 ? 40 : 80;
}

const lastPriceWeight = ({ symbol }: { symbol?: string }): number => (symbol === undefined ? 4 : 2);

const tickerRead = {
  tag: 'market',
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  errors: ['UNKNOWN_SYMBOL'],
} as const;

export const getPrice = defineOperation({
  ...tickerRead,
  name: 'get_price',
  summary: 'Last price of one, several or all symbols',
  input: SymbolsInput,
  output: { shape: 'one-or-many', of: PriceTicker },
  route: { method: 'GET', path: 'ticker/price' },
  upstream: {
    method: 'GET',
    path: '/api/v3/ticker/price',
    wsMethod: 'ticker.price',
    security: 'NONE',
    weight: lastPriceWeight,
    weightNote: 'one symbol 2, several or all 4',
  },
  example: { symbol: 'BTCUSDT' },
});

export const getBookTicker = defineOperation({
  ...tickerRead,
  name: 'get_book_ticker',
  summary: 'Best bid and ask of one, several or all symbols',
  input: SymbolsInput,
  output: { shape: 'one-or-many', of: BookTicker },
  route: { method: 'GET', path: 'ticker/bookTicker' },
  upstream: {
    method: 'GET',
    path: '/api/v3/ticker/bookTicker',
    wsMethod: 'ticker.book',
    security: 'NONE',
    weight: lastPriceWeight,
    weightNote: 'one symbol 2, several or all 4',
  },
  example: { symbol: 'BTCUSDT' },
});

export const getTicker = defineOperation({
  ...tickerRead,
  name: 'get_ticker',
  summary: 'Statistics of the last 24 hours',
  input: TickerInput,
  output: { shape: 'one-or-many', of: Ticker },
  route: { method: 'GET', path: 'ticker/24hr' },
  upstream: {
    method: 'GET',
    path: '/api/v3/ticker/24hr',
    wsMethod: 'ticker.24hr',
    security: 'NONE',
    weight: day24Weight,
    weightNote: 'to 20 symbols 2, to 100 40, more or all 80',
  },
  example: { symbol: 'BTCUSDT' },
});

export const getTradingDayTicker = defineOperation({
  ...tickerRead,
  name: 'get_trading_day_ticker',
  summary: 'Statistics of the current trading day',
  input: TradingDayTickerInput,
  output: { shape: 'one-or-many', of: Ticker },
  route: { method: 'GET', path: 'ticker/tradingDay' },
  upstream: {
    method: 'GET',
    path: '/api/v3/ticker/tradingDay',
    wsMethod: 'ticker.tradingDay',
    security: 'NONE',
    weight: perSymbol(4, 200),
    weightNote: '4 a symbol, at most 200',
  },
  example: { symbol: 'BTCUSDT' },
});

export const getRollingTicker = defineOperation({
  ...tickerRead,
  name: 'get_rolling_ticker',
  summary: 'Statistics of a window that ends now',
  input: RollingTickerInput,
  output: { shape: 'one-or-many', of: Ticker },
  route: { method: 'GET', path: 'ticker' },
  upstream: {
    method: 'GET',
    path: '/api/v3/ticker',
    wsMethod: 'ticker',
    security: 'NONE',
    weight: perSymbol(4, 200),
    weightNote: '4 a symbol, at most 200',
  },
  example: { symbol: 'BTCUSDT', windowSize: '1h' },
});
