import { AppError, type Clock, type ErrorCode, type Random, delay } from '@binance-gateway/domain-types';
import type { Interceptor } from '../dispatch.js';

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** All attempts together. */
  readonly attempts?: number;
  readonly firstDelayMs?: number;
  /** A longer pause, asked for by backoff or Retry-After, ends the matter. */
  readonly maxDelayMs?: number;
  /** No attempt begins after this long. */
  readonly maxElapsedMs?: number;
}

/** Refusals for weight are not here: whoever asks too much is told so at once. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT']);

/** Repeats idempotent requests on passing trouble. Never an order, whatever its operation says. */
export function retry(options: RetryOptions): Interceptor {
  const {
    clock,
    random,
    attempts = 3,
    firstDelayMs = 200,
    maxDelayMs = 5_000,
    maxElapsedMs = 15_000,
  } = options;
  return (next) => async (request) => {
    if (!request.idempotent || request.isOrder) return next(request);
    const start = clock.monotonic();
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (error) {
        if (attempt >= attempts || !AppError.is(error) || !PASSING.has(error.code)) throw error;
        const backoffMs = firstDelayMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
        const pauseMs = Math.max(backoffMs, error.retryAfterMs ?? 0);
        const endMs = clock.monotonic() - start + pauseMs;
        if (pauseMs > maxDelayMs || endMs > maxElapsedMs || request.signal?.aborted) throw error;
        await delay(clock, pauseMs, request.signal).catch(() => {
          throw error;
        });
      }
    }
  };
}
