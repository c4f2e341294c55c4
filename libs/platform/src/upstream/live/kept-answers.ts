import type { Clock, Millis } from '@binance-gateway/domain-types';
import type { Learned } from './shared-calls.js';

/** Answers that change rarely and cost much, kept for a while. Errors never get here. */
export class KeptAnswers {
  private readonly kept = new Map<string, Learned>();

  constructor(
    private readonly clock: Clock,
    /** The whole exchange's information is megabytes. */
    private readonly max = 16,
  ) {}

  find(key: string, limitMs: Millis): Learned | undefined {
    const found = this.kept.get(key);
    if (!found || this.clock.monotonic() - found.sentAt <= limitMs) return found;
    this.kept.delete(key);
    return undefined;
  }

  keep(key: string, learned: Learned): void {
    this.kept.delete(key);
    if (this.kept.size >= this.max) this.kept.delete(this.kept.keys().next().value as string);
    this.kept.set(key, learned);
  }
}
