import type { Amount } from './types.js';

const FIRST_CAPACITY = 16;
const LARGEST: Amount = 2n ** 63n - 1n;

/** Whether a row can hold it; 92 billion units. */
export function fits(amount: Amount): boolean {
  return amount <= LARGEST;
}

/**
 * A growing table of numbers and amounts, for what is kept of the past. As objects the same would be copied
 * by the garbage collector again and again until it is old: a quarter of an engine's time.
 */
export class Rows {
  count = 0;
  numbers: Float64Array;
  amounts: BigInt64Array;

  /** How many columns of each kind there are. */
  constructor(
    readonly numberColumns: number,
    readonly amountColumns: number,
  ) {
    this.numbers = new Float64Array(FIRST_CAPACITY * numberColumns);
    this.amounts = new BigInt64Array(FIRST_CAPACITY * amountColumns);
  }

  /** @returns the index of a new row, whose columns the caller fills */
  add(): number {
    if (this.count * this.numberColumns === this.numbers.length) this.grow();
    return this.count++;
  }

  /** Copies rows to an earlier place. */
  move(from: number, to: number, length: number): void {
    const { numberColumns, amountColumns } = this;
    this.numbers.copyWithin(to * numberColumns, from * numberColumns, (from + length) * numberColumns);
    this.amounts.copyWithin(to * amountColumns, from * amountColumns, (from + length) * amountColumns);
  }

  private grow(): void {
    const { numbers, amounts } = this;
    this.numbers = new Float64Array(2 * numbers.length);
    this.numbers.set(numbers);
    this.amounts = new BigInt64Array(2 * amounts.length);
    this.amounts.set(amounts);
  }
}
