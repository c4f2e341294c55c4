import type { Order, OrderList, ReplacedOrder } from '@binance-gateway/domain-types';
import type { Placed } from './order-journal.js';

/** What names an order: for good, and as its owner and whoever amends it like. */
export type OrderName = Pick<Order, 'symbol' | 'orderId' | 'clientOrderId'>;

/** What names an order, and how far it has come where that is told. */
export type PlacedOrder = OrderName & Partial<Pick<Order, 'status'>>;

export function isOrderList(placed: Placed): placed is OrderList {
  return 'listOrderStatus' in placed;
}

export function isReplacement(placed: Placed): placed is ReplacedOrder {
  return 'cancelResult' in placed;
}

/** The orders of an answer that were placed. */
export function ordersOf(placed: Placed): readonly PlacedOrder[] {
  if (isReplacement(placed)) return placed.newOrderResult === 'SUCCESS' ? [placed.newOrderResponse] : [];
  if (!isOrderList(placed)) return [placed];
  return placed.orderReports ?? placed.orders;
}
