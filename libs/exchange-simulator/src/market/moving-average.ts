import type { Millis } from '@binance-gateway/domain-types';
import type { Amount } from '../engine/types.js';

interface Bucket {
  openTime: Millis;
  /** In units of 10^-4. */
  count: bigint;
  /** In units of 10^-12. */
  sum: bigint;
}

const COUNT_UNIT = 10_000n;

/**
 * Simple moving average of trade prices in time buckets, the oldest one prorated: the matching engine's
 * own reference price calculation.
 * https://developers.binance.com/docs/binance-spot-api-docs/faqs/price_range_execution_rules
 */
export class MovingAverage {
  private readonly buckets: Bucket[] = [];

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
    bucket.count += COUNT_UNIT;
    bucket.sum += price * COUNT_UNIT;
    this.expire(time);
  }

  /** @returns null when nothing was traded within the window */
  at(time: Millis): Amount | null {
    this.expire(time);
    let count = 0n;
    let sum = 0n;
    for (const bucket of this.buckets) {
      count += bucket.count;
      sum += bucket.sum;
    }
    return count === 0n ? null : sum / count;
  }

  private expire(time: Millis): void {
    const cutoff = time - this.bucketCount * this.bucketWidthMs;
    while (this.buckets[0] && this.closeOf(this.buckets[0]) <= cutoff) this.buckets.shift();
    const [oldest] = this.buckets;
    if (!oldest || oldest.openTime >= cutoff) return;
    const width = BigInt(this.closeOf(oldest) - oldest.openTime);
    const expired = BigInt(cutoff - oldest.openTime);
    oldest.count -= (oldest.count * expired) / width;
    oldest.sum -= (oldest.sum * expired) / width;
    oldest.openTime = cutoff;
  }

  /** Independent of how much of the bucket was expired already. */
  private closeOf({ openTime }: Bucket): Millis {
    return openTime - (openTime % this.bucketWidthMs) + this.bucketWidthMs;
  }
}
