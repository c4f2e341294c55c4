import { MarketStreams } from '@binance-gateway/binance-client';
import { type Logger, type WireDepth, seededRandom, silentLogger } from '@binance-gateway/domain-types';
import { DEFAULT_SYMBOLS, type Simulator, startSimulator } from '@binance-gateway/exchange-simulator';
import { BookKeeper, Hub } from '@binance-gateway/stream-hub';
import type { LeapClock } from '@binance-gateway/testing';

const DEPTH = 'btcusdt@depth@100ms';
const TRADES = 'btcusdt@trade';

/**
 * Streams of an exchange on which nothing goes wrong but the passing of time: its connections are replaced by age and
 * nobody may notice.
 */
export class CalmPool {
  events = 0;
  snapshots = 0;
  readonly replaced: string[] = [];
  private readonly violations: string[] = [];
  private readonly hub: Hub;
  private readonly keeper: BookKeeper;
  private readonly streams: MarketStreams;

  private constructor(
    clock: LeapClock,
    private readonly exchange: Simulator,
    seed: number,
  ) {
    const random = seededRandom(seed);
    const info: Logger['info'] = (fields, message) => {
      if (message === 'market stream connection replaced')
        this.replaced.push(String((fields as Record<string, unknown>)['reason']));
    };
    this.streams = new MarketStreams({
      url: exchange.urls.stream,
      clock,
      random,
      logger: { ...silentLogger, info },
      listener: {
        onFrame: (name, payload, combined) => this.hub.publish(name, payload, combined),
        onGap: (names, reason) => {
          this.violations.push(`a gap of ${names.join()}: ${reason}`);
          this.hub.gap(names, reason);
        },
      },
    });
    this.hub = new Hub({ broker: this.streams, clock, ids: () => 'calm', logger: silentLogger });
    this.keeper = new BookKeeper({
      hub: this.hub,
      clock,
      random,
      isSubscribed: (name) => this.streams.silentMs(name) !== undefined,
      fetchSnapshot: (symbol, limit) => {
        this.snapshots++;
        return Promise.resolve(exchange.market.data.depth(symbol, limit) as WireDepth);
      },
    });
    for (const name of [DEPTH, TRADES]) {
      this.hub.tap(name, {
        onMessage: () => this.events++,
        onGap: (reason) => void this.violations.push(`${name}: ${reason}`),
      });
    }
    this.keeper.acquire('BTCUSDT').subscribe({
      onGap: (reason) => void this.violations.push(`book: ${reason}`),
      onUpdate: (book) => {
        const { lastUpdateId, bids } = exchange.engine.depth('BTCUSDT', 1);
        if (lastUpdateId !== book.lastUpdateId || !bids[0]) return;
        const [bid] = exchange.market.data.depth('BTCUSDT', 1).bids;
        if (bid?.join() !== book.bestBid?.join())
          this.violations.push(`book at ${lastUpdateId} is not the exchange's`);
      },
    });
  }

  static async open(clock: LeapClock, seed: number): Promise<CalmPool> {
    const symbols = DEFAULT_SYMBOLS.filter(({ symbol }) => symbol === 'BTCUSDT');
    const exchange = await startSimulator({ seed, clock, symbols, eventsPerSecond: 0.2 });
    return new CalmPool(clock, exchange, seed);
  }

  /** @throws Error when anybody has noticed anything */
  check(): void {
    if (this.snapshots > 1) this.violations.push(`${this.snapshots} snapshots`);
    if (this.violations.length > 0) throw new Error(`without faults:\n${this.violations.join('\n')}`);
  }

  async close(): Promise<void> {
    this.hub.close();
    this.keeper.close();
    await Promise.all([this.streams.close(), this.exchange.close()]);
  }
}
