import { wrong } from './shape.js';
import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';

/** A year either way: far enough for every client to notice, near enough for every calendar to hold. */
const LARGEST_SKEW_MS = 365 * 24 * 3_600_000;

/** @throws WrongValue */
export function assertSkew(ms: Millis, path: string): void {
  if (Number.isSafeInteger(ms) && Math.abs(ms) <= LARGEST_SKEW_MS) return;
  throw wrong(
    path,
    `a whole number that makes the clock wrong by at most a year, ${LARGEST_SKEW_MS} ms either way`,
  );
}

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
