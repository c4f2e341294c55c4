import type { Side } from '../enums.js';
import {
  DecimalField,
  EnumField,
  IntegerField,
  type JsonSchema,
  ListField,
  type Measured,
  MeasuredField,
  ObjectField,
  SymbolField,
  TimestampField,
} from './field.js';
import { defineOperation } from './operation.js';
import { bookRead } from './order-books.js';

const DECIMAL = { type: 'string', format: 'decimal' } as const;
const NUMBER = { type: 'number' } as const;
const INTEGER = { type: 'integer' } as const;
const BOOLEAN = { type: 'boolean' } as const;
const oneOf = (values: readonly string[]): JsonSchema => ({ type: 'string', enum: [...values] });

export class OrderFlowInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({
    optional: true,
    min: 5,
    max: 3600,
    default: 60,
    example: 60,
    description: 'How far back to look, seconds',
  })
  windowSeconds?: number;
}

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

export class VolumeProfileInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 24,
    default: 1,
    example: 1,
    description: 'How far back, hours',
  })
  hours?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1_000_000_000,
    example: 100,
    description: 'Width of a bin in ticks; when left out, a round number that gives at most 50 bins',
  })
  ticksPerBin?: number;
}

/** What an answer about a period rests on. */
export class ObservedWindow {
  @IntegerField({ description: 'How far back was asked for, ms' })
  requestedMs!: number;

  @IntegerField({ description: 'How much of that is covered without a gap, ms' })
  coveredMs!: number;

  @TimestampField({ description: 'Begin of what is covered, time of the exchange' })
  from!: number;

  @TimestampField({ description: 'End of what is covered' })
  to!: number;
}

class WindowAnswer {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ObjectField(() => ObservedWindow, { description: 'The period' })
  window!: ObservedWindow;

  @IntegerField({ description: 'Trades looked at' })
  trades!: number;
}

export class SideFlow {
  @IntegerField({ description: 'Trades of these takers' })
  trades!: number;

  @MeasuredField(NUMBER, { description: 'Their number a second' })
  tradesPerSecond!: Measured<number>;

  @DecimalField({ allowZero: true, description: 'Base asset' })
  volume!: string;

  @DecimalField({ allowZero: true, description: 'Quote asset' })
  quoteVolume!: string;
}

export const FLOW_DIRECTIONS = [
  'STRONG_BUY',
  'MODERATE_BUY',
  'NEUTRAL',
  'MODERATE_SELL',
  'STRONG_SELL',
] as const;
export type FlowDirection = (typeof FLOW_DIRECTIONS)[number];

export class OrderFlow extends WindowAnswer {
  @ObjectField(() => SideFlow, { description: 'Takers that bought' })
  buy!: SideFlow;

  @ObjectField(() => SideFlow, { description: 'Takers that sold' })
  sell!: SideFlow;

  @MeasuredField(DECIMAL, { description: '(bought − sold) / (bought + sold) by volume, −1 to 1' })
  imbalance!: Measured<string>;

  @DecimalField({ signed: true, description: 'Bought minus sold, base asset' })
  cumulativeDelta!: string;

  @MeasuredField(oneOf(FLOW_DIRECTIONS), {
    description: 'STRONG: one side has more than 2 × the volume of the other; MODERATE: more than 1.2 ×',
  })
  direction!: Measured<FlowDirection>;
}

export class VolumeBin {
  @DecimalField({ allowZero: true, description: 'Lowest price' })
  low!: string;

  @DecimalField({ description: 'First price above' })
  high!: string;

  @DecimalField({ allowZero: true, description: 'Base asset traded' })
  volume!: string;
}

class ProfileAnswer extends WindowAnswer {
  @IntegerField({ description: 'Klines that stand in for trades not watched' })
  klines!: number;

  @IntegerField({ description: 'Width of a bin in ticks' })
  ticksPerBin!: number;

  @DecimalField({ description: 'Width of a bin' })
  binSize!: string;
}

export class VolumeProfile extends ProfileAnswer {
  @DecimalField({ allowZero: true, description: 'Base asset traded' })
  volume!: string;

  @MeasuredField((refs) => refs(VolumeBin), { description: 'The bin with the most volume' })
  pointOfControl!: Measured<VolumeBin>;

  @MeasuredField(DECIMAL, { description: 'Upper edge of the bins around it that hold 70 % of the volume' })
  valueAreaHigh!: Measured<string>;

  @MeasuredField(DECIMAL, { description: 'Lower edge of these' })
  valueAreaLow!: Measured<string>;

  @ListField(
    { type: 'array', items: { type: 'string' }, minItems: 2, description: '[lowest price, volume]' },
    { description: 'All bins, lowest price first', example: [['61800', '12.5']] },
  )
  bins!: string[][];
}

/** Neighbouring bins in which next to nothing was traded. */
export class Vacuum {
  @DecimalField({ allowZero: true, description: 'Lowest price' })
  low!: string;

  @DecimalField({ description: 'First price above' })
  high!: string;

  @IntegerField({ description: 'Bins' })
  bins!: number;

  @DecimalField({ allowZero: true, description: 'Base asset traded in all of them' })
  volume!: string;

  @DecimalField({ allowZero: true, description: 'Volume a bin over the median bin, below 0.2' })
  medianShare!: string;
}

export class LiquidityVacuums extends ProfileAnswer {
  @MeasuredField(DECIMAL, { description: 'Volume of the median bin among those with any' })
  medianVolume!: Measured<string>;

  @MeasuredField((refs) => ({ type: 'array', items: refs(Vacuum) }), {
    description: 'Zones with less than 20 % of that, lowest price first',
  })
  vacuums!: Measured<readonly Vacuum[]>;
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

export const getOrderFlow = defineOperation({
  ...bookRead,
  name: 'get_order_flow',
  summary: 'Taker buying against taker selling',
  input: OrderFlowInput,
  output: { shape: 'one', of: OrderFlow },
  route: { method: 'GET', path: 'orderbook/{symbol}/flow' },
  example: { symbol: 'BTCUSDT', windowSeconds: 60 },
});

export const getVolumeProfile = defineOperation({
  ...bookRead,
  name: 'get_volume_profile',
  summary: 'Volume by price, with point of control and value area',
  input: VolumeProfileInput,
  output: { shape: 'one', of: VolumeProfile },
  route: { method: 'GET', path: 'orderbook/{symbol}/profile' },
  example: { symbol: 'BTCUSDT', hours: 1 },
});

export const detectMarketAnomalies = defineOperation({
  ...bookRead,
  name: 'detect_market_anomalies',
  summary: 'Quote stuffing, icebergs and flash crash precursors',
  input: BookWindowInput,
  output: { shape: 'one', of: MarketAnomalies },
  route: { method: 'GET', path: 'orderbook/{symbol}/anomalies' },
  example: { symbol: 'BTCUSDT', windowSeconds: 60 },
});

export const getLiquidityVacuums = defineOperation({
  ...bookRead,
  name: 'get_liquidity_vacuums',
  summary: 'Price zones with next to no volume',
  input: VolumeProfileInput,
  output: { shape: 'one', of: LiquidityVacuums },
  route: { method: 'GET', path: 'orderbook/{symbol}/vacuums' },
  example: { symbol: 'BTCUSDT', hours: 1 },
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
