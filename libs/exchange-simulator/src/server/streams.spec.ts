import { UpgradeRefused, type WsProbe, until } from '@binance-gateway/testing';
import { MarketBed } from '../market/market.bed.js';
import { StreamsBed } from './streams.bed.js';
import { liveStreams } from './streams-source.js';
import type { StreamLimits } from './streams-connection.js';

interface TradeFrame {
  e: string;
  s: string;
  t: number;
  E: number;
  T: number;
}

let market: MarketBed;
let bed: StreamsBed;

async function open(limits: Partial<StreamLimits> = {}): Promise<void> {
  market = new MarketBed();
  bed = await StreamsBed.open({ clock: market.clock, source: liveStreams(market.market), limits });
}

beforeEach(() => open());
afterEach(() => bed.close());

const trade = (price = '96000.00'): void => market.trade(price, '0.10000');
const received = (probe: WsProbe, count: number): Promise<unknown> =>
  until(() => probe.messages.length >= count, { what: `${count} messages` });
const isClosed = (probe: WsProbe): Promise<unknown> => until(() => probe.closed, { what: 'close' });
const tradeIds = (probe: WsProbe): number[] => probe.json<TradeFrame>().map(({ t }) => t);

/** A round trip: whatever was sent before has been handled. */
async function settled(probe: WsProbe): Promise<void> {
  probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 'settled' });
  await probe.next<{ id?: unknown }>(({ id }) => id === 'settled');
}

describe('framing', () => {
  it('sends the bare event on /ws/<stream>', async () => {
    const probe = await bed.connect('/ws/btcusdt@trade');
    trade();
    expect(await probe.next()).toMatchObject({ e: 'trade', s: 'BTCUSDT', t: 1 });
  });

  it('takes several streams on one raw URL', async () => {
    const probe = await bed.connect('/ws/btcusdt@trade/ethusdt@trade');
    trade();
    market.trade('3400.00', '0.10000', 'BUY', 'ETHUSDT');
    await received(probe, 2);
    expect(probe.json<TradeFrame>().map(({ s }) => s)).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  it('wraps the events of /stream with the name of their stream', async () => {
    const raw = await bed.connect('/ws/btcusdt@trade');
    const combined = await bed.connect('/stream?streams=btcusdt@trade/ethusdt@aggTrade');
    trade();
    await Promise.all([received(raw, 1), received(combined, 1)]);
    expect(combined.messages[0]).toBe(`{"stream":"btcusdt@trade","data":${raw.messages[0]}}`);
  });

  it('decodes percent-encoded names and leaves the plus of a time zone alone', async () => {
    const encoded = await bed.connect('/stream?streams=btcusdt%40kline_1d%40%2B08%3A00%2Fbtcusdt%40trade');
    const plain = await bed.connect('/stream?streams=btcusdt@kline_1d@+08:00');
    encoded.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    plain.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    expect(await encoded.next()).toEqual({ result: ['btcusdt@kline_1d@+08:00', 'btcusdt@trade'], id: 1 });
    expect(await plain.next()).toEqual({ result: ['btcusdt@kline_1d@+08:00'], id: 1 });
  });

  it('accepts /ws, /stream, an empty list, bogus names and the base URLs that clients build', async () => {
    for (const path of [
      '/ws',
      '/ws/',
      '/stream',
      '/stream?streams=',
      '/ws/0',
      '/stream/ws/0',
      '/ws/no@such@stream',
    ]) {
      const probe = await bed.connect(path);
      probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 'a1' });
      expect(await probe.next()).toEqual({ result: null, id: 'a1' });
      probe.send({ method: 'GET_PROPERTY', params: ['combined'], id: -2 });
      expect(await probe.next()).toEqual({ result: /^\/stream(\?|$)/.test(path), id: -2 });
    }
  });

  it('sends microseconds to those who asked for them, and the same otherwise', async () => {
    const micro = await bed.connect('/stream?streams=btcusdt@trade/btcusdt@kline_1s&timeUnit=MICROSECOND');
    const milli = await bed.connect('/stream?streams=btcusdt@trade/btcusdt@kline_1s');
    trade();
    await market.clock.advance(1000);
    await Promise.all([received(micro, 2), received(milli, 2)]);
    const [inMicro, inMilli] = [micro, milli].map((probe) =>
      probe
        .json<{ data: Record<string, unknown> & { k?: Record<string, number> } }>()
        .map(({ data }) => data),
    );
    const { E, T } = inMilli?.[0] as unknown as TradeFrame;
    expect(inMicro?.[0]).toEqual({ ...inMilli?.[0], E: E * 1000, T: T * 1000 });
    const { t, T: close } = inMilli?.[1]?.k as { t: number; T: number };
    expect(inMicro?.[1]?.k).toEqual({ ...inMilli?.[1]?.k, t: t * 1000, T: close * 1000 + 999 });
  });
});

