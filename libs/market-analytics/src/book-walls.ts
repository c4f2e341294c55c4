import { Decimal, type DecimalString, type Measured } from '@binance-gateway/domain-types';
import type { BookLevel, BookSides } from './book-metrics.js';
import { measured } from './measured.js';
import { medianOf } from './statistics.js';

export type Wall = readonly [price: DecimalString, quantity: DecimalString];

export interface Walls {
  /** Best price first. */
  readonly bids: Measured<readonly Wall[]>;
  readonly asks: Measured<readonly Wall[]>;
}

const WALL_FACTOR = Decimal.of('2');
/** A median of fewer levels says nothing about one of them. */
export const MIN_WALL_LEVELS = 5;

/** Levels with more than twice the median quantity of their side's best `levels`. */
export function wallsOf({ bids, asks }: BookSides, levels = 20): Walls {
  return { bids: wallsOfSide(bids.slice(0, levels)), asks: wallsOfSide(asks.slice(0, levels)) };
}

function wallsOfSide(side: readonly BookLevel[]): Measured<readonly Wall[]> {
  return measured(side.length >= MIN_WALL_LEVELS, () => {
    const quantities = side.map(([, quantity]) => Decimal.of(quantity));
    const threshold = (medianOf(quantities) as Decimal).times(WALL_FACTOR);
    return side.flatMap(([price], i) => {
      const quantity = quantities[i] as Decimal;
      return quantity.greaterThan(threshold)
        ? [[Decimal.of(price).toString(), quantity.toString()] as const]
        : [];
    });
  });
}
