import { Decimal, type DecimalString, type WireBookTickerEvent } from '@binance-gateway/domain-types';
import { IdField } from '../id-field.js';
import type { BookSideName, DepthDiff, OrderBook, PriceLevel } from './order-book.js';

/** So many diffs a quote from beyond the book may wait for; its ids are of another life of the exchange then. */
const MAX_WAITING_DIFFS = 600;

/**
 * Holds a book against the best levels that `<symbol>@bookTicker` tells, and says when the book is certainly wrong.
 *
 * A quote has the update id at which it was true. The diff that covers this id says which levels changed around it;
 * **what it does not name was the same before, at and after the quote.** So of a level that the diff does not name, the
 * quote and the book must say the same: a level better than the best there is must not be, the best one must be, with
 * its quantity. Whether the quote arrives before or after the diff does not matter, nor do quotes that never arrive.
 *
 * One such contradiction is no proof. In 650 recorded seconds of BTCUSDT there were three times levels that a diff left
 * out although the quotes had them, because they were gone a moment after its last id; the next diff then named them.
 * Hence the same level has to be wrong by two quotes, in different diffs, and no diff may have named it in between.
 *
 * One quote is looked at for each diff, the first; the others cost a comparison.
 */
export class QuoteCheck {
  readonly #updateId = new IdField('u');
  readonly #bids = new SideCheck('bids');
  readonly #asks = new SideCheck('asks');
  /** The first one beyond the book. */
  #next: WireBookTickerEvent | undefined;
  #waited = 0;
  /** The last diff in the book; undefined once a quote was held against it. */
  #diff: DepthDiff | undefined;

  /**
   * @param book right as of its `lastUpdateId`; undefined while there is none
   * @returns what is wrong with the book
   */
  onQuote(payload: Buffer, book: OrderBook | undefined): string | undefined {
    if (this.#next !== undefined || book === undefined) return undefined;
    const updateId = this.#updateId.read(payload);
    if (updateId > book.lastUpdateId) {
      this.#next = readQuote(payload);
      this.#waited = 0;
      return undefined;
    }
    const diff = this.#diff;
    if (diff === undefined || updateId < diff.U) return undefined;
    const quote = readQuote(payload);
    return quote && this.#compare(quote, diff, book);
  }

  /**
   * To be called when the diff was applied, before anybody reads the book.
   * @returns what is wrong with the book
   */
  onDiff(diff: DepthDiff, book: OrderBook): string | undefined {
    this.#diff = diff;
    this.#bids.forgive(diff.b);
    this.#asks.forgive(diff.a);
    const quote = this.#next;
    if (quote === undefined) return undefined;
    if (quote.u > diff.u) {
      if (++this.#waited > MAX_WAITING_DIFFS) this.#next = undefined;
      return undefined;
    }
    this.#next = undefined;
    return quote.u < diff.U ? undefined : this.#compare(quote, diff, book);
  }

  /** Another book took the place of the one before. */
  reset(): void {
    this.#next = this.#diff = undefined;
    this.#bids.clear();
    this.#asks.clear();
  }

  #compare(quote: WireBookTickerEvent, diff: DepthDiff, book: OrderBook): string | undefined {
    this.#diff = undefined;
    if (book.completeDepth === 0) return undefined; // it does not claim to know its best level
    try {
      return (
        this.#bids.compare([quote.b, quote.B], diff.b, book) ??
        this.#asks.compare([quote.a, quote.A], diff.a, book)
      );
    } catch {
      return undefined; // a price that is none
    }
  }
}

/** One side of the book. */
class SideCheck {
  /** Price of a level that was wrong by the last quote, and that no diff has named since. */
  #suspect: DecimalString | undefined;

  constructor(private readonly side: BookSideName) {}

  /** What a diff names is right from then on. */
  forgive(named: readonly PriceLevel[]): void {
    if (this.#suspect !== undefined && has(named, this.#suspect)) this.#suspect = undefined;
  }

  clear(): void {
    this.#suspect = undefined;
  }

  compare(best: PriceLevel, named: readonly PriceLevel[], book: OrderBook): string | undefined {
    const before = this.#suspect;
    const wrong = this.#wrongLevel(best, named, book);
    this.#suspect = wrong;
    if (wrong === undefined || before === undefined || !isSame(wrong, before)) return undefined;
    return `bookTicker disagrees: ${this.side} at ${wrong}`;
  }

  /** A level that no diff explains. */
  #wrongLevel(best: PriceLevel, named: readonly PriceLevel[], book: OrderBook): DecimalString | undefined {
    const ours = this.side === 'bids' ? book.bestBid : book.bestAsk;
    if (ours !== undefined && ours[0] === best[0] && ours[1] === best[1]) return undefined;
    if (Decimal.of(best[1]).isZero()) return undefined; // how an empty side is told
    const levels = book.downTo(this.side, best[0]);
    const last = levels[levels.length - 1];
    const isThere = last !== undefined && isSame(last[0], best[0]);
    if (isThere) levels.pop();
    const better = levels.find(([price]) => !has(named, price));
    if (better) return better[0];
    if (isThere && isSame(last[1], best[1])) return undefined;
    return has(named, best[0]) ? undefined : best[0];
  }
}

function has(levels: readonly PriceLevel[], price: DecimalString): boolean {
  return levels.some((level) => isSame(level[0], price));
}

function isSame(a: DecimalString, b: DecimalString): boolean {
  return a === b || Decimal.of(a).equals(Decimal.of(b));
}

function readQuote(payload: Buffer): WireBookTickerEvent | undefined {
  try {
    const quote = JSON.parse(payload.toString('utf8')) as WireBookTickerEvent | null;
    const isWhole = quote && [quote.b, quote.B, quote.a, quote.A].every((text) => Decimal.isValid(text));
    return isWhole && Number.isSafeInteger(quote.u) ? quote : undefined;
  } catch {
    return undefined;
  }
}
