import { Controller, Inject } from '@nestjs/common';
import { type OrderAmendmentsInput, getOrderAmendments } from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** What became of orders, and of lists of them. */
@Controller('api/v1')
export class OrderHistoryController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(getOrderAmendments)
  amendments(
    @Input(getOrderAmendments) input: OrderAmendmentsInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getOrderAmendments, input, caller);
  }
}
