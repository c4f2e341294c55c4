import {
  type Amendment,
  ORDER_STATUSES,
  type Order,
  PART_RESULTS,
  type PartResult,
  type ReplacedOrder,
  SIDES,
  type WireError,
} from '@binance-gateway/domain-types';
import { decodeCancelledOrder, decodeNewOrder } from './order.js';
import { checkListState } from './order-list.js';
import {
  allowDecimals,
  broken,
  objectOf,
  oneOf,
  requireDecimals,
  requireInteger,
  requireText,
} from './shape.js';

/** What became of the two halves of a cancel-replace; a half that was not attempted has no answer. */
export interface ReplaceParts {
  readonly cancelResult: PartResult;
  readonly newOrderResult: PartResult;
  readonly cancelResponse: Order | WireError | null;
  readonly newOrderResponse: Order | WireError | null;
}

/** Answer of POST /order/cancelReplace when both halves went well. */
export function decodeReplacedOrder(wire: unknown): ReplacedOrder {
  const parts = decodeReplaceParts(wire);
  if (parts.cancelResult !== 'SUCCESS' || parts.newOrderResult !== 'SUCCESS') {
    throw broken('order/cancelReplace', 'two halves that went well under HTTP 200');
  }
  return parts as ReplacedOrder;
}

/**
 * The halves as they stand in the answer itself, or in `data` of the error that tells of a half that failed
 * (-2021, -2022), whatever the HTTP status: 400, 409 or 429.
 * @throws AppError UPSTREAM_PROTOCOL
 */
export function decodeReplaceParts(wire: unknown): ReplaceParts {
  const where = 'order/cancelReplace';
  const parts = objectOf(wire, where);
  const cancelResult = oneOf(PART_RESULTS, parts['cancelResult'], `${where}.cancelResult`);
  const newOrderResult = oneOf(PART_RESULTS, parts['newOrderResult'], `${where}.newOrderResult`);
  part(cancelResult, parts['cancelResponse'], `${where}.cancelResponse`, decodeCancelledOrder);
  part(newOrderResult, parts['newOrderResponse'], `${where}.newOrderResponse`, decodeNewOrder);
  return parts as unknown as ReplaceParts;
}

function part(result: PartResult, wire: unknown, where: string, decode: (wire: unknown) => Order): void {
  switch (result) {
    case 'SUCCESS':
      decode(wire);
      return;
    case 'FAILURE':
      requireInteger(objectOf(wire, where), 'code', where);
      return;
    case 'NOT_ATTEMPTED':
      if (wire !== null && wire !== undefined) throw broken(where, 'null where nothing was attempted');
  }
}

const AMENDED_AMOUNTS = ['price', 'qty', 'executedQty', 'preventedQty', 'cumulativeQuoteQty'];

/** Answer of PUT /order/amend/keepPriority. */
export function decodeAmendment(wire: unknown): Amendment {
  const where = 'order/amend';
  const amendment = objectOf(wire, where);
  requireInteger(amendment, 'transactTime', where);
  requireInteger(amendment, 'executionId', where);
  const order = objectOf(amendment['amendedOrder'], `${where}.amendedOrder`);
  requireText(order, 'symbol', `${where}.amendedOrder`);
  requireInteger(order, 'orderId', `${where}.amendedOrder`);
  requireText(order, 'clientOrderId', `${where}.amendedOrder`);
  requireDecimals(order, AMENDED_AMOUNTS, `${where}.amendedOrder`);
  allowDecimals(order, ['quoteOrderQty', 'stopPrice', 'icebergQty'], `${where}.amendedOrder`);
  oneOf(ORDER_STATUSES, order['status'], `${where}.amendedOrder.status`);
  oneOf(SIDES, order['side'], `${where}.amendedOrder.side`);
  if (amendment['listStatus'] !== undefined) {
    checkListState(objectOf(amendment['listStatus'], `${where}.listStatus`), `${where}.listStatus`);
  }
  return amendment as unknown as Amendment;
}
