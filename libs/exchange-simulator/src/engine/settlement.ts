import { quoteOf, shareOf } from './amount.js';
import type { Accounts } from './accounts.js';
import { MARKET_TYPES, type Order } from './order.js';
import type { Amount, CommissionRates } from './types.js';

/** What an open order must have locked: base for a sale, quote for a purchase. */
export function requiredLock(order: Order): Amount {
  if (order.side === 'SELL') return order.leaves;
  // A market purchase that waits for its stop price has no other price to go by
  return quoteOf(MARKET_TYPES.has(order.type) ? order.stopPrice : order.price, order.leaves);
}

/** Makes the lock fit what is left of the order; called on every change of `leaves` or of openness. */
export function adjustLock(order: Order, required: Amount): void {
  const { seat } = order;
  if (seat.account.isUnlimited || required === order.locked) return;
  const balance = order.side === 'BUY' ? seat.quote : seat.base;
  const change = required - order.locked;
  balance.locked += change;
  balance.free -= change;
  order.locked = required;
}

/**
 * One side of a fill. A resting order pays from what it has locked, and a purchase gets back what it
 * locked above the price of the fill; a taker pays from its free balance.
 *
 * @returns the commission, in the asset received
 */
export function settle(
  order: Order,
  quantity: Amount,
  quoteQuantity: Amount,
  isMaker: boolean,
  rates: CommissionRates,
  accounts: Accounts,
): Amount {
  const { seat } = order;
  const isBuy = order.side === 'BUY';
  const paid = isBuy ? quoteQuantity : quantity;
  const received = isBuy ? quantity : quoteQuantity;
  const paying = isBuy ? seat.quote : seat.base;
  const receiving = isBuy ? seat.base : seat.quote;
  if (seat.account.isUnlimited) {
    paying.free -= paid;
    receiving.free += received;
    return 0n;
  }
  if (order.locked > 0n) {
    paying.locked -= paid;
    order.locked -= paid;
    adjustLock(order, requiredLock(order));
  } else {
    paying.free -= paid;
  }
  const commission = shareOf(received, isMaker ? rates.maker : rates.taker);
  receiving.free += received - commission;
  if (commission > 0n) accounts.earn(receiving.asset, commission);
  return commission;
}
