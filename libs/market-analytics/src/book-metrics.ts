import { Decimal, type DecimalString } from '@binance-gateway/domain-types';

/** `[price, quantity]`, as Binance sends it. */
export type BookLevel = readonly [price: DecimalString, quantity: DecimalString, ...rest: unknown[]];

/** Both sides of an order book, best first. */
export interface BookSides {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface Spread {
  readonly bestBid: DecimalString;
  readonly bestAsk: DecimalString;
  /** bestAsk − bestBid, quote units. */
  readonly absolute: DecimalString;
  /** The same over the mid price, in basis points, four decimals. */
  readonly bps: DecimalString;
  /** (bestBid + bestAsk) / 2. */
  readonly mid: DecimalString;
  /** Best prices weighted by the quantity on the other side: where the next trade is likelier. */
  readonly microprice: DecimalString;
}

const BPS = Decimal.of('10000');
const TWO = Decimal.of('2');
/** Of the microprice, beyond those of the prices. */
const MORE_DECIMALS = 2;

const decimalsOf = (price: Decimal): number => price.toString().split('.')[1]?.length ?? 0;

/** @returns undefined while a side is empty: there is no spread without two prices */
export function spreadOf({ bids, asks }: BookSides): Spread | undefined {
  const [bid] = bids;
  const [ask] = asks;
  if (!bid || !ask) return undefined;
  const [bidPrice, bidQty, askPrice, askQty] = [bid[0], bid[1], ask[0], ask[1]].map((text) =>
    Decimal.of(text),
  ) as [Decimal, Decimal, Decimal, Decimal];
  const scale = Math.max(decimalsOf(bidPrice), decimalsOf(askPrice)) + MORE_DECIMALS;
  const mid = bidPrice.plus(askPrice).dividedBy(TWO, scale);
  const absolute = askPrice.minus(bidPrice);
  const weight = bidQty.plus(askQty);
  const microprice = weight.isZero()
    ? mid
    : bidPrice.times(askQty).plus(askPrice.times(bidQty)).dividedBy(weight, scale);
  return {
    bestBid: bidPrice.toString(),
    bestAsk: askPrice.toString(),
    absolute: absolute.toString(),
    bps: absolute.times(BPS).dividedBy(mid, 4).toString(),
    mid: mid.toString(),
    microprice: microprice.toString(),
  };
}

export interface Imbalance {
  readonly bidQuantity: DecimalString;
  readonly askQuantity: DecimalString;
  /** (bids − asks) / (bids + asks), −1 to 1, four decimals; 0 for an empty book. */
  readonly ratio: DecimalString;
}

/** Quantities of the best `levels` of each side against each other. */
export function imbalanceOf({ bids, asks }: BookSides, levels = 20): Imbalance {
  const total = (side: readonly BookLevel[]): Decimal =>
    Decimal.sum(side.slice(0, levels).map(([, quantity]) => Decimal.of(quantity)));
  const bidQuantity = total(bids);
  const askQuantity = total(asks);
  const both = bidQuantity.plus(askQuantity);
  return {
    bidQuantity: bidQuantity.toString(),
    askQuantity: askQuantity.toString(),
    ratio: both.isZero() ? '0' : bidQuantity.minus(askQuantity).dividedBy(both, 4).toString(),
  };
}
