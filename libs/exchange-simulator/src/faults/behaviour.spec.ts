import { FakeClock, type UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12, 0, 58));
  simulator = await startSimulator({ clock, market: 'none', seed: 1 });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
});

afterEach(() => simulator.close());

const path = '/api/v3/order';
const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '90000',
  quantity: '0.001',
};
const openOrders = (): number => simulator.engine.openOrders('main').length;
const deposit = (): void => simulator.engine.transfer('main', 'BTC', UNIT);
const start = (fault: string, settings?: Record<string, unknown>): number =>
  simulator.control.faults.start(fault, settings).id;

describe('answers', () => {
  it('late: the order is there first, and the weight is that of the minute before', async () => {
    for (let i = 0; i < 3; i++) await client.get('/api/v3/time');
    start('late', { method: 'POST', path, ms: 3000 });
    const answer = client.signed('POST', path, { ...ORDER, price: '1' });
    await until(() => simulator.control.requests({ path }).length === 1);
    await clock.advance(3000);
    const { headers } = await answer;
    expect(headers.get('x-mbx-used-weight-1m')).toBe('4');
    const next = await client.get('/api/v3/time');
    expect(next.headers.get('x-mbx-used-weight-1m')).toBe('1');
  });

  it('torn: the order is there, the answer is not whole', async () => {
    start('acceptThenTear', { path });
    await expect(client.signed('POST', path, ORDER)).rejects.toThrow();
    expect(openOrders()).toBe(1);
  });

  it('empty, a bad gateway, -1006 with and without the order', async () => {
    start('emptyBody');
    expect(await client.get('/api/v3/ping').catch((error: unknown) => error)).toMatchObject({
      status: 200,
      text: '',
    });
    start('badGateway');
    expect((await client.get('/api/v3/ping')).status).toBe(502);
    start('acceptThenUnexpected', { path });
    expect((await client.signed('POST', path, ORDER)).body['code']).toBe(-1006);
    start('refuseThenUnexpected', { path });
    expect((await client.signed('POST', path, ORDER)).body['code']).toBe(-1006);
    expect(openOrders()).toBe(1);
  });

  it('weight spent by others is in the headers and in the limit', async () => {
    start('spendWeight', { weight: 5998 });
    expect((await client.get('/api/v3/ping')).headers.get('x-mbx-used-weight-1m')).toBe('5999');
    expect((await client.get('/api/v3/time')).status).toBe(200);
    expect((await client.get('/api/v3/time')).status).toBe(429);
  });
});

describe('user data', () => {
  it('comes later than the answer, in order', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    await ws.signed('userDataStream.subscribe.signature');
    start('delayUserEvents', { ms: 1500 });
    deposit();
    await ws.call('ping');
    expect(ws.events()).toEqual([]);
    await clock.advance(1500);
    await until(() => ws.events().length === 2);
    expect(ws.events().map(({ event }) => event['e'])).toEqual(['balanceUpdate', 'outboundAccountPosition']);
    await ws.close();
  });

  it('a frozen WS API connection is open and dumb; new ones may be refused', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    await ws.signed('userDataStream.subscribe.signature');
    start('freezeWsApi');
    deposit();
    start('refuseWsApi', { status: 429, retryAfterSeconds: 7 });
    const refused = (await WsProbe.open(simulator.urls.wsApi).catch(
      (error: unknown) => error,
    )) as UpgradeRefused;
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '7']);
    simulator.control.clearFaults();
    const fresh = await WsProbe.open(simulator.urls.wsApi);
    expect([ws.events(), ws.probe.closed, simulator.control.wsApiConnections]).toEqual([[], undefined, 1]);
    start('closeWsApi', { code: 1001, reason: '24 hours' });
    expect(await until(() => fresh.closed)).toEqual({ code: 1001, reason: '24 hours' });
    ws.probe.socket.terminate();
  });
});

