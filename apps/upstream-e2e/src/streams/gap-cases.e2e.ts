import { type AppError } from '@binance-gateway/domain-types';
import { parseAmount } from '@binance-gateway/exchange-simulator';
import type { BookHandle } from '@binance-gateway/stream-hub';
import type { MessageFate } from '@binance-gateway/testing';
import { type Warning, type StreamWorld, forSeeds } from './stream-world.bed.js';
import type { WorldReader } from './world-reader.bed.js';

jest.setTimeout(180_000);

const BTC = 'btcusdt@depth@100ms';
const DEPTH = '/api/v3/depth';
const SEEDS = 3;

/** One reader of everything that is checked. */
async function readBoth(world: StreamWorld): Promise<WorldReader> {
  const streams = ['depth:BTCUSDT:20', 'depth:BTCUSDT:full', BTC, 'depth:ETHUSDT:20', 'btcusdt@trade'];
  const reader = world.reader(streams);
  await world.flowing();
  await world.clock.advance(1_000 + Math.floor(world.random() * 2_000));
  return reader;
}

const rangeOf = (payload: Buffer): { U: number; u: number } =>
  (JSON.parse(payload.toString()) as { data: { U: number; u: number } }).data;

const isOf = (payload: Buffer, stream: string): boolean => payload.includes(`"stream":"${stream}"`);

const outOfSync = (world: StreamWorld): Warning[] =>
  world.warnings.filter(({ message }) => message === 'Order book out of sync');

