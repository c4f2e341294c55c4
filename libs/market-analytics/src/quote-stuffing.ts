import type { Measured } from '@binance-gateway/domain-types';
import { MIN_COVERED_MS, measured } from './measured.js';
import type { SecondActivity } from './second-activity.js';
import { rounded } from './statistics.js';

export interface QuoteStuffing {
  /** Whole seconds looked at. */
  readonly seconds: number;
  /** Of these, with more than 500 updates of which fewer than 10 % were fills. */
  readonly stuffedSeconds: Measured<number>;
  readonly isDetected: Measured<boolean>;
  /** The second with the most updates. */
  readonly peakUpdatesPerSecond: Measured<number>;
  /** Fills over updates in that second. */
  readonly peakFillShare: Measured<number>;
}

export const STUFFING_UPDATES_PER_SECOND = 500;
export const STUFFING_FILL_SHARE = 0.1;

/** Many changes of the book with hardly a trade. An update is a price level that an event names. */
export function quoteStuffing(seconds: readonly SecondActivity[]): QuoteStuffing {
  const isEnough = seconds.length * 1000 >= MIN_COVERED_MS;
  const stuffed = seconds.filter(isStuffed).length;
  let peak = seconds[0];
  for (const second of seconds) if (peak && second.levelChanges > peak.levelChanges) peak = second;
  return {
    seconds: seconds.length,
    stuffedSeconds: measured(isEnough, () => stuffed),
    isDetected: measured(isEnough, () => stuffed > 0),
    peakUpdatesPerSecond: measured(isEnough, () => peak?.levelChanges ?? 0),
    peakFillShare: measured(isEnough && (peak?.levelChanges ?? 0) > 0, () =>
      rounded(fillShare(peak as SecondActivity), 4),
    ),
  };
}

function isStuffed(second: SecondActivity): boolean {
  return second.levelChanges > STUFFING_UPDATES_PER_SECOND && fillShare(second) < STUFFING_FILL_SHARE;
}

function fillShare({ fills, levelChanges }: SecondActivity): number {
  return fills / levelChanges;
}
