// The endpoints of Binance Spot, copied from the documentation and not from the server:
// https://developers.binance.com/docs/binance-spot-api-docs/rest-api
// https://developers.binance.com/docs/binance-spot-api-docs/websocket-api

export type Security = 'NONE' | 'TRADE' | 'USER_DATA';

export interface DocumentedEndpoint {
  readonly method: string;
  readonly path: string;
  readonly ws: string;
  readonly security: Security;
  /** With the parameters of `query`, or with none. */
  readonly weight: number;
  readonly query: string;
}

function row(
  method: string,
  path: string,
  ws: string,
  security: Security,
  weight: number,
  query = '',
): DocumentedEndpoint {
  return { method, path: `/api/v3/${path}`, ws, security, weight, query };
}

const SYMBOL = 'symbol=BTCUSDT';

/** All 48, in the order of the documentation, with a request that needs no state. */
export const REST_ENDPOINTS: readonly DocumentedEndpoint[] = [
  row('GET', 'ping', 'ping', 'NONE', 1),
  row('GET', 'time', 'time', 'NONE', 1),
  row('GET', 'exchangeInfo', 'exchangeInfo', 'NONE', 20),
  row('GET', 'executionRules', 'executionRules', 'NONE', 40),
  row('GET', 'depth', 'depth', 'NONE', 5, SYMBOL),
  row('GET', 'trades', 'trades.recent', 'NONE', 25, SYMBOL),
  row('GET', 'historicalTrades', 'trades.historical', 'NONE', 25, SYMBOL),
  row('GET', 'historicalBlockTrades', 'blockTrades.historical', 'NONE', 25, `${SYMBOL}&fromId=1`),
  row('GET', 'aggTrades', 'trades.aggregate', 'NONE', 4, SYMBOL),
  row('GET', 'klines', 'klines', 'NONE', 2, `${SYMBOL}&interval=1m`),
  row('GET', 'uiKlines', 'uiKlines', 'NONE', 2, `${SYMBOL}&interval=1m`),
  row('GET', 'avgPrice', 'avgPrice', 'NONE', 2, SYMBOL),
  row('GET', 'ticker/24hr', 'ticker.24hr', 'NONE', 80),
  row('GET', 'ticker/tradingDay', 'ticker.tradingDay', 'NONE', 4, SYMBOL),
  row('GET', 'ticker/price', 'ticker.price', 'NONE', 4),
  row('GET', 'ticker/bookTicker', 'ticker.book', 'NONE', 4),
  row('GET', 'ticker', 'ticker', 'NONE', 4, SYMBOL),
  row('GET', 'referencePrice', 'referencePrice', 'NONE', 2, SYMBOL),
  row('GET', 'referencePrice/calculation', 'referencePrice.calculation', 'NONE', 2, SYMBOL),
  row('POST', 'order', 'order.place', 'TRADE', 1),
  row('POST', 'order/test', 'order.test', 'TRADE', 1),
  row('DELETE', 'order', 'order.cancel', 'TRADE', 1),
  row('DELETE', 'openOrders', 'openOrders.cancelAll', 'TRADE', 1, SYMBOL),
  row('POST', 'order/cancelReplace', 'order.cancelReplace', 'TRADE', 1),
  row('PUT', 'order/amend/keepPriority', 'order.amend.keepPriority', 'TRADE', 4),
  row('POST', 'order/oco', 'orderList.place', 'TRADE', 1),
  row('POST', 'orderList/oco', 'orderList.place.oco', 'TRADE', 1),
  row('POST', 'orderList/oto', 'orderList.place.oto', 'TRADE', 1),
  row('POST', 'orderList/otoco', 'orderList.place.otoco', 'TRADE', 1),
  row('POST', 'orderList/opo', 'orderList.place.opo', 'TRADE', 1),
  row('POST', 'orderList/opoco', 'orderList.place.opoco', 'TRADE', 1),
  row('DELETE', 'orderList', 'orderList.cancel', 'TRADE', 1),
  row('POST', 'sor/order', 'sor.order.place', 'TRADE', 1),
  row('POST', 'sor/order/test', 'sor.order.test', 'TRADE', 1),
  row('GET', 'account', 'account.status', 'USER_DATA', 20),
  row('GET', 'order', 'order.status', 'USER_DATA', 4),
  row('GET', 'openOrders', 'openOrders.status', 'USER_DATA', 80),
  row('GET', 'allOrders', 'allOrders', 'USER_DATA', 20, SYMBOL),
  row('GET', 'orderList', 'orderList.status', 'USER_DATA', 4),
  row('GET', 'allOrderList', 'allOrderLists', 'USER_DATA', 20),
  row('GET', 'openOrderList', 'openOrderLists.status', 'USER_DATA', 6),
  row('GET', 'myTrades', 'myTrades', 'USER_DATA', 20, SYMBOL),
  row('GET', 'rateLimit/order', 'account.rateLimits.orders', 'USER_DATA', 40),
  row('GET', 'myPreventedMatches', 'myPreventedMatches', 'USER_DATA', 2, `${SYMBOL}&preventedMatchId=1`),
  row('GET', 'myAllocations', 'myAllocations', 'USER_DATA', 20, SYMBOL),
  row('GET', 'account/commission', 'account.commission', 'USER_DATA', 20, SYMBOL),
  row('GET', 'order/amendments', 'order.amendments', 'USER_DATA', 4, `${SYMBOL}&orderId=1`),
  row('GET', 'myFilters', 'myFilters', 'USER_DATA', 40, SYMBOL),
];

/** What only the WS API has; with the 48 above they are 55. */
export const SESSION_ONLY: readonly string[] = [
  'session.logon',
  'session.status',
  'session.logout',
  'session.subscriptions',
  'userDataStream.subscribe',
  'userDataStream.subscribe.signature',
  'userDataStream.unsubscribe',
];
