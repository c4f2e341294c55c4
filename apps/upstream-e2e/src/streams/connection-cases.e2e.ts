import { MarketStreams } from '@binance-gateway/binance-client';
import { getOrderBook, getPrice, seededRandom, silentLogger } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { type StreamWorld, forSeeds } from './stream-world.bed.js';
import type { WorldReader } from './world-reader.bed.js';

jest.setTimeout(240_000);

const SEEDS = 3;
const STREAMS = [
  'depth:BTCUSDT:20',
  'depth:ETHUSDT:full',
  'btcusdt@trade',
  'ethusdt@aggTrade',
  'btcusdt@bookTicker',
];
/** Liveness of a socket by the gateway's own pings. */
const HALF_OPEN_MS = 10_000;

async function begin(world: StreamWorld): Promise<WorldReader> {
  const reader = world.reader(STREAMS);
  await world.flowing();
  return reader;
}

/** All of it speaks again after what has happened. */
async function recovered(world: StreamWorld, reader: WorldReader, withinMs = 90_000): Promise<void> {
  const before = reader.messages;
  await world.clock.advance(100);
  await world.clock.until(
    () =>
      world.upstream.streams.status().state === 'live' &&
      reader.messages > before + 20 &&
      STREAMS.every((stream) => reader.checker.lastId(stream) !== undefined || stream.endsWith('bookTicker')),
    withinMs,
    'all streams again',
  );
}

