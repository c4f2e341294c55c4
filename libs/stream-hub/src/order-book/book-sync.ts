import type { WireDepth } from '@binance-gateway/domain-types';
import { type DepthDiff, OrderBook } from './order-book.js';
import { EventBuffer, isRange, judge } from './sequencer.js';

/**
 * `syncing`: there is no book. `unconfirmed`: the book is the snapshot, and no event has yet shown that the
 * stream continues it (normal on a quiet symbol). `live`: at least one event continued it.
 */
export type SyncState = 'syncing' | 'unconfirmed' | 'live';

/** What became of an event. `lost`: the book is gone, a new snapshot is needed; `reason` says why. */
export type DiffOutcome = 'buffered' | 'stale' | 'applied' | 'lost';

export type SnapshotOutcome = 'synced' | 'too-old' | 'renewed' | 'pending' | 'malformed';

/** Events kept while a snapshot is on its way: 100 s of a 100 ms stream. */
const MAX_BUFFERED = 1024;
/**
 * So many ignored events in a row mean that the ids started over below ours, e.g. at another exchange
 * behind the same address. Ignoring them for ever would freeze the book in silence.
 */
const MAX_STALE_IN_A_ROW = 200;
/** The same suspicion while syncing: no snapshot reaches the buffered events, so they go. */
const MAX_TOO_OLD_IN_A_ROW = 10;

/**
 * The state machine of one book, without time or network: events, snapshots and losses in, a right book or
 * none out. Every branch is deterministic, so that a property test can try all orders of everything.
 */
export class BookSync {
  #state: SyncState = 'syncing';
  #book: OrderBook | undefined;
  #lossReason = '';
  #staleInARow = 0;
  #tooOldInARow = 0;
  /** While `live`, filled only between `beginRenewal` and its snapshot. */
  readonly #buffer = new EventBuffer<DepthDiff>(MAX_BUFFERED);
  #isRenewing = false;
  /** A renewal's snapshot that is ahead of the stream. */
  #ahead: WireDepth | undefined;

  constructor(
    readonly symbol: string,
    private readonly depthLimit: number,
  ) {}

  get state(): SyncState {
    return this.#state;
  }

  /** The book; undefined while syncing. */
  get book(): OrderBook | undefined {
    return this.#book;
  }

  get lossReason(): string {
    return this.#lossReason;
  }

  get isRenewing(): boolean {
    return this.#isRenewing;
  }

  /** Events waiting for a snapshot. */
  get buffered(): number {
    return this.#buffer.size;
  }

  onDiff(diff: DepthDiff): DiffOutcome {
    const book = this.#book;
    if (!book) {
      this.#buffer.push(diff);
      return 'buffered';
    }
    const verdict = judge(book.lastUpdateId, diff);
    if (verdict === 'stale') {
      this.#staleInARow++;
      return this.#staleInARow > MAX_STALE_IN_A_ROW ? this.#loseTo(diff, 'update ids went back') : 'stale';
    }
    this.#staleInARow = 0;
    if (verdict === 'gap') {
      const reason = isRange(diff) ? `sequence gap: ${book.lastUpdateId} then ${diff.U}` : 'malformed event';
      return this.#loseTo(diff, reason);
    }
    try {
      book.apply(diff);
    } catch (error) {
      return this.#loseTo(undefined, `malformed event: ${(error as Error).message}`);
    }
    if (book.isCrossed) return this.#loseTo(diff, 'crossed book');
    this.#state = 'live';
    if (this.#isRenewing) {
      this.#buffer.push(diff);
      if (this.#ahead && diff.u >= this.#ahead.lastUpdateId) this.onSnapshot(this.#ahead);
    }
    return 'applied';
  }

  /** A snapshot asked for after the last loss, or by `beginRenewal`. */
  onSnapshot(snapshot: WireDepth): SnapshotOutcome {
    const live = this.#isRenewing ? this.#book : undefined;
    if (!Number.isSafeInteger(snapshot.lastUpdateId)) return 'malformed';
    if (live && snapshot.lastUpdateId > live.lastUpdateId) {
      this.#ahead = snapshot; // the events in between must reach the readers first
      return 'pending';
    }
    const missing = this.#buffer.after(snapshot.lastUpdateId);
    if (!missing || (live && missing.length === 0 && snapshot.lastUpdateId < live.lastUpdateId)) {
      if (live || ++this.#tooOldInARow > MAX_TOO_OLD_IN_A_ROW) this.#endRenewal();
      return 'too-old';
    }
    let book: OrderBook;
    try {
      book = OrderBook.fromSnapshot(this.symbol, snapshot, this.depthLimit);
      for (const diff of missing) book.apply(diff);
    } catch {
      this.#endRenewal();
      return 'malformed';
    }
    if (book.isCrossed) {
      this.#endRenewal();
      return 'malformed';
    }
    this.#endRenewal();
    this.#book = book;
    this.#staleInARow = 0;
    if (live) return 'renewed';
    this.#state = missing.length > 0 ? 'live' : 'unconfirmed';
    return 'synced';
  }

  /**
   * The stream was interrupted, or the book is known to be wrong: whatever is here cannot be continued.
   * @param last the event that is in the book already, if the next ones continue it
   */
  lose(reason: string, last?: DepthDiff): void {
    this.#loseTo(last, reason);
  }

  /** Keeps the events from here on, so that the next snapshot can take the book's place without a break. */
  beginRenewal(): void {
    if (this.#state !== 'live') return;
    this.#isRenewing = true;
    this.#buffer.clear();
    this.#ahead = undefined;
  }

  cancelRenewal(): void {
    if (this.#isRenewing) this.#endRenewal();
  }

  #endRenewal(): void {
    this.#isRenewing = false;
    this.#tooOldInARow = 0;
    this.#ahead = undefined;
    this.#buffer.clear();
  }

  #loseTo(first: DepthDiff | undefined, reason: string): 'lost' {
    this.#endRenewal();
    this.#state = 'syncing';
    this.#book = undefined;
    this.#lossReason = reason;
    this.#staleInARow = 0;
    if (first) this.#buffer.push(first);
    return 'lost';
  }
}
