import { FakeClock, type UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import type { SimulatorOptions } from '../simulator-options.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
// Five seconds into a minute: windows are aligned to the clock, not to the first request
const START = Date.UTC(2026, 0, 1, 12, 0, 5);
let clock: FakeClock;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new FakeClock(START);
  simulator = await startSimulator({ market: 'none', clock, ...options });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
}

afterEach(() => simulator.close());

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '90000',
  quantity: '0.001',
};

describe('request weight', () => {
  it.each<[string, number]>([
    ['/api/v3/ping', 1],
    ['/api/v3/time', 1],
    ['/api/v3/exchangeInfo', 20],
    ['/api/v3/depth?symbol=BTCUSDT', 5],
    ['/api/v3/depth?symbol=BTCUSDT&limit=100', 5],
    ['/api/v3/depth?symbol=BTCUSDT&limit=101', 25],
    ['/api/v3/depth?symbol=BTCUSDT&limit=501', 50],
    ['/api/v3/depth?symbol=BTCUSDT&limit=1001', 250],
    ['/api/v3/trades?symbol=BTCUSDT', 25],
    ['/api/v3/historicalTrades?symbol=BTCUSDT', 25],
    ['/api/v3/aggTrades?symbol=BTCUSDT', 4],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m', 2],
    ['/api/v3/avgPrice?symbol=BTCUSDT', 2],
    ['/api/v3/ticker/24hr?symbol=BTCUSDT', 2],
    ['/api/v3/ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]', 2],
    ['/api/v3/ticker/24hr', 80],
    ['/api/v3/ticker/tradingDay?symbols=["BTCUSDT","ETHUSDT"]', 8],
    ['/api/v3/ticker?symbol=BTCUSDT', 4],
    ['/api/v3/ticker/price?symbol=BTCUSDT', 2],
    ['/api/v3/ticker/price?symbols=["BTCUSDT"]', 4],
    ['/api/v3/ticker/price', 4],
    ['/api/v3/ticker/bookTicker', 4],
    ['/api/v3/depth?symbol=NOPE', 5],
    ['/nowhere', 0],
  ])('%s costs %d', async (target, weight) => {
    await start();
    const { headers } = await client.send('GET', encodeURI(target), {});
    expect(headers.get('x-mbx-used-weight-1m')).toBe(String(weight));
  });

  it('orders cost nothing when they succeed, one when they fail', async () => {
    await start();
    const used = async (
      method: string,
      path: string,
      params: Record<string, string>,
    ): Promise<string | null> =>
      (await client.signed(method, path, params)).headers.get('x-mbx-used-weight-1m');
    expect(await used('POST', '/api/v3/order', ORDER)).toBe('0');
    expect(await used('POST', '/api/v3/order', { ...ORDER, quantity: '100' })).toBe('1');
    expect(await used('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).toBe('1');
    expect(await used('POST', '/api/v3/order/test', ORDER)).toBe('2');
    expect(await used('POST', '/api/v3/order/test', { ...ORDER, computeCommissionRates: 'true' })).toBe('22');
    expect(await used('GET', '/api/v3/openOrders', {})).toBe('102');
    expect(await used('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).toBe('108');
    expect(await used('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', orderId: '1' })).toBe('113');
  });

  it('429 with Retry-After until the minute is over, then as before', async () => {
    await start({ limits: { weightPerMinute: 10 } });
    for (let i = 0; i < 10; i++) expect((await client.get('/api/v3/ping')).status).toBe(200);
    const refused = await client.get('/api/v3/ping');
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({
      code: -1003,
      msg: 'Too much request weight used; current limit is 10 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
    });
    expect(refused.headers.get('retry-after')).toBe('55');
    expect(refused.headers.get('x-mbx-used-weight-1m')).toBe('11');
    clock.advanceSync(54_999);
    expect((await client.get('/api/v3/ping')).status).toBe(429);
    clock.advanceSync(1);
    const again = await client.get('/api/v3/ping');
    expect([again.status, again.headers.get('x-mbx-used-weight-1m')]).toEqual([200, '1']);
  });

  it('exchangeInfo publishes the limits that are enforced', async () => {
    await start({ limits: { weightPerMinute: 77, ordersPer10Seconds: 3, ordersPerDay: 9 } });
    const { body } = await client.get<Loose>('/api/v3/exchangeInfo');
    expect(body.rateLimits.map((row: { limit: number }) => row.limit)).toEqual([77, 3, 9, 300_000]);
  });

  it('bans who does not stop: 418, longer each time', async () => {
    await start({ limits: { weightPerMinute: 1, violationsBeforeBan: 2 } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await client.get('/api/v3/ping')).status);
    expect(statuses).toEqual([200, 429, 429, 418, 418]);
    const banned = await client.get('/api/v3/time');
    const until = START + 120_000;
    expect(banned.body['msg']).toBe(
      `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
    );
    expect(banned.headers.get('retry-after')).toBe('120');
    const upgrade = await WsProbe.open(simulator.urls.wsApi).catch((error: unknown) => error);
    expect((upgrade as UpgradeRefused).status).toBe(418);
    clock.advanceSync(120_000);
    for (let i = 0; i < 4; i++) statuses.push((await client.get('/api/v3/ping')).status);
    expect(statuses.slice(5)).toEqual([200, 429, 429, 418]);
    expect((await client.get('/api/v3/ping')).headers.get('retry-after')).toBe('240');
  });

  it('is one budget for REST and the WS API; its errors tell when to come back', async () => {
    await start({ limits: { weightPerMinute: 5, violationsBeforeBan: 1 } });
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
    expect((await client.get('/api/v3/ping')).headers.get('x-mbx-used-weight-1m')).toBe('3');
    expect((await ws.call('time')).rateLimits?.[0]?.count).toBe(4);
    await client.get('/api/v3/ping');
    const refused = await ws.call('ping');
    expect(refused).toMatchObject({
      status: 429,
      error: { code: -1003, data: { serverTime: START, retryAfter: START + 55_000 } },
    });
    const banned = await ws.call('ping');
    expect(banned).toMatchObject({ status: 418, error: { data: { retryAfter: START + 120_000 } } });
    expect(await until(() => ws.probe.closed)).toMatchObject({ code: 1008 });
  });

  it('connections to the streams are counted by themselves, every five minutes anew', async () => {
    await start({ limits: { streamConnectionsPer5Minutes: 1 } });
    const url = `${simulator.urls.stream}/ws/btcusdt@trade`;
    const first = await WsProbe.open(url);
    const refused = (await WsProbe.open(url).catch((error: unknown) => error)) as UpgradeRefused;
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '295']);
    const api = await WsProbe.open(simulator.urls.wsApi);
    await clock.advance(295_000);
    const second = await WsProbe.open(url);
    await Promise.all([first.close(), second.close(), api.close()]);
  });

  it('connections to the WS API are counted too', async () => {
    await start({ limits: { connectionsPer5Minutes: 1 } });
    const first = await WsProbe.open(simulator.urls.wsApi);
    const second = await WsProbe.open(simulator.urls.wsApi).catch((error: unknown) => error);
    expect((second as UpgradeRefused).status).toBe(429);
    expect((second as UpgradeRefused).headers['retry-after']).toBe('295');
    await first.close();
  });
});

describe('unfilled orders', () => {
  it('-1015 until the ten seconds are over; rejected orders do not count', async () => {
    await start({ limits: { ordersPer10Seconds: 2 } });
    const place = (quantity = '0.001'): ReturnType<typeof client.signed> =>
      client.signed('POST', '/api/v3/order', { ...ORDER, quantity });
    expect((await place()).headers.get('x-mbx-order-count-10s')).toBe('1');
    expect((await place('100')).status).toBe(400);
    expect((await place()).headers.get('x-mbx-order-count-10s')).toBe('2');
    const refused = await place();
    expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([
      429,
      { code: -1015, msg: 'Too many new orders; current limit is 2 orders per 10 SECOND.' },
      '5',
    ]);
    expect(simulator.engine.openOrders('main')).toHaveLength(2);
    clock.advanceSync(5000);
    const next = await place();
    expect(next.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(next.headers.get('x-mbx-order-count-1d')).toBe('3');
  });

  it('the first fill gives back: one to a taker, five to a maker, never below nothing', async () => {
    await start();
    simulator.engine.addAccount('other', [], { unlimited: true });
    const common = { account: 'other', symbol: 'BTCUSDT', clientOrderId: '' } as const;
    const count = async (): Promise<number> =>
      (await client.signed<{ count: number }[]>('GET', '/api/v3/rateLimit/order')).body[0]?.count as number;
    for (let i = 0; i < 3; i++) await client.signed('POST', '/api/v3/order', ORDER);
    simulator.engine.place({
      ...common,
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: 96_500n * UNIT,
      quantity: UNIT,
    });
    await client.signed('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
    });
    expect(await count()).toBe(3);
    simulator.engine.place({ ...common, side: 'SELL', type: 'MARKET', quantity: UNIT / 2000n });
    expect(await count()).toBe(0);
    await client.signed('POST', '/api/v3/order', ORDER);
    simulator.engine.place({ ...common, side: 'SELL', type: 'MARKET', quantity: UNIT / 2000n });
    expect(await count()).toBe(1);
  });
});
