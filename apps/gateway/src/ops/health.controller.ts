import { Controller, Get, Inject } from '@nestjs/common';
import { AppError, type Clock } from '@binance-gateway/domain-types';
import type { Upstream } from '@binance-gateway/platform';
import { Public } from '../auth/public.decorator.js';
import { CLOCK, UPSTREAM } from '../core/tokens.js';

/** For load balancers and process supervisors. */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(UPSTREAM) private readonly upstream: Upstream,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The process answers: restarting it would not help. */
  @Get()
  live(): object {
    return { status: 'ok', timestamp: this.clock.now() };
  }

  /** It can serve. 503 with reasons while it cannot. */
  @Get('ready')
  ready(): object {
    const { ready, reasons } = this.upstream.readiness();
    if (ready) return { status: 'ready', timestamp: this.clock.now() };
    throw new AppError('NOT_READY', reasons.join('; '), { extra: { reasons } });
  }
}
