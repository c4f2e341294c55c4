import { Controller, Inject } from '@nestjs/common';
import {
  type AccountInput,
  type AccountTradesInput,
  type PositionsInput,
  getAccountInfo,
  getAccountTrades,
  getPositions,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** Balances, fills and what follows from them. */
@Controller('api/v1')
export class AccountController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(getAccountInfo)
  info(@Input(getAccountInfo) input: AccountInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getAccountInfo, input, caller);
  }

  @OperationRoute(getAccountTrades)
  trades(
    @Input(getAccountTrades) input: AccountTradesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getAccountTrades, input, caller);
  }

  @OperationRoute(getPositions)
  positions(@Input(getPositions) input: PositionsInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getPositions, input, caller);
  }
}
