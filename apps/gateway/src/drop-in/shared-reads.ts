import type { UpstreamResponse } from '@binance-gateway/binance-client';
import type { Clock, Millis } from '@binance-gateway/domain-types';

interface Running {
  readonly answer: Promise<UpstreamResponse>;
  readonly sentAt: Millis;
}

/** A call under way longer than this is not joined any more: its answer would tell of too long ago. */
const JOIN_MS = 2_000;

/** Equal reads of public data at the same time are one request. Nothing is kept of a read that is over. */
export class SharedReads {
  private readonly running = new Map<string, Running>();

  constructor(private readonly clock: Clock) {}

  join(key: string, ask: () => Promise<UpstreamResponse>): Promise<UpstreamResponse> {
    const known = this.running.get(key);
    const now = this.clock.monotonic();
    if (known && now - known.sentAt <= JOIN_MS) return known.answer;
    const answer = ask();
    const running = { answer, sentAt: now };
    this.running.set(key, running);
    const over = (): void => {
      if (this.running.get(key) === running) this.running.delete(key);
    };
    answer.then(over, over);
    return answer;
  }
}
