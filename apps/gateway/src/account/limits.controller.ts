import { Controller, Inject } from '@nestjs/common';
import { type EmptyInput, getLimits } from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** How much of the exchange is left for everybody behind this gateway. */
@Controller('api/v1')
export class LimitsController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(getLimits)
  limits(@Input(getLimits) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getLimits, input, caller);
  }
}
