import type { DecimalString, Millis, WireDepth, WireDepthUpdate } from '@binance-gateway/domain-types';
import { BookSide, type PriceLevel } from './book-side.js';
import { TOO_FINE, cutTo, isZeroQuantity, scaledPrice, significantDecimals } from './scaled-price.js';

export type { PriceLevel } from './book-side.js';

export type BookSideName = 'bids' | 'asks';

/** The parts of a depth update that a book needs. */
export type DepthDiff = Pick<WireDepthUpdate, 'U' | 'u' | 'b' | 'a'> & { readonly E?: Millis };

export interface BookDepth {
  readonly lastUpdateId: number;
  /** Best first. */
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
  /**
   * False when the exchange may have levels among these, or after them, that are not known here: the book
   * began with a limited snapshot and the market has moved towards its end.
   */
  readonly isComplete: boolean;
}

/** Levels beyond the snapshot are kept as they arrive; this bounds them, far beyond what anybody reads. */
const MAX_LEVELS = 20_000;
const PRUNE_SLACK = 1_000;

/**
 * The local copy of one symbol's order book. It applies what it is given; whether an event may be applied
 * is for the sequencer. Prices are compared as exact integers at a scale that is learned and widened as
 * finer prices appear; quantities stay the text Binance sent.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class OrderBook {
  readonly #bids = new BookSide();
  readonly #asks = new BookSide();
  #scale = 0;
  #lastUpdateId = 0;
  #eventTime: Millis | undefined;

  constructor(readonly symbol: string) {}

  /**
   * A book as of a REST depth snapshot.
   * @param limit what was asked for: a side with fewer levels is known whole
   * @throws RangeError for prices or quantities that are not plain decimals
   */
  static fromSnapshot(symbol: string, snapshot: WireDepth, limit: number): OrderBook {
    const book = new OrderBook(symbol);
    for (let i = snapshot.bids.length - 1; i >= 0; i--)
      book.#set(book.#bids, 1, snapshot.bids[i] as PriceLevel);
    for (let i = snapshot.asks.length - 1; i >= 0; i--)
      book.#set(book.#asks, -1, snapshot.asks[i] as PriceLevel);
    if (snapshot.bids.length >= limit) book.#bids.limitHere();
    if (snapshot.asks.length >= limit) book.#asks.limitHere();
    book.#lastUpdateId = snapshot.lastUpdateId;
    return book;
  }

  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** `E` of the last event; undefined before the first one after the snapshot. */
  get eventTime(): Millis | undefined {
    return this.#eventTime;
  }

  /** Levels known on each side, including those beyond what is known completely. */
  get bidLevels(): number {
    return this.#bids.size;
  }

  get askLevels(): number {
    return this.#asks.size;
  }

  get bestBid(): PriceLevel | undefined {
    return this.#bids.best;
  }

  get bestAsk(): PriceLevel | undefined {
    return this.#asks.best;
  }

  /** Never true of a right book. */
  get isCrossed(): boolean {
    return this.#bids.bestKey >= -this.#asks.bestKey;
  }

  /** Levels per side, from the best, among which none can be missing; Infinity when the whole side is known. */
  get completeDepth(): number {
    const of = (side: BookSide): number => (side.isLimited ? side.completeLevels : Infinity);
    return Math.min(of(this.#bids), of(this.#asks));
  }

  bids(n = Infinity): PriceLevel[] {
    return this.#bids.top(n);
  }

  asks(n = Infinity): PriceLevel[] {
    return this.#asks.top(n);
  }

  /**
   * The levels of a side that are better than a price, best first, then the one at it if there is one.
   * @throws RangeError for what is no price
   */
  downTo(side: BookSideName, price: DecimalString): PriceLevel[] {
    const scaled = scaledPrice(price, this.#scale);
    // finer than any the book has: no level is at it
    const key = scaled === TOO_FINE ? scaledPrice(cutTo(price, this.#scale), this.#scale) : scaled;
    if (side === 'asks') return this.#asks.downTo(-key);
    return this.#bids.downTo(scaled === TOO_FINE ? key + 1 : key);
  }

  /** Both sides at one update id. */
  depth(n: number): BookDepth {
    return {
      lastUpdateId: this.#lastUpdateId,
      bids: this.#bids.top(n),
      asks: this.#asks.top(n),
      isComplete: this.completeDepth >= n,
    };
  }

  /**
   * Applies one event: quantities are absolute, zero removes.
   * @throws RangeError for malformed prices or quantities; the book is then not to be used any more
   */
  apply(diff: DepthDiff): void {
    for (let i = 0; i < diff.b.length; i++) this.#set(this.#bids, 1, diff.b[i] as PriceLevel);
    for (let i = 0; i < diff.a.length; i++) this.#set(this.#asks, -1, diff.a[i] as PriceLevel);
    if (this.#bids.size > MAX_LEVELS + PRUNE_SLACK) this.#bids.prune(MAX_LEVELS);
    if (this.#asks.size > MAX_LEVELS + PRUNE_SLACK) this.#asks.prune(MAX_LEVELS);
    this.#lastUpdateId = diff.u;
    this.#eventTime = diff.E;
  }

  #set(side: BookSide, sign: 1 | -1, level: PriceLevel): void {
    const price = level[0];
    let scaled = scaledPrice(price, this.#scale);
    if (scaled === TOO_FINE) {
      this.#widen(significantDecimals(price));
      scaled = scaledPrice(price, this.#scale);
    }
    if (isZeroQuantity(level[1])) side.remove(sign * scaled);
    else side.set(sign * scaled, level);
  }

  #widen(scale: number): void {
    const factor = 10 ** (scale - this.#scale);
    this.#bids.rescale(factor);
    this.#asks.rescale(factor);
    this.#scale = scale;
  }
}