describe('gaps', () => {
  it(
    'G1 one diff is lost: out of sync with the next one, only this symbol, back within a second',
    forSeeds(SEEDS, {}, async (world) => {
      const reader = await readBoth(world);
      const handle = world.upstream.books.acquire('BTCUSDT');
      const seen: { at: number; state: string; error: string | undefined }[] = [];
      let last: number | undefined;
      world.upstream.hub.tap(BTC, {
        onMessage: (payload) => {
          const { U, u } = JSON.parse(payload.toString()) as { U: number; u: number };
          // after the book's own reader, in the same call
          if (last !== undefined && U > last + 1) {
            let error: string | undefined;
            try {
              handle.read();
            } catch (thrown) {
              error = (thrown as AppError).code;
            }
            seen.push({ at: world.clock.now(), state: handle.state, error });
          }
          last = u;
        },
      });
      await world.clock.advance(2_000);
      const before = { snapshots: world.snapshots, gaps: new Map(reader.checker.gapsOf) };
      let isLost = false;
      world.fate = (payload) => {
        if (isLost || !isOf(payload, BTC)) return 'pass';
        isLost = true;
        return 'drop';
      };
      await world.clock.until(() => seen.length > 0, 30_000, 'the hole');
      expect(seen).toMatchObject([{ state: 'syncing', error: 'BOOK_OUT_OF_SYNC' }]);
      await world.clock.until(
        () => handle.state === 'live' || handle.state === 'unconfirmed',
        1_100,
        'a book again',
      );
      await world.clock.advance(3_000);
      expect(world.snapshots - before.snapshots).toBe(1);
      const more = (stream: string): number =>
        (reader.checker.gapsOf.get(stream) ?? 0) - (before.gaps.get(stream) ?? 0);
      expect([more('depth:BTCUSDT:20'), more('depth:BTCUSDT:full'), more('depth:ETHUSDT:20')]).toEqual([
        1, 1, 0,
      ]);
      expect(outOfSync(world).map(({ fields }) => fields['symbol'])).toEqual(['BTCUSDT']);
      // and who reads the exchange's own diffs is told as well
      expect(more(BTC)).toBe(1);
      handle.release();
    }),
  );

  it(
    'G2 repeats are ignored, overlaps applied once, a swap is a gap',
    forSeeds(SEEDS, {}, async (world) => {
      const reader = world.reader(['depth:BTCUSDT:20', 'depth:BTCUSDT:full', 'depth:ETHUSDT:5']);
      await world.flowing();
      await world.clock.advance(2_000);
      const { snapshots } = world;
      world.fate = (payload) => (isOf(payload, BTC) && world.random() < 0.5 ? 'twice' : 'pass');
      await world.clock.advance(10_000);
      world.exchange.control.streams.damage(BTC, 'overlap', 10);
      world.fate = () => 'pass';
      await world.clock.advance(5_000);
      expect([world.snapshots, reader.checker.counts.gaps]).toEqual([snapshots, 0]);
      let swaps = 0;
      world.fate = (payload) => (isOf(payload, BTC) && swaps++ === 0 ? 'swap' : 'pass');
      await world.clock.until(() => reader.checker.counts.gaps === 2, 20_000, 'a gap of both windows');
      await world.clock.advance(5_000);
      expect(reader.checker.counts.gaps).toBe(2);
      expect(world.snapshots).toBe(snapshots + 1);
    }),
  );

  it(
    'G3 five snapshots older than the first event: the events are kept, at most one a second is asked for',
    forSeeds(SEEDS, {}, async (world) => {
      const { control } = world.exchange;
      const { data } = world.exchange.market;
      const body = JSON.stringify(data.depth('BTCUSDT', 1_000));
      await world.clock.advance(5_000);
      const effect = {
        kind: 'answer',
        when: 'before',
        status: 200,
        body,
        contentType: 'application/json',
      } as const;
      control.inject({ match: { path: DEPTH }, times: 5, effect });
      control.clearRequests();
      world.reader(['depth:BTCUSDT:20']);
      await world.flowing(200_000);
      const asked = control.requests({ path: DEPTH }).map(({ time }) => time);
      expect(asked).toHaveLength(6);
      const distances = asked.slice(1).map((time, i) => time - (asked[i] as number));
      expect(Math.min(...distances)).toBeGreaterThanOrEqual(800);
      expect(outOfSync(world)).toEqual([]);
    }),
  );

  it(
    'G4 a snapshot newer than every event: waits for the next one',
    forSeeds(SEEDS, {}, async (world) => {
      const { control } = world.exchange;
      control.clearRequests();
      let held: Buffer[] | undefined = [];
      // nothing of the stream arrives before the snapshot is there
      world.fate = (payload) => {
        if (!held || !isOf(payload, BTC)) return 'pass';
        held.push(payload);
        return 'drop';
      };
      const handle = world.upstream.books.acquire('BTCUSDT');
      await world.clock.until(() => handle.state === 'unconfirmed', 20_000, 'a snapshot without events');
      const { lastUpdateId } = handle.read();
      expect((held.at(-1) ? rangeOf(held.at(-1) as Buffer).U : 0) <= lastUpdateId).toBe(true);
      const dropped = held.filter((payload) => rangeOf(payload).u > lastUpdateId);
      held = undefined;
      await world.clock.until(() => handle.state === 'live', 20_000, 'a live book');
      // had an event after the snapshot been lost above, this would be a gap; it is none otherwise
      expect(outOfSync(world)).toHaveLength(dropped.length > 0 ? 1 : 0);
      handle.release();
    }),
  );

  it(
    'G5 a snapshot that was asked for before the connection died is dropped',
    forSeeds(SEEDS, {}, async (world) => {
      const { control } = world.exchange;
      control.clearRequests();
      const handle = world.upstream.books.acquire('BTCUSDT');
      world.restProxy.pause('toClient');
      await world.clock.until(() => control.requests({ path: DEPTH }).length === 1, 20_000, 'a request');
      world.streamProxy.reset();
      await world.clock.advance(200);
      world.restProxy.resume();
      await world.clock.advance(300);
      expect(handle.state).toBe('syncing');
      await world.clock.until(() => handle.state === 'live', 60_000, 'a live book');
      expect(control.requests({ path: DEPTH })).toHaveLength(2);
      world.reader(['depth:BTCUSDT:20', 'depth:BTCUSDT:full']);
      await world.flowing();
      await world.clock.advance(2_000);
      handle.release();
    }),
  );

  it(
    'G7 no depth is reported as complete that the snapshot did not reach',
    forSeeds(1, {}, async (world) => {
      const { engine } = world.exchange;
      engine.addAccount('deep', [], { unlimited: true });
      const spec = engine.symbols.get('ETHUSDT')!;
      const start = engine.bestBidAsk('ETHUSDT').ask![0] + spec.tickSize * 5_000n;
      // 3,000 levels of asks where nobody else is
      for (let i = 0n; i < 3_000n; i++) {
        engine.place({
          account: 'deep',
          symbol: 'ETHUSDT',
          side: 'SELL',
          type: 'LIMIT',
          timeInForce: 'GTC',
          price: start + i * spec.tickSize,
          quantity: parseAmount('quantity', '1'),
          clientOrderId: '',
        });
      }
      const handle = world.upstream.books.acquire('ETHUSDT');
      await world.clock.until(() => handle.state === 'live', 60_000, 'a live book');
      world.reader(['depth:ETHUSDT:200']);
      await world.flowing();
      const walk = world.record.walk('ETHUSDT');
      const compare = (): { known: number; complete: number } => {
        const book = handle.read();
        const truth = walk.to(book.lastUpdateId);
        const complete = Math.min(book.completeDepth, 5_000);
        expect(book.asks(complete).map(([p, q]) => `${p} ${q}`)).toEqual(
          truth.top('asks', complete).map(([p, q]) => `${p} ${q}`),
        );
        expect(book.depth(complete + 1).isComplete).toBe(book.completeDepth > complete);
        return { known: book.askLevels, complete };
      };
      const first = compare();
      expect(first.complete).toBeLessThan(3_000);
      // the market eats its way towards the end of what the snapshot had
      const { snapshots } = world;
      for (let round = 0; round < 20 && world.snapshots === snapshots; round++) {
        const asks = engine.depth('ETHUSDT', 120).asks;
        const [price] = asks.at(-1)!;
        const quantity = asks.reduce((sum, [, q]) => sum + q, 0n);
        engine.place({
          account: 'deep',
          symbol: 'ETHUSDT',
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'IOC',
          price,
          quantity,
          clientOrderId: '',
        });
        await world.clock.advance(3_000);
        if (handle.state === 'live') compare();
      }
      // a deeper one was asked for before it was used up, without anybody noticing
      expect(world.snapshots).toBeGreaterThan(snapshots);
      expect(outOfSync(world)).toEqual([]);
      handle.release();
    }),
  );

  it(
    'G8 a wrong price in a diff, which no id shows: found by the best bid and ask that are read anyway',
    forSeeds(SEEDS, { simulator: { eventsPerSecond: 0 } }, async (world) => {
      const { control, engine } = world.exchange;
      const handles = ['BTCUSDT', 'ETHUSDT'].map((symbol) => world.upstream.books.acquire(symbol));
      const [handle] = handles as [BookHandle, BookHandle];
      world.reader(['btcusdt@bookTicker', 'ethusdt@bookTicker']);
      const streams = (): Record<string, number> => control.streams.stats().streams;
      await world.clock.until(
        () => handles.every(({ state }) => state === 'unconfirmed') && streams()['btcusdt@bookTicker'] === 1,
        20_000,
        'books',
      );
      engine.addAccount('other', [], { unlimited: true });
      /** The best level of a side grows. */
      const grow = async (side: 'BUY' | 'SELL'): Promise<void> => {
        const best = engine.bestBidAsk('BTCUSDT');
        const [price] = (side === 'BUY' ? best.bid : best.ask)!;
        const quantity = parseAmount('quantity', '0.5');
        const order = {
          account: 'other',
          symbol: 'BTCUSDT',
          clientOrderId: '',
          quantity,
          side,
          price,
        } as const;
        engine.place({ ...order, type: 'LIMIT', timeInForce: 'GTC' });
        const { updateId } = engine.bestBidAsk('BTCUSDT');
        const isThere = (): boolean => handle.state === 'syncing' || handle.read().lastUpdateId === updateId;
        await world.clock.until(isThere, 5_000, 'the diff');
      };
      const side = world.random() < 0.5 ? 'BUY' : 'SELL';
      const other = side === 'BUY' ? 'SELL' : 'BUY';
      await grow(side);
      control.streams.damage(BTC, 'alter', 1);
      await grow(side);
      expect(handle.state).toBe('live'); // by one quote
      await grow(other);
      await world.clock.until(() => outOfSync(world).length > 0, 5_000, 'the contradiction');
      const wrong = side === 'BUY' ? 'bids' : 'asks';
      expect(outOfSync(world)[0]?.fields).toMatchObject({
        symbol: 'BTCUSDT',
        reason: expect.stringMatching(`^bookTicker disagrees: ${wrong} at `),
      });
      expect(await world.metrics.text()).toContain('book_contradictions_total 1');
      await world.clock.until(() => handle.state !== 'syncing', 5_000, 'a book again');
      await grow(other);
      const { lastUpdateId, bids, asks } = handle.read().depth(200);
      const truth = world.record.walk('BTCUSDT').to(lastUpdateId);
      expect([bids, asks].map(String)).toEqual([truth.top('bids', 200), truth.top('asks', 200)].map(String));
      await grow(other);
      await grow(other);
      expect([outOfSync(world).length, world.snapshots]).toEqual([1, 3]);
      for (const each of handles) each.release();
    }),
  );

  it(
    'G8 leaves right books alone, whatever becomes of the quotes',
    forSeeds(SEEDS, {}, async (world) => {
      const handles = ['BTCUSDT', 'ETHUSDT'].map((symbol) => world.upstream.books.acquire(symbol));
      world.reader(['btcusdt@bookTicker', 'ethusdt@bookTicker']);
      await world.flowing();
      const fates = ['drop', 'twice', 'swap', 'pass', 'pass'] as const;
      world.fate = (payload) =>
        payload.includes('@bookTicker"') ? (fates[Math.floor(world.random() * 5)] as MessageFate) : 'pass';
      await world.clock.advance(10_000);
      expect(outOfSync(world)).toEqual([]);
      for (const each of handles) each.release();
    }),
  );
});
