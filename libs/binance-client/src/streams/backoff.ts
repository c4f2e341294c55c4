import type { Random } from '@binance-gateway/domain-types';

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/**
 * Wait before attempt `attempt` (0 is the first after a loss): 1, 2, 4 … 30 s, less up to half of it by
 * chance, so that connections lost together do not come back together.
 */
export function backoffMs(attempt: number, random: Random): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full * (1 - random() / 2);
}
