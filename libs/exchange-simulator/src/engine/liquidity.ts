import type { Side, StpMode } from '@binance-gateway/domain-types';
import { quoteOf } from './amount.js';
import type { OrderBook } from './order-book.js';
import type { Order } from './order.js';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import { prevent } from './self-trade-prevention.js';
import type { SymbolMarket } from './symbol-market.js';
import { type Amount, UNIT } from './types.js';

export interface Prospect {
  readonly seat: Seat;
  readonly side: Side;
  readonly stpMode: StpMode;
  /** Worst price to accept; any when absent. */
  readonly limit?: Amount | undefined;
}

/** What a taker would trade: exactly what matching would do, self-trade prevention included. */
export interface Survey {
  readonly quantity: Amount;
  readonly quote: Amount;
}

/** Walks the book for a wanted quantity, changing nothing. Cost: one step per order met. */
export function surveyQuantity(book: OrderBook, taker: Prospect, wanted: Amount): Survey {
  let leaves = wanted;
  let quantity = 0n;
  let quote = 0n;
  for (const level of book.opposite(taker.side).bestFirst()) {
    if (leaves === 0n || isBeyond(taker, level)) break;
    for (const [maker, offered] of level.parts()) {
      if (leaves === 0n) break;
      if (maker.seat === taker.seat && taker.stpMode !== 'NONE') {
        leaves -= prevent(taker.stpMode, leaves, offered, offered).taker;
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
 * are passed over: whatever the mode, they do not trade.
 */
export function surveyBudget(book: OrderBook, taker: Prospect, budget: Amount): Survey {
  let quantity = 0n;
  let quote = 0n;
  for (const level of book.opposite(taker.side).bestFirst()) {
    for (const [maker, offered] of level.parts()) {
      if (maker.seat === taker.seat && taker.stpMode !== 'NONE') continue;
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

function isBeyond({ side, limit }: Prospect, { price }: PriceLevel): boolean {
  return limit !== undefined && (side === 'BUY' ? price > limit : price < limit);
}
