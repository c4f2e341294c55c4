import {
  Decimal,
  type DecimalString,
  type Measured,
  type Millis,
  type Side,
} from '@binance-gateway/domain-types';
import type { BookLevel, BookSides } from './book-metrics.js';
import { measured } from './measured.js';
import { medianOf } from './statistics.js';
import type { TakerTrade } from './taker-trade.js';

/** A level that was traded at and stands there with more than the trades left of it. */
export interface Refill {
  readonly time: Millis;
  /** Of the resting order: BUY is a bid. */
  readonly side: Side;
  readonly price: DecimalString;
  /** What came back. */
  readonly quantity: DecimalString;
}

/**
 * Refills between two looks at a book: quantity after − (quantity before − traded), where that is positive
 * and something stands there after. Prices that were not in sight before tell nothing.
 * @param trades what was traded after `before` and not after `after`
 */
export function refillsOf(
  time: Millis,
  before: BookSides,
  after: BookSides,
  trades: readonly TakerTrade[],
): Refill[] {
  const traded = new Map<string, { side: Side; price: DecimalString; quantity: Decimal }>();
  for (const trade of trades) {
    const side: Side = trade.takerSide === 'BUY' ? 'SELL' : 'BUY';
    const price = Decimal.of(trade.price).toString();
    const known = traded.get(`${side} ${price}`);
    const quantity = Decimal.of(trade.quantity).plus(known?.quantity ?? Decimal.ZERO);
    traded.set(`${side} ${price}`, { side, price, quantity });
  }
  return [...traded.values()].flatMap(({ side, price, quantity }) => {
    const had = quantityAt(side === 'BUY' ? before.bids : before.asks, price);
    const has = quantityAt(side === 'BUY' ? after.bids : after.asks, price);
    if (!had || !has) return [];
    const refilled = has.minus(had).plus(quantity);
    return refilled.isPositive() ? [{ time, side, price, quantity: refilled.toString() }] : [];
  });
}

function quantityAt(side: readonly BookLevel[], price: DecimalString): Decimal | undefined {
  const wanted = Decimal.of(price);
  const level = side.find((candidate) => Decimal.of(candidate[0]).equals(wanted));
  return level && Decimal.of(level[1]);
}

export interface Iceberg {
  readonly side: Side;
  readonly price: DecimalString;
  readonly refills: number;
  /** All that came back at this price, base asset. */
  readonly refilledQuantity: DecimalString;
}

export interface Icebergs {
  /** Prices that were refilled at least once. */
  readonly refilledPrices: number;
  /** Refills of the median price among these. */
  readonly medianRefills: Measured<DecimalString>;
  readonly isDetected: Measured<boolean>;
  /** Most refills first; at most MAX_SHOWN_ICEBERGS. */
  readonly prices: Measured<readonly Iceberg[]>;
}

export const MIN_REFILLED_PRICES = 5;
export const MAX_SHOWN_ICEBERGS = 5;
const ICEBERG_FACTOR = Decimal.of('5');

/** Prices that were refilled more than five times as often as the median price. */
export function icebergs(refills: readonly Refill[]): Icebergs {
  const prices = new Map<string, Iceberg>();
  for (const { side, price, quantity } of refills) {
    const key = `${side} ${price}`;
    const known = prices.get(key) ?? { side, price, refills: 0, refilledQuantity: '0' };
    const refilledQuantity = Decimal.of(known.refilledQuantity).plus(Decimal.of(quantity)).toString();
    prices.set(key, { side, price, refills: known.refills + 1, refilledQuantity });
  }
  const counts = [...prices.values()].map((price) => Decimal.of(BigInt(price.refills)));
  const median = medianOf(counts) ?? Decimal.ZERO;
  const isEnough = prices.size >= MIN_REFILLED_PRICES;
  const threshold = median.times(ICEBERG_FACTOR);
  const found = [...prices.values()]
    .filter((price) => Decimal.of(BigInt(price.refills)).greaterThan(threshold))
    .sort((a, b) => b.refills - a.refills);
  return {
    refilledPrices: prices.size,
    medianRefills: measured(isEnough, () => median.toString()),
    isDetected: measured(isEnough, () => found.length > 0),
    prices: measured(isEnough, () => found.slice(0, MAX_SHOWN_ICEBERGS)),
  };
}
