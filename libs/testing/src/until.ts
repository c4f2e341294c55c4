export interface UntilOptions {
  /** Gives up after this long; generous, because a passing test never waits for it. */
  readonly timeoutMs?: number;
  /** Named in the error. */
  readonly what?: string;
}

/**
 * Waits for a condition instead of sleeping. Resolves with the first truthy value.
 * A condition that throws counts as not met; its last error is shown when time runs out.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 20_000, what = 'condition' }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (let pauseMs = 0; ; pauseMs = Math.min(pauseMs + 1, 20)) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(
        `${what} not met within ${timeoutMs} ms`,
        last === undefined ? undefined : { cause: last },
      );
    }
    await new Promise((resolve) => (pauseMs === 0 ? setImmediate(resolve) : setTimeout(resolve, pauseMs)));
  }
}
