import { Controller, Inject } from '@nestjs/common';
import { type ArmDeadManInput, type EmptyInput, armDeadMan, getDeadMan } from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** The dead-man timer of whoever calls. */
@Controller('api/v1')
export class DeadManController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(armDeadMan)
  arm(@Input(armDeadMan) input: ArmDeadManInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(armDeadMan, input, caller);
  }

  @OperationRoute(getDeadMan)
  get(@Input(getDeadMan) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getDeadMan, input, caller);
  }
}
