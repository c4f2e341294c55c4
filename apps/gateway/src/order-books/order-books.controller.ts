import { Controller, Inject } from '@nestjs/common';
import {
  type BookWindowInput,
  type OrderBookDepthInput,
  type OrderBookHealthInput,
  type OrderFlowInput,
  type SymbolInput,
  type VolumeProfileInput,
  detectMarketAnomalies,
  getLiquidityVacuums,
  getMicrostructureHealth,
  getOrderFlow,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderbookMetrics,
  getVolumeProfile,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** Order books that are kept in sync, and what their recent past tells; needs no account. */
@Controller('api/v1')
export class OrderBooksController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(getOrderbookMetrics)
  metrics(@Input(getOrderbookMetrics) input: SymbolInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrderbookMetrics, input, caller);
  }

  @OperationRoute(getOrderbookDepth)
  depth(
    @Input(getOrderbookDepth) input: OrderBookDepthInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getOrderbookDepth, input, caller);
  }

  @OperationRoute(getOrderbookHealth)
  books(
    @Input(getOrderbookHealth) input: OrderBookHealthInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getOrderbookHealth, input, caller);
  }

  @OperationRoute(getOrderFlow)
  flow(@Input(getOrderFlow) input: OrderFlowInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrderFlow, input, caller);
  }

  @OperationRoute(getVolumeProfile)
  profile(
    @Input(getVolumeProfile) input: VolumeProfileInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getVolumeProfile, input, caller);
  }

  @OperationRoute(detectMarketAnomalies)
  anomalies(
    @Input(detectMarketAnomalies) input: BookWindowInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(detectMarketAnomalies, input, caller);
  }

  @OperationRoute(getLiquidityVacuums)
  vacuums(
    @Input(getLiquidityVacuums) input: VolumeProfileInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getLiquidityVacuums, input, caller);
  }

  @OperationRoute(getMicrostructureHealth)
  health(
    @Input(getMicrostructureHealth) input: BookWindowInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getMicrostructureHealth, input, caller);
  }
}
