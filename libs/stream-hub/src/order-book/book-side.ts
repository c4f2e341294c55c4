import type { DecimalString } from '@binance-gateway/domain-types';

/** Price and quantity as Binance wrote them. Never changed in place, so readers may keep it. */
export type PriceLevel = readonly [price: DecimalString, quantity: DecimalString, ...ignored: unknown[]];

/**
 * One side of a book: two parallel arrays, sorted so that the best level is last, because that is where
 * levels come and go. Keys are scaled prices, negated for asks, so that both sides ascend to their best.
 * Measured against other structures in docs/adr/0005-order-book-structure.md.
 */
export class BookSide {
  #keys: number[] = [];
  #levels: PriceLevel[] = [];
  /** Levels with a smaller key may exist at the exchange without being known here. */
  #horizon = -Infinity;

  get size(): number {
    return this.#keys.length;
  }

  /** Key of the best level; -Infinity when there is none. */
  get bestKey(): number {
    return this.#keys.length === 0 ? -Infinity : (this.#keys[this.#keys.length - 1] as number);
  }

  get best(): PriceLevel | undefined {
    return this.#levels[this.#levels.length - 1];
  }

  /** How many of the best levels are all there are down to the last of them. */
  get completeLevels(): number {
    return this.#horizon === -Infinity ? this.#keys.length : this.#keys.length - this.#find(this.#horizon);
  }

  /** Whether the exchange may have levels beyond the worst one known. */
  get isLimited(): boolean {
    return this.#horizon !== -Infinity;
  }

  set(key: number, level: PriceLevel): void {
    const keys = this.#keys;
    if (key > this.bestKey) {
      keys.push(key);
      this.#levels.push(level);
      return;
    }
    const at = this.#find(key);
    if (keys[at] === key) {
      const old = this.#levels[at] as PriceLevel;
      // One spelling per price: readers that key by text would otherwise see two levels
      this.#levels[at] = old[0] === level[0] ? level : [old[0], level[1]];
      return;
    }
    keys.splice(at, 0, key);
    this.#levels.splice(at, 0, level);
  }

  /** Removing a level that is not there is normal: it may never have been in the snapshot. */
  remove(key: number): void {
    if (key === this.bestKey) {
      this.#keys.pop();
      this.#levels.pop();
      return;
    }
    const at = this.#find(key);
    if (this.#keys[at] !== key) return;
    this.#keys.splice(at, 1);
    this.#levels.splice(at, 1);
  }

  /** The best `n` levels, best first. */
  top(n: number): PriceLevel[] {
    const levels = this.#levels;
    const count = Math.min(n, levels.length);
    const top = new Array<PriceLevel>(count);
    for (let i = 0, from = levels.length - 1; i < count; i++) top[i] = levels[from - i] as PriceLevel;
    return top;
  }

  /** The levels with a key not smaller, best first. */
  downTo(key: number): PriceLevel[] {
    return this.#levels.slice(this.#find(key)).reverse();
  }

  /** From now on, levels worse than the worst one known may be missing. */
  limitHere(): void {
    this.#horizon = this.#keys[0] ?? Infinity;
  }

  /** Forgets the worst levels beyond `most`; what is beyond them counts as unknown from then on. */
  prune(most: number): void {
    const excess = this.#keys.length - most;
    if (excess <= 0) return;
    this.#keys.splice(0, excess);
    this.#levels.splice(0, excess);
    this.#horizon = Math.max(this.#horizon, this.#keys[0] as number);
  }

  /** @throws RangeError when a key would leave the exact integers */
  rescale(factor: number): void {
    this.#keys = this.#keys.map((key) => {
      const scaled = key * factor;
      if (!Number.isSafeInteger(scaled)) throw new RangeError('price beyond 2^53 after rescaling');
      return scaled;
    });
    this.#horizon *= factor;
  }

  /** Index of the first key that is not smaller. */
  #find(key: number): number {
    const keys = this.#keys;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
