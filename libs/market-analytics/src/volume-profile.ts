import {
  Decimal,
  type DecimalString,
  INSUFFICIENT_DATA,
  type Kline,
  type Measured,
} from '@binance-gateway/domain-types';

import type { TakerTrade } from './taker-trade.js';

/** Volume traded at prices from `low` to below `high`. */
export interface VolumeBin {
  readonly low: DecimalString;
  readonly high: DecimalString;
  readonly volume: DecimalString;
}

export interface ValueArea {
  /** The bin with the most volume; the lowest of several. */
  readonly pointOfControl: VolumeBin;
  /** Upper and lower edge of the bins around it that hold 70 % of the volume. */
  readonly valueAreaHigh: DecimalString;
  readonly valueAreaLow: DecimalString;
  /** Share of the volume in the value area, four decimals; at least 0.7. */
  readonly valueAreaShare: DecimalString;
}

export interface VolumeProfile {
  readonly ticksPerBin: number;
  readonly binSize: DecimalString;
  readonly volume: DecimalString;
  readonly trades: number;
  readonly klines: number;
  /** Every bin from the lowest to the highest price, lowest first, empty ones included. */
  readonly bins: readonly VolumeBin[];
  readonly valueArea: Measured<ValueArea>;
}

export interface ProfileInput {
  /** Traded one by one; of any time the klines do not cover. */
  readonly trades: readonly TakerTrade[];
  /** Where no trades were watched: volume is spread evenly over the bins from a kline's low to its high. */
  readonly klines: readonly Pick<Kline, 'low' | 'high' | 'volume'>[];
  readonly tickSize: DecimalString;
  /** Width of a bin. Default: the narrowest of 1, 2, 5, 10, 20, 50 … ticks that gives at most DEFAULT_BINS. */
  readonly ticksPerBin?: number;
}

export const DEFAULT_BINS = 50;
/** More are refused: nobody reads them, and a wrong tick must not cost the memory of a million. */
export const MAX_BINS = 500;
/** Fewer trades and klines together make no profile. */
export const MIN_PROFILE_SAMPLES = 10;
const VALUE_AREA = Decimal.of('0.7');
/** Decimals of the smallest amount of any asset. */
const VOLUME_SCALE = 8;

/**
 * How much was traded at which price.
 * @throws RangeError when `ticksPerBin` makes more than MAX_BINS
 */
export function volumeProfile({ trades, klines, tickSize, ticksPerBin }: ProfileInput): VolumeProfile {
  const traded = klines.filter(({ volume }) => Decimal.of(volume).isPositive());
  const tick = Decimal.of(tickSize);
  const prices = [
    ...trades.map(({ price }) => Decimal.of(price)),
    ...traded.flatMap(({ low, high }) => [Decimal.of(low), Decimal.of(high)]),
  ];
  const [first] = prices;
  if (!first) {
    const ticks = ticksPerBin ?? 1;
    const binSize = tick.times(Decimal.of(BigInt(ticks))).toString();
    const nothing = { volume: '0', trades: 0, klines: 0, bins: [], valueArea: INSUFFICIENT_DATA } as const;
    return { ticksPerBin: ticks, binSize, ...nothing };
  }
  const lowest = prices.reduce(Decimal.min, first);
  const highest = prices.reduce(Decimal.max, first);
  const ticks = ticksPerBin ?? niceTicksPerBin(lowest, highest, tick);
  const size = tick.times(Decimal.of(BigInt(ticks)));
  const origin = binNumber(lowest, size);
  const count = Number(binNumber(highest, size) - origin) + 1;
  if (count > MAX_BINS) {
    throw new RangeError(
      `${ticks} ticks a bin make ${count} bins from ${lowest} to ${highest}; at most ${MAX_BINS}`,
    );
  }
  const volumes = new Array<Decimal>(count).fill(Decimal.ZERO);
  const indexOf = (price: Decimal): number => Number(binNumber(price, size) - origin);
  const add = (bin: number, volume: Decimal): void => {
    volumes[bin] = (volumes[bin] as Decimal).plus(volume);
  };
  for (const { price, quantity } of trades) add(indexOf(Decimal.of(price)), Decimal.of(quantity));
  for (const { low, high, volume } of traded) {
    spread(Decimal.of(volume), indexOf(Decimal.of(low)), indexOf(Decimal.of(high)), add);
  }
  const bins = volumes.map((volume, i): VolumeBin => {
    const low = size.times(Decimal.of(origin + BigInt(i)));
    return { low: low.toString(), high: low.plus(size).toString(), volume: volume.toString() };
  });
  const total = Decimal.sum(volumes);
  const isEnough = trades.length + traded.length >= MIN_PROFILE_SAMPLES && total.isPositive();
  return {
    ticksPerBin: ticks,
    binSize: size.toString(),
    volume: total.toString(),
    trades: trades.length,
    klines: traded.length,
    bins,
    valueArea: isEnough ? valueAreaOf(bins, volumes, total) : INSUFFICIENT_DATA,
  };
}

function binNumber(price: Decimal, size: Decimal): bigint {
  return price.dividedBy(size, 0, 'DOWN').coefficient;
}

/** Equal parts; what rounding leaves goes to the last bin, so that no volume is lost. */
function spread(
  volume: Decimal,
  from: number,
  to: number,
  add: (bin: number, volume: Decimal) => void,
): void {
  const part = volume.dividedBy(Decimal.of(BigInt(to - from + 1)), VOLUME_SCALE, 'DOWN');
  for (let bin = from; bin < to; bin++) add(bin, part);
  add(to, volume.minus(part.times(Decimal.of(BigInt(to - from)))));
}

function niceTicksPerBin(lowest: Decimal, highest: Decimal, tick: Decimal): number {
  for (let decade = 1; ; decade *= 10) {
    for (const ticks of [decade, 2 * decade, 5 * decade]) {
      const size = tick.times(Decimal.of(BigInt(ticks)));
      if (binNumber(highest, size) - binNumber(lowest, size) < BigInt(DEFAULT_BINS)) return ticks;
    }
  }
}

/** Grows from the point of control, each time by the neighbour with more volume; the upper one of equals. */
function valueAreaOf(bins: readonly VolumeBin[], volumes: readonly Decimal[], total: Decimal): ValueArea {
  let control = 0;
  volumes.forEach((volume, i) => {
    if (volume.greaterThan(volumes[control] as Decimal)) control = i;
  });
  const wanted = total.times(VALUE_AREA);
  let low = control;
  let high = control;
  let held = volumes[control] as Decimal;
  while (held.lessThan(wanted)) {
    const above = volumes[high + 1];
    const below = volumes[low - 1];
    if (above && (!below || !below.greaterThan(above))) {
      held = held.plus(above);
      high++;
    } else {
      held = held.plus(below as Decimal);
      low--;
    }
  }
  return {
    pointOfControl: bins[control] as VolumeBin,
    valueAreaHigh: (bins[high] as VolumeBin).high,
    valueAreaLow: (bins[low] as VolumeBin).low,
    valueAreaShare: held.dividedBy(total, 4).toString(),
  };
}
