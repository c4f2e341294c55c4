import { ORDER_STATUSES, type Order, SIDES, type TestOrderResult } from '@binance-gateway/domain-types';
import {
  type WireObject,
  allowDecimals,
  listOf,
  objectOf,
  oneOf,
  requireDecimals,
  requireInteger,
  requireText,
} from './shape.js';

const AMOUNTS = [
  'price',
  'origQty',
  'executedQty',
  'origQuoteOrderQty',
  'cummulativeQuoteQty',
  'stopPrice',
  'icebergQty',
  'preventedQuantity',
  'peggedPrice',
];

/**
 * State of an order: GET /order, openOrders, allOrders.
 * @throws AppError UPSTREAM_PROTOCOL for a status we don't know: acting on a guess could cost money
 */
export function decodeOrder(wire: unknown): Order {
  const order = objectOf(wire, 'order');
  oneOf(ORDER_STATUSES, order['status'], 'order.status');
  return checkOrder(order);
}

/** Answer of POST /order; an ACK has no status and no amounts. */
export function decodeNewOrder(wire: unknown): Order {
  const order = objectOf(wire, 'order');
  if (order['status'] !== undefined) oneOf(ORDER_STATUSES, order['status'], 'order.status');
  if (order['fills'] !== undefined) listOf(order['fills'], 'order.fills', checkFill);
  return checkOrder(order);
}

/** Answer of DELETE /order. */
export function decodeCancelledOrder(wire: unknown): Order {
  return decodeOrder(wire);
}

/** Answer of POST /order/test: empty, seen as null too; commission rates when they were asked for. */
export function decodeTestedOrder(wire: unknown): TestOrderResult {
  const result = objectOf(wire ?? {}, 'order/test');
  for (const field of COMMISSIONS) {
    if (result[field] === undefined) continue;
    requireDecimals(
      objectOf(result[field], `order/test.${field}`),
      ['maker', 'taker'],
      `order/test.${field}`,
    );
  }
  return result as TestOrderResult;
}

const COMMISSIONS = ['standardCommissionForOrder', 'specialCommissionForOrder', 'taxCommissionForOrder'];

/** Types and times in force that nobody knows yet only describe; the state and the side decide what to do. */
function checkOrder(order: WireObject): Order {
  requireText(order, 'symbol', 'order');
  requireInteger(order, 'orderId', 'order');
  requireText(order, 'clientOrderId', 'order');
  allowDecimals(order, AMOUNTS, 'order');
  if (order['side'] !== undefined) oneOf(SIDES, order['side'], 'order.side');
  return order as unknown as Order;
}

function checkFill(wire: unknown): void {
  const fill = objectOf(wire, 'order.fills');
  requireDecimals(fill, ['price', 'qty', 'commission'], 'order.fills');
  requireText(fill, 'commissionAsset', 'order.fills');
}
