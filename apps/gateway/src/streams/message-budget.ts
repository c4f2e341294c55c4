import type { Clock } from '@binance-gateway/domain-types';

/** Messages of a client that are read, in any second. */
export const MESSAGES_PER_SECOND = 50;
/** Messages answered with an error on top of these; what comes beyond is dropped: an answer costs more than it. */
export const REFUSALS_PER_SECOND = 200;

export type Verdict = 'read' | 'refuse' | 'drop';

/** What one client may send. */
export class MessageBudget {
  private windowStart = -Infinity;
  private count = 0;

  constructor(private readonly clock: Clock) {}

  spend(): Verdict {
    const now = this.clock.monotonic();
    if (now - this.windowStart >= 1000) {
      this.windowStart = now;
      this.count = 0;
    }
    this.count++;
    if (this.count <= MESSAGES_PER_SECOND) return 'read';
    return this.count <= MESSAGES_PER_SECOND + REFUSALS_PER_SECOND ? 'refuse' : 'drop';
  }
}
