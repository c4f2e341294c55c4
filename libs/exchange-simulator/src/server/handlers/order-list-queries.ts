import type { ListRef, OrderListQuery } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import { encodeCanceled, encodeOrderList } from '../../wire/encode-order-list.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { isTimed, readDay } from '../period.js';
import { requiredSymbol } from '../symbols.js';

const MAX_LIST = 1000;
const DEFAULT_LIST = 500;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-list-user_data */
export const ORDER_LIST_QUERIES: readonly AnyEndpoint[] = [
  endpoint<{ symbol: string; ref: ListRef; cancelId: string }>({
    rest: { method: 'DELETE', path: '/api/v3/orderList' },
    ws: 'orderList.cancel',
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      ref: readListRef(params, 'listClientOrderId'),
      cancelId: params.clientOrderId('newClientOrderId') ?? exchange.newClientOrderId(),
    }),
    run: ({ symbol, ref, cancelId }, { exchange, account }) =>
      encodeCanceled(exchange.engine.cancelList(account, symbol, ref, cancelId)),
  }),
  endpoint<ListRef>({
    rest: { method: 'GET', path: '/api/v3/orderList' },
    ws: 'orderList.status',
    security: 'USER_DATA',
    weight: 4,
    read: (params) => {
      const ref = readListRef(params, 'origClientOrderId');
      // As documented for this query alone: with both, only the client's id counts
      const { listClientOrderId } = ref;
      return listClientOrderId === undefined ? ref : { listClientOrderId };
    },
    run: (ref, { exchange, account }) => encodeOrderList(exchange.engine.orderList(account, ref).list),
  }),
  endpoint<OrderListQuery>({
    rest: { method: 'GET', path: '/api/v3/allOrderList' },
    ws: 'allOrderLists',
    security: 'USER_DATA',
    weight: 20,
    read: readListQuery,
    run: (query, { exchange, account }) => exchange.engine.allOrderLists(account, query).map(encodeOrderList),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/openOrderList' },
    ws: 'openOrderLists.status',
    security: 'USER_DATA',
    weight: 6,
    read: () => undefined,
    run: (_, { exchange, account }) => exchange.engine.openOrderLists(account).map(encodeOrderList),
  }),
];

/** @throws ApiError -1102 when neither id was sent */
function readListRef(params: Params, clientIdName: string): ListRef {
  const orderListId = params.integer('orderListId');
  const listClientOrderId = params.clientOrderId(clientIdName);
  if (orderListId !== undefined) {
    return listClientOrderId === undefined ? { orderListId } : { orderListId, listClientOrderId };
  }
  if (listClientOrderId === undefined) throw REFUSE.missingBoth('orderListId', clientIdName);
  return { listClientOrderId };
}

/** @throws ApiError -1128 when an id comes with a time */
function readListQuery(params: Params): OrderListQuery {
  const fromId = params.integer('fromId');
  const period = readDay(params);
  if (fromId !== undefined && isTimed(period)) throw REFUSE.combination();
  return { fromId, ...period, limit: params.limit(DEFAULT_LIST, MAX_LIST) };
}
