import type { HttpMethod, Security } from '@binance-gateway/domain-types';

/** An endpoint as the documentation of Binance Spot has it; nothing here is taken from the catalog. */
export interface DocumentedEndpoint {
  readonly method: HttpMethod;
  /** Without `/api/v3/`. */
  readonly path: string;
  readonly wsMethod: string;
  readonly security: Security;
  /** Unfilled orders that a success adds. */
  readonly orders?: number;
  /** Weights by parameters; one entry where they don't matter. */
  readonly weights: readonly (readonly [params: object, weight: number])[];
}

type Row = readonly [
  endpoint: `${HttpMethod} ${string}`,
  wsMethod: string,
  weight: number | readonly (readonly [params: object, weight: number])[],
  orders?: number,
];

const SYMBOL = { symbol: 'BTCUSDT' };
const symbols = (count: number): object => ({
  symbols: Array.from({ length: count }, (_, i) => `S${i}USDT`),
});
const anyOf = (one: number, others: number): Row[2] => [
  [SYMBOL, one],
  [symbols(1), others],
  [symbols(20), others],
  [{}, others],
];
const eachOf = (weight: number, cap: number): Row[2] => [
  [SYMBOL, weight],
  [symbols(1), weight],
  [symbols(7), 7 * weight],
  [symbols(50), cap],
  [symbols(51), cap],
  [symbols(100), cap],
];
const withRates: Row[2] = [
  [{}, 1],
  [{ computeCommissionRates: false }, 1],
  [{ computeCommissionRates: true }, 20],
];

/**
 * rest-api.md of https://github.com/binance/binance-spot-api-docs as of 2026-07-21: 19 public endpoints, 15 for trading
 * and 14 of the account. WS API methods from web-socket-api.md.
 */
const NONE: readonly Row[] = [
  ['GET ping', 'ping', 1],
  ['GET time', 'time', 1],
  ['GET exchangeInfo', 'exchangeInfo', 20],
  [
    'GET executionRules',
    'executionRules',
    [
      [SYMBOL, 2],
      [symbols(3), 6],
      [symbols(20), 40],
      [symbols(50), 40],
      [{ symbolStatus: 'HALT' }, 40],
      [{}, 40],
    ],
  ],
  [
    'GET depth',
    'depth',
    [
      [SYMBOL, 5],
      [{ limit: 1 }, 5],
      [{ limit: 100 }, 5],
      [{ limit: 101 }, 25],
      [{ limit: 500 }, 25],
      [{ limit: 501 }, 50],
      [{ limit: 1000 }, 50],
      [{ limit: 1001 }, 250],
      [{ limit: 5000 }, 250],
    ],
  ],
  ['GET trades', 'trades.recent', 25],
  ['GET historicalTrades', 'trades.historical', 25],
  ['GET historicalBlockTrades', 'blockTrades.historical', 25],
  ['GET aggTrades', 'trades.aggregate', 4],
  ['GET klines', 'klines', 2],
  ['GET uiKlines', 'uiKlines', 2],
  ['GET avgPrice', 'avgPrice', 2],
  [
    'GET ticker/24hr',
    'ticker.24hr',
    [
      [SYMBOL, 2],
      [symbols(1), 2],
      [symbols(20), 2],
      [symbols(21), 40],
      [symbols(100), 40],
      [symbols(101), 80],
      [{}, 80],
    ],
  ],
  ['GET ticker/tradingDay', 'ticker.tradingDay', eachOf(4, 200)],
  ['GET ticker/price', 'ticker.price', anyOf(2, 4)],
  ['GET ticker/bookTicker', 'ticker.book', anyOf(2, 4)],
  ['GET ticker', 'ticker', eachOf(4, 200)],
  ['GET referencePrice', 'referencePrice', 2],
  ['GET referencePrice/calculation', 'referencePrice.calculation', 2],
];

const TRADE: readonly Row[] = [
  ['POST order', 'order.place', 1, 1],
  ['POST order/test', 'order.test', withRates],
  ['DELETE order', 'order.cancel', 1],
  ['DELETE openOrders', 'openOrders.cancelAll', 1],
  ['POST order/cancelReplace', 'order.cancelReplace', 1, 1],
  ['PUT order/amend/keepPriority', 'order.amend.keepPriority', 4],
  ['POST order/oco', 'orderList.place', 1, 2],
  ['POST orderList/oco', 'orderList.place.oco', 1, 2],
  ['POST orderList/oto', 'orderList.place.oto', 1, 2],
  ['POST orderList/otoco', 'orderList.place.otoco', 1, 3],
  ['POST orderList/opo', 'orderList.place.opo', 1, 2],
  ['POST orderList/opoco', 'orderList.place.opoco', 1, 3],
  ['DELETE orderList', 'orderList.cancel', 1],
  ['POST sor/order', 'sor.order.place', 1, 1],
  ['POST sor/order/test', 'sor.order.test', withRates],
];

const USER_DATA: readonly Row[] = [
  ['GET account', 'account.status', 20],
  ['GET order', 'order.status', 4],
  [
    'GET openOrders',
    'openOrders.status',
    [
      [SYMBOL, 6],
      [{}, 80],
    ],
  ],
  ['GET allOrders', 'allOrders', 20],
  ['GET orderList', 'orderList.status', 4],
  ['GET allOrderList', 'allOrderLists', 20],
  ['GET openOrderList', 'openOrderLists.status', 6],
  [
    'GET myTrades',
    'myTrades',
    [
      [SYMBOL, 20],
      [{ ...SYMBOL, orderId: 0 }, 5],
      [{ ...SYMBOL, fromId: 1 }, 20],
    ],
  ],
  ['GET rateLimit/order', 'account.rateLimits.orders', 40],
  [
    'GET myPreventedMatches',
    'myPreventedMatches',
    [
      [{ ...SYMBOL, preventedMatchId: 0 }, 2],
      [{ ...SYMBOL, orderId: 0 }, 20],
      [{ ...SYMBOL, orderId: 1, fromPreventedMatchId: 1 }, 20],
    ],
  ],
  ['GET myAllocations', 'myAllocations', 20],
  ['GET account/commission', 'account.commission', 20],
  ['GET order/amendments', 'order.amendments', 4],
  ['GET myFilters', 'myFilters', 40],
];

const described =
  (security: Security) =>
  ([endpoint, wsMethod, weight, orders]: Row): DocumentedEndpoint => {
    const [method, path] = endpoint.split(' ') as [HttpMethod, string];
    const weights = typeof weight === 'number' ? ([[{}, weight]] as const) : weight;
    return { method, path, wsMethod, security, weights, ...(orders === undefined ? {} : { orders }) };
  };

export const REST_ENDPOINTS: readonly DocumentedEndpoint[] = [
  ...NONE.map(described('NONE')),
  ...TRADE.map(described('TRADE')),
  ...USER_DATA.map(described('USER_DATA')),
];
