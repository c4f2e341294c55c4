import { once } from 'node:events';
import { DISCONNECT } from '@binance-gateway/stream-hub';
import { FakeClock, type UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { Pulse } from './heartbeat.js';
import {
  type StreamsOptions,
  type StreamsUnderTest,
  TOKENS,
  bearer,
  streamsUnderTest,
} from './testing/streams-under-test.js';

describe('a stream connection', () => {
  const open: StreamsUnderTest[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((gateway) => gateway.close()));
  });

  async function start(options: StreamsOptions = {}): Promise<StreamsUnderTest> {
    const gateway = await streamsUnderTest(options);
    open.push(gateway);
    return gateway;
  }

  const connect = (gateway: StreamsUnderTest, path: string, client = {}): Promise<WsProbe> =>
    WsProbe.open(gateway.url + path, { ...bearer(TOKENS.reader), client });

  it.each([
    ['/ws/ticker/btcusdt', 'btcusdt@ticker'],
    ['/ws/depth/BTCUSDT', 'depth:BTCUSDT:20'],
    ['/ws/depth/btcusdt?levels=full', 'depth:BTCUSDT:full'],
    ['/ws/user', 'user'],
  ])('to %s gets the events of %s as they are', async (path, channel) => {
    const gateway = await start();
    const probe = await connect(gateway, path);
    const event = { e: 'x', E: 1, nested: { kept: ['1.10000000'] }, unicode: 'ü€' };
    await until(() => gateway.connections.count === 1);
    gateway.publish(channel, event);
    await until(() => probe.messages.length > 0);
    expect(probe.messages[0]).toBe(JSON.stringify(event));
  });

  it('to a ticker that is already read gets the latest one at once, unless it may be outdated', async () => {
    const gateway = await start();
    const first = await connect(gateway, '/ws/ticker/BTCUSDT');
    await until(() => gateway.connections.count === 1);
    gateway.publish('btcusdt@ticker', { e: '24hrTicker', c: '1' });
    gateway.publish('btcusdt@ticker', { e: '24hrTicker', c: '2' });
    await first.next(({ c }) => c === '2');
    const second = await connect(gateway, '/ws/ticker/btcusdt');
    expect(await second.next()).toEqual({ e: '24hrTicker', c: '2' });
    gateway.hub.gap(['btcusdt@ticker'], 'upstream disconnected');
    const third = await connect(gateway, '/ws/ticker/BTCUSDT');
    await until(() => gateway.connections.count === 3);
    gateway.publish('btcusdt@ticker', { e: '24hrTicker', c: '3' });
    expect(await third.next()).toEqual({ e: '24hrTicker', c: '3' });
    await until(() => second.messages.length === 2);
  });

  it('lets go of its stream when it ends', async () => {
    const clock = new FakeClock();
    const gateway = await start({ clock });
    const probes = await Promise.all(
      ['/ws/ticker/BTCUSDT', '/ws/ticker/BTCUSDT', '/ws'].map((path) => connect(gateway, path)),
    );
    probes[2]?.send({ method: 'SUBSCRIBE', params: ['ethusdt@trade'], id: 1 });
    await probes[2]?.next();
    expect(gateway.upstreamNames.size).toBe(2);
    await Promise.all(probes.map((probe) => probe.close()));
    await until(() => gateway.connections.count === 0);
    await clock.advance(60_000);
    expect(gateway.upstreamNames.size).toBe(0);
    expect(gateway.hub.stats()).toMatchObject({ clients: 0, channels: 1 }); // the account is always listened to
    expect(clock.pending).toBe(0);
  });

  it('on a read-only path is told that messages are not read, and stays open', async () => {
    const gateway = await start();
    const probe = await connect(gateway, '/ws/ticker/BTCUSDT');
    for (const frame of ['{"method":"SUBSCRIBE","params":["x"],"id":1}', 'junk', Buffer.from([1])]) {
      probe.send(frame);
      expect(await probe.next()).toEqual({
        id: null,
        error: { code: 9, msg: expect.stringContaining('/ws') },
      });
    }
    gateway.publish('btcusdt@ticker', { e: '24hrTicker' });
    expect(await probe.next()).toEqual({ e: '24hrTicker' });
  });

  it('to /ws/user is told where events may be missing', async () => {
    const gateway = await start();
    const probe = await connect(gateway, '/ws/user');
    await until(() => gateway.connections.count === 1);
    gateway.hub.gap(['user'], 'upstream disconnected');
    expect(await probe.next()).toEqual({
      e: 'streamGap',
      E: expect.any(Number),
      stream: 'user',
      reason: 'upstream disconnected',
    });
    gateway.publish('user', { e: 'executionReport' });
    expect(await probe.next()).toEqual({ e: 'executionReport' });
  });

  it('that no longer answers pings is closed, one that does is kept', async () => {
    const clock = new FakeClock();
    const gateway = await start({ clock });
    const beats = jest.spyOn(Pulse.prototype, 'beat');
    const deaf = await connect(gateway, '/ws', { autoPong: false });
    const alive = await connect(gateway, '/ws');
    let pings = 0;
    alive.socket.on('ping', () => pings++);
    for (let round = 1; round <= 4; round++) {
      await clock.advance(30_000);
      await until(() => pings === round && beats.mock.calls.length === round);
    }
    expect(await until(() => deaf.closed)).toEqual({ code: DISCONNECT.NO_PONG.code, reason: 'no pong' });
    expect(alive.closed).toBeUndefined();
    expect(gateway.connections.count).toBe(1);
    expect(await gateway.metrics.text()).toContain('hub_disconnects_total{why="NO_PONG"} 1');
    beats.mockRestore();
    await alive.close();
  });

  it('that reads too slowly is closed with its place, another one misses nothing', async () => {
    const gateway = await start({ limits: { highWaterBytes: 64 * 1024, queueBytes: 128 * 1024 } });
    const fast = await connect(gateway, '/ws');
    const slow = await connect(gateway, '/ws');
    for (const probe of [fast, slow]) {
      probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
      await probe.next();
    }
    slow.socket.pause();
    const filler = 'x'.repeat(4 * 1024);
    let sent = 0;
    while (gateway.hub.stats().clients === 2) {
      for (let i = 0; i < 20; i++) gateway.publish('btcusdt@trade', { t: ++sent, filler });
      await until(() => fast.messages.length === 1 + sent);
      if (sent > 20_000) throw new Error('the slow client was never closed');
    }
    slow.socket.resume();
    const { code, reason } = await until(() => slow.closed);
    expect(code).toBe(DISCONNECT.SLOW.code);
    const [, stream, , offset] = /^slow: (\S+) (\S+) (\d+)$/.exec(reason) ?? [];
    const received = slow.json<{ offset?: number }>().flatMap((message) => message.offset ?? []);
    expect(stream).toBe('btcusdt@trade');
    expect(received).toEqual(Array.from({ length: received.length }, (_, i) => i + 1));
    expect(Number(offset)).toBe(received.length);
    const ids = fast.json<{ data?: { t: number } }>().flatMap(({ data }) => data?.t ?? []);
    expect(ids).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
    await fast.close();
  });

  it('is closed with SHUTDOWN when the gateway stops, while others are turned away', async () => {
    const clock = new FakeClock();
    const gateway = await streamsUnderTest({ clock });
    const probes = await Promise.all(
      ['/ws', '/ws/user', '/ws/ticker/BTCUSDT'].map((path) => connect(gateway, path)),
    );
    const deaf = await connect(gateway, '/ws');
    deaf.socket.pause(); // never answers the close frame
    const stopped = gateway.close();
    for (const probe of probes) {
      const { code, reason } = await until(() => probe.closed);
      expect({ code, reason }).toEqual({ code: DISCONNECT.SHUTDOWN.code, reason: 'shutdown' });
    }
    const refused = await connect(gateway, '/ws').catch((error: unknown) => error as UpgradeRefused);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    await clock.advance(10_000);
    await stopped;
    deaf.socket.resume();
    await once(deaf.socket, 'close');
    expect(deaf.closed?.code).toBe(DISCONNECT.SHUTDOWN.code);
  });

  it('that breaks the WebSocket protocol is closed alone', async () => {
    const gateway = await start();
    const other = await connect(gateway, '/ws/ticker/BTCUSDT');
    const broken = await connect(gateway, '/ws');
    // a masked text frame whose payload is not UTF-8
    (broken.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]),
    );
    expect(await until(() => broken.closed)).toMatchObject({ code: 1007 });
    gateway.publish('btcusdt@ticker', { e: '24hrTicker' });
    expect(await other.next()).toEqual({ e: '24hrTicker' });
  });
});
