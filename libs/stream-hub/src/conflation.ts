import type { Subscription } from './subscription.js';

/**
 * What waits for a stalled client. A message of a latest-wins stream replaces the one before it and takes
 * the last place, so that what is finally written is a subsequence of what was published: a quote never
 * overtakes the trade it followed. Everything else is kept, in order.
 */
export class Backlog {
  /** A Map keeps insertion order, and deletes from the middle without a scan. */
  readonly #frames = new Map<Subscription | number, Buffer>();
  #next = 0;
  #bytes = 0;
  #kept = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#frames.size;
  }

  /** Messages that may not be dropped. */
  get kept(): number {
    return this.#kept;
  }

  keep(frame: Buffer): void {
    this.#frames.set(this.#next++, frame);
    this.#bytes += frame.length;
    this.#kept++;
  }

  /** @returns whether an older message was replaced */
  latest(subscription: Subscription, frame: Buffer): boolean {
    const older = this.#frames.get(subscription);
    if (older !== undefined) {
      this.#frames.delete(subscription);
      this.#bytes -= older.length;
    }
    this.#frames.set(subscription, frame);
    this.#bytes += frame.length;
    return older !== undefined;
  }

  /** Everything, in order; the backlog is empty afterwards. */
  take(): Buffer[] {
    const frames = [...this.#frames.values()];
    this.#frames.clear();
    this.#bytes = this.#kept = 0;
    return frames;
  }
}