describe('connections', () => {
  it(
    'C1 a reset every 1 to 30 s for ten minutes: every hole is told, no limit is broken',
    forSeeds(1, { simulator: { eventsPerSecond: 4 } }, async (world) => {
      const reader = await begin(world);
      const end = world.clock.now() + 600_000;
      let resets = 0;
      while (world.clock.now() < end) {
        await world.clock.advance(1_000 + world.random() * 29_000);
        resets += world.streamProxy.reset();
      }
      await recovered(world, reader);
      expect(resets).toBeGreaterThan(15);
      expect(world.losses().length).toBeGreaterThanOrEqual(resets);
      expect(reader.checker.counts.gaps).toBeGreaterThan(resets);
      expect(reader.closes).toEqual([]);
      // "300 connection attempts in five minutes"
      expect(world.upstream.streams.status().connectAttempts).toBeLessThan(270);
    }),
  );

  it(
    'C2 half open: found by ping within 10 s; until then nothing is given as fresh that is not',
    forSeeds(SEEDS, {}, async (world) => {
      const reader = await begin(world);
      const context = { requestId: 'c2', principal: 'e2e' };
      let source: string | undefined;
      let ageMs = 0;
      const read = async (operation: typeof getOrderBook): Promise<{ lastUpdateId: number }> => {
        const onSource = (from: { source: string; ageMs: number }): void => void ({ source, ageMs } = from);
        const input = { symbol: 'BTCUSDT', limit: 20 };
        const answer = await world.clock.during(
          world.upstream.operations.run(operation, input as never, { ...context, onSource }),
        );
        return answer as { lastUpdateId: number };
      };
      for (let i = 0; i < 20 && source !== 'stream'; i++) {
        await read(getOrderBook);
        await world.clock.advance(200);
      }
      expect(source).toBe('stream');
      const at = world.clock.now();
      world.streamProxy.halfOpen();
      const walk = world.record.walk('BTCUSDT');
      let stale = 0;
      while (world.losses().length === 0 && world.clock.now() < at + 60_000) {
        const { lastUpdateId, ...book } = (await read(getOrderBook)) as {
          lastUpdateId: number;
          bids: string[][];
        };
        // I3: as it was no longer ago than it says, and never longer than its limit
        if (source === 'stream') {
          expect(ageMs).toBeLessThanOrEqual(5_000);
          stale++;
        }
        expect(lastUpdateId).toBeGreaterThanOrEqual(
          world.record.idAt('BTCUSDT', world.clock.now() - ageMs - 1_000),
        );
        expect(book.bids.slice(0, 5).map(([p]) => p)).toEqual(
          walk.to(lastUpdateId).top('bids', 5).map(([p]) => p), // prettier-ignore
        );
        await world.clock.advance(250);
      }
      expect(world.clock.now() - at).toBeLessThanOrEqual(HALF_OPEN_MS);
      expect(stale).toBeGreaterThan(0);
      expect(world.losses().map(({ fields }) => fields['reason'])).toEqual(['half-open']);
      await recovered(world, reader);
    }),
  );

  it.each(['btcusdt@depth@100ms', 'btcusdt@trade', 'ethusdt@aggTrade'])(
    'C3 %s alone falls silent: found within seconds of the next trade and subscribed anew, others go on',
    (stream) =>
      forSeeds(1, {}, async (world) => {
        const reader = await begin(world);
        await world.clock.advance(10_000);
        const symbol = stream.slice(0, 7).toUpperCase();
        const { streams } = world.exchange.control;
        const told = new Map(reader.checker.gapsOf);
        streams.silence(stream);
        const at = world.clock.now();
        const { tape } = world.exchange.market.data.of(symbol);
        const before = tape.lastTrade?.tradeId ?? 0;
        await world.clock.until(() => (tape.lastTrade?.tradeId ?? 0) > before, 120_000, 'a trade');
        const tradeAt = world.clock.now();
        const alarms = (): number =>
          world.warnings.filter(({ message }) => message.includes('silent while the exchange has news'))
            .length;
        await world.clock.until(() => alarms() > 0, 60_000, 'an alarm');
        expect(world.clock.now() - Math.max(at, tradeAt)).toBeLessThanOrEqual(6_000);
        // what is subscribed anew is alive again at the exchange
        await world.clock.until(() => streams.stats().streams[stream] === undefined, 10_000, 'UNSUBSCRIBE');
        streams.clearFaults();
        await recovered(world, reader);
        await world.clock.advance(10_000);
        expect(alarms()).toBe(1);
        expect(world.losses()).toEqual([]);
        const affected = [...reader.checker.gapsOf].filter(([name, n]) => n > (told.get(name) ?? 0));
        const expected = stream.includes('@depth') ? 'depth:BTCUSDT:20' : stream;
        expect(affected).toEqual([[expected, 1 + (told.get(expected) ?? 0)]]);
      })(),
  );

  it(
    'C4 the server announces its end: the next connection is live before, no gap, no snapshot',
    forSeeds(SEEDS, {}, async (world) => {
      const reader = await begin(world);
      const { snapshots } = world;
      for (let round = 0; round < 3; round++) {
        await world.clock.advance(2_000 + world.random() * 5_000);
        const { accepted } = world.streamProxy;
        world.exchange.control.streams.serverShutdown();
        await world.clock.until(() => world.streamProxy.accepted > accepted, 5_000, 'the next connection');
        await world.clock.until(
          () =>
            world.streamProxy.open === 1 && world.upstream.streams.status().connections[0]?.state === 'open',
          30_000,
          'the end of the old one',
        );
      }
      await recovered(world, reader);
      expect([reader.checker.counts.gaps, world.snapshots - snapshots]).toEqual([0, 0]);
    }),
  );

  it(
    'C5 3,072 streams are lost at once: back within the time their batches need, priority symbols first',
    forSeeds(1, {}, async (world) => {
      const many = Array.from({ length: 3_072 }, (_, i) => `sym${i}usdt@trade`);
      const urgent = many.filter((_, i) => i % 1_024 > 1_000);
      const streams = new MarketStreams({
        url: `ws://${world.streamProxy.authority}`,
        clock: world.clock,
        random: seededRandom(world.seed),
        logger: silentLogger,
        isUrgent: (name) => urgent.includes(name),
        listener: { onFrame: () => undefined, onGap: () => undefined },
      });
      streams.subscribe(many);
      await world.clock.until(() => streams.status().confirmed === many.length, 30_000, 'all');
      world.streamProxy.reset();
      await world.clock.until(() => streams.status().confirmed === 0, 5_000, 'none');
      const at = world.clock.now();
      await world.clock.until(() => streams.status().confirmed > 0, 10_000, 'the first');
      await world.clock.until(
        () => urgent.every((name) => streams.silentMs(name) !== undefined),
        1_500,
        'the urgent ones',
      );
      expect(streams.status().confirmed).toBeLessThan(many.length);
      await world.clock.until(() => streams.status().confirmed === many.length, 30_000, 'all again');
      // back-off of at most a second, then six batches a connection, a quarter of a second apart or more
      expect(world.clock.now() - at).toBeLessThan(5_000);
      expect(streams.status().connections.map(({ losses, lastLoss }) => [losses, lastLoss?.code])).toEqual(
        Array.from({ length: 3 }, () => [1, 1006]),
      );
      await world.clock.during(streams.close());
    }),
  );

  it(
    'C6 closed with 1008 again and again: fewer and fewer attempts, and none of our doing',
    forSeeds(SEEDS, {}, async (world) => {
      const reader = await begin(world);
      const { streams } = world.exchange.control;
      const accepted = world.streamProxy.accepted;
      const end = world.clock.now() + 120_000;
      while (world.clock.now() < end) {
        streams.closeAll(1008, 'Too many requests');
        await world.clock.advance(250);
      }
      expect(world.streamProxy.accepted - accepted).toBeLessThanOrEqual(12);
      const forced = world.losses(1008).length;
      expect(forced).toBeGreaterThan(2);
      await recovered(world, reader, 120_000);
      expect(world.losses(1008)).toHaveLength(forced);
      world.warnings.length = 0; // those were not broken by us
    }),
  );

  it(
    'C7 an upgrade that is answered after it was given up: nothing is subscribed on it',
    forSeeds(SEEDS, {}, async (world) => {
      world.fate = () => 'pass';
      const late: string[] = [];
      const streams = new MarketStreams({
        url: `ws://${world.streamProxy.authority}`,
        clock: world.clock,
        random: seededRandom(world.seed),
        logger: silentLogger,
        connectTimeoutMs: 2_000,
        listener: { onFrame: (name) => void late.push(name), onGap: () => undefined },
      });
      streams.subscribe(['btcusdt@trade']);
      await until(() => world.streamProxy.open > 0);
      world.streamProxy.pause('toClient');
      await world.clock.until(
        () => streams.status().connections[0]?.losses === 1,
        10_000,
        'the first is given up',
      );
      world.streamProxy.resume();
      await world.clock.until(() => streams.status().confirmed === 1, 10_000, 'the second');
      await world.clock.advance(5_000);
      const listeners = world.exchange.control.streams.stats().streams['btcusdt@trade'];
      expect(listeners).toBe(1);
      expect(streams.status()).toMatchObject({ state: 'live', confirmed: 1 });
      await world.clock.during(streams.close());
    }),
  );

  it(
    'K1 a stream freezes: the price is asked for after its limit, and never older than it says',
    forSeeds(SEEDS, {}, async (world) => {
      const context = { requestId: 'k1', principal: 'e2e' };
      const seen: { source: string; ageMs: number; price: string; at: number }[] = [];
      const read = async (): Promise<void> => {
        let from = { source: '', ageMs: 0 };
        const onSource = (told: typeof from): void => void (from = told);
        const run = world.upstream.operations.run(getPrice, { symbol: 'BTCUSDT' } as never, {
          ...context,
          onSource,
        });
        const { price } = (await world.clock.during(run)) as { price: string };
        seen.push({ ...from, price, at: world.clock.now() });
      };
      const prices: { price: string; at: number }[] = [];
      world.exchange.market.data.listen('BTCUSDT', {
        onTrade: () =>
          void prices.push({
            price: world.exchange.market.data.price('BTCUSDT').price,
            at: world.clock.now(),
          }),
      });
      for (let i = 0; i < 100; i++) {
        if (i === 40) world.streamProxy.halfOpen();
        await read();
        await world.clock.advance(250);
      }
      for (const { source, ageMs, price, at } of seen) {
        if (source === 'stream') expect(ageMs).toBeLessThanOrEqual(5_000);
        const since = at - ageMs - 1_000;
        const valid = prices.filter((each, i) => each.at <= at && (prices[i + 1]?.at ?? Infinity) >= since);
        if (prices[0] && since > prices[0].at) expect(valid.map((each) => each.price)).toContain(price);
      }
      const frozen = seen.slice(41, 80).map(({ source }) => source);
      expect(frozen).toContain('rest');
      expect(seen.slice(20, 40).map(({ source }) => source)).toContain('stream');
    }),
  );
});
