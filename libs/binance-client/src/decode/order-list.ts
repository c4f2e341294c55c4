import { LIST_ORDER_STATUSES, type Order, type OrderList } from '@binance-gateway/domain-types';
import { decodeNewOrder, decodeOrder } from './order.js';
import { type WireObject, listOf, objectOf, oneOf, requireInteger, requireText } from './shape.js';

/**
 * An order list, with its orders in `orderReports` when it was placed or cancelled by this request.
 * @throws AppError UPSTREAM_PROTOCOL for a state of the list, or of one of its orders, that we don't know
 */
export function decodeOrderList(wire: unknown): OrderList {
  const list = objectOf(wire, 'orderList');
  requireInteger(list, 'orderListId', 'orderList');
  requireText(list, 'contingencyType', 'orderList');
  requireText(list, 'listStatusType', 'orderList');
  requireInteger(list, 'transactionTime', 'orderList');
  checkListState(list, 'orderList');
  if (list['orderReports'] !== undefined) {
    listOf(list['orderReports'], 'orderList.orderReports', decodeNewOrder);
  }
  return list as unknown as OrderList;
}

/** Element of DELETE /openOrders: an order, or an order list that holds its orders in `orderReports`. */
export function decodeCancelled(wire: unknown): Order | OrderList {
  const item = objectOf(wire, 'openOrders');
  return item['contingencyType'] === undefined ? decodeOrder(item) : decodeOrderList(item);
}

/** What an order list has wherever it is told of. */
export function checkListState(list: WireObject, where: string): void {
  oneOf(LIST_ORDER_STATUSES, list['listOrderStatus'], `${where}.listOrderStatus`);
  requireText(list, 'listClientOrderId', where);
  requireText(list, 'symbol', where);
  listOf(list['orders'], `${where}.orders`, (item) => {
    const member = objectOf(item, `${where}.orders`);
    requireInteger(member, 'orderId', `${where}.orders`);
    requireText(member, 'clientOrderId', `${where}.orders`);
  });
}
