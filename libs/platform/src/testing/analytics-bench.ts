import {
  AppError,
  type Kline,
  type WireSymbol,
  getOrderbookMetrics,
  silentLogger,
} from '@binance-gateway/domain-types';
import { BookKeeper, Hub } from '@binance-gateway/stream-hub';
import { FakeClock } from '@binance-gateway/testing';
import { Analytics } from '../upstream/analytics/analytics.js';
import type { KlineRange } from '../upstream/analytics/traded-volume.js';
import { Books } from '../upstream/books.js';

const SYMBOLS = new Set(['BTCUSDT', 'ETHUSDT', 'BNBUSDT']);
const FILTERS = [
  { filterType: 'PRICE_FILTER', tickSize: '0.01000000' },
  { filterType: 'LOT_SIZE', stepSize: '0.00100000' },
];
const CONTEXT = { requestId: 'request-1', principal: 'spec' };

/** A hub and its books in a time that stands still, fed by the spec. */
export class AnalyticsBench {
  readonly clock = new FakeClock();
  readonly subscribed = new Set<string>();
  readonly asked: KlineRange[] = [];
  klines: Kline[] = [];
  /** Since when the streams may have been cut off. */
  silentMs = 0;
  snapshotError: AppError | undefined;
  readonly hub: Hub;
  readonly analytics: Analytics;
  private updateId = 100;
  tradeId = 500;
  private epochs = 0;

  constructor(maxBooks = 2) {
    this.hub = new Hub({
      broker: {
        subscribe: (names) => names.forEach((name) => this.subscribed.add(name)),
        unsubscribe: (names) => names.forEach((name) => this.subscribed.delete(name)),
      },
      clock: this.clock,
      ids: () => `e${++this.epochs}`,
    });
    const keeper = new BookKeeper({
      hub: this.hub,
      fetchSnapshot: async () => {
        if (this.snapshotError) throw this.snapshotError;
        return {
          lastUpdateId: this.updateId,
          bids: [['100.00000000', '1.00000000']],
          asks: [
            ['100.02000000', '2.00000000'],
            ['101.00000000', '1000.00000000'],
          ],
        };
      },
      clock: this.clock,
      random: () => 0,
    });
    const books = new Books(keeper, maxBooks);
    this.analytics = new Analytics({
      clock: this.clock,
      logger: silentLogger,
      exchangeTime: () => this.clock.now(),
      streams: { silentMs: (name) => (this.subscribed.has(name) ? this.silentMs : undefined) },
      tap: (name, tap) => this.hub.tap(name, tap),
      acquire: (symbol) => books.acquire(symbol),
      books,
      spot: {
        symbols: {
          require: async (symbol: string) => {
            if (SYMBOLS.has(symbol)) return { symbol, filters: FILTERS } as unknown as WireSymbol;
            throw new AppError('UNKNOWN_SYMBOL', symbol);
          },
        },
        run: async (_: unknown, range: KlineRange) => {
          this.asked.push(range);
          return this.klines.filter((k) => k.openTime >= range.startTime && k.openTime <= range.endTime);
        },
      } as unknown as ConstructorParameters<typeof Analytics>[0]['spot'],
    });
  }

  ask<A>(operation: { readonly name: string }, input: object): Promise<A> {
    const answer = this.analytics.answers.get(operation.name) as (i: object, c: object) => Promise<unknown>;
    return answer(input, CONTEXT) as Promise<A>;
  }

  /** An event of the book, every tenth of a second. */
  async depth(bids: [string, string][] = [['100.00', '1.5']], asks: [string, string][] = []): Promise<void> {
    await this.clock.advance(100);
    const U = this.updateId + 1;
    this.updateId = U;
    this.publish('btcusdt@depth@100ms', { e: 'depthUpdate', s: 'BTCUSDT', U, u: U, b: bids, a: asks });
    await this.clock.advance(0);
  }

  trade(price: string, quantity: string, isSale: boolean): void {
    const id = ++this.tradeId;
    const T = this.clock.now();
    this.publish('btcusdt@aggTrade', {
      e: 'aggTrade',
      s: 'BTCUSDT',
      a: id,
      p: price,
      q: quantity,
      f: id,
      l: id,
      T,
      m: isSale,
    });
  }

  /** Somebody asks, and the book is there. */
  async begin(): Promise<void> {
    const first = this.ask(getOrderbookMetrics, { symbol: 'BTCUSDT' });
    await this.depth();
    await this.clock.advance(1_000);
    await this.depth();
    await first;
  }

  private publish(name: string, event: object): void {
    this.hub.publish(name, Buffer.from(JSON.stringify({ ...event, E: this.clock.now() })));
  }
}
