import type { Millis } from '@binance-gateway/domain-types';
import type { BookSides } from './book-metrics.js';
import { type BookChanges, type BookSample, bookSampleOf } from './book-sample.js';
import { type Refill, refillsOf } from './icebergs.js';
import type { Observed } from './measured.js';
import { RollingWindow } from './rolling-window.js';
import type { TakerTrade } from './taker-trade.js';

/** Trades are kept for an hour or to this number, what comes first; 20,000 take 2 MB. */
const TRADE_LIMITS = { spanMs: 3_600_000, capacity: 20_000 };
/** Five minutes of an event every 100 ms. */
const BOOK_LIMITS = { spanMs: 300_000, capacity: 4_000 };
const REFILL_LIMITS = { spanMs: 300_000, capacity: 5_000 };

/** Longest windows that can be asked for. */
export const MAX_TRADE_WINDOW_MS = TRADE_LIMITS.spanMs;
export const MAX_BOOK_WINDOW_MS = BOOK_LIMITS.spanMs;

interface Look {
  readonly time: Millis;
  readonly top: BookSides;
}

/**
 * The recent past of one market, fed with its trades and its book. Bounded; times are those of the exchange.
 * Trades and book begin, and are interrupted, each by itself.
 */
export class MarketWindow {
  readonly #trades = new RollingWindow<TakerTrade>(TRADE_LIMITS);
  readonly #book = new RollingWindow<BookSample>(BOOK_LIMITS);
  readonly #refills = new RollingWindow<Refill>(REFILL_LIMITS);
  #watchesTrades = false;
  #last: Look | undefined;
  /** Two looks whose trades may not all have arrived: they come on a stream of their own. */
  #pending: { before: Look; after: Look } | undefined;

  /** From now on every trade is pushed. */
  startTrades(at: Millis): void {
    this.#trades.restart(at);
    this.#watchesTrades = true;
    this.#startRefills(at);
  }

  /** Trades were missed. */
  interruptTrades(): void {
    this.#trades.interrupt();
    this.#watchesTrades = false;
    this.#interruptRefills();
  }

  pushTrade(trade: TakerTrade): void {
    this.#trades.push(trade);
  }

  /** A book is there; from now on every event is pushed. */
  startBook(at: Millis, top: BookSides): void {
    this.#book.restart(at);
    this.#last = { time: at, top };
    this.#startRefills(at);
  }

  interruptBook(): void {
    this.#book.interrupt();
    this.#last = undefined;
    this.#interruptRefills();
  }

  /** @param top the best SAMPLE_LEVELS of each side after the event */
  pushBook(time: Millis, top: BookSides, changes: BookChanges): void {
    if (!this.#last) return;
    this.#book.push(bookSampleOf(time, top, changes));
    this.#evaluatePending();
    const after = { time, top };
    if (this.#watchesTrades) this.#pending = { before: this.#last, after };
    this.#last = after;
  }

  trades(requestedMs: Millis, now: Millis): Observed<TakerTrade> {
    return this.#trades.last(requestedMs, now);
  }

  book(requestedMs: Millis, now: Millis): Observed<BookSample> {
    return this.#book.last(requestedMs, now);
  }

  refills(requestedMs: Millis, now: Millis): Observed<Refill> {
    return this.#refills.last(requestedMs, now);
  }

  /** Refills need both, from the same moment on. */
  #startRefills(at: Millis): void {
    this.#pending = undefined;
    if (this.#watchesTrades && this.#last) this.#refills.restart(at);
  }

  #interruptRefills(): void {
    this.#pending = undefined;
    this.#refills.interrupt();
  }

  #evaluatePending(): void {
    if (!this.#pending) return;
    const { before, after } = this.#pending;
    this.#pending = undefined;
    const { items } = this.#trades.last(after.time - before.time - 1, after.time);
    if (items.length === 0) return;
    for (const refill of refillsOf(after.time, before.top, after.top, items)) this.#refills.push(refill);
  }
}
