import { AppError, type Millis, type OrderBookInput, type WireDepth } from '@binance-gateway/domain-types';
import type { BookHandle, OrderBook } from '@binance-gateway/stream-hub';
import { BOOK_FRESHNESS, BOOK_STREAM } from './kinds.js';
import { type Fresh, type Mark, type Watch, type WatchDeps, renewIfSilent } from './watch.js';

export interface BookWatchDeps extends WatchDeps {
  /** @throws AppError FULL */
  readonly acquire: (symbol: string) => BookHandle;
}

/** A book costs a snapshot of weight 50, ten small reads: somebody who asks once is not worth it. */
const WORTHWHILE_READS = 2;
const DEFAULT_LIMIT = 100;
/** Depths kept at a time, of the many that callers may ask for. */
const MAX_KEPT = 8;

type Answer = Pick<WireDepth, 'lastUpdateId' | 'bids' | 'asks'>;

/** Answers `get_order_book` from the book that everybody shares. */
export class BookWatch implements Watch {
  private readonly name: string;
  private handle: BookHandle | undefined;
  private reads = 0;
  private confirmedAt: Millis = -Infinity;
  /** Of the book as it was when REST knew a newer one. */
  private doubtedId: number | undefined;
  private endDoubt: () => void = () => undefined;
  /** Answers as of one update id, by limit. */
  private readonly answers = new Map<number, Answer>();
  private answersId = -1;

  constructor(
    private readonly symbol: string,
    private readonly deps: BookWatchDeps,
  ) {
    this.name = symbol.toLowerCase() + BOOK_STREAM;
  }

  read(input: object): Fresh | undefined {
    const { limit = DEFAULT_LIMIT } = input as OrderBookInput;
    const handle = this.handle ?? this.acquire();
    const silentMs = handle && this.deps.streams.silentMs(this.name);
    if (!handle || silentMs === undefined) return undefined;
    const confirmedMs = Math.min(handle.ageMs, this.deps.clock.monotonic() - this.confirmedAt);
    const ageMs = Math.min(confirmedMs, silentMs);
    if (ageMs > BOOK_FRESHNESS.aliveMs || confirmedMs > BOOK_FRESHNESS.quietMs) return undefined;
    const book = this.book();
    if (!book || book.lastUpdateId === this.doubtedId || book.completeDepth < limit) return undefined;
    return { source: 'stream', ageMs, answer: this.answerOf(book, limit) };
  }

  mark(): Mark | undefined {
    const silentMs = this.deps.streams.silentMs(this.name);
    const book = this.book();
    if (!book || silentMs === undefined || silentMs > BOOK_FRESHNESS.aliveMs) return undefined;
    return { sentAt: this.deps.clock.monotonic(), position: book.lastUpdateId };
  }

  settle({ sentAt, position }: Mark, answer: object): void {
    const book = this.book();
    if (!book || book.lastUpdateId !== position) return;
    const { lastUpdateId } = answer as Answer;
    if (lastUpdateId === position) this.confirmedAt = sentAt;
    if (lastUpdateId <= position) return;
    this.doubtedId = position;
    this.endDoubt();
    this.endDoubt = renewIfSilent(this.deps, this.name, () => this.book()?.lastUpdateId === position);
  }

  close(): void {
    this.endDoubt();
    this.handle?.release();
    this.handle = undefined;
  }

  private acquire(): BookHandle | undefined {
    if (++this.reads < WORTHWHILE_READS) return undefined;
    try {
      this.handle = this.deps.acquire(this.symbol);
    } catch (error) {
      // every place is taken: REST answers until one is free
      if (!AppError.is(error) || error.code !== 'FULL') throw error;
    }
    return this.handle;
  }

  /** Undefined while it is being built. */
  private book(): OrderBook | undefined {
    const state = this.handle?.state;
    return state === 'live' || state === 'unconfirmed' ? this.handle?.read() : undefined;
  }

  private answerOf(book: OrderBook, limit: number): Answer {
    const { lastUpdateId } = book;
    if (this.answersId !== lastUpdateId || this.answers.size >= MAX_KEPT) this.answers.clear();
    this.answersId = lastUpdateId;
    let answer = this.answers.get(limit);
    if (!answer) {
      const { bids, asks } = book.depth(limit);
      this.answers.set(
        limit,
        (answer = Object.freeze({ lastUpdateId, bids: [...bids], asks: [...asks] } as Answer)),
      );
    }
    return answer;
  }
}
