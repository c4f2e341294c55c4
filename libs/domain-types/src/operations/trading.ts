import {
  CANCEL_RESTRICTIONS,
  type CancelRestriction,
  NEW_ORDER_RESPONSE_TYPES,
  type NewOrderResponseType,
  ORDER_TYPES,
  type OrderType,
  PEG_OFFSET_TYPES,
  PEG_PRICE_TYPES,
  type PegOffsetType,
  type PegPriceType,
  SIDES,
  STP_MODES,
  type Side,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../enums.js';
import {
  BooleanField,
  ClientOrderIdField,
  DecimalField,
  EnumField,
  ExistingIdField,
  IntegerField,
  SymbolField,
  TimestampInputField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Order } from './order.js';
import { OrderList } from './order-list.js';
import {
  CANCELLING_ERRORS,
  PLACING_ERRORS,
  TESTING_ERRORS,
  TestOrderResult,
  orderRead,
  orderWrite,
} from './order-operation.js';
import { orderTypeRule } from './order-rules.js';
import { Rules, atLeastOneOf, startBeforeEnd } from './rule.js';

@Rules<NewOrderInput>((order) => orderTypeRule(order))
export class NewOrderInput {
  @SymbolField()
  symbol!: string;

  @EnumField(SIDES, { description: 'Buy or sell the base asset' })
  side!: Side;

  @EnumField(ORDER_TYPES, { description: 'Order type' })
  type!: OrderType;

  @EnumField(TIMES_IN_FORCE, {
    optional: true,
    description: 'How long it rests; required for types that carry a limit price, LIMIT_MAKER excepted',
  })
  timeInForce?: TimeInForce;

  @DecimalField({ optional: true, description: 'Quantity of the base asset' })
  quantity?: string;

  @DecimalField({
    optional: true,
    example: '100',
    description: 'MARKET only: how much of the quote asset to spend or get',
  })
  quoteOrderQty?: string;

  @DecimalField({ optional: true, example: '50000.00', description: 'Limit price' })
  price?: string;

  @ClientOrderIdField({
    optional: true,
    description: 'Your id of the order; the gateway makes one when left out',
  })
  newClientOrderId?: string;

  @IntegerField({ optional: true, description: 'Your id of the strategy' })
  strategyId?: number;

  @IntegerField({ optional: true, min: 1_000_000, description: 'Your type of strategy, 1000000 or more' })
  strategyType?: number;

  @DecimalField({
    optional: true,
    example: '48000.00',
    description: 'Price that triggers a stop or take-profit order',
  })
  stopPrice?: string;

  @IntegerField({ optional: true, min: 1, example: 100, description: 'Trailing distance in basis points' })
  trailingDelta?: number;

  @DecimalField({ optional: true, description: 'Visible part of an iceberg order' })
  icebergQty?: string;

  @EnumField(NEW_ORDER_RESPONSE_TYPES, {
    optional: true,
    example: 'FULL',
    description: 'How much the answer tells; FULL for MARKET and LIMIT when left out',
  })
  newOrderRespType?: NewOrderResponseType;

  @EnumField(STP_MODES, {
    optional: true,
    description: 'What happens when it would meet an order of the same account',
  })
  selfTradePreventionMode?: StpMode;

  @EnumField(PEG_PRICE_TYPES, {
    optional: true,
    description: 'Peg to the best price of the same or the other side',
  })
  pegPriceType?: PegPriceType;

  @IntegerField({ optional: true, min: 1, max: 100, description: 'Levels away from the pegged price' })
  pegOffsetValue?: number;

  @EnumField(PEG_OFFSET_TYPES, { optional: true, description: 'Unit of pegOffsetValue' })
  pegOffsetType?: PegOffsetType;
}

export class TestOrderInput extends NewOrderInput {
  @BooleanField({ optional: true, default: false, description: 'Also tell the commission rates' })
  computeCommissionRates?: boolean;
}

@Rules<OrderRefInput>(atLeastOneOf('orderId', 'origClientOrderId'))
export class OrderRefInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, description: 'Order id of the exchange' })
  orderId?: number;

  @ExistingIdField({ optional: true, description: 'Client order id of the order' })
  origClientOrderId?: string;
}

export class CancelOrderInput extends OrderRefInput {
  @ClientOrderIdField({ optional: true, description: 'Your id of this cancel' })
  newClientOrderId?: string;

  @EnumField(CANCEL_RESTRICTIONS, { optional: true, description: 'Cancel only in this state' })
  cancelRestrictions?: CancelRestriction;
}

export class OpenOrdersInput {
  @SymbolField({ optional: true, description: 'One symbol; all of them (weight 80) when left out' })
  symbol?: string;
}

export class CancelOpenOrdersInput {
  @SymbolField()
  symbol!: string;
}

const DAY_MS = 86_400_000;

