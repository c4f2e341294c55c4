import {
  NEW_ORDER_RESPONSE_TYPES,
  type NewOrderResponseType,
  SIDES,
  SOR_ORDER_TYPES,
  STP_MODES,
  type Side,
  type SorOrderType,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../enums.js';
import {
  BooleanField,
  ClientOrderIdField,
  DecimalField,
  EnumField,
  IntegerField,
  SymbolField,
} from './field.js';
import { defineOperation } from './operation.js';
import { PLACING_ERRORS, TESTING_ERRORS, TestOrderResult, orderWrite } from './order-operation.js';
import { orderTypeRule } from './order-rules.js';
import { Order } from './order.js';
import { Rules } from './rule.js';

/** Smart order routing takes LIMIT and MARKET orders by quantity, never pegged ones. */
@Rules<SorOrderInput>((order) => orderTypeRule(order))
export class SorOrderInput {
  @SymbolField()
  symbol!: string;

  @EnumField(SIDES, { description: 'Buy or sell the base asset' })
  side!: Side;

  @EnumField(SOR_ORDER_TYPES, { description: 'Order type' })
  type!: SorOrderType;

  @EnumField(TIMES_IN_FORCE, {
    optional: true,
    description: 'How long it rests; required for a LIMIT order',
  })
  timeInForce?: TimeInForce;

  @DecimalField({ description: 'Quantity of the base asset' })
  quantity!: string;

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

  @DecimalField({ optional: true, description: 'Visible part of an iceberg order' })
  icebergQty?: string;

  @EnumField(NEW_ORDER_RESPONSE_TYPES, {
    optional: true,
    example: 'FULL',
    description: 'How much the answer tells; FULL when left out',
  })
  newOrderRespType?: NewOrderResponseType;

  @EnumField(STP_MODES, {
    optional: true,
    description: 'What happens when it would meet an order of the same account',
  })
  selfTradePreventionMode?: StpMode;
}

export class TestSorOrderInput extends SorOrderInput {
  @BooleanField({ optional: true, default: false, description: 'Also tell the commission rates' })
  computeCommissionRates?: boolean;
}

const LIMIT_EXAMPLE = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
} as const;

export const placeSorOrder = defineOperation({
  ...orderWrite,
  name: 'place_sor_order',
  summary: 'Place an order that takes liquidity from several books',
  description: 'Only symbols that stand under sors in exchangeInfo have smart order routing.',
  effect: 'destructive',
  input: SorOrderInput,
  output: { shape: 'one', of: Order },
  route: { method: 'POST', path: 'sor/order' },
  upstream: {
    method: 'POST',
    path: '/api/v3/sor/order',
    wsMethod: 'sor.order.place',
    security: 'TRADE',
    weight: 1,
    orderCount: 1,
    newIds: ['newClientOrderId'],
  },
  example: LIMIT_EXAMPLE,
  errors: PLACING_ERRORS,
});

export const testSorOrder = defineOperation({
  ...orderWrite,
  name: 'test_sor_order',
  summary: 'Check an order with smart order routing without placing it',
  effect: 'read',
  idempotent: true,
  input: TestSorOrderInput,
  output: { shape: 'one', of: TestOrderResult },
  route: { method: 'POST', path: 'sor/order/test' },
  upstream: {
    method: 'POST',
    path: '/api/v3/sor/order/test',
    wsMethod: 'sor.order.test',
    security: 'TRADE',
    weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
    weightNote: '1; with computeCommissionRates 20',
  },
  example: LIMIT_EXAMPLE,
  errors: TESTING_ERRORS,
});
