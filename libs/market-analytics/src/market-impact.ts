import { Decimal, type DecimalString, type Side } from '@binance-gateway/domain-types';
import type { BookLevel, BookSides } from './book-metrics.js';

export interface MarketImpact {
  /** Base and quote quantity that the known levels can fill. */
  readonly quantity: DecimalString;
  readonly notional: DecimalString;
  /** False when the known levels do not reach that far: then the price below is only a part of the truth. */
  readonly complete: boolean;
  /** Volume-weighted price of the fill, eight decimals. */
  readonly averagePrice: DecimalString;
  /** Price of the last level touched. */
  readonly worstPrice: DecimalString;
  /** How much worse than the best price the average is, basis points, four decimals, never negative. */
  readonly slippageBps: DecimalString;
}

const BPS = Decimal.of('10000');

/** A hundredth of a basis point is less than any fee. */
const BPS_DECIMALS = 2;

/**
 * What a market order for `quoteAmount` of the quote asset would meet.
 * @param side BUY walks the asks, SELL the bids
 * @returns undefined when that side of the book is empty
 */
export function impactOf(book: BookSides, side: Side, quoteAmount: DecimalString): MarketImpact | undefined {
  const levels: readonly BookLevel[] = side === 'BUY' ? book.asks : book.bids;
  const best = levels[0];
  if (!best) return undefined;
  const target = Decimal.of(quoteAmount);
  let quantity = Decimal.ZERO;
  let notional = Decimal.ZERO;
  let worst = Decimal.of(best[0]);
  for (const [priceText, quantityText] of levels) {
    const missing = target.minus(notional);
    if (!missing.isPositive()) break;
    const price = Decimal.of(priceText);
    const whole = price.times(Decimal.of(quantityText));
    worst = price;
    if (whole.compare(missing) <= 0) {
      quantity = quantity.plus(Decimal.of(quantityText));
      notional = notional.plus(whole);
    } else {
      // rounded against the order, so that the average never looks better than the best price
      quantity = quantity.plus(missing.dividedBy(price, 12, side === 'BUY' ? 'DOWN' : 'UP'));
      notional = target;
    }
  }
  if (quantity.isZero()) return undefined;
  // held against the value at the best price: an average of eight decimals says nothing of a price of 0.00000845
  const atBest = Decimal.of(best[0]).times(quantity);
  const away = side === 'BUY' ? notional.minus(atBest) : atBest.minus(notional);
  return {
    quantity: quantity.round(8, 'DOWN').toString(),
    notional: notional.toString(),
    complete: notional.compare(target) >= 0,
    averagePrice: notional.dividedBy(quantity, 12).toString(),
    worstPrice: worst.toString(),
    slippageBps: Decimal.max(Decimal.ZERO, away.times(BPS).dividedBy(atBest, BPS_DECIMALS)).toString(),
  };
}
