import type { CallContext, SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type Order,
  type OrderList,
  type OrderRefInput,
  type ReplacedOrder,
  getOrder,
  getOrderList,
} from '@binance-gateway/domain-types';
import { CLOCK_TOLERANCE_MS } from './journal/order-reports.js';
import type { IntentRecord, OrderIntent, Placed } from './order-journal.js';

/** What is needed to ask what became of an intent. */
export type Question = Pick<OrderIntent, 'clientOrderId' | 'operation' | 'order'>;

export function questionOf({ clientOrderId, operation, order }: IntentRecord | OrderIntent): Question {
  return { clientOrderId, order, ...(operation === undefined ? {} : { operation }) };
}

/** The orders of a list are placed together or not at all: each of them tells of all. */
const LIST_MEMBERS = [
  'aboveClientOrderId',
  'belowClientOrderId',
  'limitClientOrderId',
  'stopClientOrderId',
  'workingClientOrderId',
  'pendingClientOrderId',
  'pendingAboveClientOrderId',
  'pendingBelowClientOrderId',
] as const;

/** Client order ids under which the account's events tell of an intent, the one to ask by first. */
export function idsOf({ clientOrderId, order }: Question): readonly string[] {
  const members = LIST_MEMBERS.flatMap((field) => {
    const id = order[field];
    return typeof id === 'string' ? [id] : [];
  });
  if (members.length > 0) return members;
  return [typeof order['newClientOrderId'] === 'string' ? order['newClientOrderId'] : clientOrderId];
}

/** Whether an event of one order is a whole answer. */
export function isToldByOneOrder({ operation = 'place_order' }: Question): boolean {
  return operation === 'place_order' || operation === 'place_sor_order';
}

/**
 * Asks the exchange for what an intent has placed, by the id of one order: "order does not exist" is documented for that.
 * @param since an older order under the same id is another one; time of the exchange
 * @returns undefined when there is such an order, and it is an older one
 * @throws AppError ORDER_NOT_FOUND; or why nobody answered
 */
export async function askOutcome(
  spot: Pick<SpotClient, 'run'>,
  question: Question,
  since: number,
  context: CallContext = {},
): Promise<Placed | undefined> {
  const { symbol } = question.order;
  const [id] = idsOf(question) as [string];
  const order = (await spot.run(getOrder, { symbol, origClientOrderId: id }, context)) as Order;
  if ((order.time ?? since) < since - CLOCK_TOLERANCE_MS) return undefined;
  return completeOutcome(spot, question, order, context);
}

/** From one order of an intent to the answer it would have got. */
export async function completeOutcome(
  spot: Pick<SpotClient, 'run'>,
  question: Question,
  order: Order,
  context: CallContext = {},
): Promise<Placed> {
  const { time, transactTime = time } = order;
  const placed = transactTime === undefined ? order : { ...order, transactTime };
  if (isToldByOneOrder(question)) return placed;
  if (question.operation === 'replace_order') return replacement(spot, question, placed, context);
  const { orderListId } = order;
  return (await spot.run(getOrderList, { orderListId }, context)) as OrderList;
}

/** The new order is there; whether the old one is gone, its own state tells. */
async function replacement(
  spot: Pick<SpotClient, 'run'>,
  { order }: Question,
  newOrder: Order,
  context: CallContext,
): Promise<ReplacedOrder> {
  const { symbol } = order;
  const ref = {
    symbol,
    ...(typeof order['cancelOrderId'] === 'number' ? { orderId: order['cancelOrderId'] } : {}),
    ...(typeof order['cancelOrigClientOrderId'] === 'string'
      ? { origClientOrderId: order['cancelOrigClientOrderId'] }
      : {}),
  } as OrderRefInput;
  const old = (await spot.run(getOrder, ref, context)) as Order;
  return {
    cancelResult: old.status === 'CANCELED' ? 'SUCCESS' : 'FAILURE',
    newOrderResult: 'SUCCESS',
    cancelResponse: { ...old, origClientOrderId: old.clientOrderId },
    newOrderResponse: newOrder,
  };
}

export function isAbsent(error: unknown): boolean {
  return AppError.is(error) && error.code === 'ORDER_NOT_FOUND';
}
