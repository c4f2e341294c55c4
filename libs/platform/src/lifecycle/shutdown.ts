import { type Clock, type Logger, delay } from '@binance-gateway/domain-types';

export interface ShutdownStep {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

export interface ShutdownOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For all steps together. */
  readonly timeoutMs: number;
}

/**
 * Runs the steps in their order; one that fails or hangs does not keep the next from running.
 * @returns the steps that did not finish in time or failed
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  { clock, logger, timeoutMs }: ShutdownOptions,
): Promise<string[]> {
  const unfinished: string[] = [];
  const deadline = clock.monotonic() + timeoutMs;
  for (const { name, run } of steps) {
    const timer = new AbortController();
    const remaining = Math.max(0, deadline - clock.monotonic());
    const late = delay(clock, remaining, timer.signal).then(
      () => 'late' as const,
      () => 'done' as const,
    );
    const ran = Promise.resolve()
      .then(run)
      .then(
        () => 'done' as const,
        (error: unknown) => {
          logger.warn({ error, step: name }, 'a step of the shutdown failed');
          return 'failed' as const;
        },
      );
    const result = await Promise.race([ran, late]);
    timer.abort();
    if (result !== 'done') unfinished.push(name);
  }
  return unfinished;
}

/**
 * Calls `stop` on the first SIGTERM or SIGINT; a second one ends the process at once.
 * @returns how to stop listening
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): () => void {
  let isStopping = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    isStopping = true;
    stop(signal);
  };
  process.on('SIGTERM', listener);
  process.on('SIGINT', listener);
  return () => {
    process.off('SIGTERM', listener);
    process.off('SIGINT', listener);
  };
}
