import { type MarketStreams, decodeAggTradeEvent } from '@binance-gateway/binance-client';
import type { Clock, Logger, Millis, WireAggTradeEvent, WireLevel } from '@binance-gateway/domain-types';
import {
  type BookSides,
  MarketWindow,
  SAMPLE_LEVELS,
  type Observed,
  type TakerTrade,
  type BookSample,
  type Refill,
  takerTradeOf,
} from '@binance-gateway/market-analytics';
import type { BookHandle, OrderBook, Tap } from '@binance-gateway/stream-hub';

export interface MarketWatchDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Time of the exchange, until the first event tells it better. */
  readonly exchangeTime: () => Millis;
  readonly streams: Pick<MarketStreams, 'silentMs'>;
  readonly tap: (name: string, tap: Tap) => () => void;
  /** @throws AppError FULL */
  readonly acquire: (symbol: string) => BookHandle;
}

/** The kept book and the trades of one symbol, and their recent past, for as long as somebody asks for it. */
export class MarketWatch {
  readonly handle: BookHandle;
  readonly #window = new MarketWindow();
  readonly #tradeStream: string;
  readonly #depthStream: string;
  readonly #untap: () => void;
  #hasTrades = false;
  #hasBook = false;
  /** Undefined until a trade has come since the window began. */
  #lastTradeId: number | undefined;
  /** Up to when each stream itself has told everything: the time of its newest event, or when it began. */
  #tradesUntil: Millis = -Infinity;
  #bookUntil: Millis = -Infinity;
  /** Newest time an event told, and when that was. */
  #eventTime: Millis | undefined;
  #heardAt = 0;

  constructor(
    readonly symbol: string,
    private readonly deps: MarketWatchDeps,
  ) {
    this.#tradeStream = `${symbol.toLowerCase()}@aggTrade`;
    this.#depthStream = `${symbol.toLowerCase()}@depth@100ms`;
    this.handle = deps.acquire(symbol);
    this.handle.subscribe({
      onUpdate: (book, { E, b, a }) => this.#onBook(book, Number.isSafeInteger(E) ? E : this.now, b, a),
      onGap: () => {
        this.#hasBook = false;
        this.#bookUntil = -Infinity;
        this.#window.interruptBook();
      },
    });
    this.#untap = deps.tap(this.#tradeStream, {
      onMessage: (payload) => this.#onTrade(payload),
      onGap: () => this.#interruptTrades(),
    });
  }

  /** Time of the exchange: that of the newest event, and what has passed since it came. */
  get now(): Millis {
    if (this.#eventTime === undefined) return Math.floor(this.deps.exchangeTime());
    return Math.floor(this.#eventTime + this.deps.clock.monotonic() - this.#heardAt);
  }

  /** How long ago at most everything was known; of the book, and of the trades. */
  get bookSilentMs(): Millis | undefined {
    return this.#silentMs(this.#depthStream, this.#bookUntil);
  }

  get tradeSilentMs(): Millis | undefined {
    return this.#silentMs(this.#tradeStream, this.#tradesUntil);
  }

  trades(requestedMs: Millis): Observed<TakerTrade> {
    return this.#window.trades(requestedMs, this.#knownUntil(this.#hasTrades ? this.tradeSilentMs : 0));
  }

  book(requestedMs: Millis): Observed<BookSample> {
    return this.#window.book(requestedMs, this.#knownUntil(this.#hasBook ? this.bookSilentMs : 0));
  }

  refills(requestedMs: Millis): Observed<Refill> {
    return this.#window.refills(requestedMs, this.now);
  }

  close(): void {
    this.#untap();
    this.handle.release();
  }

  /**
   * Whether bytes come is known to some seconds only, and differently in each process. Messages come in order, so the
   * newest of them confirms those before it to the millisecond.
   */
  #silentMs(stream: string, until: Millis): Millis | undefined {
    const silent = this.deps.streams.silentMs(stream);
    return silent === undefined ? undefined : Math.min(silent, Math.max(0, this.now - until));
  }

  /** A stream that is not confirmed has lost nothing yet that a gap has not told. */
  #knownUntil(silentMs: Millis | undefined): Millis {
    return Math.floor(this.now - (silentMs ?? 0));
  }

  #onBook(book: OrderBook, time: Millis, bids: readonly WireLevel[], asks: readonly WireLevel[]): void {
    this.#hear(time);
    this.#bookUntil = Math.max(this.#bookUntil, time);
    // a stream without trades says nothing; that the exchange has confirmed it says that there were none
    if (!this.#hasTrades && this.tradeSilentMs !== undefined) this.#startTrades(time);
    const top: BookSides = { bids: book.bids(SAMPLE_LEVELS), asks: book.asks(SAMPLE_LEVELS) };
    if (this.#hasBook) {
      const removedLevels = bids.filter(isRemoval).length + asks.filter(isRemoval).length;
      this.#window.pushBook(time, top, { levelChanges: bids.length + asks.length, removedLevels });
      return;
    }
    this.#hasBook = true;
    this.#window.startBook(time, top);
  }

  #onTrade(payload: Buffer): void {
    let event: WireAggTradeEvent;
    try {
      event = decodeAggTradeEvent(JSON.parse(payload.toString()));
    } catch (error) {
      this.deps.logger.warn({ stream: this.#tradeStream, error }, 'trade could not be read');
      this.#interruptTrades();
      return;
    }
    this.#hear(event.E);
    // ids are contiguous: a repeated one is an echo, a missing one a gap that nobody told of
    const before = this.#lastTradeId;
    if (before !== undefined && event.a <= before) return;
    if (!this.#hasTrades || (before !== undefined && event.a !== before + 1)) this.#startTrades(event.T);
    this.#lastTradeId = event.a;
    this.#tradesUntil = Math.max(this.#tradesUntil, event.E);
    this.#window.pushTrade(takerTradeOf(event));
  }

  #startTrades(at: Millis): void {
    this.#hasTrades = true;
    this.#lastTradeId = undefined;
    this.#tradesUntil = at;
    this.#window.startTrades(at);
  }

  #interruptTrades(): void {
    this.#hasTrades = false;
    this.#lastTradeId = undefined;
    this.#tradesUntil = -Infinity;
    this.#window.interruptTrades();
  }

  #hear(time: Millis): void {
    if (this.#eventTime !== undefined && time < this.#eventTime) return;
    this.#eventTime = time;
    this.#heardAt = this.deps.clock.monotonic();
  }
}

/** Quantity zero, however many decimals it is written with. */
function isRemoval([, quantity]: WireLevel): boolean {
  return /^0(\.0*)?$/.test(quantity);
}
