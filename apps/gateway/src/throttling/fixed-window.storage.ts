import { Inject, Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock } from '@binance-gateway/domain-types';
import { CLOCK } from '../core/tokens.js';

interface Window {
  hits: number;
  resetAt: number;
}

type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A counter per token and window. The storage that comes with the throttler keeps and filters every hit. */
@Injectable()
export class FixedWindowStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** `ttl` in milliseconds; the times answered are whole seconds. */
  increment(key: string, ttl: number, limit: number): Promise<Verdict> {
    // Keys are names of configured tokens, so the map cannot grow and is never swept
    const now = this.clock.monotonic();
    let window = this.windows.get(key);
    if (!window || window.resetAt <= now) this.windows.set(key, (window = { hits: 0, resetAt: now + ttl }));
    window.hits++;
    const timeToExpire = Math.ceil((window.resetAt - now) / 1000);
    const isBlocked = window.hits > limit;
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? timeToExpire : 0,
    });
  }
}
