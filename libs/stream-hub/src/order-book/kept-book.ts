import {
  AppError,
  type Clock,
  type Logger,
  type Random,
  type TimerHandle,
  type WireDepth,
  type WireDepthUpdate,
} from '@binance-gateway/domain-types';
import type { Tap } from '../channel.js';
import type { BookMetrics } from '../metrics.js';
import { BookSync, type SyncState } from './book-sync.js';
import type { OrderBook } from './order-book.js';
import { QuoteCheck } from './quote-check.js';
import type { SnapshotPacer } from './snapshot-pacer.js';

/** `GET /api/v3/depth` of one symbol. Its AppErrors decide: `retry: never` ends the attempts. */
export type FetchSnapshot = (symbol: string, limit: number, signal: AbortSignal) => Promise<WireDepth>;

/** Called synchronously with a book that is right at that moment; never while it is out of sync. */
export interface BookListener {
  /** A book is there, for the first time or again after `onGap`. */
  onSnapshot?(book: OrderBook): void;
  /** One event was applied. `payload` holds its bytes, shared. */
  onUpdate?(book: OrderBook, diff: WireDepthUpdate, payload: Buffer): void;
  /** The book now reaches deeper than before; nothing it already showed has changed. */
  onRenewed?(book: OrderBook): void;
  /** The book is out of sync. The next call is `onSnapshot`. */
  onGap?(reason: string): void;
}

export type BookState = SyncState | 'failed';

export interface KeptBookOptions {
  readonly symbol: string;
  readonly tap: (name: string, tap: Tap) => () => void;
  /** The same for the stream the book is checked against. */
  readonly listenToQuotes: (name: string, tap: Tap) => () => void;
  readonly fetchSnapshot: FetchSnapshot;
  readonly pacer: SnapshotPacer;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: BookMetrics;
  readonly depthLimit: number;
  readonly firstDiffWaitMs: number;
  readonly isSubscribed: (name: string) => boolean;
  /** Its snapshots go before those of others. */
  readonly isUrgent: boolean;
}

const MIN_INTERVAL_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
/** A renewal is asked for when less than a quarter of the snapshot's depth is left on a side. */
const RENEW_FRACTION = 4;
const RENEW_INTERVAL_MS = 30_000;
/** Longer than a reconnect takes; the first event asks for the snapshot at once. */
const AFTER_GAP_WAIT_MS = 5_000;
const SUBSCRIBED_CHECK_MS = 100;

/** One symbol's book: feeds its BookSync from the hub and fetches snapshots when that asks for one. */
export class KeptBook {
  readonly #stream: string;
  readonly #sync: BookSync;
  readonly #check = new QuoteCheck();
  readonly #untap: () => void;
  readonly #untapQuotes: () => void;
  readonly #listeners = new Set<BookListener>();
  /** A snapshot asked for in an earlier epoch is dropped when it arrives. */
  #epoch = 0;
  #abort: AbortController | undefined;
  #timer: TimerHandle | undefined;
  #failures = 0;
  /** No request before this, whatever happens: the pace of one symbol, and what failures ask for. */
  #notBefore = -Infinity;
  #lastRequestAt = -Infinity;
  #lostAt: number;
  #heardAt: number;
  #wasLive = false;
  #failure: AppError | undefined;
  #isClosed = false;
  /** Those who wait in `whenLive`, to be told when it cannot be. */
  readonly #waiting = new Set<() => void>();

