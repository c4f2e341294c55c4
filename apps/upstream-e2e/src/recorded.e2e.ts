import { MarketStreams, type SpotConnection, connectSpot } from '@binance-gateway/binance-client';
import {
  type WireBookTickerEvent,
  type WireDepth,
  getOrderBook,
  silentLogger,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { type Simulator, startSimulator } from '@binance-gateway/exchange-simulator';
import { BookKeeper, Hub, type OrderBook } from '@binance-gateway/stream-hub';
import { describeWithFixtures, fixture, readJsonl, until } from '@binance-gateway/testing';

const common = { clock: systemClock, random: systemRandom, logger: silentLogger };

/** Everything between an exchange's sockets and an order book, put together as the gateway does it. */
class House {
  /** Symbols whose continuity was lost, in order. */
  readonly gaps: string[] = [];
  readonly snapshots: string[] = [];
  readonly hub: Hub;
  readonly keeper: BookKeeper;
  private readonly streams: MarketStreams;
  private readonly connection: SpotConnection;

  private constructor(readonly exchange: Simulator) {
    this.connection = connectSpot({
      restUrl: exchange.urls.rest,
      clock: systemClock,
      random: systemRandom,
      newClientOrderId: () => 'unused',
    });
    this.streams = new MarketStreams({
      ...common,
      url: exchange.urls.stream,
      listener: {
        onFrame: (name, payload, combined) => this.hub.publish(name, payload, combined),
        onGap: (names, reason) => {
          this.gaps.push(...names);
          this.hub.gap(names, reason);
        },
      },
    });
    this.hub = new Hub({
      broker: this.streams,
      clock: systemClock,
      ids: () => 'epoch',
      logger: silentLogger,
    });
    this.keeper = new BookKeeper({
      ...common,
      hub: this.hub,
      depthLimit: 1000,
      fetchSnapshot: async (symbol, limit, signal) => {
        this.snapshots.push(symbol);
        return (await this.connection.rest.call(getOrderBook, { symbol, limit }, { signal })) as WireDepth;
      },
    });
  }

  static async open(file: string): Promise<House> {
    const market = { replay: fixture(file), speed: 'max', holdForSnapshot: true } as const;
    return new House(await startSimulator({ market }));
  }

  async close(): Promise<void> {
    this.hub.close();
    this.keeper.close();
    await this.streams.close();
    await this.connection.close();
    await this.exchange.close();
  }
}

interface Checkpoint {
  readonly afterUpdateId: number;
  readonly bidLevels: number;
  readonly askLevels: number;
  readonly bids: unknown[];
  readonly asks: unknown[];
}

describeWithFixtures('recorded sessions, from the socket of an exchange to the book', () => {
  let house: House | undefined;
  afterEach(async () => {
    await house?.close();
    house = undefined;
  });

  it('gives the expected book at every checkpoint, and the best prices of the bookTicker stream', async () => {
    house = await House.open('ws/btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz');
    const checkpoints = new Map(
      readJsonl<Checkpoint>(fixture('ws/btcusdt_expected_book_checkpoints.jsonl')).map((c) => [
        c.afterUpdateId,
        c,
      ]),
    );
    expect(checkpoints.size).toBe(65);
    const tickers: WireBookTickerEvent[] = [];
    let frames = 0;
    for (const name of ['btcusdt@bookTicker', 'btcusdt@trade']) {
      house.hub.tap(name, {
        onMessage: (payload) => {
          frames++;
          if (name.endsWith('bookTicker'))
            tickers.push(JSON.parse(payload.toString()) as WireBookTickerEvent);
        },
      });
    }
    const boundaries: { id: number; best: string }[] = [];
    const check = (book: OrderBook): void => {
      const best = [book.bestBid, book.bestAsk].map((level) => level?.join(' ')).join(' ');
      boundaries.push({ id: book.lastUpdateId, best });
      const expected = checkpoints.get(book.lastUpdateId);
      if (!expected) return;
      checkpoints.delete(book.lastUpdateId);
      const { bidLevels, askLevels, bids, asks } = expected;
      expect([book.bidLevels, book.askLevels]).toEqual([bidLevels, askLevels]);
      expect({ bids: book.bids(20), asks: book.asks(20) }).toEqual({ bids, asks });
    };
    const handle = house.keeper.acquire('BTCUSDT');
    const failures: unknown[] = [];
    const visit = (book: OrderBook): void => {
      frames++;
      try {
        check(book);
      } catch (error) {
        failures.push(error);
      }
    };
    // the first checkpoint is the book the snapshot and the buffered events make
    handle.subscribe({ onSnapshot: visit, onUpdate: visit });
    const { replay } = house.exchange.market;
    await until(() => replay?.isFinished && boundaries.length > 6_480 && checkpoints.size === 0, {
      timeoutMs: 50_000,
      what: 'the whole session',
    }).catch((error: unknown) => failures.push(error));
    expect(failures).toEqual([]);
    expect(house.gaps).toEqual([]);
    expect(house.snapshots).toEqual(['BTCUSDT']);
    await until(() => tickers.length > 0 && frames > 99_000);

    tickers.sort((a, b) => a.u - b.u);
    let next = 0;
    let agreed = 0;
    for (const { id, best } of boundaries) {
      while (next < tickers.length && (tickers[next] as WireBookTickerEvent).u <= id) next++;
      const t = tickers[next - 1];
      if (t && best === `${t.b} ${t.B} ${t.a} ${t.A}`) agreed++;
    }
    expect(agreed / boundaries.length).toBeGreaterThanOrEqual(0.999);
    handle.release();
  });

  it('syncs four symbols from their recorded snapshots without a resync', async () => {
    house = await House.open('ws/cryptofeed_BINANCE.jsonl');
    const { replay } = house.exchange.market;
    const symbols = replay?.symbols ?? [];
    expect(symbols.sort()).toEqual(['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR']);
    const handles = symbols.map((symbol) => house?.keeper.acquire(symbol));
    await until(() => replay?.isFinished && handles.every((handle) => handle?.state === 'live'), {
      timeoutMs: 30_000,
    });
    expect(house.gaps).toEqual([]);
    expect(house.snapshots.sort()).toEqual(symbols);
    for (const handle of handles) handle?.release();
  });
});
