import { type Logger, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { type Link, type Script, ScriptedExchange, obliging } from '../../test/scripted-exchange.js';
import { ConnectBudget } from './connect-budget.js';
import { MarketStreams, type MarketStreamsOptions } from './pool.js';

/** Frames and gaps in the order in which they were told. */
type Told = { name: string; payload: string; combined: string } | { gap: readonly string[]; reason: string };

const quick = (): number => 0.999; // the least back-off: half a second

describe('MarketStreams', () => {
  let exchange: ScriptedExchange;
  let streams: MarketStreams;
  let told: Told[];
  let states: string[];

  async function start(
    script: Script = obliging,
    options: Partial<MarketStreamsOptions> = {},
  ): Promise<void> {
    exchange = await ScriptedExchange.start(script);
    told = [];
    states = [];
    streams = new MarketStreams({
      url: exchange.url,
      clock: systemClock,
      random: quick,
      logger: silentLogger,
      listener: {
        onFrame: (name, payload, combined) =>
          void told.push({ name, payload: payload.toString(), combined: combined.toString() }),
        onGap: (gap, reason) => void told.push({ gap, reason }),
        onState: (state) => void states.push(state),
      },
      ...options,
    });
  }

  afterEach(async () => {
    await streams.close();
    await exchange.stop();
  });

  const confirmed = (count: number): Promise<unknown> =>
    until(() => streams.status().confirmed === count, { what: `${count} confirmed` });
  const gaps = (): Told[] => told.filter((item) => 'gap' in item);

  it('subscribes the names of one turn in one request and hands frames on as they came', async () => {
    await start();
    streams.subscribe(['btcusdt@trade', 'ethusdt@trade']);
    streams.subscribe(['btcusdt@trade', 'btcusdt@depth@100ms']);
    await confirmed(3);
    expect(exchange.requests).toEqual([
      { method: 'SUBSCRIBE', params: ['btcusdt@trade', 'ethusdt@trade', 'btcusdt@depth@100ms'], id: 1 },
    ]);
    expect(exchange.links.map((link) => link.path)).toEqual(['/stream']);
    exchange.send('{"stream":"btcusdt@trade","data":{"e":"trade", "p":"1.50"}}');
    await until(() => told.length > 0);
    expect(told).toEqual([
      {
        name: 'btcusdt@trade',
        payload: '{"e":"trade", "p":"1.50"}',
        combined: '{"stream":"btcusdt@trade","data":{"e":"trade", "p":"1.50"}}',
      },
    ]);
    expect(states).toEqual(['connecting', 'live']);
    expect(streams.status().connections[0]).toMatchObject({ state: 'open', streams: 3, frames: 1 });
  });

  it('brings every stream back after its socket was killed, and announces the gap before new data', async () => {
    await start();
    streams.subscribe(['a@trade', 'b@trade']);
    await confirmed(2);
    exchange.publish('a@trade', 1);
    await until(() => told.length === 1);
    exchange.kill();
    await until(() => exchange.open.length === 1 && exchange.open[0]?.names.size === 2);
    exchange.publish('a@trade', 2);
    await until(() => told.length === 3);
    expect(told[1]).toEqual({ gap: ['a@trade', 'b@trade'], reason: 'closed' });
    expect(told[2]).toMatchObject({ name: 'a@trade', payload: '2' });
    expect(states).toEqual(['connecting', 'live', 'connecting', 'live']);
  });

  it('announces no gap for a stream that never flowed', async () => {
    await start(() => undefined, { replyTimeoutMs: 60_000 });
    exchange.isDeaf = true;
    streams.subscribe(['a@trade']);
    await until(() => exchange.attempts === 1);
    exchange.isDeaf = false;
    await streams.close();
    expect(told).toEqual([]);
  });

  it('fills connections to their limit and opens another', async () => {
    await start(obliging, { maxStreamsPerConnection: 10 });
    const names = Array.from({ length: 25 }, (_, i) => `s${i}@trade`);
    streams.subscribe(names);
    await confirmed(25);
    // connections that begin together are accepted in any order
    expect(exchange.open.map((link) => link.names.size).sort()).toEqual([10, 10, 5]);
    for (const name of names) exchange.publish(name, 0);
    await until(() => told.length === 25);
    const first = exchange.open.find((link) => link.names.has('s0@trade')) as Link;
    streams.unsubscribe(names.slice(0, 10));
    await until(() => first.names.size === 0);
    // what is sent after the answer comes after it: by then the places are free
    exchange.send({ stream: 's0@trade', data: 1 }, [first]);
    await until(() => told.length === 26);
    streams.subscribe(['new@trade']);
    await until(() => first.names.has('new@trade'));
    expect(exchange.links.length).toBe(3);
  });

  it('gives up what nobody wants and closes an idle connection', async () => {
    await start(obliging, { idleMs: 20 });
    streams.subscribe(['a@trade', 'b@trade']);
    await confirmed(2);
    streams.unsubscribe(['a@trade', 'never@trade']);
    await until(() => exchange.links[0]?.names.size === 1);
    streams.unsubscribe(['b@trade']);
    await until(() => exchange.open.length === 0);
    expect(streams.status()).toMatchObject({ state: 'idle', wanted: 0 });
    streams.subscribe(['c@trade']);
    await confirmed(1);
  });

  it('asks again for what was refused, and lets the others go on', async () => {
    let refusals = 0;
    await start((request, link) => {
      if ((request.params as unknown as string[]).includes('bad@trade') && refusals < 3) {
        refusals++;
        return { error: { code: 2, msg: 'Invalid request' }, id: refusals === 2 ? null : request.id };
      }
      return obliging(request, link);
    });
    streams.subscribe(['a@trade', 'bad@trade']);
    await confirmed(2);
    expect(refusals).toBe(3);
    expect(gaps()).toEqual([]);
  });

  it('gives up a connection on which requests stay without an answer', async () => {
    await start((request, link) => (exchange.links.length === 1 ? undefined : obliging(request, link)), {
      replyTimeoutMs: 50,
    });
    streams.subscribe(['a@trade']);
    await confirmed(1);
    expect(exchange.links.map((link) => link.requests.length)).toEqual([2, 1]);
    expect(gaps()).toEqual([{ gap: ['a@trade'], reason: 'unanswered' }]);
  });

  it('notices a half-open connection', async () => {
    await start(obliging, { livenessMs: 50 });
    streams.subscribe(['a@trade']);
    await confirmed(1);
    exchange.links[0]?.socket.pause();
    await until(() => exchange.links.length === 2 && exchange.links[1]?.names.size === 1);
    expect(gaps()).toEqual([{ gap: ['a@trade'], reason: 'half-open' }]);
  });

  it('keeps a quiet connection that answers pings', async () => {
    await start(obliging, { livenessMs: 20 });
    streams.subscribe(['a@trade']);
    await confirmed(1);
    await until(() => (exchange.links[0]?.arrivals.length ?? 0) > 4);
    expect(exchange.links.length).toBe(1);
    expect(exchange.busiestSecond).toBeLessThanOrEqual(5);
  });

  it('knows how long a stream may have been cut off, and proves a quiet one alive', async () => {
    await start(obliging, { livenessMs: 100 });
    expect(streams.silentMs('a@trade')).toBeUndefined();
    streams.subscribe(['a@trade']);
    expect(streams.silentMs('a@trade')).toBeUndefined();
    await confirmed(1);
    expect(streams.silentMs('a@trade')).toBeGreaterThanOrEqual(0);
    expect(streams.silentMs('b@trade')).toBeUndefined();
    const pings = exchange.links[0]?.arrivals.length ?? 0;
    await until(() => (exchange.links[0]?.arrivals.length ?? 0) > pings + 2);
    const quiet = streams.silentMs('a@trade') as number;
    exchange.links[0]?.socket.pause();
    // the silence grows until the connection is given up
    await until(() => (streams.silentMs('a@trade') ?? Infinity) > quiet + 100);
    await until(() => gaps().length > 0);
    await until(() => exchange.links.length > 1 && streams.silentMs('a@trade') !== undefined);
    streams.unsubscribe(['a@trade']);
    expect(streams.silentMs('a@trade')).toBeUndefined();
  });

  it('answers pings with their payload', async () => {
    await start();
    streams.subscribe(['a@trade']);
    await confirmed(1);
    const pongs: string[] = [];
    exchange.links[0]?.socket.on('pong', (payload) => pongs.push(payload.toString()));
    exchange.links[0]?.socket.ping('1770123456789');
    await until(() => pongs.length === 1);
    expect(pongs).toEqual(['1770123456789']);
  });

  it('never sends more than five frames in a rolling second, pongs included', async () => {
    await start();
    const flood = new AbortController();
    const subscribing = (async () => {
      for (let i = 0; !flood.signal.aborted; i++) {
        streams.subscribe([`s${i % 300}@trade`]);
        if (i % 3 === 2) streams.unsubscribe([`s${(i - 1) % 300}@trade`]);
        if (i % 5 === 0) exchange.open[0]?.socket.ping();
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await until(() => (exchange.links[0]?.arrivals.length ?? 0) >= 12, { timeoutMs: 15_000 });
    flood.abort();
    await subscribing;
    expect(exchange.busiestSecond).toBeLessThanOrEqual(5);
    expect(exchange.links.length).toBe(1);
  });

  it('prepares a successor when the server announces its end, and hands over without a gap', async () => {
    await start();
    streams.subscribe(['a@trade', 'b@bookTicker']);
    await confirmed(2);
    const [old] = exchange.links;
    exchange.send({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: 1 } });
    await until(() => exchange.links[1]?.names.size === 2);
    for (let t = 1; old?.socket.readyState === old?.socket.OPEN; t++) {
      exchange.publish('a@trade', { t });
      await until(() => told.length >= t);
    }
    exchange.publish('b@bookTicker', { u: 1 });
    await until(() => told.some((item) => 'name' in item && item.name === 'b@bookTicker'));
    const ids = told.flatMap((item) =>
      'payload' in item ? [(JSON.parse(item.payload) as { t?: number }).t] : [],
    );
    expect(ids).toEqual([...ids.slice(0, -1).map((_, i) => i + 1), undefined]);
    expect(gaps()).toEqual([]);
    await until(() => streams.status().connections[0]?.state === 'open');
    expect(streams.status()).toMatchObject({ state: 'live', confirmed: 2 });
  });

  it('serves from the old connection until the successor has everything', async () => {
    let hold = true;
    await start((request, link) => (exchange.links.length > 1 && hold ? undefined : obliging(request, link)));
    streams.subscribe(['a@trade']);
    await confirmed(1);
    exchange.send({ e: 'serverShutdown', E: 1 }); // the form of raw connections
    await until(() => exchange.links[1]?.requests.length === 1);
    exchange.send({ stream: 'a@trade', data: { t: 1 } });
    exchange.publish('a@trade', { t: 2 });
    await until(() => told.length === 2);
    hold = false;
    const [old, next] = exchange.links;
    exchange.send({ result: null, id: 1 }, [next!]);
    let t = 2;
    while (old?.socket.readyState === old?.socket.OPEN) {
      exchange.send({ stream: 'a@trade', data: { t: ++t } });
      await until(() => told.length >= t);
    }
    exchange.send({ stream: 'a@trade', data: { t: ++t } });
    await until(() => told.length === t);
    expect(told).toMatchObject(Array.from({ length: t }, (_, i) => ({ payload: `{"t":${i + 1}}` })));
  });

  it('hands over with a gap when the ids do not meet', async () => {
    await start(obliging, { handoverMs: 1_000 });
    streams.subscribe(['a@trade', '!miniTicker@arr']);
    await confirmed(2);
    exchange.send({ e: 'serverShutdown', E: 1 });
    await until(() => exchange.links[1]?.names.size === 2 && gaps().length > 0);
    exchange.send({ stream: 'a@trade', data: { t: 9 } }, [exchange.links[1]!]);
    await until(() => exchange.open.length === 1);
    expect(told).toMatchObject([
      { gap: ['!miniTicker@arr'], reason: 'server shutdown' },
      { gap: ['a@trade'], reason: 'server shutdown' },
      { payload: '{"t":9}' },
    ]);
  });

  it('replaces a connection before it gets too old', async () => {
    await start(obliging, { maxAgeMs: 100, handoverMs: 20 });
    streams.subscribe(['a@trade']);
    await until(() => exchange.links.length >= 3 && exchange.open.length === 1);
    expect(gaps()).toEqual([]);
    expect(streams.status()).toMatchObject({ wanted: 1, confirmed: 1 });
  });

  it('takes the successor at once when the old connection dies meanwhile', async () => {
    await start((request, link) => (exchange.links.length > 1 ? undefined : obliging(request, link)));
    streams.subscribe(['a@trade']);
    await confirmed(1);
    exchange.send({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: 1 } });
    await until(() => exchange.links[1]?.requests.length === 1);
    exchange.links[0]?.socket.terminate();
    await until(() => gaps().length === 1);
    exchange.send({ result: null, id: 1 });
    await confirmed(1);
    expect(exchange.links.length).toBe(2);
  });

  it('announces a gap when a stream is wanted again while it is being given up, and renews on demand', async () => {
    await start();
    streams.subscribe(['a@trade', 'b@trade']);
    await confirmed(2);
    streams.renew(['a@trade']);
    await until(() => gaps().length === 1);
    await confirmed(2);
    expect(gaps()).toEqual([{ gap: ['a@trade'], reason: 'resubscribed' }]);
    expect(exchange.requests.map((request) => request.method)).toEqual([
      'SUBSCRIBE',
      'UNSUBSCRIBE',
      'SUBSCRIBE',
    ]);
  });

  it('tries again when nothing answers the upgrade, and leaves the exchange alone when it says so', async () => {
    const connectBudget = new ConnectBudget(systemClock);
    await start(obliging, { connectTimeoutMs: 50, connectBudget });
    exchange.isDeaf = true;
    streams.subscribe(['a@trade']);
    await until(() => exchange.attempts === 2);
    exchange.isDeaf = false;
    exchange.refuse = { status: 429, headers: { 'Retry-After': '7' } };
    await until(() => streams.status().blockedForMs > 0, { timeoutMs: 5_000 });
    expect(streams.status().blockedForMs).toBeGreaterThan(5_000);
    expect(streams.status().connections[0]?.lastLoss).toEqual({
      reason: 'connect-refused',
      code: 429,
      retryAfterMs: 7_000,
    });
    expect(connectBudget.take()).toBeGreaterThan(0);
  });

  it('passes over unreadable frames and answers to nothing', async () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_fields, message) => void warnings.push(message) };
    await start(obliging, { logger });
    streams.subscribe(['a@trade']);
    await confirmed(1);
    for (const frame of ['nonsense', 'null', '[1]', '{"e":"future"}', '{"result":null,"id":99}'])
      exchange.send(frame);
    exchange.send({ code: 3, msg: 'Invalid JSON' });
    exchange.publish('a@trade', 1);
    await until(() => told.length === 1);
    expect(streams.status().connections[0]).toMatchObject({ unreadable: 4, frames: 1 });
    expect(warnings).toEqual(['stream error without a request']);
  });
});
