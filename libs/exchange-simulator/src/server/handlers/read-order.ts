import { ORDER_TYPES, SIDES, STP_MODES, TIMES_IN_FORCE } from '@binance-gateway/domain-types';
import type { OrderCommand } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import type { Exchange } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';

export type OrderTicket = Omit<OrderCommand, 'account'>;

const MIN_STRATEGY_TYPE = 1_000_000;

/**
 * The parameters of a new order. Which of them a type needs or forbids is the engine's knowledge.
 * @throws ApiError -1100, -1102, -1111, -1115, -1116, -1117, -1121, -1130, -1134
 */
export function readOrder(params: Params, exchange: Exchange): OrderTicket {
  const symbol = requiredSymbol(params, exchange);
  const side = params.required('side', params.enum('side', SIDES, REFUSE.side));
  const type = params.required('type', params.enum('type', ORDER_TYPES, REFUSE.orderType));
  const strategyType = params.integer('strategyType');
  if (strategyType !== undefined && strategyType < MIN_STRATEGY_TYPE) throw REFUSE.strategyType();
  refusePegged(params);
  return {
    symbol,
    side,
    type,
    timeInForce: params.enum('timeInForce', TIMES_IN_FORCE, REFUSE.timeInForce),
    quantity: params.amount('quantity'),
    quoteOrderQty: params.amount('quoteOrderQty'),
    price: params.amount('price'),
    clientOrderId: params.clientOrderId('newClientOrderId') ?? exchange.newClientOrderId(),
    strategyId: params.integer('strategyId'),
    strategyType,
    stopPrice: params.amount('stopPrice'),
    trailingDelta: params.integer('trailingDelta'),
    icebergQty: params.amount('icebergQty'),
    stpMode: params.enum('selfTradePreventionMode', STP_MODES, () =>
      REFUSE.invalidValue('selfTradePreventionMode'),
    ),
  };
}

/** Every symbol says pegInstructionsAllowed: false. */
function refusePegged(params: Params): void {
  const sent = ['pegPriceType', 'pegOffsetType', 'pegOffsetValue'].map((name) => params.text(name));
  if (sent.some((value) => value !== undefined)) throw REFUSE.peggedOrder();
}
