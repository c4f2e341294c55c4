import { Decimal, parseStreamName } from '@binance-gateway/domain-types';
import { WsProbe, until } from '@binance-gateway/testing';
import { TOKENS, type World, startWorld } from '../start-gateway.js';
import { type DepthMessage, replayDepth } from '../replay-depth.js';

type Json = Record<string, unknown>;
interface Envelope {
  stream: string;
  epoch: string;
  offset: number;
  data: Json;
}

describe('streams', () => {
  let world: World;
  const probes: WsProbe[] = [];
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    await Promise.all(probes.splice(0).map((probe) => probe.close()));
  });
  afterAll(() => world.close());

  async function open(path: string, token: string = TOKENS.trader): Promise<WsProbe> {
    const probe = await WsProbe.open(`${world.gateway.wsUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    probes.push(probe);
    return probe;
  }

  it('WS-01 ticker', async () => {
    const probe = await open('/ws/ticker/BTCUSDT', TOKENS.reader);
    const first = await probe.next();
    expect(first).toMatchObject({
      e: '24hrTicker',
      s: 'BTCUSDT',
      c: expect.stringMatching(/^\d+\.\d+$/) as string,
    });
    const later = await probe.next((m) => (m['E'] as number) > (first['E'] as number));
    expect(later['e']).toBe('24hrTicker');
  });

  it.each([5, 20])(
    'WS-02 depth, levels=%i',
    async (levels) => {
      const probe = await open(`/ws/depth/ETHUSDT?levels=${levels}`);
      await until(() => probe.messages.length > 30, { what: 'thirty depth messages' });
      const messages = probe.json<DepthMessage>();
      expect(messages[0]?.e).toBe('depthSnapshot');
      expect(messages.filter((m) => m.e === 'depthSnapshot')).toHaveLength(1);
      const states = replayDepth(messages);
      for (const { bids, asks } of states.values()) {
        expect(bids.length).toBeLessThanOrEqual(levels);
        expect(asks.length).toBeLessThanOrEqual(levels);
        expect(Decimal.of(bids[0]?.[0] as string).lessThan(Decimal.of(asks[0]?.[0] as string))).toBe(true);
      }
      // the exchange's own answer at an update id that the stream also passed through
      await until(
        async () => {
          const own = world.exchange.engine.depth('ETHUSDT', levels);
          const mine = await until(() => replayDepth(probe.json<DepthMessage>()).get(own.lastUpdateId), {
            timeoutMs: 400,
          });
          const plain = (side: readonly (readonly [bigint, bigint])[]): string[] =>
            side.map(
              ([price, quantity]) =>
                `${Decimal.fromScaled(price, 8).toFixed(8)} ${Decimal.fromScaled(quantity, 8).toFixed(8)}`,
            );
          expect(mine.bids.map((level) => level.join(' '))).toEqual(plain(own.bids));
          expect(mine.asks.map((level) => level.join(' '))).toEqual(plain(own.asks));
          return true;
        },
        { timeoutMs: 30_000, what: 'a common update id' },
      );
    },
    60_000,
  );

  it('WS-02 levels=full passes the raw diffs after the snapshot', async () => {
    const probe = await open('/ws/depth/BTCUSDT?levels=full');
    await until(() => probe.messages.length > 10, { what: 'ten messages' });
    const [snapshot, ...updates] = probe.json<DepthMessage>();
    expect(snapshot).toMatchObject({
      e: 'depthSnapshot',
      s: 'BTCUSDT',
      lastUpdateId: expect.any(Number) as number,
    });
    let last = snapshot?.lastUpdateId as number;
    for (const { e, U, u } of updates) {
      expect(e).toBe('depthUpdate');
      expect(U as number).toBeLessThanOrEqual(last + 1);
      expect(u as number).toBeGreaterThanOrEqual(last);
      last = u as number;
    }
  });

  it('WS-03 user data', async () => {
    const probe = await open('/ws/user', TOKENS.reader);
    const order = {
      symbol: 'BNBUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.5',
      newClientOrderId: 'e2e-user-1',
    };
    const { body } = await world.gateway.post<{ orderId: number; fills: Json[] }>('/api/v1/order', order);
    const report = await probe.next(
      (m) => m['e'] === 'executionReport' && m['x'] === 'TRADE' && m['X'] === 'FILLED',
    );
    expect(report).toMatchObject({ s: 'BNBUSDT', S: 'BUY', c: 'e2e-user-1', i: body.orderId });
    const position = await probe.next<{ e: string; B: { a: string }[] }>(
      (m) => m.e === 'outboundAccountPosition',
    );
    expect(position.B.map((b) => b.a)).toEqual(expect.arrayContaining(['BNB', 'USDT']));
    const reports = probe.json().filter((m) => m['e'] === 'executionReport' && m['c'] === 'e2e-user-1');
    expect(reports.map((m) => m['x'])).toEqual(['NEW', ...body.fills.map(() => 'TRADE')]);
  });

  it('WS-04 two symbols by one message', async () => {
    const probe = await open('/ws');
    probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade', 'ethusdt@bookTicker'], id: 'two' });
    expect(await probe.next((m) => 'id' in m)).toEqual({ result: null, id: 'two' });
    const seen = new Map<string, Envelope>();
    await until(() => {
      for (const message of probe.json<Envelope>()) if (message.stream) seen.set(message.stream, message);
      return seen.size === 2;
    });
    expect([...seen.keys()].sort()).toEqual(['btcusdt@trade', 'ethusdt@bookTicker']);
    for (const { stream, epoch, offset, data } of seen.values()) {
      expect([typeof epoch, typeof offset]).toEqual(['string', 'number']);
      expect(data['s']).toBe(parseStreamName(stream) && stream.split('@')[0]?.toUpperCase());
    }
    probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 3 });
    const list = await probe.next<{ id: number; result: string[] }>((m) => m.id === 3);
    expect(list.result.sort()).toEqual(['btcusdt@trade', 'ethusdt@bookTicker']);
    probe.send({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: 4 });
    await probe.next((m) => m['id'] === 4);
    const after = probe.messages.length;
    await until(() => probe.messages.length > after + 5);
    expect(
      probe
        .json<Envelope>()
        .slice(after)
        .map((m) => m.stream),
    ).not.toContain('btcusdt@trade');
  });

  it('WS-05 upstream sockets cut', async () => {
    const many = await open('/ws');
    const streams = ['btcusdt@trade', 'btcusdt@bookTicker', 'ethusdt@kline_1m', 'solusdt@miniTicker'];
    many.send({ method: 'SUBSCRIBE', params: streams, id: 1 });
    const depth = await open('/ws/depth/BTCUSDT?levels=10');
    const heard = (from: number): Set<string> =>
      new Set(
        many
          .json<Envelope>()
          .slice(from)
          .map((m) => m.stream),
      );
    await until(() => streams.every((stream) => heard(0).has(stream)), { timeoutMs: 20_000 });
    await until(() => depth.messages.length > 3);

    const [manyBefore, depthBefore] = [many.messages.length, depth.messages.length];
    world.exchange.control.streams.killConnections();
    const snapshots = (): DepthMessage[] =>
      depth
        .json<DepthMessage>()
        .slice(depthBefore)
        .filter((m) => m.e === 'depthSnapshot');
    await until(() => snapshots().length > 0, { timeoutMs: 30_000, what: 'fresh depth snapshot' });
    await until(() => streams.every((stream) => heard(manyBefore).has(stream)), {
      timeoutMs: 30_000,
      what: 'all streams back',
    });
    await until(() => depth.json<DepthMessage>().at(-1)?.e === 'depthUpdate', { timeoutMs: 10_000 });
    expect(() => replayDepth(depth.json<DepthMessage>())).not.toThrow();
    expect([many.closed, depth.closed]).toEqual([undefined, undefined]);
  }, 60_000);

  it('WS-06 malformed frames', async () => {
    const probe = await open('/ws');
    const bad: unknown[] = [
      '{broken',
      '[]',
      '7',
      'null',
      '"text"',
      '{}',
      { method: 'NOPE', id: 1 },
      { method: 'SUBSCRIBE', id: 2 },
      { method: 'SUBSCRIBE', params: 'btcusdt@trade', id: 3 },
      { method: 'SUBSCRIBE', params: [1, null, {}], id: 4 },
      { method: 'SUBSCRIBE', params: ['btcusdt@nothing'], id: 5 },
      { method: 'SUBSCRIBE', params: ['nosuchcoin@trade'], id: 6 },
      { method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: { a: 1 } },
      Buffer.from([0xff, 0xfe, 0x00]),
    ];
    for (const [index, frame] of bad.entries()) {
      probe.send(frame);
      const reply = await probe.next<{ error?: { code: unknown; msg: string } }>(
        (m) => m.error !== undefined,
      );
      expect([index, typeof reply.error?.msg, reply.error?.msg.length]).toEqual([
        index,
        'string',
        expect.any(Number),
      ]);
    }
    probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 99 });
    expect(await probe.next((m) => m['id'] === 99)).toEqual({ result: null, id: 99 });
    expect(probe.closed).toBeUndefined();
  });
});
