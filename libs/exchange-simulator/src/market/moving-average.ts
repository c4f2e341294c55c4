import type { Millis } from '@binance-gateway/domain-types';
import type { Amount } from '../engine/types.js';

interface Bucket {
  openTime: Millis;
  /** In units of 10^-4. */
  count: bigint;
  /** In units of 10^-12. */
  sum: bigint;
}

export type SavedBucket = Readonly<Bucket>;

const COUNT_UNIT = 10_000n;

/**
 * Simple moving average of trade prices in time buckets, the oldest one prorated: the matching engine's
 * own reference price calculation.
 * https://developers.binance.com/docs/binance-spot-api-docs/faqs/price_range_execution_rules
 */
export class MovingAverage {
  private readonly buckets: Bucket[] = [];
  // Kept beside the buckets: every trade asks for the average
  private count = 0n;
  private sum = 0n;

  constructor(
    readonly bucketCount: number,
    readonly bucketWidthMs: Millis,
  ) {}

  add(price: Amount, time: Millis): void {
    const openTime = time - (time % this.bucketWidthMs);
    let bucket = this.buckets.at(-1);
    if (!bucket || bucket.openTime + this.bucketWidthMs <= openTime) {
      bucket = { openTime, count: 0n, sum: 0n };
      this.buckets.push(bucket);
    }
    this.change(bucket, COUNT_UNIT, price * COUNT_UNIT);
    this.expire(time);
  }

  /** @returns null when nothing was traded within the window */
  at(time: Millis): Amount | null {
    this.expire(time);
    return this.count === 0n ? null : this.sum / this.count;
  }

  save(): readonly SavedBucket[] {
    return this.buckets.map((bucket) => ({ ...bucket }));
  }

  restore(buckets: readonly SavedBucket[]): void {
    for (const { openTime, count, sum } of buckets) {
      const bucket = { openTime, count: 0n, sum: 0n };
      this.buckets.push(bucket);
      this.change(bucket, count, sum);
    }
  }

  private expire(time: Millis): void {
    const cutoff = time - this.bucketCount * this.bucketWidthMs;
    let [oldest] = this.buckets;
    while (oldest && this.closeOf(oldest) <= cutoff) {
      this.change(oldest, -oldest.count, -oldest.sum);
      this.buckets.shift();
      [oldest] = this.buckets;
    }
    if (!oldest || oldest.openTime >= cutoff) return;
    const width = BigInt(this.closeOf(oldest) - oldest.openTime);
    const expired = BigInt(cutoff - oldest.openTime);
    this.change(oldest, -((oldest.count * expired) / width), -((oldest.sum * expired) / width));
    oldest.openTime = cutoff;
  }

  private change(bucket: Bucket, count: bigint, sum: bigint): void {
    bucket.count += count;
    bucket.sum += sum;
    this.count += count;
    this.sum += sum;
  }

  /** Independent of how much of the bucket was expired already. */
  private closeOf({ openTime }: Bucket): Millis {
    return openTime - (openTime % this.bucketWidthMs) + this.bucketWidthMs;
  }
}
