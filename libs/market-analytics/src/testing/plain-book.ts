import type { WireDepth, WireDepthUpdate, WireLevel } from '@binance-gateway/domain-types';
import type { BookSides } from '../book-metrics.js';

/** The documented algorithm in its plainest form, for tests on recordings. */
export class PlainBook {
  lastUpdateId: number;
  readonly #bids = new PlainSide(-1);
  readonly #asks = new PlainSide(1);

  constructor({ lastUpdateId, bids, asks }: WireDepth) {
    this.lastUpdateId = lastUpdateId;
    this.#bids.apply(bids);
    this.#asks.apply(asks);
  }

  apply({ u, b, a }: WireDepthUpdate): void {
    this.#bids.apply(b);
    this.#asks.apply(a);
    this.lastUpdateId = u;
  }

  top(levels: number): BookSides {
    return { bids: this.#bids.top(levels), asks: this.#asks.top(levels) };
  }
}

/** Best first. Prices of a recording have eight decimals: without the point their texts are whole numbers. */
class PlainSide {
  readonly #keys: number[] = [];
  readonly #levels: WireLevel[] = [];

  constructor(private readonly sign: 1 | -1) {}

  apply(levels: readonly WireLevel[]): void {
    for (const level of levels) {
      const key = this.sign * Number(level[0].replace('.', ''));
      const at = this.#find(key);
      const isThere = this.#keys[at] === key;
      if (!/^[0.]+$/.test(level[1])) {
        this.#keys.splice(at, isThere ? 1 : 0, key);
        this.#levels.splice(at, isThere ? 1 : 0, level);
      } else if (isThere) {
        this.#keys.splice(at, 1);
        this.#levels.splice(at, 1);
      }
    }
  }

  top(levels: number): WireLevel[] {
    return this.#levels.slice(0, levels);
  }

  /** Index of the first key that is not smaller. */
  #find(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
