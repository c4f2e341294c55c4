import {
  CANCEL_RESTRICTIONS,
  type CancelRestriction,
  type NewOrderResponseType,
} from '@binance-gateway/domain-types';
import type { OrderRef } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import { encodeOrderCommission } from '../../wire/encode-account.js';
import { encodePlaced } from '../../wire/encode-order.js';
import { encodeCanceled } from '../../wire/encode-order-list.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { AMEND } from './amend.js';
import { CANCEL_REPLACE } from './cancel-replace.js';
import {
  type OrderTicket,
  defaultResponse,
  readOrder,
  readOrderRef,
  readResponseType,
} from './read-order.js';

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
      return { ticket, responseType: readResponseType(params, defaultResponse(ticket.type)) };
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
      readResponseType(params, defaultResponse(ticket.type));
      return { ticket, isPriced: params.boolean('computeCommissionRates') ?? false };
    },
    run: ({ ticket, isPriced }, { exchange, account }) => {
      exchange.engine.test({ ...ticket, account });
      return isPriced ? encodeOrderCommission(exchange.engine.commissionsOf(account, ticket.symbol)) : {};
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
  CANCEL_REPLACE,
  AMEND,
];
