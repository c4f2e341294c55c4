import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';

/** The exchange's own clock: the given one plus a skew that a test may change. Timers are not skewed. */
export class SkewedClock implements Clock {
  skewMs: Millis = 0;

  constructor(private readonly clock: Clock) {}

  now(): Millis {
    return this.clock.now() + this.skewMs;
  }

  monotonic(): number {
    return this.clock.monotonic();
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    return this.clock.setTimeout(callback, delayMs);
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    this.clock.clearTimeout(handle);
  }
}
