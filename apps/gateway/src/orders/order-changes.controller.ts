import { Controller, Headers, Inject } from '@nestjs/common';
import {
  type AmendOrderInput,
  type OrderAmendmentsInput,
  type ReplaceOrderInput,
  type SorOrderInput,
  type TestSorOrderInput,
  amendOrder,
  getOrderAmendments,
  placeSorOrder,
  replaceOrder,
  testSorOrder,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';
import { withIdempotencyKey } from './idempotency-key.js';

/** Changing orders that rest on the book, and orders that take liquidity from several books. */
@Controller('api/v1')
export class OrderChangesController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(replaceOrder)
  replace(
    @Input(replaceOrder) input: ReplaceOrderInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<unknown> {
    return this.upstream.operations.run(replaceOrder, withIdempotencyKey(replaceOrder, input, key), caller);
  }

  @OperationRoute(amendOrder)
  amend(@Input(amendOrder) input: AmendOrderInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(amendOrder, input, caller);
  }

  @OperationRoute(getOrderAmendments)
  amendments(
    @Input(getOrderAmendments) input: OrderAmendmentsInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getOrderAmendments, input, caller);
  }

  @OperationRoute(placeSorOrder)
  placeSor(
    @Input(placeSorOrder) input: SorOrderInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeSorOrder, withIdempotencyKey(placeSorOrder, input, key), caller);
  }

  @OperationRoute(testSorOrder)
  testSor(@Input(testSorOrder) input: TestSorOrderInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(testSorOrder, input, caller);
  }
}
