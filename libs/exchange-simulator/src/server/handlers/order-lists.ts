import { type NewOrderResponseType, type OrderType, SIDES, type Side } from '@binance-gateway/domain-types';
import type { Amount, OrderListCommand, OrderTerms } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import { encodePlacedList } from '../../wire/encode-order-list.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { readStrategyType, readTerms, readType } from './read-terms.js';
import { readResponseType, readStpMode } from './read-order.js';

/** Legs of a list, without what all lists have. */
type Legs =
  | Pick<Extract<OrderListCommand, { kind: 'OCO' }>, 'kind' | 'above' | 'below'>
  | Pick<Extract<OrderListCommand, { kind: 'OTO' | 'OPO' }>, 'kind' | 'working' | 'pending'>
  | Pick<
      Extract<OrderListCommand, { kind: 'OTOCO' | 'OPOCO' }>,
      'kind' | 'working' | 'pendingAbove' | 'pendingBelow'
    >;

interface Input {
  readonly symbol: string;
  readonly listClientOrderId: string;
  readonly stpMode: ReturnType<typeof readStpMode>;
  readonly legs: Legs;
  readonly responseType: NewOrderResponseType;
}

type ReadLegs = (params: Params, exchange: Exchange) => Legs;

const CONTINGENT: readonly OrderType[] = [
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'LIMIT_MAKER',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
];
const WORKING: readonly OrderType[] = ['LIMIT', 'LIMIT_MAKER'];

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists */
export const ORDER_LISTS: readonly AnyEndpoint[] = [
  list('/api/v3/order/oco', 'orderList.place', 2, readDeprecatedOco),
  list('/api/v3/orderList/oco', 'orderList.place.oco', 2, readOco),
  list('/api/v3/orderList/oto', 'orderList.place.oto', 2, (params, exchange) =>
    readOto(params, exchange, 'OTO'),
  ),
  list('/api/v3/orderList/otoco', 'orderList.place.otoco', 3, (params, exchange) =>
    readOtoco(params, exchange, 'OTOCO'),
  ),
  list('/api/v3/orderList/opo', 'orderList.place.opo', 2, (params, exchange) =>
    readOto(params, exchange, 'OPO'),
  ),
  list('/api/v3/orderList/opoco', 'orderList.place.opoco', 3, (params, exchange) =>
    readOtoco(params, exchange, 'OPOCO'),
  ),
];

function list(path: string, ws: string, orders: number, readLegs: ReadLegs): AnyEndpoint {
  return endpoint<Input>({
    rest: { method: 'POST', path },
    ws,
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    orders,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      legs: readLegs(params, exchange),
      listClientOrderId: params.clientOrderId('listClientOrderId') ?? exchange.newClientOrderId(),
      stpMode: readStpMode(params),
      responseType: readResponseType(params, 'RESULT'),
    }),
    run: ({ legs, responseType, ...common }, { exchange, account }) =>
      encodePlacedList(exchange.engine.placeList({ ...common, ...legs, account }), responseType),
  });
}

function readOco(params: Params, exchange: Exchange): Legs {
  const side = readSide(params, 'side');
  const quantity = readQuantity(params, 'quantity');
  const leg = (prefix: string): OrderTerms =>
    readTerms(params, exchange, prefix, readType(params, prefix, CONTINGENT), { side, quantity });
  return { kind: 'OCO', above: leg('above'), below: leg('below') };
}

function readOto(params: Params, exchange: Exchange, kind: 'OTO' | 'OPO'): Legs {
  const working = readWorking(params, exchange);
  const side = readSide(params, 'pendingSide');
  const quantity = kind === 'OTO' ? readQuantity(params, 'pendingQuantity') : undefined;
  const type = readType(params, 'pending');
  return { kind, working, pending: readTerms(params, exchange, 'pending', type, { side, quantity }) };
}

function readOtoco(params: Params, exchange: Exchange, kind: 'OTOCO' | 'OPOCO'): Legs {
  const working = readWorking(params, exchange);
  const side = readSide(params, 'pendingSide');
  const quantity = kind === 'OTOCO' ? readQuantity(params, 'pendingQuantity') : undefined;
  const leg = (prefix: string): OrderTerms =>
    readTerms(params, exchange, prefix, readType(params, prefix, CONTINGENT), { side, quantity });
  return { kind, working, pendingAbove: leg('pendingAbove'), pendingBelow: leg('pendingBelow') };
}

function readWorking(params: Params, exchange: Exchange): OrderTerms {
  const type = readType(params, 'working', WORKING);
  const side = readSide(params, 'workingSide');
  return readTerms(params, exchange, 'working', type, {
    side,
    quantity: readQuantity(params, 'workingQuantity'),
  });
}

/**
 * POST /order/oco names its legs by what they are, not by where they lie: the limit order of a sale is
 * above the market, its stop below, and the other way round for a purchase.
 */
function readDeprecatedOco(params: Params, exchange: Exchange): Legs {
  const side = readSide(params, 'side');
  const quantity = readQuantity(params, 'quantity');
  const stopLimitPrice = params.amount('stopLimitPrice');
  const limit: OrderTerms = {
    side,
    type: 'LIMIT_MAKER',
    quantity,
    price: params.required('price', params.amount('price')),
    clientOrderId: params.clientOrderId('limitClientOrderId') ?? exchange.newClientOrderId(),
    icebergQty: params.amount('limitIcebergQty'),
    strategyId: params.integer('limitStrategyId'),
    strategyType: readStrategyType(params, 'limitStrategyType'),
  };
  const stop: OrderTerms = {
    side,
    type: stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
    quantity,
    price: stopLimitPrice,
    stopPrice: params.amount('stopPrice'),
    trailingDelta: params.integer('trailingDelta'),
    timeInForce: params.enum('stopLimitTimeInForce', ['GTC', 'FOK', 'IOC'], REFUSE.timeInForce),
    clientOrderId: params.clientOrderId('stopClientOrderId') ?? exchange.newClientOrderId(),
    icebergQty: params.amount('stopIcebergQty'),
    strategyId: params.integer('stopStrategyId'),
    strategyType: readStrategyType(params, 'stopStrategyType'),
  };
  if (stop.stopPrice === undefined && stop.trailingDelta === undefined) {
    throw REFUSE.missingBoth('stopPrice', 'trailingDelta');
  }
  if (stopLimitPrice !== undefined && stop.timeInForce === undefined) {
    throw REFUSE.missing('stopLimitTimeInForce');
  }
  return side === 'SELL'
    ? { kind: 'OCO', above: limit, below: stop }
    : { kind: 'OCO', above: stop, below: limit };
}

function readSide(params: Params, name: string): Side {
  return params.required(name, params.enum(name, SIDES, REFUSE.side));
}

function readQuantity(params: Params, name: string): Amount {
  return params.required(name, params.amount(name));
}
