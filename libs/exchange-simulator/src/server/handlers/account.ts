import type { FillQuery, OrderQuery, OrderRef, PreventedMatchQuery } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import { encodeAccount, encodeCommission } from '../../wire/encode-account.js';
import { encodeMyTrade, encodeOrder, encodePreventedMatch } from '../../wire/encode-order.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { isTimed, readDay } from '../period.js';
import { optionalSymbol, requiredSymbol } from '../symbols.js';
import { readOrderRef } from './read-order.js';

const MAX_LIST = 1000;
const DEFAULT_LIST = 500;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints */
export const ACCOUNT: readonly AnyEndpoint[] = [
  endpoint({
    rest: { method: 'GET', path: '/api/v3/account' },
    ws: 'account.status',
    security: 'USER_DATA',
    weight: 20,
    read: (params) => params.boolean('omitZeroBalances') ?? false,
    run: (omitZeros, { exchange, account }) => {
      const balances = exchange.engine.balances(account);
      return encodeAccount({
        balances: omitZeros ? balances.filter(({ free, locked }) => free + locked !== 0n) : balances,
        commissions: exchange.engine.commissions,
        updateTime: exchange.lastUpdateOf(account),
        uid: exchange.uidOf(account),
        tradeGroupId: exchange.engine.tradeGroupId(account),
        canTrade: true,
      });
    },
  }),
  endpoint<{ symbol: string; ref: OrderRef }>({
    rest: { method: 'GET', path: '/api/v3/order' },
    ws: 'order.status',
    security: 'USER_DATA',
    weight: 4,
    read: (params, exchange) => ({ symbol: requiredSymbol(params, exchange), ref: readOrderRef(params) }),
    run: ({ symbol, ref }, { exchange, account }) => encodeOrder(exchange.engine.order(account, symbol, ref)),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/openOrders' },
    ws: 'openOrders.status',
    security: 'USER_DATA',
    weight: (params) => (params.peek('symbol') === undefined ? 80 : 6),
    read: optionalSymbol,
    run: (symbol, { exchange, account }) => exchange.engine.openOrders(account, symbol).map(encodeOrder),
  }),
  endpoint<{ symbol: string; query: OrderQuery }>({
    rest: { method: 'GET', path: '/api/v3/allOrders' },
    ws: 'allOrders',
    security: 'USER_DATA',
    weight: 20,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: {
        fromOrderId: params.integer('orderId'),
        ...readDay(params),
        limit: params.limit(DEFAULT_LIST, MAX_LIST),
      },
    }),
    run: ({ symbol, query }, { exchange, account }) =>
      exchange.engine.allOrders(account, symbol, query).map(encodeOrder),
  }),
  endpoint<{ symbol: string; query: FillQuery }>({
    rest: { method: 'GET', path: '/api/v3/myTrades' },
    ws: 'myTrades',
    security: 'USER_DATA',
    weight: (params) => (params.peek('orderId') === undefined ? 20 : 5),
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: readFillQuery(params),
    }),
    run: ({ symbol, query }, { exchange, account }) =>
      exchange.engine.fills(account, symbol, query).map(encodeMyTrade),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/rateLimit/order' },
    ws: 'account.rateLimits.orders',
    security: 'USER_DATA',
    weight: 40,
    read: () => undefined,
    run: (_, { exchange, account }) => exchange.rateLimits.orderRows(account),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/account/commission' },
    ws: 'account.commission',
    security: 'USER_DATA',
    weight: 20,
    read: requiredSymbol,
    run: (symbol, { exchange, account }) =>
      encodeCommission(symbol, exchange.engine.commissionsOf(account, symbol)),
  }),
  endpoint<{ symbol: string; query: PreventedMatchQuery }>({
    rest: { method: 'GET', path: '/api/v3/myPreventedMatches' },
    ws: 'myPreventedMatches',
    security: 'USER_DATA',
    weight: (params) => (params.peek('orderId') === undefined ? 2 : 20),
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      query: readPreventedQuery(params),
    }),
    run: ({ symbol, query }, { exchange, account }) =>
      exchange.engine.preventedMatches(account, symbol, query).map(encodePreventedMatch),
  }),
];

/** The seven documented combinations. @throws ApiError -1128 for any other */
function readFillQuery(params: Params): FillQuery {
  const orderId = params.integer('orderId');
  const fromId = params.integer('fromId');
  const period = readDay(params);
  if (isTimed(period) && (orderId !== undefined || fromId !== undefined)) throw REFUSE.combination();
  return { orderId, fromId, ...period, limit: params.limit(DEFAULT_LIST, MAX_LIST) };
}

/** @throws ApiError -1128 */
function readPreventedQuery(params: Params): PreventedMatchQuery {
  const preventedMatchId = params.integer('preventedMatchId');
  const orderId = params.integer('orderId');
  const fromPreventedMatchId = params.integer('fromPreventedMatchId');
  const limit = params.limit(DEFAULT_LIST, MAX_LIST);
  if ((preventedMatchId === undefined) === (orderId === undefined)) throw REFUSE.combination();
  if (preventedMatchId !== undefined && fromPreventedMatchId !== undefined) throw REFUSE.combination();
  return { preventedMatchId, orderId, fromPreventedMatchId, limit };
}
