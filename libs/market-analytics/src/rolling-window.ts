import type { Millis } from '@binance-gateway/domain-types';
import type { Observed } from './measured.js';

export interface Timed {
  readonly time: Millis;
}

export interface RollingLimits {
  /** Older items are let go. */
  readonly spanMs: Millis;
  /** More items are let go, oldest first; the window covered shrinks with them. */
  readonly capacity: number;
}

/** Items may come this much later than one with a later time. */
const DISORDER_MS = 1_000;

/**
 * The newest items of one stream, bounded by age and by number. It knows since when it has seen everything,
 * and never claims more.
 */
export class RollingWindow<T extends Timed> {
  #items: T[] = [];
  #head = 0;
  /** From here on nothing is missing. */
  #since: Millis | undefined;

  constructor(private readonly limits: RollingLimits) {}

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Watching begins, or begins again after a gap: what was before is not joined to what comes. */
  restart(at: Millis): void {
    this.#items = [];
    this.#head = 0;
    this.#since = at;
  }

  /** Events were lost: nothing is known until `restart`. */
  interrupt(): void {
    this.#items = [];
    this.#head = 0;
    this.#since = undefined;
  }

  /** Ignored before `restart`. */
  push(item: T): void {
    if (this.#since === undefined) return;
    this.#items.push(item);
    const oldest = item.time - this.limits.spanMs;
    while (this.size > 0 && (this.#items[this.#head] as T).time < oldest) this.#head++;
    this.#since = Math.max(this.#since, oldest);
    if (this.size > this.limits.capacity) {
      this.#since = Math.max(this.#since, (this.#items[this.#head++] as T).time + 1);
    }
    // moving the rest costs as much as it frees; done when half is gone, an item is moved once on average
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** What was seen in the `requestedMs` up to `now`, both ends included. */
  last(requestedMs: Millis, now: Millis): Observed<T> {
    // may be later than now: when a burst within one millisecond was more than there is room for
    const from = Math.max(this.#since ?? now, now - requestedMs);
    let first = this.#items.length;
    while (first > this.#head && (this.#items[first - 1] as T).time >= from - DISORDER_MS) first--;
    const items: T[] = [];
    for (let i = first; i < this.#items.length; i++) {
      const item = this.#items[i] as T;
      if (item.time >= from && item.time <= now) items.push(item);
    }
    return { window: { requestedMs, coveredMs: Math.max(0, now - from), from, to: now }, items };
  }
}
