import type { Side } from '../enums.js';
import {
  DecimalField,
  EnumField,
  IntegerField,
  type Measured,
  MeasuredField,
  ObjectField,
  SymbolField,
} from './field.js';
import { BOOLEAN, DECIMAL, INTEGER, NUMBER, WindowAnswer, oneOf } from './observed-window.js';
import { defineOperation } from './operation.js';
import { bookRead } from './order-books.js';

export class BookWindowInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({
    optional: true,
    min: 5,
    max: 300,
    default: 60,
    example: 60,
    description: 'How far back to look, seconds',
  })
  windowSeconds?: number;
}

export class QuoteStuffing {
  @MeasuredField(BOOLEAN, { description: 'Whether any second was stuffed' })
  isDetected!: Measured<boolean>;

  @IntegerField({ description: 'Whole seconds looked at' })
  seconds!: number;

  @MeasuredField(INTEGER, {
    description: 'Of these, with more than 500 level updates of which fewer than 10 % were fills',
  })
  stuffedSeconds!: Measured<number>;

  @MeasuredField(INTEGER, { description: 'Updates of the busiest second' })
  peakUpdatesPerSecond!: Measured<number>;

  @MeasuredField(NUMBER, { description: 'Fills over updates in that second' })
  peakFillShare!: Measured<number>;
}

export class Iceberg {
  @EnumField(['BUY', 'SELL'], { description: 'Side of the resting order' })
  side!: Side;

  @DecimalField({ description: 'Price' })
  price!: string;

  @IntegerField({ description: 'How often the level came back after a trade' })
  refills!: number;

  @DecimalField({ description: 'All that came back, base asset' })
  refilledQuantity!: string;
}

export class Icebergs {
  @MeasuredField(BOOLEAN, { description: 'Whether any price stands out' })
  isDetected!: Measured<boolean>;

  @IntegerField({ description: 'Prices that were refilled at least once' })
  refilledPrices!: number;

  @MeasuredField(DECIMAL, { description: 'Refills of the median price among these' })
  medianRefills!: Measured<string>;

  @MeasuredField((refs) => ({ type: 'array', items: refs(Iceberg) }), {
    description: 'Prices with more than 5 × as many refills, most first, at most five',
  })
  prices!: Measured<readonly Iceberg[]>;
}

/** The worst moment of the window. */
export class PrecursorSignal {
  @MeasuredField(BOOLEAN, { description: 'Whether the threshold was passed' })
  isTriggered!: Measured<boolean>;

  @MeasuredField(NUMBER, { description: 'The worst value' })
  peak!: Measured<number>;

  @MeasuredField(INTEGER, { description: 'When that was' })
  at!: Measured<number>;
}

export class FlashCrashPrecursors {
  @IntegerField({ description: 'How many of the three signals are triggered' })
  triggered!: number;

  @ObjectField(() => PrecursorSignal, {
    description: 'Share of its best 100 levels a side lost in a second; above 0.8',
  })
  depthLoss!: PrecursorSignal;

  @ObjectField(() => PrecursorSignal, { description: 'Spread over its mean; above 10' })
  spreadWidening!: PrecursorSignal;

  @ObjectField(() => PrecursorSignal, {
    description: "Share of a second's level updates that were cancels; above 0.9",
  })
  cancelShare!: PrecursorSignal;
}

export class MarketAnomalies extends WindowAnswer {
  @IntegerField({ description: 'Order book events looked at' })
  bookEvents!: number;

  @ObjectField(() => QuoteStuffing, { description: 'Many updates with hardly a fill' })
  quoteStuffing!: QuoteStuffing;

  @ObjectField(() => Icebergs, { description: 'Hidden orders behind visible ones' })
  icebergs!: Icebergs;

  @ObjectField(() => FlashCrashPrecursors, { description: 'Signs that come before a flash crash' })
  flashCrash!: FlashCrashPrecursors;
}

export const HEALTH_LEVELS = ['EXCELLENT', 'GOOD', 'FAIR', 'POOR', 'CRITICAL'] as const;
export type HealthLevel = (typeof HEALTH_LEVELS)[number];

export class HealthComponents {
  @MeasuredField(INTEGER, { description: 'How little the spread varies, 25 % of the score' })
  spreadStability!: Measured<number>;

  @MeasuredField(INTEGER, { description: 'Depth now against its mean, 35 %' })
  depth!: Measured<number>;

  @MeasuredField(INTEGER, { description: 'How equal buying and selling are, 25 %' })
  flowBalance!: Measured<number>;

  @MeasuredField(INTEGER, { description: 'Events against ten a second, 15 %' })
  updateRate!: Measured<number>;
}

export class MicrostructureHealth extends WindowAnswer {
  @IntegerField({ description: 'Order book events looked at' })
  bookEvents!: number;

  @MeasuredField(INTEGER, { description: '0 to 100' })
  score!: Measured<number>;

  @MeasuredField(oneOf(HEALTH_LEVELS), {
    description: 'EXCELLENT from 80, GOOD from 60, FAIR from 40, POOR from 20',
  })
  level!: Measured<HealthLevel>;

  @ObjectField(() => HealthComponents, { description: 'What the score is made of, each 0 to 100' })
  components!: HealthComponents;
}

export const detectMarketAnomalies = defineOperation({
  ...bookRead,
  name: 'detect_market_anomalies',
  summary: 'Quote stuffing, icebergs and flash crash precursors',
  input: BookWindowInput,
  output: { shape: 'one', of: MarketAnomalies },
  route: { method: 'GET', path: 'orderbook/{symbol}/anomalies' },
  example: { symbol: 'BTCUSDT', windowSeconds: 60 },
});

export const getMicrostructureHealth = defineOperation({
  ...bookRead,
  name: 'get_microstructure_health',
  summary: 'How well a market can be traded in, 0 to 100',
  input: BookWindowInput,
  output: { shape: 'one', of: MicrostructureHealth },
  route: { method: 'GET', path: 'orderbook/{symbol}/health' },
  example: { symbol: 'BTCUSDT', windowSeconds: 60 },
});
