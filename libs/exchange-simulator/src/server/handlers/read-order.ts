import {
  NEW_ORDER_RESPONSE_TYPES,
  type NewOrderResponseType,
  type OrderType,
  SIDES,
  STP_MODES,
  type StpMode,
} from '@binance-gateway/domain-types';
import type { OrderCommand, OrderRef } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import type { Exchange } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { readTerms, readType } from './read-terms.js';

export type OrderTicket = Omit<OrderCommand, 'account'>;

/**
 * The parameters of a new order.
 * @throws ApiError -1100, -1102, -1111, -1115, -1116, -1117, -1121, -1130, -1134, -1210, -1211
 */
export function readOrder(params: Params, exchange: Exchange): OrderTicket {
  const symbol = requiredSymbol(params, exchange);
  const side = params.required('side', params.enum('side', SIDES, REFUSE.side));
  const type = readType(params);
  return {
    symbol,
    ...readTerms(params, exchange, '', type, { side, quantity: params.amount('quantity') }),
    quoteOrderQty: params.amount('quoteOrderQty'),
    stpMode: readStpMode(params),
  };
}

export function readStpMode(params: Params): StpMode | undefined {
  return params.enum('selfTradePreventionMode', STP_MODES, () =>
    REFUSE.invalidValue('selfTradePreventionMode'),
  );
}

export function readResponseType(params: Params, fallback: NewOrderResponseType): NewOrderResponseType {
  const refuse = (): Error => REFUSE.invalidValue('newOrderRespType');
  return params.enum('newOrderRespType', NEW_ORDER_RESPONSE_TYPES, refuse) ?? fallback;
}

/** `FULL` for MARKET and LIMIT, `ACK` for the others. */
export function defaultResponse(type: OrderType): NewOrderResponseType {
  return type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK';
}

/** @throws ApiError -1102 when neither id was sent */
export function readOrderRef(
  params: Params,
  idName = 'orderId',
  clientIdName = 'origClientOrderId',
): OrderRef {
  const orderId = params.integer(idName);
  const clientOrderId = params.clientOrderId(clientIdName);
  if (orderId !== undefined) return clientOrderId === undefined ? { orderId } : { orderId, clientOrderId };
  if (clientOrderId === undefined) throw REFUSE.missingBoth(clientIdName, idName);
  return { clientOrderId };
}
