import type { CallContext } from '@binance-gateway/binance-client';
import { AppError, type Clock, type Millis, delay } from '@binance-gateway/domain-types';

/** Under 8 s: callers wait. That nothing was found by then proves nothing; the engine may accept for some 15 s. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000] as const;
/** Each question may itself be slow; none begins later than this. */
const ASK_AT_MOST_MS = 12_000;
const QUESTION_TIMEOUT_MS = 2_000;

/** Asks the exchange again and again, with pauses, while a caller waits. */
export class Questions {
  constructor(
    private readonly clock: Clock,
    private readonly askAfterMs: readonly Millis[] = ASK_AFTER_MS,
  ) {}

  /**
   * Answers as they come, none for a question that failed.
   * @param stop ends the asking
   * @param firstPauseMs pause before the first question, where it is another one
   */
  async *answers<T>(
    ask: (context: CallContext) => Promise<T>,
    { requestId }: CallContext,
    stop?: AbortSignal,
    firstPauseMs?: Millis,
  ): AsyncGenerator<T> {
    const { clock, askAfterMs } = this;
    const question = {
      timeoutMs: QUESTION_TIMEOUT_MS,
      ...(requestId === undefined ? {} : { requestId }),
      ...(stop === undefined ? {} : { signal: stop }),
    };
    const end = clock.monotonic() + ASK_AT_MOST_MS;
    const pauses = firstPauseMs === undefined ? askAfterMs : [firstPauseMs, ...askAfterMs];
    for (const pauseMs of pauses) {
      if (pauseMs > 0) await delay(clock, pauseMs, stop).catch(() => undefined);
      if (stop?.aborted || clock.monotonic() > end) return;
      try {
        yield await ask(question);
      } catch {
        // Whatever goes wrong while asking, the outcome stays unknown: that is what the caller has to hear
      }
    }
  }
}

/** The error for a request of which even asking did not tell what became. */
export function stillUnknown(
  operation: string,
  symbol: string,
  clientOrderId: string | undefined,
  cause: unknown,
): AppError {
  const ids = { symbol, ...(clientOrderId === undefined ? {} : { clientOrderId }) };
  if (AppError.is(cause) && cause.code === 'OUTCOME_UNKNOWN') {
    return new AppError('OUTCOME_UNKNOWN', cause.message, {
      ...(cause.binanceCode === undefined ? {} : { binanceCode: cause.binanceCode }),
      extra: { ...cause.extra, outcome: 'UNKNOWN', ...ids },
      cause,
    });
  }
  return new AppError('OUTCOME_UNKNOWN', `${operation}: it was sent, and its answer was lost`, {
    extra: { outcome: 'UNKNOWN', ...ids },
    cause,
  });
}
