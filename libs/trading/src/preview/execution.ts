import { Decimal, type DepthSnapshot, type PreviewExecution } from '@binance-gateway/domain-types';
import type { Leg } from '../proposal.js';

/** What an order would take from the book, and what is left of it. */
export interface Match {
  readonly quantity: Decimal;
  readonly quote: Decimal;
  readonly best: Decimal;
  readonly worst: Decimal;
  readonly levels: number;
  /** Quantity that finds no level at its price. Of an order by quote quantity: zero, or some when the book is too thin. */
  readonly left: Decimal;
}

/** Walks the other side of the book as far as price and quantity of the order reach. */
export function matchOf(
  leg: Leg,
  book: Pick<DepthSnapshot, 'bids' | 'asks'>,
  step: Decimal,
): Match | undefined {
  const levels = leg.side === 'BUY' ? book.asks : book.bids;
  const limit = leg.price === undefined ? undefined : Decimal.of(leg.price);
  const isReached = (price: Decimal): boolean =>
    limit === undefined || (leg.side === 'BUY' ? !price.greaterThan(limit) : !price.lessThan(limit));
  let quantity = Decimal.ZERO;
  let quote = Decimal.ZERO;
  let worst = Decimal.ZERO;
  let count = 0;
  const wanted = leg.quantity === undefined ? undefined : Decimal.of(leg.quantity);
  const budget = leg.quoteOrderQty === undefined ? undefined : Decimal.of(leg.quoteOrderQty);
  for (const [priceText, quantityText] of levels) {
    const price = Decimal.of(priceText as string);
    if (!isReached(price)) break;
    const offered = Decimal.of(quantityText as string);
    const room = wanted ? wanted.minus(quantity) : affordable(budget ?? Decimal.ZERO, quote, price, step);
    const taken = Decimal.min(offered, room);
    if (!taken.isPositive()) break;
    quantity = quantity.plus(taken);
    quote = quote.plus(taken.times(price));
    worst = price;
    count += 1;
  }
  const best = levels[0]?.[0];
  if (count === 0 || best === undefined) return undefined;
  const left = wanted ? wanted.minus(quantity) : Decimal.ZERO;
  return { quantity, quote, best: Decimal.of(best as string), worst, levels: count, left };
}

function affordable(budget: Decimal, spent: Decimal, price: Decimal, step: Decimal): Decimal {
  return budget.minus(spent).dividedBy(price, 20, 'DOWN').floorToStep(step);
}

const SHARE_DIGITS = 8;

export function executionOf({ quantity, quote, best, worst, levels }: Match): PreviewExecution {
  const average = quote.dividedBy(quantity, 12);
  const slippage = average.minus(best).abs().dividedBy(best, SHARE_DIGITS, 'UP');
  return {
    quantity: quantity.toString(),
    quoteQuantity: quote.toString(),
    averagePrice: average.toString(),
    bestPrice: best.toString(),
    worstPrice: worst.toString(),
    slippage: slippage.toString(),
    levels,
  };
}