@Rules<AllOrdersInput>(startBeforeEnd(DAY_MS))
export class AllOrdersInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, description: 'Order id to begin with' })
  orderId?: number;

  @TimestampInputField({ optional: true, description: 'First moment, inclusive' })
  startTime?: number;

  @TimestampInputField({
    optional: true,
    description: 'Last moment, inclusive; at most 24 hours after startTime',
  })
  endTime?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 500,
    example: 100,
    description: 'Most orders to give',
  })
  limit?: number;
}

const LIMIT_EXAMPLE = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
} as const;

export const placeOrder = defineOperation({
  ...orderWrite,
  name: 'place_order',
  summary: 'Place an order',
  description:
    'A 504 with outcome UNKNOWN means that the exchange may have the order: ask for it by clientOrderId, do not send it again. The same order under the same newClientOrderId is answered from the journal and never sent twice.',
  effect: 'destructive',
  input: NewOrderInput,
  output: { shape: 'one', of: Order },
  route: { method: 'POST', path: 'order' },
  upstream: {
    method: 'POST',
    path: '/api/v3/order',
    wsMethod: 'order.place',
    security: 'TRADE',
    weight: 1,
    orderCount: 1,
    newIds: ['newClientOrderId'],
  },
  example: LIMIT_EXAMPLE,
  errors: PLACING_ERRORS,
});

export const testOrder = defineOperation({
  ...orderWrite,
  name: 'test_order',
  summary: 'Check an order without placing it',
  effect: 'read',
  idempotent: true,
  input: TestOrderInput,
  output: { shape: 'one', of: TestOrderResult },
  route: { method: 'POST', path: 'order/test' },
  upstream: {
    method: 'POST',
    path: '/api/v3/order/test',
    wsMethod: 'order.test',
    security: 'TRADE',
    weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
    weightNote: '1; with computeCommissionRates 20',
  },
  example: LIMIT_EXAMPLE,
  errors: TESTING_ERRORS,
});

export const getOrder = defineOperation({
  ...orderRead,
  name: 'get_order',
  summary: 'State of an order',
  input: OrderRefInput,
  output: { shape: 'one', of: Order },
  route: { method: 'GET', path: 'order' },
  upstream: {
    method: 'GET',
    path: '/api/v3/order',
    wsMethod: 'order.status',
    security: 'USER_DATA',
    weight: 4,
  },
  example: { symbol: 'BTCUSDT', origClientOrderId: 'my-order-1' },
  errors: ['UNKNOWN_SYMBOL', 'ORDER_NOT_FOUND'],
});

export const cancelOrder = defineOperation({
  ...orderWrite,
  name: 'cancel_order',
  summary: 'Cancel an order',
  effect: 'destructive',
  input: CancelOrderInput,
  output: { shape: 'one', of: Order },
  route: { method: 'DELETE', path: 'order' },
  upstream: {
    method: 'DELETE',
    path: '/api/v3/order',
    wsMethod: 'order.cancel',
    security: 'TRADE',
    weight: 1,
  },
  example: { symbol: 'BTCUSDT', origClientOrderId: 'my-order-1' },
  errors: CANCELLING_ERRORS,
});

export const getOpenOrders = defineOperation({
  ...orderRead,
  name: 'get_open_orders',
  summary: 'Orders that rest on the book',
  input: OpenOrdersInput,
  output: { shape: 'many', of: Order },
  route: { method: 'GET', path: 'openOrders' },
  upstream: {
    method: 'GET',
    path: '/api/v3/openOrders',
    wsMethod: 'openOrders.status',
    security: 'USER_DATA',
    weight: ({ symbol }) => (symbol === undefined ? 80 : 6),
    weightNote: 'one symbol 6, all 80',
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL'],
});

export const cancelOpenOrders = defineOperation({
  ...orderWrite,
  name: 'cancel_open_orders',
  summary: 'Cancel every open order of a symbol',
  description:
    'Orders of a list are canceled together; the answer then has the list, with its orders in orderReports.',
  effect: 'destructive',
  input: CancelOpenOrdersInput,
  output: { shape: 'many', of: Order, or: OrderList },
  route: { method: 'DELETE', path: 'openOrders' },
  upstream: {
    method: 'DELETE',
    path: '/api/v3/openOrders',
    wsMethod: 'openOrders.cancelAll',
    security: 'TRADE',
    weight: 1,
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL', 'SYMBOL_NOT_TRADING', 'CANCEL_REJECTED', 'OUTCOME_UNKNOWN', 'TRADING_DISABLED'],
});

export const getAllOrders = defineOperation({
  ...orderRead,
  name: 'get_all_orders',
  summary: 'Orders of a symbol in every state',
  input: AllOrdersInput,
  output: { shape: 'many', of: Order },
  route: { method: 'GET', path: 'allOrders' },
  upstream: {
    method: 'GET',
    path: '/api/v3/allOrders',
    wsMethod: 'allOrders',
    security: 'USER_DATA',
    weight: 20,
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
  errors: ['UNKNOWN_SYMBOL'],
});
