import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import type { Clock } from '@binance-gateway/domain-types';
import type { Config } from '@binance-gateway/platform';
import { CLOCK, CONFIG } from '../core/tokens.js';
import { FixedWindowStorage } from './fixed-window.storage.js';

const MINUTE_MS = 60_000;

@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock) => ({
        throttlers: [{ name: 'token', ttl: MINUTE_MS, limit: config.http.throttleLimit }],
        storage: new FixedWindowStorage(clock),
      }),
    }),
  ],
  exports: [ThrottlerModule],
})
export class ThrottlingModule {}