describe('subscriptions', () => {
  it('come and go while connected, and work is done only for them', async () => {
    const probe = await bed.connect('/ws');
    probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade', 'btcusdt@trade', 'btcusdt@depth'], id: 1 });
    expect(await probe.next()).toEqual({ result: null, id: 1 });
    probe.send({ method: 'UNSUBSCRIBE', params: ['btcusdt@depth', 'never@subscribed'], id: 2 });
    expect(await probe.next()).toEqual({ result: null, id: 2 });
    expect(bed.server.stats()).toMatchObject({ connections: 1, streams: { 'btcusdt@trade': 1 } });
    trade();
    await probe.next<TradeFrame>(({ e }) => e === 'trade');
    await probe.close();
    await until(() => bed.server.stats().connections === 0);
    expect(bed.server.stats().streams).toEqual({});
  });

  it('switch between raw and combined frames', async () => {
    const probe = await bed.connect('/ws/btcusdt@trade');
    probe.send({ method: 'SET_PROPERTY', params: ['combined', true], id: 1 });
    await probe.next();
    trade();
    expect(await probe.next()).toMatchObject({ stream: 'btcusdt@trade', data: { t: 1 } });
  });
});

describe('limits', () => {
  it('closes a connection at the sixth message within a second', async () => {
    const probe = await bed.connect('/ws');
    for (let id = 1; id <= 5; id++) probe.send({ method: 'LIST_SUBSCRIPTIONS', id });
    await received(probe, 5);
    expect(probe.closed).toBeUndefined();
    await market.clock.advance(1000);
    for (let id = 6; id <= 11; id++) probe.send({ method: 'LIST_SUBSCRIPTIONS', id });
    await isClosed(probe);
    expect(probe.closed).toEqual({ code: 1008, reason: 'Too many requests' });
    expect(probe.messages).toHaveLength(10);
  });

  it('counts pings and pongs as messages', async () => {
    const probe = await bed.connect('/ws');
    for (let i = 0; i < 3; i++) {
      probe.socket.ping();
      probe.socket.pong();
    }
    await isClosed(probe);
    expect(probe.closed?.code).toBe(1008);
  });

  it('refuses more than 1024 streams and keeps those it has', async () => {
    const probe = await bed.connect('/ws/btcusdt@trade');
    const names = Array.from({ length: 1024 }, (_, i) => `s${i}@trade`);
    probe.send({ method: 'SUBSCRIBE', params: names, id: 7 });
    expect(await probe.next()).toEqual({ error: { code: 4, msg: 'Too many subscriptions' }, id: 7 });
    expect(bed.server.stats().streams).toEqual({ 'btcusdt@trade': 1 });
    probe.send({ method: 'SUBSCRIBE', params: names.slice(1), id: 8 });
    expect(await probe.next()).toEqual({ result: null, id: 8 });
  });

  it('pings every 20 seconds and drops a connection a minute after an unanswered ping', async () => {
    const silent = await bed.connect('/ws', { autoPong: false });
    const faithful = await bed.connect('/ws');
    const pings: string[] = [];
    silent.socket.on('ping', (payload: Buffer) => {
      pings.push(payload.toString());
      silent.socket.pong('not the payload');
    });
    let answered = 0;
    faithful.socket.on('ping', () => answered++);
    for (let i = 1; i <= 3; i++) {
      await market.clock.advance(20_000);
      await until(() => pings.length === i && answered === i);
      await settled(faithful);
    }
    expect(silent.closed).toBeUndefined();
    await market.clock.advance(20_000);
    await isClosed(silent);
    expect(silent.closed).toEqual({ code: 1008, reason: 'Pong timeout' });
    expect(faithful.closed).toBeUndefined();
  });

  it('ends a connection after 24 hours', async () => {
    await bed.close();
    await open({ pingEveryMs: 2 * 86_400_000 });
    const probe = await bed.connect('/ws');
    await market.clock.advance(86_400_000 - 1);
    await settled(probe);
    await market.clock.advance(1);
    await isClosed(probe);
    expect(probe.closed?.code).toBe(1001);
  });

  it('cuts off a reader that does not read', async () => {
    await bed.close();
    await open({ backlogBytes: 64 * 1024 });
    const probe = await bed.connect('/ws/big@stream');
    probe.socket.pause();
    const payload = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 32; i++) bed.server.publish('big@stream', payload);
    await until(() => bed.server.stats().connections === 0);
  });
});

