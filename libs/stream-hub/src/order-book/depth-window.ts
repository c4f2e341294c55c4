import type { Clock } from '@binance-gateway/domain-types';
import type { Source } from '../source.js';
import type { BookHandle } from './book-keeper.js';
import type { OrderBook, PriceLevel } from './order-book.js';

export type DepthLevels = number | 'full';

/** What the windows need of the hub. */
export interface DepthWindowHub {
  publish(name: string, payload: Buffer): void;
  gap(names: readonly string[], reason: string): void;
}

export interface DepthWindowOptions {
  readonly hub: DepthWindowHub;
  readonly books: { acquire(symbol: string): BookHandle };
  readonly clock: Clock;
}

export const DEPTH_WINDOW_PREFIX = 'depth:';
const MAX_LEVELS = 5000;
const GONE = '0.00000000';
const NAME = /^depth:(.+):([1-9][0-9]{0,3}|full)$/;

/** Channel of a book's top N (1–5000), or of all its levels. Register the source for DEPTH_WINDOW_PREFIX. */
export function depthWindowName(symbol: string, levels: DepthLevels): string {
  return `${DEPTH_WINDOW_PREFIX}${symbol}:${levels}`;
}

export function parseDepthWindowName(name: string): { symbol: string; levels: DepthLevels } | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const levels = match[2] === 'full' ? 'full' : Number(match[2]);
  if (levels !== 'full' && levels > MAX_LEVELS) return undefined;
  return { symbol: match[1] as string, levels };
}

/**
 * Feeds `depth:<SYMBOL>:<N>` channels. Each joiner gets a `depthSnapshot` `{e,E,s,lastUpdateId,bids,asks}`,
 * then `depthUpdate` `{e,E,s,U,u,b,a}` with contiguous ids. Applying them always gives exactly the book's
 * top N: a level that leaves the window is sent with quantity "0.00000000", one that enters with its own.
 * With `full` the exchange's own events are passed on. After a gap a new `depthSnapshot` comes.
 */
export class DepthWindowSource implements Source {
  readonly #windows = new Map<string, Window>();

  constructor(private readonly options: DepthWindowOptions) {}

  start(name: string): void {
    const parsed = parseDepthWindowName(name);
    if (!parsed) throw new RangeError(`not a depth window: ${name.slice(0, 60)}`);
    const { hub, books, clock } = this.options;
    this.#windows.set(name, new Window(name, parsed.levels, books.acquire(parsed.symbol), hub, clock));
  }

  stop(name: string): void {
    this.#windows.get(name)?.close();
    this.#windows.delete(name);
  }

  snapshot(name: string): Buffer | undefined {
    return this.#windows.get(name)?.snapshot();
  }
}

class Window {
  #bids: readonly PriceLevel[] = [];
  #asks: readonly PriceLevel[] = [];
  /** Id up to which the readers have everything; undefined while there is no book. */
  #sentId: number | undefined;
  #eventTime = 0;
  /** Computed for the first joiner after a change, shared by the others. */
  #snapshot: Buffer | undefined;

  constructor(
    private readonly name: string,
    private readonly levels: DepthLevels,
    private readonly handle: BookHandle,
    private readonly hub: DepthWindowHub,
    private readonly clock: Clock,
  ) {
    handle.subscribe({
      onSnapshot: (book) => {
        this.#take(book);
        this.hub.publish(this.name, this.snapshot() as Buffer);
      },
      onUpdate: (book, diff, payload) => {
        if (this.levels === 'full') {
          this.#take(book);
          this.hub.publish(this.name, payload);
        } else {
          this.#eventTime = diff.E;
          this.#update(book, this.levels);
        }
      },
      onRenewed: (book) => {
        // Levels appear that no event has brought: only a snapshot can say so
        const bids = this.levels === 'full' ? [] : changes(this.#bids, book.bids(this.levels));
        const asks = this.levels === 'full' ? [] : changes(this.#asks, book.asks(this.levels));
        if (this.levels !== 'full' && bids.length === 0 && asks.length === 0) return;
        this.#take(book);
        this.hub.publish(this.name, this.snapshot() as Buffer);
      },
      onGap: (reason) => {
        this.#sentId = this.#snapshot = undefined;
        this.hub.gap([this.name], reason);
      },
    });
    if (handle.state === 'live' || handle.state === 'unconfirmed') this.#take(handle.read());
  }

  snapshot(): Buffer | undefined {
    if (this.#sentId === undefined) return undefined;
    this.#snapshot ??= encode({
      e: 'depthSnapshot',
      E: this.#eventTime,
      s: this.handle.symbol,
      lastUpdateId: this.#sentId,
      bids: this.levels === 'full' ? this.handle.read().bids() : this.#bids,
      asks: this.levels === 'full' ? this.handle.read().asks() : this.#asks,
    });
    return this.#snapshot;
  }

  close(): void {
    this.handle.release();
  }

  #take(book: OrderBook): void {
    if (this.levels !== 'full') {
      this.#bids = book.bids(this.levels);
      this.#asks = book.asks(this.levels);
    }
    this.#sentId = book.lastUpdateId;
    this.#eventTime = book.eventTime ?? this.clock.now();
    this.#snapshot = undefined;
  }

  #update(book: OrderBook, levels: number): void {
    const bids = book.bids(levels);
    const asks = book.asks(levels);
    const b = changes(this.#bids, bids);
    const a = changes(this.#asks, asks);
    this.#bids = bids;
    this.#asks = asks;
    if (b.length === 0 && a.length === 0) return; // the ids it would have carried go out with the next change
    const U = (this.#sentId as number) + 1;
    this.#sentId = book.lastUpdateId;
    this.#snapshot = undefined;
    const event = { e: 'depthUpdate', E: this.#eventTime, s: this.handle.symbol, U, u: this.#sentId, b, a };
    this.hub.publish(this.name, encode(event));
  }
}

/** Levels to send so that a reader of `before` has `after`. Levels are never changed in place: same object, same level. */
function changes(before: readonly PriceLevel[], after: readonly PriceLevel[]): PriceLevel[] {
  if (before.length === after.length && before.every((level, i) => level === after[i])) return [];
  const gone = new Map(before.map((level) => [level[0], level]));
  const changed: PriceLevel[] = [];
  for (const level of after) {
    const old = gone.get(level[0]);
    gone.delete(level[0]);
    if (old?.[1] !== level[1]) changed.push(level);
  }
  for (const price of gone.keys()) changed.push([price, GONE]);
  return changed;
}

function encode(event: object): Buffer {
  return Buffer.from(JSON.stringify(event));
}
