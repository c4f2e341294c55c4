import { quoteOf } from './amount.js';
import type { Accounts } from './accounts.js';
import type { Commissions } from './commission.js';
import type { Order } from './order.js';
import type { Amount } from './types.js';

/** What an order by itself has to lock; nothing while it waits for the working order of its list. */
export function ownLock(order: Order): Amount {
  return order.status === 'PENDING_NEW' ? 0n : needOf(order);
}

/** Base for a sale, quote for a purchase. */
export function needOf(order: Order): Amount {
  if (order.side === 'SELL') return order.leaves;
  if (order.leaves === 0n) return 0n;
  // A market purchase that waits for its stop price has no other price to go by
  return quoteOf(order.lockPrice, order.leaves);
}

/** What an open order must have locked. Of an OCO pair only one will trade: the older leg locks for both. */
export function requiredLock(order: Order): Amount {
  const { partner } = order;
  if (!partner) return ownLock(order);
  if (partner.orderId < order.orderId) return 0n;
  const own = ownLock(order);
  const other = ownLock(partner);
  return own > other ? own : other;
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

/** The same for an order and the other leg of its pair. */
export function adjustLocks(order: Order): void {
  adjustLock(order, requiredLock(order));
  if (order.partner) adjustLock(order.partner, requiredLock(order.partner));
}

export interface Settled {
  readonly commission: Amount;
  readonly commissionAsset: string;
}

/**
 * One side of a fill. A resting order pays from what it has locked, and a purchase gets back what it
 * locked above the price of the fill; a taker pays from its free balance.
 */
export function settle(
  order: Order,
  quantity: Amount,
  quoteQuantity: Amount,
  isMaker: boolean,
  commissions: Commissions,
  accounts: Accounts,
): Settled {
  const { seat } = order;
  const isBuy = order.side === 'BUY';
  const received = isBuy ? quantity : quoteQuantity;
  const receiving = isBuy ? seat.base : seat.quote;
  exchange(order, quantity, quoteQuantity);
  if (seat.account.isUnlimited) return { commission: 0n, commissionAsset: receiving.asset };
  const { amount, paidFrom } = commissions.due(seat, received, receiving, isBuy, isMaker);
  const payer = paidFrom ?? receiving;
  payer.free -= amount;
  seat.paidFrom ??= paidFrom;
  if (amount > 0n) accounts.earn(payer.asset, amount);
  return { commission: amount, commissionAsset: payer.asset };
}

/** The two assets of one side, without commission; what is left of the order is known already. */
export function exchange(order: Order, quantity: Amount, quoteQuantity: Amount): void {
  const { base, quote } = order.seat;
  const isBuy = order.side === 'BUY';
  const paying = isBuy ? quote : base;
  const receiving = isBuy ? base : quote;
  const paid = isBuy ? quoteQuantity : quantity;
  receiving.free += isBuy ? quantity : quoteQuantity;
  if (order.locked > 0n) {
    paying.locked -= paid;
    order.locked -= paid;
    adjustLock(order, requiredLock(order));
  } else {
    paying.free -= paid;
  }
}
