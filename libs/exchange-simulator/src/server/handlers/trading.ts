import {
  CANCEL_RESTRICTIONS,
  type CancelRestriction,
  NEW_ORDER_RESPONSE_TYPES,
  type NewOrderResponseType,
} from '@binance-gateway/domain-types';
import type { OrderRef } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import { encodeOrderCommission } from '../../wire/encode-account.js';
import { encodePlaced } from '../../wire/encode-order.js';
import { encodeCanceled } from '../../wire/encode-order-list.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { type OrderTicket, readOrder } from './read-order.js';

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints */
export const TRADING: readonly AnyEndpoint[] = [
  endpoint<{ ticket: OrderTicket; responseType: NewOrderResponseType }>({
    rest: { method: 'POST', path: '/api/v3/order' },
    ws: 'order.place',
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    orders: 1,
    read: (params, exchange) => {
      const ticket = readOrder(params, exchange);
      return { ticket, responseType: readResponseType(params, ticket) };
    },
    run: ({ ticket, responseType }, { exchange, account }) =>
      encodePlaced(exchange.engine.place({ ...ticket, account }), responseType),
  }),
  endpoint<{ ticket: OrderTicket; isPriced: boolean }>({
    rest: { method: 'POST', path: '/api/v3/order/test' },
    ws: 'order.test',
    security: 'TRADE',
    weight: (params) => (params.peek('computeCommissionRates')?.toLowerCase() === 'true' ? 20 : 1),
    read: (params, exchange) => {
      const ticket = readOrder(params, exchange);
      readResponseType(params, ticket);
      return { ticket, isPriced: params.boolean('computeCommissionRates') ?? false };
    },
    run: ({ ticket, isPriced }, { exchange, account }) => {
      exchange.engine.test({ ...ticket, account });
      return isPriced ? encodeOrderCommission(exchange.engine.commissions) : {};
    },
  }),
  endpoint<{ symbol: string; ref: OrderRef; cancelId: string; restriction: CancelRestriction | undefined }>({
    rest: { method: 'DELETE', path: '/api/v3/order' },
    ws: 'order.cancel',
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      ref: readOrderRef(params),
      cancelId: params.clientOrderId('newClientOrderId') ?? exchange.newClientOrderId(),
      restriction: params.enum('cancelRestrictions', CANCEL_RESTRICTIONS, REFUSE.cancelRestrictions),
    }),
    run: ({ symbol, ref, cancelId, restriction }, { exchange, account }) =>
      encodeCanceled(exchange.engine.cancel(account, symbol, ref, cancelId, restriction)),
  }),
  endpoint({
    rest: { method: 'DELETE', path: '/api/v3/openOrders' },
    ws: 'openOrders.cancelAll',
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    read: requiredSymbol,
    run: (symbol, { exchange, account }) =>
      exchange.engine.cancelAll(account, symbol, () => exchange.newClientOrderId()).map(encodeCanceled),
  }),
];

function readResponseType(params: Params, { type }: OrderTicket): NewOrderResponseType {
  const refuse = (): Error => REFUSE.invalidValue('newOrderRespType');
  const asked = params.enum('newOrderRespType', NEW_ORDER_RESPONSE_TYPES, refuse);
  return asked ?? (type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK');
}

/** @throws ApiError -1102 when neither id was sent */
export function readOrderRef(params: Params): OrderRef {
  const orderId = params.integer('orderId');
  const clientOrderId = params.clientOrderId('origClientOrderId');
  if (orderId !== undefined) return clientOrderId === undefined ? { orderId } : { orderId, clientOrderId };
  if (clientOrderId === undefined) throw REFUSE.missingBoth('origClientOrderId', 'orderId');
  return { clientOrderId };
}
