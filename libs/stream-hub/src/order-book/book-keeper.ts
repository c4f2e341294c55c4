import {
  type Clock,
  type Logger,
  type Random,
  type TimerHandle,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { Tap } from '../channel.js';
import { type BookMetrics, silentBookMetrics } from '../metrics.js';
import { type BookListener, type BookState, type FetchSnapshot, KeptBook } from './kept-book.js';
import type { OrderBook } from './order-book.js';
import { SnapshotPacer } from './snapshot-pacer.js';

export interface BookKeeperOptions {
  /** The hub, of which only the taps are needed. */
  readonly hub: {
    tap(name: string, tap: Tap): () => void;
    overhear(name: string, tap: Tap): () => void;
  };
  readonly fetchSnapshot: FetchSnapshot;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  readonly metrics?: BookMetrics;
  /** Levels a side in a snapshot: 1000 cost weight 50, 5000 cost 250. Default 1000. */
  readonly depthLimit?: number;
  /** How long a book is kept up to date after its last user. Default 60 s. */
  readonly lingerMs?: number;
  /** Snapshot requests at a time. Default 4. */
  readonly concurrency?: number;
  /** How long to wait for an event before the snapshot is asked for all the same. Default 500 ms. */
  readonly firstDiffWaitMs?: number;
  /**
   * Whether the exchange is sending a stream. If given, no snapshot is asked for before that, so that a book without
   * any event is right as long as its stream is not interrupted.
   */
  readonly isSubscribed?: (name: string) => boolean;
  /**
   * Whether each book reads `<symbol>@bookTicker` to be checked against it. Without, it is checked as long as somebody
   * else reads that stream.
   */
  readonly readsQuotes?: boolean;
  /** Symbols whose snapshots are asked for before those of others. */
  readonly isUrgent?: (symbol: string) => boolean;
}

/** One user's hold on a book. Everything but `release` may be called until it is released. */
export interface BookHandle {
  readonly symbol: string;
  readonly state: BookState;
  /** Milliseconds since the last event or snapshot. */
  readonly ageMs: number;
  /**
   * The book, right as of its `lastUpdateId`. Read what is needed at once: it changes with the next event.
   * @throws AppError NOT_READY, BOOK_OUT_OF_SYNC, or what the exchange said, e.g. UNKNOWN_SYMBOL
   */
  read(): OrderBook;
  /** Waits for a book; the errors are those of `read`. */
  whenLive(timeoutMs: number): Promise<OrderBook>;
  /** @returns how to stop; a book that is already there is not announced */
  subscribe(listener: BookListener): () => void;
  release(): void;
}

interface Kept {
  readonly book: KeptBook;
  users: number;
  linger: TimerHandle | undefined;
}

/** One order book per symbol, however many use it, fed by `<symbol>@depth@100ms` of the hub. */
export class BookKeeper {
  readonly #kept = new Map<string, Kept>();
  readonly #pacer: SnapshotPacer;

  constructor(private readonly options: BookKeeperOptions) {
    this.#pacer = new SnapshotPacer(options.concurrency ?? 4);
  }

  /** @param symbol upper case */
  acquire(symbol: string): BookHandle {
    const kept = this.#kept.get(symbol) ?? this.#open(symbol);
    const { book } = kept;
    kept.users++;
    this.options.clock.clearTimeout(kept.linger);
    kept.linger = undefined;
    book.retry();
    const listeners = new Set<BookListener>();
    let isHeld = true;
    return {
      symbol,
      get state() {
        return book.state;
      },
      get ageMs() {
        return book.ageMs;
      },
      read: () => book.read(),
      whenLive: (timeoutMs) => book.whenLive(timeoutMs),
      subscribe: (listener) => {
        listeners.add(listener);
        book.addListener(listener);
        return () => {
          listeners.delete(listener);
          book.removeListener(listener);
        };
      },
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        for (const listener of listeners) book.removeListener(listener);
        this.#release(symbol, kept);
      },
    };
  }

  /** State of every book that is kept, by symbol. */
  states(): ReadonlyMap<string, BookState> {
    return new Map([...this.#kept].map(([symbol, { book }]) => [symbol, book.state]));
  }

  close(): void {
    for (const { book, linger } of this.#kept.values()) {
      this.options.clock.clearTimeout(linger);
      book.close();
    }
    this.#kept.clear();
  }

  #open(symbol: string): Kept {
    const { hub, fetchSnapshot, clock, random, logger, metrics, depthLimit, firstDiffWaitMs, isSubscribed } =
      this.options;
    const { readsQuotes } = this.options;
    const book = new KeptBook({
      symbol,
      tap: (name, tap) => hub.tap(name, tap),
      listenToQuotes: (name, tap) => (readsQuotes ? hub.tap(name, tap) : hub.overhear(name, tap)),
      fetchSnapshot,
      pacer: this.#pacer,
      clock,
      random,
      logger: logger ?? silentLogger,
      metrics: metrics ?? silentBookMetrics,
      depthLimit: depthLimit ?? 1000,
      firstDiffWaitMs: firstDiffWaitMs ?? 500,
      isSubscribed: isSubscribed ?? (() => true),
      isUrgent: this.options.isUrgent?.(symbol) ?? false,
    });
    const kept: Kept = { book, users: 0, linger: undefined };
    this.#kept.set(symbol, kept);
    return kept;
  }

  #release(symbol: string, kept: Kept): void {
    if (--kept.users > 0 || this.#kept.get(symbol) !== kept) return;
    kept.linger = this.options.clock.setTimeout(() => {
      this.#kept.delete(symbol);
      kept.book.close();
    }, this.options.lingerMs ?? 60_000);
  }
}
