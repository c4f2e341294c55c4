import { Order, type Trailing } from './order.js';
import type { Seat } from './seat.js';
import type { Amount, OrderTerms } from './types.js';

/** Everything of an order that its constructor does not know. */
const CHANGING = [
  'clientOrderId',
  'origQty',
  'price',
  'leaves',
  'shown',
  'executedQty',
  'cumulativeQuoteQty',
  'preventedQty',
  'locked',
  'status',
  'isWorking',
  'isAwaitingTrigger',
  'workingTime',
  'updateTime',
  'amendments',
  'workingFloor',
  'awaitsQuantity',
  'preventedMatchId',
  'expiryReason',
  'orderListId',
] as const satisfies readonly (keyof Order)[];

export interface SavedOrder {
  readonly orderId: number;
  readonly terms: OrderTerms;
  readonly time: number;
  readonly now: Pick<Order, (typeof CHANGING)[number]>;
  readonly trailing?: Omit<Trailing, 'delta'> | undefined;
  readonly pegged?: Amount | undefined;
  /** Order id of the other leg of an OCO. */
  readonly partner?: number | undefined;
}

export function saveOrder(order: Order): SavedOrder {
  const { trailing, peg } = order;
  return {
    orderId: order.orderId,
    terms: {
      side: order.side,
      type: order.type,
      timeInForce: order.timeInForce,
      price: order.sentPrice,
      stopPrice: order.stopPrice,
      icebergQty: order.icebergQty,
      quoteOrderQty: order.origQuoteOrderQty,
      trailingDelta: trailing?.delta,
      pegPriceType: peg?.priceType,
      pegOffsetType: peg?.offsetType,
      pegOffsetValue: peg?.offsetValue,
      clientOrderId: order.clientOrderId,
      strategyId: order.strategyId,
      strategyType: order.strategyType,
      stpMode: order.stpMode,
    },
    time: order.time,
    now: Object.fromEntries(CHANGING.map((name) => [name, order[name]])) as SavedOrder['now'],
    trailing: trailing && {
      time: trailing.time,
      extreme: trailing.extreme,
      lockPrice: trailing.lockPrice,
    },
    pegged: peg?.price,
    partner: order.partner?.orderId,
  };
}

/** Its place on the book, its list and its partner are the caller's business. */
export function restoreOrder(seat: Seat, { orderId, terms, time, now, trailing, pegged }: SavedOrder): Order {
  const order = new Order(seat, orderId, terms, now.origQty, terms.stpMode ?? 'NONE', time);
  Object.assign(order, now);
  if (order.trailing && trailing) Object.assign(order.trailing, trailing);
  if (order.peg) order.peg.price = pegged;
  return order;
}
