import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Clock, type Logger } from '@binance-gateway/domain-types';
import type { Config, Metrics, Tracing, Upstream } from '@binance-gateway/platform';
import { CLOCK, CONFIG, LOGGER, METRICS, UPSTREAM } from './tokens.js';

/** What exists before Nest does: main.ts and the specs build it. */
export interface Core {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly tracing?: Tracing;
}

/** Makes it injectable everywhere. */
@Global()
@Module({})
export class CoreModule {
  static of(core: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: core.config },
      { provide: LOGGER, useValue: core.logger },
      { provide: METRICS, useValue: core.metrics },
      { provide: UPSTREAM, useValue: core.upstream },
      { provide: CLOCK, useValue: core.clock },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
