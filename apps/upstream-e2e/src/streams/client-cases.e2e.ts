import { type StreamWorld, forSeeds } from './stream-world.bed.js';

jest.setTimeout(240_000);

const SEEDS = 3;
/** A stream that only these tests feed, in the shape of the exchange's. */
const LOG = 'bnbusdt@trade';
const QUOTES = 'bnbusdt@bookTicker';
const QUIET = { simulator: { eventsPerSecond: 2 } } as const;

/** Publishes trades with contiguous ids, and as many quotes. */
class Feed {
  private id = 0;

  constructor(
    private readonly world: StreamWorld,
    private readonly padding: number,
  ) {}

  get last(): number {
    return this.id;
  }

  publish(count: number, withQuotes = false): void {
    const { streams } = this.world.exchange.control;
    const x = 'x'.repeat(this.padding);
    for (let i = 0; i < count; i++) {
      const t = ++this.id;
      streams.publish(LOG, JSON.stringify({ e: 'trade', E: 1, s: 'BNBUSDT', t, p: '1.0', q: '1.0', x }));
      if (withQuotes)
        streams.publish(QUOTES, JSON.stringify({ u: t, s: 'BNBUSDT', b: '1', B: '1', a: '2', A: '1', x }));
    }
  }
}

const disconnects = async (world: StreamWorld): Promise<string> =>
  (await world.metrics.text())
    .split('\n')
    .filter((line) => line.startsWith('hub_disconnects_total{'))
    .join('\n');

