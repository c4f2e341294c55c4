import type { Side, StpMode } from '@binance-gateway/domain-types';
import { quoteOf } from './amount.js';
import { OrderBook } from './order-book.js';
import type { Order } from './order.js';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import { isTransfer, prevent, preventionMode } from './self-trade-prevention.js';
import type { SymbolMarket } from './symbol-market.js';
import { type Amount, UNIT } from './types.js';

export interface Prospect {
  readonly seat: Seat;
  readonly side: Side;
  readonly stpMode: StpMode;
  /** Worst price to accept; any when absent. */
  readonly limit?: Amount | undefined;
}

/** One book, or those that SOR looks through: by price, the first of them first where the price is the same. */
type Books = OrderBook | readonly OrderBook[];

/** What a taker would trade: exactly what matching would do, self-trade prevention included. */
export interface Survey {
  readonly quantity: Amount;
  /** With what TRANSFER moves. */
  readonly quote: Amount;
}

/** Walks the book for a wanted quantity, changing nothing. Cost: one step per order met. */
export function surveyQuantity(books: Books, taker: Prospect, wanted: Amount): Survey {
  let leaves = wanted;
  let quantity = 0n;
  let quote = 0n;
  for (const level of offers(books, taker.side)) {
    if (leaves === 0n || isBeyond(taker, level)) break;
    for (const [maker, offered] of level.parts()) {
      if (leaves === 0n) break;
      const mode = preventionMode(taker, maker);
      if (mode) {
        const prevented = prevent(mode, leaves, offered, offered).taker;
        leaves -= prevented;
        if (isTransfer(mode, taker.seat, maker.seat)) quote += quoteOf(level.price, prevented);
        continue;
      }
      const taken = leaves < offered ? leaves : offered;
      leaves -= taken;
      quantity += taken;
      quote += quoteOf(level.price, taken);
    }
  }
  return { quantity, quote };
}

/**
 * Walks the book for as much as an amount of quote asset buys or as is needed to sell for it. Own orders
 * are passed over: whatever the mode, they do not trade, and what TRANSFER pays for is no dearer than the rest.
 */
export function surveyBudget(book: OrderBook, taker: Prospect, budget: Amount): Survey {
  let quantity = 0n;
  let quote = 0n;
  for (const level of book.opposite(taker.side).bestFirst()) {
    for (const [maker, offered] of level.parts()) {
      if (preventionMode(taker, maker)) continue;
      const cost = quoteOf(level.price, offered);
      if (quote + cost > budget) {
        const affordable = ((budget - quote) * UNIT) / level.price;
        return { quantity: quantity + affordable, quote: quote + quoteOf(level.price, affordable) };
      }
      quantity += offered;
      quote += cost;
    }
  }
  return { quantity, quote };
}

/** Only a market purchase can cost more than it had locked. */
export function canPay({ book }: SymbolMarket, order: Order): boolean {
  const { seat, side, stpMode } = order;
  const isMarketPurchase = side === 'BUY' && order.price === 0n;
  if (!isMarketPurchase || seat.account.isUnlimited) return true;
  return surveyQuantity(book, { seat, side, stpMode }, order.leaves).quote <= seat.quote.free;
}

/** Levels that an order of this side meets, best first. */
function offers(books: Books, side: Side): Generator<PriceLevel> {
  return books instanceof OrderBook ? books.opposite(side).bestFirst() : merged(books, side);
}

function* merged(books: readonly OrderBook[], side: Side): Generator<PriceLevel> {
  const heads = books.map((book) => {
    const levels = book.opposite(side).bestFirst();
    return { levels, level: levels.next().value as PriceLevel | undefined };
  });
  for (;;) {
    const best = heads.reduce((one, other) => (isBetter(side, other.level, one.level) ? other : one));
    if (!best.level) return;
    yield best.level;
    best.level = best.levels.next().value as PriceLevel | undefined;
  }
}

/** Whether an order of this side would rather meet `level` than `other`. */
export function isBetter(side: Side, level: PriceLevel | undefined, other: PriceLevel | undefined): boolean {
  if (!level || !other) return level !== undefined;
  return side === 'BUY' ? level.price < other.price : level.price > other.price;
}

function isBeyond({ side, limit }: Prospect, { price }: PriceLevel): boolean {
  return limit !== undefined && (side === 'BUY' ? price > limit : price < limit);
}
