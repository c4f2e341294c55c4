import { quoteOf } from './amount.js';
import { type Amount, UNIT } from './types.js';

const BUCKET_MS = 10_000;
/** Five minutes: avgPriceMins of the price filters. */
const BUCKETS = 30;

/**
 * Volume weighted average price of the last five minutes, in steps of ten seconds. It takes the place
 * of the average that the PERCENT_PRICE_BY_SIDE and NOTIONAL filters refer to.
 */
export class ReferencePrice {
  private readonly base = new Array<Amount>(BUCKETS).fill(0n);
  private readonly quote = new Array<Amount>(BUCKETS).fill(0n);
  private bucket = 0;
  private last: Amount;

  constructor(initialPrice: Amount) {
    this.last = initialPrice;
  }

  /** Price of the last trade, at first the initial price. */
  get lastPrice(): Amount {
    return this.last;
  }

  add(price: Amount, quantity: Amount, time: number): void {
    this.advanceTo(time);
    const slot = this.bucket % BUCKETS;
    this.base[slot] = (this.base[slot] as Amount) + quantity;
    this.quote[slot] = (this.quote[slot] as Amount) + quoteOf(price, quantity);
    this.last = price;
  }

  at(time: number): Amount {
    this.advanceTo(time);
    let base = 0n;
    let quote = 0n;
    for (let i = 0; i < BUCKETS; i++) {
      base += this.base[i] as Amount;
      quote += this.quote[i] as Amount;
    }
    return base === 0n ? this.last : (quote * UNIT) / base;
  }

  private advanceTo(time: number): void {
    const bucket = Math.floor(time / BUCKET_MS);
    if (bucket <= this.bucket) return;
    const expired = Math.min(bucket - this.bucket, BUCKETS);
    for (let i = 0; i < expired; i++) {
      this.base[(bucket - i) % BUCKETS] = 0n;
      this.quote[(bucket - i) % BUCKETS] = 0n;
    }
    this.bucket = bucket;
  }
}