describe('clients', () => {
  it(
    'S1 one of twenty reads 1 kB/s: the others get everything, it gets the newest quote and then its place',
    forSeeds(1, QUIET, async (world) => {
      const feed = new Feed(world, 4_000);
      const fast = Array.from({ length: 19 }, () => world.reader([LOG, QUOTES]));
      const quotes: number[] = [];
      const slow = world.reader(
        [QUOTES],
        ({ data }) => data && void quotes.push(data['u'] as number),
        world.slowProxy,
      );
      const log = world.reader([LOG], undefined, world.slowProxy);
      const { streams } = world.exchange.control;
      await world.clock.until(() => streams.stats().streams[LOG] === 1, 10_000, 'subscribed');
      feed.publish(1, true);
      await world.flowing();
      world.slowProxy.slow(1_000);
      for (let i = 0; i < 300; i++) {
        feed.publish(20, true);
        await world.clock.advance(1_000);
        world.check();
        if (i % 10 === 0) world.slowProxy.slow(1_000); // it comes back as slow as it was
      }
      for (const { checker, messages, closes } of fast) {
        expect([messages, checker.counts.gaps, closes]).toEqual([2 * feed.last, 0, []]);
      }
      // a stream of which only the newest counts: behind, but never closed for that alone
      world.slowProxy.slow(undefined);
      await world.clock.until(() => quotes.at(-1) === feed.last, 20_000, 'the newest quote');
      expect(quotes.length).toBeLessThan(feed.last);
      // what it is told comes after what it had not read yet
      await world.clock.until(() => log.closes.some(({ code }) => code === 3008), 20_000, 'the close code');
      for (const { code, reason } of log.closes) {
        if (code === 3008) expect(reason).toMatch(new RegExp(`^slow: ${LOG} \\S+ \\d+$`));
      }
      expect(slow.checker.violations).toEqual([]);
      expect(await disconnects(world)).toContain('why="SLOW"');
    }),
  );

  it(
    'S2 one stops reading: closed within its limits, nothing upstream notices',
    forSeeds(SEEDS, QUIET, async (world) => {
      const feed = new Feed(world, 20_000);
      const others = world.reader([LOG]);
      const stopped = world.reader([LOG], undefined, world.slowProxy);
      const { streams } = world.exchange.control;
      await world.clock.until(() => streams.stats().streams[LOG] === 1, 10_000, 'subscribed');
      feed.publish(1);
      await world.flowing();
      world.slowProxy.pause('toClient');
      let stalledAt: number | undefined;
      const { hub } = world.upstream;
      for (let i = 0; i < 600 && hub.stats().clients > 1; i++) {
        feed.publish(20);
        await world.clock.advance(500);
        if (hub.stats().stalledClients > 0) stalledAt ??= world.clock.now();
        expect(hub.stats().queuedBytes).toBeLessThanOrEqual(1024 * 1024 + 20_200);
      }
      expect(stalledAt).toBeDefined();
      expect(world.clock.now() - (stalledAt as number)).toBeLessThanOrEqual(11_000);
      expect(hub.stats().clients).toBe(1);
      expect(await disconnects(world)).toContain('why="SLOW"');
      expect([world.losses(), others.messages]).toEqual([[], feed.last]);
      stopped.close();
    }),
  );

  it(
    'S3 one comes back: exactly what it missed, or the word that it is gone',
    forSeeds(SEEDS, QUIET, async (world) => {
      const feed = new Feed(world, 100);
      const keeper = world.reader([LOG, 'depth:BTCUSDT:20']);
      const reader = world.reader([LOG, 'depth:BTCUSDT:20', 'depth:ETHUSDT:full']);
      await world.clock.until(
        () => world.exchange.control.streams.stats().streams[LOG] === 1,
        10_000,
        'subscribed',
      );
      feed.publish(1);
      await world.flowing();
      for (let round = 0; round < 5; round++) {
        reader.interrupt();
        for (let i = 0; i < 5; i++) {
          feed.publish(Math.floor(world.random() * 100));
          await world.clock.advance(world.random() * 400);
        }
        await world.clock.until(() => reader.checker.lastId(LOG) === feed.last, 20_000, 'everything');
      }
      // each of the three streams, each time; the checker has seen no hole and no repeat
      await world.clock.advance(5_000);
      expect(reader.checker.counts).toMatchObject({ recovered: 15, unrecovered: 0, gaps: 0 });
      // beyond what is kept
      reader.interrupt();
      feed.publish(1_500);
      await world.clock.until(() => reader.checker.counts.unrecovered === 1, 20_000, 'the word');
      feed.publish(1);
      await world.clock.until(() => reader.checker.lastId(LOG) === feed.last, 20_000, 'what is new');
      // a position of another life of the stream
      reader.interrupt();
      world.streamProxy.reset();
      await world.clock.until(
        () => reader.checker.counts.unrecovered === 4,
        60_000,
        'three streams unrecovered',
      );
      await world.clock.until(
        () => reader.checker.lastId('depth:BTCUSDT:20') !== undefined,
        60_000,
        'a snapshot',
      );
      expect(keeper.checker.counts.gaps).toBe(2);
    }),
  );

  it(
    'S4 in whatever batches it is written, each reads in the order of publication',
    forSeeds(SEEDS, QUIET, async (world) => {
      const names = ['aaausdt@trade', 'bbbusdt@trade', 'cccusdt@bookTicker', 'dddusdt@aggTrade'];
      const orders: string[][] = [];
      for (let i = 0; i < 10; i++) {
        const own: string[] = [];
        orders.push(own);
        world.reader(names, ({ data }) => data && void own.push(String(data['n'])));
      }
      const { hub } = world.upstream;
      await world.clock.until(
        () => hub.names().filter((name) => names.includes(name)).length === 4,
        10_000,
        'subscribed',
      );
      const published: string[] = [];
      const ids = new Map(names.map((name) => [name, 0]));
      for (let turn = 0; turn < 400; turn++) {
        for (let n = Math.floor(world.random() * 12); n > 0; n--) {
          const name = names[Math.floor(world.random() * names.length)] as string;
          const id = (ids.get(name) as number) + 1;
          ids.set(name, id);
          published.push(String(published.length));
          const x = 'x'.repeat(world.random() < 0.05 ? 70_000 : Math.floor(world.random() * 300));
          hub.publish(name, Buffer.from(JSON.stringify({ t: id, a: id, n: published.at(-1), x })));
        }
        if (world.random() < 0.6) await new Promise((resolve) => setImmediate(resolve));
      }
      await world.clock.until(
        () => orders.every(({ length }) => length === published.length),
        30_000,
        'everything',
      );
      for (const own of orders) expect(own).toEqual(published);
    }),
  );
});

