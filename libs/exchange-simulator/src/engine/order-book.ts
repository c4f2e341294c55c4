import type { Side } from '@binance-gateway/domain-types';
import type { Order } from './order.js';
import { PriceLevel } from './price-level.js';
import type { Amount, Level } from './types.js';

/**
 * One side's levels in an array sorted from worst to best. Nearly all activity is at the best prices,
 * so at the end of the array, where inserting and removing moves almost nothing.
 */
export class BookSide {
  private readonly levels: PriceLevel[] = [];
  private readonly isBid: boolean;

  constructor(side: Side) {
    this.isBid = side === 'BUY';
  }

  get best(): PriceLevel | undefined {
    return this.levels[this.levels.length - 1];
  }

  get size(): number {
    return this.levels.length;
  }

  append(order: Order): PriceLevel {
    const level = this.levelAt(order.price);
    level.append(order);
    return level;
  }

  /** Drops a level that has become empty. */
  drop(level: PriceLevel): void {
    if (this.best === level) this.levels.pop();
    else this.levels.splice(this.indexOf(level.price), 1);
  }

  /** The level so many steps behind the best. */
  at(depth: number): PriceLevel | undefined {
    return this.levels[this.levels.length - 1 - depth];
  }

  /** Best first. */
  *bestFirst(): Generator<PriceLevel> {
    for (let i = this.levels.length - 1; i >= 0; i--) yield this.levels[i] as PriceLevel;
  }

  depth(limit: number): Level[] {
    const levels: Level[] = [];
    for (let i = this.levels.length - 1; i >= 0 && levels.length < limit; i--) {
      const { price, quantity } = this.levels[i] as PriceLevel;
      levels.push([price, quantity]);
    }
    return levels;
  }

  private levelAt(price: Amount): PriceLevel {
    const index = this.indexOf(price);
    const found = this.levels[index];
    if (found && found.price === price) return found;
    const level = new PriceLevel(price);
    if (index === this.levels.length) this.levels.push(level);
    else this.levels.splice(index, 0, level);
    return level;
  }

  /** Index of the level, or where it would have to be inserted. */
  private indexOf(price: Amount): number {
    const { levels, isBid } = this;
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = (levels[middle] as PriceLevel).price;
      if (isBid ? other < price : other > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The resting orders of one symbol. */
export class OrderBook {
  readonly bids = new BookSide('BUY');
  readonly asks = new BookSide('SELL');

  side(side: Side): BookSide {
    return side === 'BUY' ? this.bids : this.asks;
  }

  opposite(side: Side): BookSide {
    return side === 'BUY' ? this.asks : this.bids;
  }

  /** Whether an order of this side and price would match at once. */
  crosses(side: Side, price: Amount): boolean {
    const best = this.opposite(side).best;
    return best !== undefined && (side === 'BUY' ? price >= best.price : price <= best.price);
  }
}
