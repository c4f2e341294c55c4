import { Controller, Inject } from '@nestjs/common';
import {
  type EmptyInput,
  type ResumeTradingInput,
  type SetDeadManInput,
  type StopTradingInput,
  listDeadMen,
  listTradingStops,
  resumeTrading,
  setDeadMan,
  stopTrading,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** The kill switch, and the dead-man timers of others. */
@Controller('api/v1')
export class TradingStopsController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(stopTrading)
  stop(@Input(stopTrading) input: StopTradingInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(stopTrading, input, caller);
  }

  @OperationRoute(listTradingStops)
  stops(@Input(listTradingStops) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(listTradingStops, input, caller);
  }

  @OperationRoute(resumeTrading)
  resume(@Input(resumeTrading) input: ResumeTradingInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(resumeTrading, input, caller);
  }

  @OperationRoute(setDeadMan)
  setDeadMan(@Input(setDeadMan) input: SetDeadManInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(setDeadMan, input, caller);
  }

  @OperationRoute(listDeadMen)
  deadMen(@Input(listDeadMen) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(listDeadMen, input, caller);
  }
}