describe('symbols', () => {
  it.each(['HALT', 'BREAK', 'CANCEL_ONLY', 'END_OF_DAY'] as const)(
    'D1 a symbol in %s is quiet, not broken: no resubscribing, no snapshot, others go on',
    (status) =>
      forSeeds(1, {}, async (world) => {
        const reader = world.reader([
          'depth:BTCUSDT:20',
          'btcusdt@trade',
          'ethusdt@trade',
          'depth:ETHUSDT:5',
        ]);
        await world.flowing();
        const { engine, control } = world.exchange;
        world.exchange.market.synthetic?.stop();
        engine.setSymbolStatus('BTCUSDT', status as never);
        control.clearRequests();
        const before = reader.checker.counts.gaps;
        await world.clock.advance(120_000);
        expect(control.requests({ path: '/api/v3/depth' })).toEqual([]);
        expect([reader.checker.counts.gaps, world.losses()]).toEqual([before, []]);
        expect(world.warnings.filter(({ message }) => message.includes('silent'))).toEqual([]);
        engine.setSymbolStatus('BTCUSDT', 'TRADING');
        world.exchange.market.synthetic?.resume();
        const { messages } = reader;
        await world.clock.until(() => reader.messages > messages + 50, 120_000, 'events again');
      })(),
  );

  it(
    'D1 a symbol that is delisted: its streams end with a reason, once, others go on, nothing is left behind',
    forSeeds(1, {}, async (world) => {
      const notices: object[] = [];
      const reader = world.reader(
        ['depth:BTCUSDT:20', 'btcusdt@trade', 'depth:ETHUSDT:20', 'ethusdt@trade'],
        (message) => message.ended === true && void notices.push(message),
      );
      await world.flowing();
      const { control, urls } = world.exchange;
      const answer = await fetch(`${urls.rest}/api/v3/exchangeInfo`);
      const info = (await answer.json()) as { symbols: { symbol: string }[] };
      const body = JSON.stringify({
        ...info,
        symbols: info.symbols.filter(({ symbol }) => symbol !== 'BTCUSDT'),
      });
      const effect = {
        kind: 'answer',
        when: 'before',
        status: 200,
        body,
        contentType: 'application/json',
      } as const;
      control.inject({ match: { path: '/api/v3/exchangeInfo' }, times: 1_000, effect });
      world.exchange.market.synthetic?.stop();
      // as it does every hour by itself
      await world.clock.during(world.upstream.symbols.refresh());
      await world.clock.until(() => notices.length === 2, 5_000, 'two notices');
      const reason = 'symbol is no longer listed';
      expect(notices).toMatchObject([
        { ended: true, reason },
        { ended: true, reason },
      ]);
      control.clearRequests();
      world.exchange.market.synthetic?.resume();
      await world.clock.advance(130_000); // channel, book and channel linger one after the other
      // given up at the exchange, and not asked for again
      const names = Object.keys(control.streams.stats().streams);
      expect(names.filter((name) => name.startsWith('btcusdt'))).toEqual([]);
      expect(control.requests({ path: '/api/v3/depth' })).toEqual([]);
      expect(reader.closes).toEqual([]);
      const { messages } = reader;
      await world.clock.until(() => reader.messages > messages + 20, 120_000, 'the other symbol');
      expect(notices).toHaveLength(2);
    }),
  );

  it(
    'D2 events, fields and frames nobody knows are passed on or counted; nothing breaks',
    forSeeds(SEEDS, {}, async (world) => {
      const odd: unknown[] = [];
      const reader = world.reader(['bnbusdt@trade', 'depth:BTCUSDT:20', 'bnbusdt@blockTrade'], (m) => {
        if (m.stream.startsWith('bnb')) odd.push(m.data);
      });
      const { streams } = world.exchange.control;
      await world.clock.until(
        () => streams.stats().streams['bnbusdt@blockTrade'] === 1,
        10_000,
        'subscribed',
      );
      const sent = [
        { e: 'trade', E: 1, s: 'BNBUSDT', t: 1, p: '1', q: '1', zz: { new: [1, 2] } },
        { e: 'tradeV2', E: 1, s: 'BNBUSDT', t: 2, id: 'abc' },
        { t: 3 },
      ];
      for (const event of sent) streams.publish('bnbusdt@trade', JSON.stringify(event));
      streams.publish('bnbusdt@blockTrade', '{"e":"somethingNew"}');
      streams.publish('bnbusdt@blockTrade', 'null');
      await world.clock.until(() => odd.length === 5, 10_000, 'all of it');
      expect(odd).toEqual([...sent, { e: 'somethingNew' }, null]);
      const before = world.upstream.streams.status().connections[0]!.unreadable;
      for (const connection of [
        '{"e":"future","E":1}',
        '[]',
        '{"result":"?","id":77}',
        'not json',
        '\u0000\u0001',
      ]) {
        for (const each of (streams as unknown as { connections: Set<{ ws: { send(text: string): void } }> })
          .connections)
          each.ws.send(connection);
      }
      await world.clock.advance(2_000);
      expect(world.upstream.streams.status().connections[0]!.unreadable - before).toBe(4);
      // an order book event that is none: out of sync, told, and back
      streams.publish(
        'btcusdt@depth@100ms',
        '{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":"x","u":null,"b":3}',
      );
      await world.clock.until(() => reader.checker.counts.gaps > 0, 10_000, 'a gap');
      await world.clock.until(
        () => reader.checker.lastId('depth:BTCUSDT:20') !== undefined,
        30_000,
        'a book again',
      );
      await world.clock.advance(3_000);
      expect(world.losses()).toEqual([]);
    }),
  );
});