describe('faults', () => {
  let probe: WsProbe;
  beforeEach(async () => {
    probe = await bed.connect('/ws/btcusdt@trade');
  });

  it('loses, repeats and reorders frames of one stream', async () => {
    bed.server.gap('btcusdt@trade', 2);
    bed.server.damage('btcusdt@trade', 'duplicate');
    bed.server.damage('btcusdt@trade', 'swap');
    for (let i = 0; i < 7; i++) trade();
    await received(probe, 6);
    expect(tradeIds(probe)).toEqual([3, 3, 5, 4, 6, 7]);
  });

  it('silences one stream and gives it its voice back', async () => {
    const other = await bed.connect('/ws/btcusdt@aggTrade');
    bed.server.silence('btcusdt@trade');
    trade();
    await received(other, 1);
    bed.server.silence('btcusdt@trade', false);
    trade();
    await received(probe, 1);
    expect(tradeIds(probe)).toEqual([2]);
  });

  it('announces a shutdown in both framings', async () => {
    const combined = await bed.connect('/stream');
    bed.server.serverShutdown();
    const E = market.clock.now();
    expect(await probe.next()).toEqual({ e: 'serverShutdown', E });
    expect(await combined.next()).toEqual({ stream: '!serverShutdown', data: { e: 'serverShutdown', E } });
  });

  it('breaks connections off, with or without a close frame', async () => {
    bed.server.closeAll(1012, 'restart');
    await isClosed(probe);
    expect(probe.closed).toEqual({ code: 1012, reason: 'restart' });
    const next = await bed.connect('/ws');
    await until(() => bed.server.stats().connections === 1);
    expect(bed.server.killConnections()).toBe(1);
    await isClosed(next);
    expect(next.closed?.code).toBe(1006);
  });

  it('leaves connections half open', async () => {
    bed.server.freezeConnections();
    trade();
    probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    const fresh = await bed.connect('/ws/btcusdt@trade');
    trade();
    await received(fresh, 1);
    expect(probe.messages).toEqual([]);
    expect(probe.closed).toBeUndefined();
  });

  it('refuses connections until told otherwise', async () => {
    bed.server.refuseConnections(429, 7);
    const refused = (await bed.connect('/ws').catch((error: unknown) => error)) as UpgradeRefused;
    expect(refused).toBeInstanceOf(UpgradeRefused);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '7']);
    bed.server.clearFaults();
    await bed.connect('/ws');
  });
});
