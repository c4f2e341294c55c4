import type { Measured, Millis } from '@binance-gateway/domain-types';
import type { BookSample } from './book-sample.js';
import { MIN_COVERED_MS, type Observed, isLongEnough, measured } from './measured.js';
import type { SecondActivity } from './second-activity.js';
import { approximateMean, rounded } from './statistics.js';

/** The worst moment of a window, and whether it passed the threshold. */
export interface Signal {
  readonly peak: Measured<number>;
  /** When that was. */
  readonly at: Measured<Millis>;
  /** Whether the peak is above the threshold. */
  readonly isTriggered: Measured<boolean>;
}

export interface FlashCrashPrecursors {
  /** Share of the quantity in its best 100 levels that a side lost within one second. */
  readonly depthLoss: Signal;
  /** Spread over the mean spread of the window. */
  readonly spreadWidening: Signal;
  /** Share of a second's level changes that removed a level without a trade. */
  readonly cancelShare: Signal;
  /** How many of the three are triggered. */
  readonly triggered: number;
}

export const DEPTH_LOSS = 0.8;
export const DEPTH_LOSS_MS = 1_000;
export const SPREAD_FACTOR = 10;
export const CANCEL_SHARE = 0.9;
/** Fewer events make no average. */
export const MIN_SIGNAL_SAMPLES = 10;
/** A second with fewer changes says nothing about shares. */
export const MIN_SECOND_CHANGES = 20;

interface Peak {
  readonly value: number;
  readonly at: Millis;
}

/** What tends to come before a flash crash: orders are pulled, and nobody fills the hole. */
export function flashCrashPrecursors(
  book: Observed<BookSample>,
  seconds: readonly SecondActivity[],
): FlashCrashPrecursors {
  const isEnough = isLongEnough(book.window) && book.items.length >= MIN_SIGNAL_SAMPLES;
  const depthLoss = signal(DEPTH_LOSS, isEnough ? depthLossPeak(book.items) : undefined);
  const spreadWidening = signal(SPREAD_FACTOR, isEnough ? spreadPeak(book.items) : undefined);
  const hasSeconds = seconds.length * 1000 >= MIN_COVERED_MS;
  const cancelShare = signal(CANCEL_SHARE, hasSeconds ? cancelPeak(seconds) : undefined);
  const triggered = [depthLoss, spreadWidening, cancelShare].filter((s) => s.isTriggered === true).length;
  return { depthLoss, spreadWidening, cancelShare, triggered };
}

function signal(threshold: number, peak: Peak | undefined): Signal {
  const isEnough = peak !== undefined;
  return {
    peak: measured(isEnough, () => rounded((peak as Peak).value, 4)),
    at: measured(isEnough, () => (peak as Peak).at),
    isTriggered: measured(isEnough, () => (peak as Peak).value > threshold),
  };
}

function higher(peak: Peak | undefined, value: number, at: Millis): Peak {
  return peak && peak.value >= value ? peak : { value, at };
}

/** Each sample against the most that stood there within the second before it; a book stands until its next event. */
function depthLossPeak(samples: readonly BookSample[]): Peak | undefined {
  let peak: Peak | undefined;
  for (const [i, sample] of samples.entries()) {
    let mostBids = sample.approximateBidQuantity;
    let mostAsks = sample.approximateAskQuantity;
    for (let j = i - 1; j >= 0; j--) {
      if (sample.time - (samples[j + 1] as BookSample).time > DEPTH_LOSS_MS) break;
      const earlier = samples[j] as BookSample;
      mostBids = Math.max(mostBids, earlier.approximateBidQuantity);
      mostAsks = Math.max(mostAsks, earlier.approximateAskQuantity);
    }
    if (mostBids > 0) peak = higher(peak, 1 - sample.approximateBidQuantity / mostBids, sample.time);
    if (mostAsks > 0) peak = higher(peak, 1 - sample.approximateAskQuantity / mostAsks, sample.time);
  }
  return peak;
}

function spreadPeak(samples: readonly BookSample[]): Peak | undefined {
  const spreads = samples.flatMap(({ approximateSpreadBps: value, time }) =>
    value === undefined ? [] : [{ value, at: time }],
  );
  if (spreads.length < MIN_SIGNAL_SAMPLES) return undefined;
  const mean = approximateMean(spreads.map(({ value }) => value));
  let peak: Peak | undefined;
  for (const { value, at } of spreads) peak = higher(peak, mean > 0 ? value / mean : 1, at);
  return peak;
}

/** A trade can remove one level at most: the removals beyond the trades were cancels. */
function cancelPeak(seconds: readonly SecondActivity[]): Peak | undefined {
  let peak: Peak | undefined;
  for (const { levelChanges, removedLevels, trades, to } of seconds) {
    if (levelChanges < MIN_SECOND_CHANGES) continue;
    peak = higher(peak, Math.max(0, removedLevels - trades) / levelChanges, to);
  }
  return peak;
}
