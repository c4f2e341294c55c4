import { type Amount, UNIT } from './types.js';

const BUCKET_MS = 10_000;
/** Five minutes: avgPriceMins of the price filters. */
const BUCKETS = 30;

/** The buckets of an average, as they are saved. */
export interface SavedReference {
  readonly base: readonly Amount[];
  readonly quote: readonly Amount[];
  readonly baseSum: Amount;
  readonly quoteSum: Amount;
  readonly bucket: number;
  readonly last: Amount;
}

/**
 * Volume weighted average price of the last five minutes, in steps of ten seconds. It takes the place
 * of the average that the PERCENT_PRICE_BY_SIDE and NOTIONAL filters refer to.
 */
export class ReferencePrice {
  private readonly base = new Array<Amount>(BUCKETS).fill(0n);
  private readonly quote = new Array<Amount>(BUCKETS).fill(0n);
  // Kept beside the buckets: every limit order asks for the average
  private baseSum: Amount = 0n;
  private quoteSum: Amount = 0n;
  private bucket = 0;
  private last: Amount;
  /** Until the sums change. */
  private average: Amount | undefined = undefined;

  constructor(initialPrice: Amount) {
    this.last = initialPrice;
  }

  /** Price of the last trade, at first the initial price. */
  get lastPrice(): Amount {
    return this.last;
  }

  add(price: Amount, quantity: Amount, quote: Amount, time: number): void {
    this.advanceTo(time);
    const slot = this.bucket % BUCKETS;
    this.average = undefined;
    this.base[slot] = (this.base[slot] as Amount) + quantity;
    this.quote[slot] = (this.quote[slot] as Amount) + quote;
    this.baseSum += quantity;
    this.quoteSum += quote;
    this.last = price;
  }

  at(time: number): Amount {
    this.advanceTo(time);
    return (this.average ??= this.baseSum === 0n ? this.last : (this.quoteSum * UNIT) / this.baseSum);
  }

  save(): SavedReference {
    const { base, quote, baseSum, quoteSum, bucket, last } = this;
    return { base: [...base], quote: [...quote], baseSum, quoteSum, bucket, last };
  }

  restore({ base, quote, ...sums }: SavedReference): void {
    base.forEach((amount, i) => (this.base[i] = amount));
    quote.forEach((amount, i) => (this.quote[i] = amount));
    Object.assign(this, sums);
    this.average = undefined;
  }

  private advanceTo(time: number): void {
    const bucket = Math.floor(time / BUCKET_MS);
    if (bucket <= this.bucket) return;
    this.average = undefined;
    const expired = Math.min(bucket - this.bucket, BUCKETS);
    for (let i = 0; i < expired; i++) {
      const slot = (bucket - i) % BUCKETS;
      this.baseSum -= this.base[slot] as Amount;
      this.quoteSum -= this.quote[slot] as Amount;
      this.base[slot] = this.quote[slot] = 0n;
    }
    this.bucket = bucket;
  }
}