  constructor(private readonly options: KeptBookOptions) {
    this.#sync = new BookSync(options.symbol, options.depthLimit);
    this.#lostAt = this.#heardAt = options.clock.monotonic();
    this.#stream = `${options.symbol.toLowerCase()}@depth@100ms`;
    this.#untap = options.tap(this.#stream, {
      onMessage: (payload) => this.#onMessage(payload),
      onGap: (reason) => this.#onGap(reason),
    });
    this.#untapQuotes = options.listenToQuotes(`${options.symbol.toLowerCase()}@bookTicker`, {
      onMessage: (payload) => this.#onQuote(payload),
    });
    this.#waitForFirstDiff();
  }

  get state(): BookState {
    return this.#failure ? 'failed' : this.#sync.state;
  }

  /** Milliseconds since the last event or snapshot. A quiet symbol is old without being wrong. */
  get ageMs(): number {
    return this.options.clock.monotonic() - this.#heardAt;
  }

  /** @throws AppError NOT_READY before the first sync, BOOK_OUT_OF_SYNC after a loss, or why it cannot be */
  read(): OrderBook {
    const { book } = this.#sync;
    if (book) return book;
    if (this.#failure) throw this.#failure;
    const { symbol } = this.options;
    if (!this.#wasLive) {
      throw new AppError('NOT_READY', `the order book of ${symbol} is being built`, { retryAfterMs: 1_000 });
    }
    const detail = `the order book of ${symbol} is being rebuilt (${this.#sync.lossReason})`;
    throw new AppError('BOOK_OUT_OF_SYNC', detail, { retryAfterMs: 1_000 });
  }

  /** @throws AppError as `read`, when there is no book within the time */
  whenLive(timeoutMs: number): Promise<OrderBook> {
    if (this.#sync.book || this.#failure) return Promise.resolve().then(() => this.read());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#listeners.delete(listener);
        this.#waiting.delete(settle);
        this.options.clock.clearTimeout(timer);
        try {
          resolve(this.read());
        } catch (error) {
          reject(error as Error);
        }
      };
      const listener: BookListener = { onSnapshot: settle };
      const timer = this.options.clock.setTimeout(settle, timeoutMs);
      this.#listeners.add(listener);
      this.#waiting.add(settle);
    });
  }

  /** Starts over after `failed`. */
  retry(): void {
    if (!this.#failure) return;
    this.#failure = undefined;
    this.#failures = 0;
    this.#requestIn(0);
  }

  addListener(listener: BookListener): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: BookListener): void {
    this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#untap();
    this.#untapQuotes();
    this.#dropRequest();
    this.options.clock.clearTimeout(this.#timer);
    for (const settle of [...this.#waiting]) settle();
  }

  #onMessage(payload: Buffer): void {
    this.#heardAt = this.options.clock.monotonic();
    const diff = parseDiff(payload);
    if (!diff) {
      this.#onGap('unreadable event');
      return;
    }
    const before = this.#sync.book;
    const outcome = this.#sync.onDiff(diff);
    if (outcome === 'applied') {
      const book = this.#sync.book as OrderBook;
      if (book !== before) this.#check.reset();
      const contradiction = this.#check.onDiff(diff, book);
      if (contradiction !== undefined) {
        this.#onContradiction(contradiction, diff);
        return;
      }
      this.#notify((listener) => listener.onUpdate?.(book, diff, payload));
      if (book === before) this.#renewIfShallow(book);
      else this.#notify((listener) => listener.onRenewed?.(book));
    } else if (outcome === 'lost') {
      this.#onLost();
    } else if (outcome === 'buffered') {
      this.#requestIn(0);
    }
  }

  #onQuote(payload: Buffer): void {
    const contradiction = this.#check.onQuote(payload, this.#sync.book);
    if (contradiction !== undefined) this.#onContradiction(contradiction, undefined);
  }

  /** Every update is here and in order, and yet the book is not the exchange's. */
  #onContradiction(reason: string, last: WireDepthUpdate | undefined): void {
    this.options.metrics.contradicted(this.options.symbol);
    this.#sync.lose(reason, last);
    this.#onLost();
  }

  #onGap(reason: string): void {
    this.#dropRequest();
    const hadBook = this.#sync.book !== undefined;
    this.#sync.lose(reason);
    if (hadBook) this.#onLost();
    // the stream is down: a snapshot taken now would be spent before its first event is here
    this.#requestIn(AFTER_GAP_WAIT_MS);
  }

  #onLost(): void {
    const reason = this.#sync.lossReason;
    const { symbol, logger, metrics } = this.options;
    this.#dropRequest();
    this.#check.reset();
    this.#failures = 0;
    this.#lostAt = this.options.clock.monotonic();
    metrics.outOfSync(symbol, reason);
    logger.warn({ symbol, reason }, 'Order book out of sync');
    this.#notify((listener) => listener.onGap?.(reason));
    if (this.#sync.buffered > 0) this.#requestIn(0);
    else this.#waitForFirstDiff();
  }

  /** Normally the first event asks for the snapshot; a quiet symbol is not waited for. */
  #waitForFirstDiff(): void {
    this.#requestIn(this.options.firstDiffWaitMs);
  }

  /** Asks for a snapshot after this long. The last wish counts; the pace is kept. */
  #requestIn(delayMs: number): void {
    if (this.#isClosed || this.#abort || this.#failure) return;
    const { clock } = this.options;
    const now = clock.monotonic();
    const dueAt = Math.max(now + delayMs, this.#notBefore, this.#lastRequestAt + MIN_INTERVAL_MS);
    clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (dueAt <= now) {
      void this.#request();
      return;
    }
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#request();
    }, dueAt - now);
  }

  #requestAfterBackoff(atLeastMs: number): void {
    const wait = Math.max(atLeastMs, this.#backoff());
    this.#notBefore = this.options.clock.monotonic() + wait;
    this.#requestIn(wait);
  }

  #dropRequest(): void {
    this.#epoch++;
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #request(): Promise<void> {
    const { symbol, depthLimit, clock, pacer, metrics, isSubscribed, isUrgent } = this.options;
    if (!this.#sync.book && this.#sync.buffered === 0 && !isSubscribed(this.#stream)) {
      // what happened between such a snapshot and the first event would never be noticed
      this.#requestIn(Math.max(this.options.firstDiffWaitMs, SUBSCRIBED_CHECK_MS));
      return;
    }
    const epoch = this.#epoch;
    const abort = new AbortController();
    this.#abort = abort;
    this.#lastRequestAt = clock.monotonic();
    let snapshot: WireDepth | undefined;
    let failure: unknown;
    try {
      snapshot = await pacer.run(() => {
        abort.signal.throwIfAborted();
        this.#lastRequestAt = clock.monotonic();
        metrics.snapshotRequested(symbol);
        return this.options.fetchSnapshot(symbol, depthLimit, abort.signal);
      }, isUrgent);
    } catch (error) {
      failure = error;
    }
    if (epoch !== this.#epoch) return;
    this.#abort = undefined;
    if (snapshot) this.#onSnapshot(snapshot);
    else this.#onFailure(failure);
  }

  #onSnapshot(snapshot: WireDepth): void {
    const outcome = this.#sync.onSnapshot(snapshot);
    const { symbol, clock, logger, metrics } = this.options;
    if (outcome === 'synced') {
      const book = this.#sync.book as OrderBook;
      this.#failures = 0;
      this.#wasLive = true;
      this.#heardAt = clock.monotonic();
      metrics.synced(symbol, clock.monotonic() - this.#lostAt);
      this.#notify((listener) => listener.onSnapshot?.(book));
    } else if (outcome === 'renewed') {
      const book = this.#sync.book as OrderBook;
      this.#check.reset();
      this.#notify((listener) => listener.onRenewed?.(book));
    } else if (outcome !== 'pending' && !this.#sync.book) {
      logger.debug({ symbol, outcome, lastUpdateId: snapshot.lastUpdateId }, 'Depth snapshot not usable');
      this.#requestAfterBackoff(0);
    }
  }

  #onFailure(error: unknown): void {
    const { symbol, logger } = this.options;
    if (this.#sync.book) {
      this.#sync.cancelRenewal();
      return;
    }
    if (AppError.is(error) && error.spec.retry === 'never') {
      this.#failure = error;
      logger.warn({ symbol, code: error.code }, 'Order book cannot be built');
      for (const settle of [...this.#waiting]) settle();
      return;
    }
    logger.warn({ symbol, err: error }, 'Depth snapshot failed');
    this.#requestAfterBackoff(AppError.is(error) ? (error.retryAfterMs ?? 0) : 0);
  }

  #renewIfShallow(book: OrderBook): void {
    const { depthLimit, clock } = this.options;
    if (book.completeDepth * RENEW_FRACTION >= depthLimit || this.#sync.isRenewing || this.#abort) return;
    if (clock.monotonic() - this.#lastRequestAt < RENEW_INTERVAL_MS) return;
    this.#sync.beginRenewal();
    void this.#request();
  }

  /** 1, 2, 4 … 30 s, less up to a fifth so that many books do not ask in step. */
  #backoff(): number {
    const full = Math.min(MIN_INTERVAL_MS * 2 ** this.#failures++, MAX_BACKOFF_MS);
    return full * (1 - this.options.random() / 5);
  }

  #notify(call: (listener: BookListener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        call(listener);
      } catch (error) {
        this.options.logger.error({ symbol: this.options.symbol, err: error }, 'A reader of a book failed');
      }
    }
  }
}

function parseDiff(payload: Buffer): WireDepthUpdate | undefined {
  try {
    const diff = JSON.parse(payload.toString('utf8')) as WireDepthUpdate | null;
    return diff && Array.isArray(diff.b) && Array.isArray(diff.a) ? diff : undefined;
  } catch {
    return undefined;
  }
}