describe('streams', () => {
  const name = 'btcusdt@depth@100ms';
  let probe: WsProbe;
  let nextPrice = 90_000n;

  beforeEach(async () => {
    simulator.engine.addAccount('maker', [], { unlimited: true });
    probe = await WsProbe.open(`${simulator.urls.stream}/ws/${name}`);
    await until(() => simulator.control.streams.stats().connections === 1);
  });

  afterEach(() => probe.close());

  /** One frame of the stream, with one level in it. */
  function change(): void {
    const price = nextPrice++ * UNIT;
    const common = { account: 'maker', symbol: 'BTCUSDT', clientOrderId: '', quantity: UNIT } as const;
    simulator.engine.place({ ...common, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price });
    clock.advanceSync(100);
  }

  const ranges = (): [number, number][] => probe.json<Loose>().map(({ U, u }) => [U, u]);

  it('overlap: changes come once more inside the next diff', async () => {
    start('overlapFrames', { stream: name });
    for (let i = 0; i < 3; i++) change();
    await until(() => probe.messages.length === 3);
    expect(ranges()).toEqual([
      [1, 1],
      [1, 2],
      [3, 3],
    ]);
    expect(probe.json<Loose>()[1]?.b).toHaveLength(2);
  });

  it('alter: the diff has its ids, and one price that is not right', async () => {
    start('alterFrames', { stream: name });
    for (let i = 0; i < 2; i++) change();
    await until(() => probe.messages.length === 2);
    const [wrong, right] = probe.json<Loose>().map(({ U, b }) => [U, Number(b[0][0]), b[0][1]]);
    const price = Number(nextPrice) - 2;
    expect([wrong, right]).toEqual([
      [1, price - 1, '1.00000000'],
      [2, price + 1, '1.00000000'],
    ]);
  });

  it('held frames come when they are let go, in order', async () => {
    const id = start('holdFrames', { stream: name });
    change();
    change();
    const depth = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT' });
    expect([depth.body.lastUpdateId, probe.messages.length]).toEqual([2, 0]);
    simulator.control.faults.stop(id);
    change();
    await until(() => probe.messages.length === 3);
    expect(ranges().map(([first]) => first)).toEqual([1, 2, 3]);
  });

  it('random damage repeats with its seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const before = probe.messages.length;
      const id = start('damageFrames', { stream: name, drop: 0.3, duplicate: 0.3, swap: 0.2, seed });
      for (let i = 0; i < 40; i++) change();
      simulator.control.faults.stop(id);
      change();
      change();
      const last = simulator.engine.bestBidAsk('BTCUSDT').updateId;
      await until(() => ranges().some(([, u]) => u === last));
      const ids = ranges()
        .slice(before)
        .map(([U]) => U);
      return ids.map((each) => last - each);
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  it('stale snapshots show the book as it was', async () => {
    change();
    start('staleSnapshots', { symbol: 'BTCUSDT', times: 2 });
    change();
    const ids: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { body } = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT' });
      expect(body.bids).toHaveLength(body.lastUpdateId);
      ids.push(body.lastUpdateId);
    }
    expect(ids).toEqual([1, 1, 2]);
  });

  it('one silent stream, one broken stream: others live on', async () => {
    const other = await WsProbe.open(`${simulator.urls.stream}/ws/btcusdt@bookTicker`);
    await until(() => simulator.control.streams.stats().connections === 2);
    const id = start('silenceStream', { stream: name });
    change();
    await until(() => other.messages.length === 1);
    simulator.control.faults.stop(id);
    change();
    await until(() => probe.messages.length === 1);
    expect(ranges()[0]?.[0]).toBe(2);
    start('closeStreams', { code: 1008, reason: 'Too many requests', stream: name });
    expect(await until(() => probe.closed)).toEqual({ code: 1008, reason: 'Too many requests' });
    start('shutdownStreams');
    await other.next<Loose>((event) => event.e === 'serverShutdown');
    expect(other.closed).toBeUndefined();
    await other.close();
  });
});
