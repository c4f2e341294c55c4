import {
  IntegerField,
  SymbolField,
  TimestampInputField,
  ClientOrderIdField,
  ExistingIdField,
} from './field.js';
import { EmptyInput } from './general.js';
import { defineOperation } from './operation.js';
import { OrderList } from './order-list.js';
import { LegacyOcoInput, OcoInput, OpoInput, OpocoInput, OtoInput, OtocoInput } from './order-list-inputs.js';
import { CANCELLING_ERRORS, PLACING_ERRORS, orderRead, orderWrite } from './order-operation.js';
import { Rules, atLeastOneOf, notTogether, startBeforeEnd } from './rule.js';

const DAY_MS = 86_400_000;

@Rules<OrderListRefInput>(atLeastOneOf('orderListId', 'origClientOrderId'))
export class OrderListRefInput {
  @IntegerField({ optional: true, description: 'Order list id of the exchange' })
  orderListId?: number;

  @ExistingIdField({ optional: true, example: 'my-list-1', description: 'Client order id of the list' })
  origClientOrderId?: string;
}

@Rules<CancelOrderListInput>(atLeastOneOf('orderListId', 'listClientOrderId'))
export class CancelOrderListInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, description: 'Order list id of the exchange' })
  orderListId?: number;

  @ExistingIdField({ optional: true, example: 'my-list-1', description: 'Client order id of the list' })
  listClientOrderId?: string;

  @ClientOrderIdField({ optional: true, description: 'Your id of this cancel' })
  newClientOrderId?: string;
}

@Rules<AllOrderListsInput>(startBeforeEnd(DAY_MS), notTogether(['fromId'], ['startTime', 'endTime']))
export class AllOrderListsInput {
  @IntegerField({ optional: true, description: 'Order list id to begin with' })
  fromId?: number;

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
    description: 'Most lists to give',
  })
  limit?: number;
}

const placing = {
  ...orderWrite,
  effect: 'destructive',
  output: { shape: 'one', of: OrderList },
  errors: PLACING_ERRORS,
} as const;

const PAIR_OF_EXITS = {
  aboveType: 'LIMIT_MAKER',
  abovePrice: '150000.00',
  belowType: 'STOP_LOSS',
  belowStopPrice: '20000.00',
} as const;

const WORKING_BUY = {
  symbol: 'BTCUSDT',
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '50000.00',
  workingQuantity: '0.001',
  workingTimeInForce: 'GTC',
} as const;

const PENDING_PAIR_OF_EXITS = {
  pendingSide: 'SELL',
  pendingAboveType: 'LIMIT_MAKER',
  pendingAbovePrice: '150000.00',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '20000.00',
} as const;

