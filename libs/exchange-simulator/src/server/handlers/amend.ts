import type { AmendCommand } from '../../engine/types.js';
import { encodeAmended } from '../../wire/encode-order-list.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { readOrderRef } from './read-order.js';

/** https://developers.binance.com/docs/binance-spot-api-docs/faqs/order_amend_keep_priority */
export const AMEND: AnyEndpoint = endpoint<Omit<AmendCommand, 'account'>>({
  rest: { method: 'PUT', path: '/api/v3/order/amend/keepPriority' },
  ws: 'order.amend.keepPriority',
  security: 'TRADE',
  weight: 4,
  read: (params, exchange) => ({
    symbol: requiredSymbol(params, exchange),
    ref: readOrderRef(params),
    newClientOrderId: params.clientOrderId('newClientOrderId') ?? exchange.newClientOrderId(),
    newQty: params.required('newQty', params.amount('newQty')),
  }),
  run: (command, { exchange, account }) => encodeAmended(exchange.engine.amend({ ...command, account })),
});
