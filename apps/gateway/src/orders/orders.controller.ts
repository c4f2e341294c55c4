import { Controller, Headers, Inject } from '@nestjs/common';
import {
  type AllOrdersInput,
  type CancelOpenOrdersInput,
  type CancelOrderInput,
  type IntentRefInput,
  type IntentsInput,
  type NewOrderInput,
  type OpenOrdersInput,
  type OrderRefInput,
  type PreviewOrderInput,
  type TestOrderInput,
  cancelOpenOrders,
  cancelOrder,
  getAllOrders,
  getIntent,
  getOpenOrders,
  getOrder,
  listIntents,
  placeOrder,
  previewOrder,
  testOrder,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';
import { withIdempotencyKey } from './idempotency-key.js';

/** Placing, asking for and cancelling orders. */
@Controller('api/v1')
export class OrdersController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(placeOrder)
  place(
    @Input(placeOrder) input: NewOrderInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOrder, withIdempotencyKey(placeOrder, input, key), caller);
  }

  @OperationRoute(testOrder)
  test(@Input(testOrder) input: TestOrderInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(testOrder, input, caller);
  }

  @OperationRoute(previewOrder)
  preview(@Input(previewOrder) input: PreviewOrderInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(previewOrder, input, caller);
  }

  @OperationRoute(getOrder)
  get(@Input(getOrder) input: OrderRefInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrder, input, caller);
  }

  @OperationRoute(cancelOrder)
  cancel(@Input(cancelOrder) input: CancelOrderInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(cancelOrder, input, caller);
  }

  @OperationRoute(getOpenOrders)
  open(@Input(getOpenOrders) input: OpenOrdersInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOpenOrders, input, caller);
  }

  @OperationRoute(cancelOpenOrders)
  cancelOpen(
    @Input(cancelOpenOrders) input: CancelOpenOrdersInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(cancelOpenOrders, input, caller);
  }

  @OperationRoute(getAllOrders)
  all(@Input(getAllOrders) input: AllOrdersInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getAllOrders, input, caller);
  }

  @OperationRoute(getIntent)
  intent(@Input(getIntent) input: IntentRefInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getIntent, input, caller);
  }

  @OperationRoute(listIntents)
  intents(@Input(listIntents) input: IntentsInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(listIntents, input, caller);
  }
}