export const placeOco = defineOperation({
  ...placing,
  name: 'place_oco',
  summary: 'Place two orders around the market, of which one takes the other off',
  input: OcoInput,
  route: { method: 'POST', path: 'orderList/oco' },
  upstream: {
    method: 'POST',
    path: '/api/v3/orderList/oco',
    wsMethod: 'orderList.place.oco',
    security: 'TRADE',
    weight: 1,
    orderCount: 2,
    newIds: ['listClientOrderId', 'aboveClientOrderId', 'belowClientOrderId'],
  },
  example: { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.001', ...PAIR_OF_EXITS },
});

export const placeLegacyOco = defineOperation({
  ...placing,
  name: 'place_legacy_oco',
  summary: 'Place an OCO in the form of before 2024',
  description: 'Binance has deprecated it in favour of orderList/oco.',
  input: LegacyOcoInput,
  route: { method: 'POST', path: 'order/oco' },
  upstream: {
    method: 'POST',
    path: '/api/v3/order/oco',
    wsMethod: 'orderList.place',
    security: 'TRADE',
    weight: 1,
    orderCount: 2,
    newIds: ['listClientOrderId', 'limitClientOrderId', 'stopClientOrderId'],
  },
  example: {
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '0.001',
    price: '150000.00',
    stopPrice: '20000.00',
  },
});

export const placeOto = defineOperation({
  ...placing,
  name: 'place_oto',
  summary: 'Place an order, and a second one once it is filled',
  input: OtoInput,
  route: { method: 'POST', path: 'orderList/oto' },
  upstream: {
    method: 'POST',
    path: '/api/v3/orderList/oto',
    wsMethod: 'orderList.place.oto',
    security: 'TRADE',
    weight: 1,
    orderCount: 2,
    newIds: ['listClientOrderId', 'workingClientOrderId', 'pendingClientOrderId'],
  },
  example: { ...WORKING_BUY, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '0.001' },
});

export const placeOtoco = defineOperation({
  ...placing,
  name: 'place_otoco',
  summary: 'Place an order, and an OCO once it is filled',
  input: OtocoInput,
  route: { method: 'POST', path: 'orderList/otoco' },
  upstream: {
    method: 'POST',
    path: '/api/v3/orderList/otoco',
    wsMethod: 'orderList.place.otoco',
    security: 'TRADE',
    weight: 1,
    orderCount: 3,
    newIds: [
      'listClientOrderId',
      'workingClientOrderId',
      'pendingAboveClientOrderId',
      'pendingBelowClientOrderId',
    ],
  },
  example: { ...WORKING_BUY, pendingQuantity: '0.001', ...PENDING_PAIR_OF_EXITS },
});

export const placeOpo = defineOperation({
  ...placing,
  name: 'place_opo',
  summary: 'Place a buy order, and once it is filled one that sells what it brought in',
  input: OpoInput,
  route: { method: 'POST', path: 'orderList/opo' },
  upstream: {
    method: 'POST',
    path: '/api/v3/orderList/opo',
    wsMethod: 'orderList.place.opo',
    security: 'TRADE',
    weight: 1,
    orderCount: 2,
    newIds: ['listClientOrderId', 'workingClientOrderId', 'pendingClientOrderId'],
  },
  example: { ...WORKING_BUY, pendingType: 'MARKET', pendingSide: 'SELL' },
});

export const placeOpoco = defineOperation({
  ...placing,
  name: 'place_opoco',
  summary: 'Place a buy order, and once it is filled an OCO that sells what it brought in',
  input: OpocoInput,
  route: { method: 'POST', path: 'orderList/opoco' },
  upstream: {
    method: 'POST',
    path: '/api/v3/orderList/opoco',
    wsMethod: 'orderList.place.opoco',
    security: 'TRADE',
    weight: 1,
    orderCount: 3,
    newIds: [
      'listClientOrderId',
      'workingClientOrderId',
      'pendingAboveClientOrderId',
      'pendingBelowClientOrderId',
    ],
  },
  example: { ...WORKING_BUY, ...PENDING_PAIR_OF_EXITS },
});

export const cancelOrderList = defineOperation({
  ...orderWrite,
  name: 'cancel_order_list',
  summary: 'Cancel every order of a list',
  effect: 'destructive',
  input: CancelOrderListInput,
  output: { shape: 'one', of: OrderList },
  route: { method: 'DELETE', path: 'orderList' },
  upstream: {
    method: 'DELETE',
    path: '/api/v3/orderList',
    wsMethod: 'orderList.cancel',
    security: 'TRADE',
    weight: 1,
  },
  example: { symbol: 'BTCUSDT', listClientOrderId: 'my-list-1' },
  errors: CANCELLING_ERRORS,
});

export const getOrderList = defineOperation({
  ...orderRead,
  name: 'get_order_list',
  summary: 'State of an order list',
  input: OrderListRefInput,
  output: { shape: 'one', of: OrderList },
  route: { method: 'GET', path: 'orderList' },
  upstream: {
    method: 'GET',
    path: '/api/v3/orderList',
    wsMethod: 'orderList.status',
    security: 'USER_DATA',
    weight: 4,
  },
  example: { origClientOrderId: 'my-list-1' },
  errors: ['ORDER_NOT_FOUND'],
});

export const getAllOrderLists = defineOperation({
  ...orderRead,
  name: 'get_all_order_lists',
  summary: 'Order lists in every state',
  input: AllOrderListsInput,
  output: { shape: 'many', of: OrderList },
  route: { method: 'GET', path: 'allOrderList' },
  upstream: {
    method: 'GET',
    path: '/api/v3/allOrderList',
    wsMethod: 'allOrderLists',
    security: 'USER_DATA',
    weight: 20,
  },
  example: { limit: 10 },
});

export const getOpenOrderLists = defineOperation({
  ...orderRead,
  name: 'get_open_order_lists',
  summary: 'Order lists that are not done',
  input: EmptyInput,
  output: { shape: 'many', of: OrderList },
  route: { method: 'GET', path: 'openOrderList' },
  upstream: {
    method: 'GET',
    path: '/api/v3/openOrderList',
    wsMethod: 'openOrderLists.status',
    security: 'USER_DATA',
    weight: 6,
  },
  example: {},
});
