import { Controller, Inject } from '@nestjs/common';
import {
  type AccountInput,
  type AccountTradesInput,
  type AllocationsInput,
  type EmptyInput,
  type PositionsInput,
  type PreventedMatchesInput,
  type SymbolInput,
  getAccountFilters,
  getAccountInfo,
  getAccountTrades,
  getAllocations,
  getCommission,
  getOrderCounts,
  getPositions,
  getPreventedMatches,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** Balances, fills and what follows from them; what the account pays, and what it may do. */
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

  @OperationRoute(getCommission)
  commission(@Input(getCommission) input: SymbolInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getCommission, input, caller);
  }

  @OperationRoute(getOrderCounts)
  orderCounts(@Input(getOrderCounts) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrderCounts, input, caller);
  }

  @OperationRoute(getAccountFilters)
  filters(@Input(getAccountFilters) input: SymbolInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getAccountFilters, input, caller);
  }

  @OperationRoute(getPreventedMatches)
  preventedMatches(
    @Input(getPreventedMatches) input: PreventedMatchesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getPreventedMatches, input, caller);
  }

  @OperationRoute(getAllocations)
  allocations(
    @Input(getAllocations) input: AllocationsInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getAllocations, input, caller);
  }
}
