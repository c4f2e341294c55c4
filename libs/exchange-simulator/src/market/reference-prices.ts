import type { Millis } from '@binance-gateway/domain-types';
import type { Amount } from '../engine/types.js';
import { MovingAverage, type SavedBucket } from './moving-average.js';

/** A price with the time at which it was valid; null: set to nothing. */
export interface ReferencePrice {
  readonly price: Amount | null;
  readonly time: Millis;
}

/** How a symbol's reference price comes about. */
export type ReferenceCalculation =
  | { readonly kind: 'mean'; readonly bucketCount: number; readonly bucketWidthMs: Millis }
  | { readonly kind: 'external'; readonly id: number };

export interface SavedReferenceState {
  readonly mode: 'mean' | 'none' | ReferencePrice;
  readonly buckets: readonly SavedBucket[];
}

const BUCKETS = 300;
const BUCKET_WIDTH: Millis = 1000;
/** "The reference price was set manually by a human operator." */
const BY_HAND = 0;

/** The reference price of one symbol: the mean of its trades, a price set from outside, or none at all. */
export class ReferencePriceState {
  private readonly average = new MovingAverage(BUCKETS, BUCKET_WIDTH);
  private mode: 'mean' | 'none' | ReferencePrice = 'mean';
  private appliedAt: Millis = -Infinity;

  /** @param apply makes a price the one that filters and execution rules go by */
  constructor(
    private readonly start: Millis,
    private readonly apply: (price: Amount | null) => void,
  ) {}

  /** Of every trade; the filters follow once a second, since each mean goes over all buckets. */
  trade(price: Amount, time: Millis): void {
    this.average.add(price, time);
    if (this.mode !== 'mean' || time - this.appliedAt < BUCKET_WIDTH) return;
    this.appliedAt = time;
    this.apply(this.average.at(time));
  }

  /** @returns undefined when the symbol never had one (-2043) */
  at(now: Millis): ReferencePrice | undefined {
    if (this.mode === 'none') return undefined;
    if (this.mode !== 'mean') return this.mode;
    return { price: this.average.at(now), time: Math.max(now, this.start) };
  }

  get calculation(): ReferenceCalculation | undefined {
    if (this.mode === 'none') return undefined;
    if (this.mode !== 'mean') return { kind: 'external', id: BY_HAND };
    return { kind: 'mean', bucketCount: BUCKETS, bucketWidthMs: BUCKET_WIDTH };
  }

  save(): SavedReferenceState {
    return { mode: this.mode, buckets: this.average.save() };
  }

  /** What the filters go by is the engine's to restore. */
  restore({ mode, buckets }: SavedReferenceState): void {
    this.mode = mode;
    this.average.restore(buckets);
  }

  /** As an operator of the exchange would. */
  set(price: Amount | null, time: Millis): void {
    this.mode = { price, time };
    this.apply(price);
  }

  /** Back to the mean of the trades, or to no reference price at all. */
  reset(mode: 'mean' | 'none'): void {
    this.mode = mode;
    this.appliedAt = -Infinity;
    this.apply(null);
  }
}
