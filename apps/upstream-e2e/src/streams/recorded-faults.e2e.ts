import { once } from 'node:events';
import { createServer } from 'node:http';
import { MarketStreams } from '@binance-gateway/binance-client';
import { seededRandom, silentLogger } from '@binance-gateway/domain-types';
import { readRecording, startSimulator } from '@binance-gateway/exchange-simulator';
import { BookKeeper, DEPTH_WINDOW_PREFIX, DepthWindowSource, Hub } from '@binance-gateway/stream-hub';
import {
  FaultProxy,
  LeapClock,
  type MessageFate,
  describeWithFixtures,
  fixture,
  readJsonl,
} from '@binance-gateway/testing';
import { RecordedExchange } from './recorded-exchange.bed.js';
import { portOf, serve } from './serve-streams.bed.js';
import { WorldReader } from './world-reader.bed.js';

jest.setTimeout(600_000);

const SESSION = 'ws/btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz';
const FRAME_FAULTS = 0.01;
/** Without faults at the end, so that everybody can arrive. */
const CALM_MS = 15_000;

interface Checkpoint {
  readonly afterUpdateId: number;
  readonly bidLevels: number;
  readonly askLevels: number;
  readonly bids: unknown[];
  readonly asks: unknown[];
}

describeWithFixtures('650 recorded seconds of BTCUSDT', () => {
  let exchange: RecordedExchange;
  beforeAll(() => {
    exchange = new RecordedExchange(readRecording(fixture(SESSION)), 'BTCUSDT');
  });

  it('are told by the judge of this test as they were checked', () => {
    const walk = exchange.walk();
    for (const { afterUpdateId, bidLevels, askLevels, bids, asks } of readJsonl<Checkpoint>(
      fixture('ws/btcusdt_expected_book_checkpoints.jsonl'),
    )) {
      const book = walk.to(afterUpdateId);
      expect([book.size('bids'), book.size('asks')]).toEqual([bidLevels, askLevels]);
      expect({ bids: book.top('bids', 20), asks: book.top('asks', 20) }).toEqual({ bids, asks });
    }
  });

  const seeds = process.env['SEED']
    ? [Number(process.env['SEED'])]
    : Array.from({ length: Number(process.env['SEEDS'] ?? 1) }, (_, i) => i + 1);

  it.each(seeds)(
    'with faults by chance, seed %i: every hole is told, every reader ends in the recorded book',
    async (seed) => {
      const random = seededRandom(seed);
      const chance = (percent: number): boolean => random() < percent;
      let proxy: FaultProxy | undefined = undefined as FaultProxy | undefined;
      const clock = new LeapClock({ activity: () => proxy?.bytes ?? 0 });
      const simulator = await startSimulator({ market: 'none', clock, seed });
      const { streams: server } = simulator.control;
      let isCalm = false;
      const counts = { drop: 0, twice: 0, swap: 0, cut: 0 };
      const fate = (): MessageFate => {
        if (isCalm || !chance(FRAME_FAULTS)) return 'pass';
        const what = (['drop', 'twice', 'swap'] as const)[Math.floor(random() * 3)]!;
        counts[what]++;
        return what;
      };
      const { hostname, port } = new URL(simulator.urls.stream);
      proxy = await FaultProxy.start({ target: { host: hostname, port: Number(port) }, clock, fate });
      const streams: MarketStreams = new MarketStreams({
        url: `ws://${proxy.authority}`,
        clock,
        random,
        logger: silentLogger,
        listener: {
          onFrame: (name, payload, combined) => hub.publish(name, payload, combined),
          onGap: (names, reason) => hub.gap(names, reason),
        },
      });
      let epochs = 0;
      const hub: Hub = new Hub({ broker: streams, clock, ids: () => `e${++epochs}`, logger: silentLogger });
      // the exchange's own book at the moment it is asked for
      const walk = exchange.walk();
      let playedId = 0;
      const keeper = new BookKeeper({
        hub,
        clock,
        random,
        isSubscribed: (name) => streams.silentMs(name) !== undefined,
        fetchSnapshot: (_symbol, _limit, signal) =>
          new Promise((resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('given up')));
            clock.setTimeout(
              () => {
                const lastUpdateId = Math.max(playedId, exchange.snapshot.lastUpdateId);
                const book = walk.to(lastUpdateId);
                const copy = (side: 'bids' | 'asks'): [string, string][] =>
                  book.top(side).map(([p, q]) => [p, q]);
                resolve({ lastUpdateId, bids: copy('bids'), asks: copy('asks') });
              },
              20 + random() * 200,
            );
          }),
      });
      hub.addSource(DEPTH_WINDOW_PREFIX, new DepthWindowSource({ hub, books: keeper, clock }));
      const http = createServer().listen(0, '127.0.0.1');
      await once(http, 'listening');
      const sockets = serve(http, hub, () => undefined);
      const read = (...names: string[]): WorldReader =>
        new WorldReader({
          url: `ws://127.0.0.1:${portOf(http)}/ws`,
          streams: names,
          clock,
          record: exchange,
          label: names.join(' '),
        });
      const readers = [
        read('depth:BTCUSDT:20', 'btcusdt@trade', 'btcusdt@bookTicker'),
        read('depth:BTCUSDT:full'),
        read('btcusdt@depth@100ms', 'depth:BTCUSDT:5'),
      ];
      try {
        await clock.until(() => server.stats().streams['btcusdt@depth@100ms'] === 1, 30_000, 'subscribed');
        const start = clock.now();
        const { frames } = exchange;
        const firstMs = frames[0]!.atMs;
        const lengthMs = frames.at(-1)!.atMs - firstMs;
        let nextCut = 2_000 + random() * 6_000;
        for (let i = 0; i < frames.length;) {
          const elapsed = clock.now() - start;
          isCalm = elapsed > lengthMs - CALM_MS;
          if (!isCalm && elapsed > nextCut) {
            counts.cut += proxy.reset();
            nextCut = elapsed + 2_000 + random() * 6_000;
          }
          for (; i < frames.length && frames[i]!.atMs - firstMs <= elapsed; i++) {
            const { name, payload, combined } = frames[i]!;
            if (name.includes('@depth')) playedId = (JSON.parse(payload.toString()) as { u: number }).u;
            server.publish(name, payload, combined);
          }
          await clock.advance(20);
        }
        const last = exchange.ids.at(-1);
        await clock.until(
          () =>
            readers.every(({ checker }) =>
              ['depth:BTCUSDT:20', 'depth:BTCUSDT:full', 'depth:BTCUSDT:5'].every(
                (s) => (checker.lastId(s) ?? last) === last,
              ),
            ),
          20_000,
          'the end of the session',
        );
        expect(readers.flatMap(({ checker }) => checker.violations)).toEqual([]);
        // a fault is no fault where nothing was lost; but most were
        const gaps = readers.map(({ checker }) => checker.counts.gaps);
        expect(Math.min(...gaps)).toBeGreaterThan(counts.cut / 2);
        expect(Math.min(counts.drop, counts.twice, counts.swap, counts.cut)).toBeGreaterThan(20);
        const handle = keeper.acquire('BTCUSDT');
        expect(handle.read().lastUpdateId).toBe(last);
        const truth = exchange.walk().to(last!);
        expect(handle.read().bids(1_000)).toEqual(truth.top('bids', 1_000));
        expect(handle.read().asks(1_000)).toEqual(truth.top('asks', 1_000));
        handle.release();
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      } finally {
        for (const reader of readers) reader.close();
        for (const client of sockets.clients) client.terminate();
        hub.close();
        keeper.close();
        await clock.during(streams.close());
        await proxy.close();
        await simulator.close();
        http.close();
      }
    },
  );
});
