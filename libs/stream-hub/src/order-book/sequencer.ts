/** First and last update id in one depth event. */
export interface UpdateRange {
  readonly U: number;
  readonly u: number;
}

export type Verdict = 'stale' | 'apply' | 'gap';

/**
 * Whether an event continues a book that contains every update up to `lastUpdateId`.
 *
 * The documented rule: `u` not above the id, ignore; `U` above the id + 1, events were missed; otherwise
 * apply whole, also when the event straddles the id, since quantities are absolute. The same rule serves the
 * first event after a snapshot: the documentation asks for `U <= lastUpdateId <= u` there, but
 * `U == lastUpdateId + 1` is just as contiguous, and accepting it saves a snapshot (weight 50 to 250) on
 * every quiet symbol. Ranges, never equal events: two connections cut the same updates differently.
 *
 * A range that is none is a gap: what it stood for is unknown.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export function judge(lastUpdateId: number, event: UpdateRange): Verdict {
  if (!isRange(event)) return 'gap';
  if (event.u <= lastUpdateId) return 'stale';
  return event.U <= lastUpdateId + 1 ? 'apply' : 'gap';
}

export function isRange(event: UpdateRange): boolean {
  return Number.isSafeInteger(event.U) && Number.isSafeInteger(event.u) && event.U <= event.u;
}

/**
 * A bounded run of contiguous events, waiting for a snapshot. An event that does not continue the run starts
 * a new one: what came before the hole could never be joined with what came after.
 */
export class EventBuffer<E extends UpdateRange> {
  #events: E[] = [];

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.#events.length;
  }

  /** `U` of the oldest event. */
  get firstUpdateId(): number | undefined {
    return this.#events[0]?.U;
  }

  push(event: E): void {
    const last = this.#events[this.#events.length - 1];
    if (!isRange(event)) {
      this.#events = [];
      return;
    }
    const verdict = last ? judge(last.u, event) : 'apply';
    if (verdict === 'stale') return;
    if (verdict === 'gap') this.#events = [];
    this.#events.push(event);
    if (this.#events.length > this.limit) this.#events.shift();
  }

  /** The events a snapshot lacks, oldest first; undefined when the snapshot ends before they begin. */
  after(lastUpdateId: number): readonly E[] | undefined {
    const first = this.#events.findIndex((event) => event.u > lastUpdateId);
    if (first < 0) return [];
    const missing = this.#events.slice(first);
    return judge(lastUpdateId, missing[0] as E) === 'apply' ? missing : undefined;
  }

  clear(): void {
    this.#events = [];
  }
}
