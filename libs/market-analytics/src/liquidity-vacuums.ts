import { Decimal, type DecimalString, type Measured } from '@binance-gateway/domain-types';
import { measured } from './measured.js';
import { medianOf } from './statistics.js';
import type { VolumeBin } from './volume-profile.js';

/** Neighbouring bins in which next to nothing was traded: price tends to run through such a zone. */
export interface Vacuum {
  readonly low: DecimalString;
  readonly high: DecimalString;
  readonly bins: number;
  readonly volume: DecimalString;
  /** Volume a bin over the median, four decimals; below 0.2. */
  readonly medianShare: DecimalString;
}

export interface LiquidityVacuums {
  /** Of the bins in which something was traded. */
  readonly medianVolume: Measured<DecimalString>;
  /** Lowest price first. */
  readonly vacuums: Measured<readonly Vacuum[]>;
}

const VACUUM_SHARE = Decimal.of('0.2');
/** Fewer bins with volume make no median to compare with. */
export const MIN_VACUUM_BINS = 5;

/**
 * Zones of a volume profile whose bins hold less than 20 % of the median bin. Empty bins between traded ones
 * are vacuums; they do not count for the median, or a profile half empty would have none.
 */
export function liquidityVacuums(bins: readonly VolumeBin[]): LiquidityVacuums {
  const volumes = bins.map(({ volume }) => Decimal.of(volume));
  const traded = volumes.filter((volume) => volume.isPositive());
  const median = medianOf(traded) ?? Decimal.ZERO;
  const isEnough = traded.length >= MIN_VACUUM_BINS;
  return {
    medianVolume: measured(isEnough, () => median.toString()),
    vacuums: measured(isEnough, () => zonesOf(bins, volumes, median)),
  };
}

function zonesOf(bins: readonly VolumeBin[], volumes: readonly Decimal[], median: Decimal): Vacuum[] {
  const threshold = median.times(VACUUM_SHARE);
  const zones: Vacuum[] = [];
  let first = 0;
  while (first < bins.length) {
    let end = first;
    while (end < bins.length && (volumes[end] as Decimal).lessThan(threshold)) end++;
    if (end > first) {
      const volume = Decimal.sum(volumes.slice(first, end));
      const perBin = median.times(Decimal.of(BigInt(end - first)));
      zones.push({
        low: (bins[first] as VolumeBin).low,
        high: (bins[end - 1] as VolumeBin).high,
        bins: end - first,
        volume: volume.toString(),
        medianShare: volume.dividedBy(perBin, 4, 'DOWN').toString(),
      });
    }
    // the bin at `end` is known to be none
    first = end + 1;
  }
  return zones;
}
