// Order list bodies, key order as documented:
// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
import type { NewOrderResponseType } from '@binance-gateway/domain-types';
import type { AmendResult, Canceled, OrderListView, PlaceListResult } from '../engine/types.js';
import { encodeAmendedOrder, encodeCanceledOrder, encodePlaced } from './encode-order.js';

/** Answer of GET /orderList, element of allOrderList and openOrderList. */
export function encodeOrderList(list: OrderListView): Record<string, unknown> {
  return {
    orderListId: list.orderListId,
    contingencyType: list.contingencyType,
    listStatusType: list.listStatusType,
    listOrderStatus: list.listOrderStatus,
    listClientOrderId: list.listClientOrderId,
    transactionTime: list.transactionTime,
    symbol: list.symbol,
    orders: list.orders,
  };
}

/** Answer of POST /orderList/*. */
export function encodePlacedList(
  { list, placed }: PlaceListResult,
  responseType: NewOrderResponseType,
): Record<string, unknown> {
  return {
    ...encodeOrderList(list),
    orderReports: placed.map((result) => encodePlaced(result, responseType)),
  };
}

/** Answer of DELETE /order and /orderList, element of DELETE /openOrders. */
export function encodeCanceled(canceled: Canceled): Record<string, unknown> {
  if (canceled.kind === 'order') return encodeCanceledOrder(canceled);
  return { ...encodeOrderList(canceled.list), orderReports: canceled.orders.map(encodeCanceledOrder) };
}

/** Answer of PUT /order/amend/keepPriority. */
export function encodeAmended(amended: AmendResult): Record<string, unknown> {
  const { list, time, executionId } = amended;
  return {
    transactTime: time,
    executionId,
    amendedOrder: encodeAmendedOrder(amended),
    ...(list && {
      listStatus: {
        orderListId: list.orderListId,
        contingencyType: list.contingencyType,
        listOrderStatus: list.listOrderStatus,
        listClientOrderId: list.listClientOrderId,
        symbol: list.symbol,
        orders: list.orders,
      },
    }),
  };
}
