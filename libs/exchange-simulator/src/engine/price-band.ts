import { type Amount, UNIT } from './types.js';

/** The prices that PERCENT_PRICE lets through. Its limits are kept until the price changes that they come from. */
export class PriceBand {
  private reference: Amount = 0n;
  /** Scaled once more: a limit need not be a whole number of units. */
  private highest: Amount = 0n;
  private lowest: Amount = 0n;

  /** Multipliers in units of 10^-8. */
  constructor(
    private readonly up: Amount,
    private readonly down: Amount,
  ) {}

  includes(price: Amount, reference: Amount): boolean {
    if (reference !== this.reference) {
      this.reference = reference;
      this.highest = reference * this.up;
      this.lowest = reference * this.down;
    }
    const scaled = price * UNIT;
    return scaled <= this.highest && scaled >= this.lowest;
  }
}
