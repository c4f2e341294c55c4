import {
  DecimalField,
  EnumField,
  IntegerField,
  ListField,
  MeasuredField,
  type Measured,
  SymbolField,
  TextField,
  TimestampField,
} from './field.js';
import { SymbolInput } from './market-data.js';
import { DECIMAL } from './observed-window.js';
import { defineOperation } from './operation.js';

const PAIR = (description: string) =>
  ({ type: 'array', items: { type: 'string' }, minItems: 2, description }) as const;
const WALLS = { type: 'array', items: PAIR('[price, quantity]') } as const;
const SCALED_LEVEL = {
  type: 'array',
  items: { type: 'integer' },
  minItems: 2,
  description: '[price × 10^priceScale, quantity × 10^quantityScale]',
} as const;

type Pairs = readonly (readonly string[])[];

/** Which state of a book an answer is about. */
class BookMoment {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Update id the book stands at' })
  lastUpdateId!: number;

  @TimestampField({ description: 'Time of that update at the exchange' })
  time!: number;
}

/** What a market order of this size would cost against the best price. */
export class Slippage {
  @DecimalField({ description: 'Size of the order in the quote asset', example: '10000' })
  quote!: string;

  @MeasuredField(DECIMAL, { description: 'Of buying, basis points' })
  buyBps!: Measured<string>;

  @MeasuredField(DECIMAL, { description: 'Of selling, basis points' })
  sellBps!: Measured<string>;
}

export class OrderBookMetrics extends BookMoment {
  @MeasuredField(DECIMAL, { description: 'Best bid' })
  bestBid!: Measured<string>;

  @MeasuredField(DECIMAL, { description: 'Best ask' })
  bestAsk!: Measured<string>;

  @MeasuredField(DECIMAL, { description: 'Spread over the mid price, basis points' })
  spreadBps!: Measured<string>;

  @MeasuredField(DECIMAL, { description: 'Best prices weighted by the quantity on the other side' })
  microprice!: Measured<string>;

  @DecimalField({ allowZero: true, description: 'Base asset in the best 20 bids' })
  bidVolume!: string;

  @DecimalField({ allowZero: true, description: 'Base asset in the best 20 asks' })
  askVolume!: string;

  @MeasuredField(DECIMAL, { description: '(bids − asks) / (bids + asks) of these, −1 to 1' })
  imbalance!: Measured<string>;

  @MeasuredField(WALLS, {
    description: 'Bids of the best 20 with more than twice their median quantity: the largest two',
  })
  bidWalls!: Measured<Pairs>;

  @MeasuredField(WALLS, { description: 'The same of the asks' })
  askWalls!: Measured<Pairs>;

  @ListField(() => Slippage, {
    description:
      'Average fill against the best price, for 10000, 25000 and 50000 of the quote asset; ends with the first that neither side of the book holds',
  })
  slippage!: readonly Slippage[];
}

export class OrderBookDepthInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, values: [20, 100], default: 20, description: 'Levels a side: 20 or 100' })
  levels?: number;
}

/** Integers take half the characters of decimal texts, and are as exact. */
export class OrderBookDepth extends BookMoment {
  @IntegerField({ description: 'A price is its integer / 10^priceScale', example: 2 })
  priceScale!: number;

  @IntegerField({ description: 'A quantity is its integer / 10^quantityScale', example: 5 })
  quantityScale!: number;

  @ListField(SCALED_LEVEL, { description: 'Bids, best first', example: [[6183763, 378826]] })
  bids!: readonly (readonly number[])[];

  @ListField(SCALED_LEVEL, { description: 'Asks, best first', example: [[6183764, 154698]] })
  asks!: readonly (readonly number[])[];
}

export class OrderBookHealthInput {
  @SymbolField({ optional: true, description: 'Only the book of this symbol' })
  symbol?: string;
}

export const BOOK_HEALTH = ['OK', 'DEGRADED', 'IDLE'] as const;

/** One book that is kept. */
export class BookStatus {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @TextField({ description: 'live, unconfirmed, syncing, waiting, out of sync or failed', example: 'live' })
  state!: string;

  @IntegerField({
    optional: true,
    description: 'Milliseconds since its last event; only of books that analytics reads',
  })
  ageMs?: number;

  @IntegerField({ optional: true, description: 'How long its events have been watched without a gap' })
  bookCoveredMs?: number;

  @IntegerField({ optional: true, description: 'How long its trades have been watched without a gap' })
  tradesCoveredMs?: number;
}

export class OrderBookHealth {
  @EnumField(BOOK_HEALTH, {
    description: 'OK: every book can be read; DEGRADED: not every one; IDLE: none is kept',
  })
  status!: (typeof BOOK_HEALTH)[number];

  @TimestampField({ description: 'When it was asked' })
  time!: number;

  @IntegerField({ description: 'Most books at a time', example: 20 })
  maxBooks!: number;

  @ListField(() => BookStatus, { description: 'The books that are kept' })
  books!: BookStatus[];
}

export const bookRead = {
  tag: 'order books',
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  errors: ['UNKNOWN_SYMBOL', 'FULL', 'NOT_READY', 'BOOK_OUT_OF_SYNC'],
} as const;

export const getOrderbookMetrics = defineOperation({
  ...bookRead,
  name: 'get_orderbook_metrics',
  summary: 'Spread, microprice, imbalance, walls and slippage of a live order book',
  input: SymbolInput,
  output: { shape: 'one', of: OrderBookMetrics },
  route: { method: 'GET', path: 'orderbook/{symbol}/metrics' },
  example: { symbol: 'BTCUSDT' },
});

export const getOrderbookDepth = defineOperation({
  ...bookRead,
  name: 'get_orderbook_depth',
  summary: 'Best levels of a live order book as scaled integers',
  input: OrderBookDepthInput,
  output: { shape: 'one', of: OrderBookDepth },
  route: { method: 'GET', path: 'orderbook/{symbol}/depth' },
  example: { symbol: 'BTCUSDT', levels: 20 },
});

export const getOrderbookHealth = defineOperation({
  ...bookRead,
  name: 'get_orderbook_health',
  summary: 'Which order books are kept, and whether they are in sync',
  input: OrderBookHealthInput,
  output: { shape: 'one', of: OrderBookHealth },
  route: { method: 'GET', path: 'orderbook/health' },
  example: {},
  errors: ['UNKNOWN_SYMBOL'],
});
