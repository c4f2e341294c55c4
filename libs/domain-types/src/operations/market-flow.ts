import {
  DecimalField,
  IntegerField,
  ListField,
  type Measured,
  MeasuredField,
  ObjectField,
  SymbolField,
} from './field.js';
import { DECIMAL, NUMBER, WindowAnswer, oneOf } from './observed-window.js';
import { defineOperation } from './operation.js';
import { bookRead } from './order-books.js';

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

export const getLiquidityVacuums = defineOperation({
  ...bookRead,
  name: 'get_liquidity_vacuums',
  summary: 'Price zones with next to no volume',
  input: VolumeProfileInput,
  output: { shape: 'one', of: LiquidityVacuums },
  route: { method: 'GET', path: 'orderbook/{symbol}/vacuums' },
  example: { symbol: 'BTCUSDT', hours: 1 },
});
