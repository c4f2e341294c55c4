import {
  CANCEL_REPLACE_MODES,
  CANCEL_RESTRICTIONS,
  type CancelReplaceMode,
  type CancelRestriction,
  ORDER_RATE_LIMIT_EXCEEDED_MODES,
  type OrderRateLimitExceededMode,
  PART_RESULTS,
  type PartResult,
} from '../enums.js';
import { ClientOrderIdField, EnumField, ExistingIdField, IntegerField, ObjectField } from './field.js';
import { defineOperation } from './operation.js';
import { PLACING_ERRORS, orderWrite } from './order-operation.js';
import { Order } from './order.js';
import { Rules, atLeastOneOf } from './rule.js';
import { NewOrderInput } from './trading.js';

@Rules<ReplaceOrderInput>(atLeastOneOf('cancelOrderId', 'cancelOrigClientOrderId'))
export class ReplaceOrderInput extends NewOrderInput {
  @EnumField(CANCEL_REPLACE_MODES, {
    description: 'STOP_ON_FAILURE: without the cancel no new order; ALLOW_FAILURE: the new order in any case',
  })
  cancelReplaceMode!: CancelReplaceMode;

  @IntegerField({ optional: true, description: 'Order id of the exchange, of the order to cancel' })
  cancelOrderId?: number;

  @ExistingIdField({ optional: true, description: 'Client order id of the order to cancel' })
  cancelOrigClientOrderId?: string;

  @ClientOrderIdField({ optional: true, example: 'my-cancel-1', description: 'Your id of the cancel' })
  cancelNewClientOrderId?: string;

  @EnumField(CANCEL_RESTRICTIONS, { optional: true, description: 'Cancel only in this state' })
  cancelRestrictions?: CancelRestriction;

  @EnumField(ORDER_RATE_LIMIT_EXCEEDED_MODES, {
    optional: true,
    description: 'With too many unfilled orders: DO_NOTHING, or CANCEL_ONLY',
  })
  orderRateLimitExceededMode?: OrderRateLimitExceededMode;
}

/** Both halves went well. When one did not, the answer is an error that carries what became of each. */
export class ReplacedOrder {
  @EnumField(PART_RESULTS, { description: 'What became of the cancel' })
  cancelResult!: PartResult;

  @EnumField(PART_RESULTS, { description: 'What became of the new order' })
  newOrderResult!: PartResult;

  @ObjectField(() => Order, { description: 'The order that was canceled' })
  cancelResponse!: Order;

  @ObjectField(() => Order, { description: 'The order that was placed' })
  newOrderResponse!: Order;
}

export const replaceOrder = defineOperation({
  ...orderWrite,
  name: 'replace_order',
  summary: 'Cancel an order and place another one on the same symbol',
  description:
    'A 409 with code PARTIAL_FAILURE means that one half was carried out: cancelResult, newOrderResult, cancelResponse and newOrderResponse of the problem document say which. It counts as an unfilled order even when it is not attempted.',
  effect: 'destructive',
  input: ReplaceOrderInput,
  output: { shape: 'one', of: ReplacedOrder },
  route: { method: 'POST', path: 'order/cancelReplace' },
  upstream: {
    method: 'POST',
    path: '/api/v3/order/cancelReplace',
    wsMethod: 'order.cancelReplace',
    security: 'TRADE',
    weight: 1,
    orderCount: 1,
    newIds: ['newClientOrderId'],
  },
  example: {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price: '49000.00',
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrigClientOrderId: 'my-order-2',
  },
  errors: [...PLACING_ERRORS, 'ORDER_NOT_FOUND', 'CANCEL_REJECTED', 'PARTIAL_FAILURE'],
});
