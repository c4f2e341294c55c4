import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { Metrics } from '@binance-gateway/platform';
import { Public } from '../auth/public.decorator.js';
import { METRICS } from '../core/tokens.js';

/** Figures for Prometheus. They name tokens by their names only. */
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
