import { FakeClock, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { FAULTS, tooManyRequests } from './effects.js';
import { RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;

beforeEach(async () => {
  simulator = await startSimulator({ market: 'none' });
  client = new RestClient(simulator.urls.rest, simulator.credentials);
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

describe('faults of REST', () => {
  it('reset before: no effect; reset after: the order is there', async () => {
    simulator.control.inject({ effect: FAULTS.reset });
    await expect(client.signed('POST', path, ORDER)).rejects.toThrow('fetch failed');
    expect(openOrders()).toBe(0);
    simulator.control.inject({ effect: FAULTS.acceptThenReset });
    await expect(client.signed('POST', path, ORDER)).rejects.toThrow('fetch failed');
    expect(openOrders()).toBe(1);
    expect((await client.signed('POST', path, ORDER)).status).toBe(200);
  });

  it('silence after: the order is there and nothing is said', async () => {
    simulator.control.inject({ match: { method: 'POST', path }, effect: FAULTS.acceptThenSilence });
    const fate = client.signed('POST', path, ORDER).then(
      () => 'answered',
      () => 'connection lost',
    );
    await until(() => openOrders() === 1);
    simulator.control.dropHttpConnections();
    expect(await fate).toBe('connection lost');
    expect(simulator.control.requests({ path })).toMatchObject([{ method: 'POST' }]);
    expect(simulator.control.requests({ path })[0]?.status).toBeUndefined();
  });

  it('503 and -1007 with the order in fact placed, -1007 with it not placed', async () => {
    simulator.control.inject({ effect: FAULTS.acceptThenUnavailable });
    const page = await client.signed('POST', path, ORDER);
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(openOrders()).toBe(1);
    simulator.control.inject({ effect: FAULTS.acceptThenUnknown });
    expect((await client.signed('POST', path, ORDER)).body['code']).toBe(-1007);
    expect(openOrders()).toBe(2);
    simulator.control.inject({ effect: FAULTS.refuseThenUnknown });
    expect((await client.signed('POST', path, ORDER)).body['code']).toBe(-1007);
    expect(openOrders()).toBe(2);
  });

  it('hits what it names, as often as told, and can be taken back', async () => {
    simulator.control.inject({ match: { path: '/api/v3/time' }, times: 2, effect: FAULTS.unavailable });
    expect((await client.get('/api/v3/ping')).status).toBe(200);
    expect((await client.get('/api/v3/time')).body['code']).toBe(-1008);
    expect((await client.get('/api/v3/time')).status).toBe(503);
    expect((await client.get('/api/v3/time')).status).toBe(200);
    const takeBack = simulator.control.inject({ times: Number.POSITIVE_INFINITY, effect: FAULTS.firewall });
    const blocked = await client.get('/api/v3/ping');
    expect([blocked.status, blocked.headers.get('content-type')]).toEqual([403, 'text/html']);
    takeBack();
    expect((await client.get('/api/v3/ping')).status).toBe(200);
  });

  it('429 with Retry-After once, and a ban for everybody', async () => {
    simulator.control.inject({ effect: tooManyRequests(2500) });
    const limited = await client.get('/api/v3/ping');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await client.get('/api/v3/ping')).status).toBe(200);
    simulator.control.ban(60_000);
    expect((await client.get('/api/v3/ping')).status).toBe(418);
    simulator.control.liftBans();
    expect((await client.get('/api/v3/ping')).status).toBe(200);
  });

  it('a delay is a delay of the exchange: what was sent in time may arrive too late', async () => {
    await simulator.close();
    const clock = new FakeClock();
    simulator = await startSimulator({ market: 'none', clock });
    client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
    simulator.control.inject({ match: { path }, effect: { kind: 'delay', ms: 6000 } });
    const answer = client.signed('POST', path, ORDER);
    await until(() => simulator.control.requests({ path }).length === 1);
    await clock.advance(6000);
    expect((await answer).body['code']).toBe(-1021);
  });
});

describe('faults of the WS API', () => {
  let ws: WsClient;

  beforeEach(async () => {
    ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
    await ws.signed('userDataStream.subscribe.signature');
  });

  afterEach(() => ws.close());

  it('answers with errors and broken frames, or not at all', async () => {
    const match = { transport: 'ws', path: 'order.place' } as const;
    simulator.control.inject({ match, effect: FAULTS.acceptThenUnknown });
    expect(await ws.signed('order.place', ORDER)).toMatchObject({ status: 504, error: { code: -1007 } });
    simulator.control.inject({ match, effect: tooManyRequests(1000) });
    const limited = await ws.signed('order.place', ORDER);
    const { serverTime, retryAfter } = limited.error?.data as Record<string, number>;
    expect([limited.status, (retryAfter as number) - (serverTime as number)]).toEqual([429, 1000]);
    simulator.control.inject({
      match: { path: 'ping' },
      effect: { kind: 'answer', when: 'before', status: 200, body: '{"id":' },
    });
    ws.probe.send({ id: 'x', method: 'ping' });
    await until(() => ws.probe.messages.at(-1) === '{"id":');
    expect(openOrders()).toBe(1);
  });

  it('resets, with the order placed', async () => {
    simulator.control.inject({ match: { path: 'order.place' }, effect: FAULTS.acceptThenReset });
    ws.probe.send({ id: 1, method: 'order.place', params: ws.withSignature(ORDER) });
    expect(await until(() => ws.probe.closed)).toMatchObject({ code: 1006 });
    expect(openOrders()).toBe(1);
  });

  it('user events may be late, lost or doubled', async () => {
    const deposit = (): void => simulator.engine.transfer('main', 'BTC', UNIT);
    const release = simulator.control.holdUserEvents();
    deposit();
    await ws.call('ping');
    expect(ws.events()).toEqual([]);
    release();
    await until(() => ws.events().length >= 2);
    const types = (): unknown[] => ws.events().map((frame) => frame.event['e']);
    expect(types()).toEqual(expect.arrayContaining(['balanceUpdate', 'outboundAccountPosition']));
    const before = types().length;
    simulator.control.dropUserEvents(1);
    deposit();
    await ws.call('ping');
    expect(types()).toHaveLength(before + 1);
    simulator.control.repeatUserEvents(1);
    deposit();
    await ws.call('ping');
    expect(types()).toHaveLength(before + 4);
  });

  it('every connection can be cut', async () => {
    simulator.control.killWsApi();
    expect(await until(() => ws.probe.closed)).toMatchObject({ code: 1006 });
    await until(() => simulator.control.wsApiConnections === 0);
  });
});

describe('the record of requests', () => {
  it('knows what reached the exchange, without keys and signatures', async () => {
    await client.get('/api/v3/depth', { symbol: 'BTCUSDT', limit: '500' });
    await client.signed('POST', path, ORDER);
    const [depth, order] = simulator.control.requests();
    expect(depth).toMatchObject({
      sequence: 1,
      transport: 'rest',
      method: 'GET',
      weight: 25,
      status: 200,
      params: { symbol: 'BTCUSDT', limit: '500' },
    });
    expect(order).toMatchObject({ method: 'POST', path, status: 200, params: ORDER });
    expect(JSON.stringify(order)).not.toContain('signature');
    expect(JSON.stringify(order)).not.toContain(simulator.credentials.apiKey);
    simulator.control.clearRequests();
    expect(simulator.control.requests()).toEqual([]);
    await client.get('/api/v3/ping');
    expect(simulator.control.requests()).toMatchObject([{ sequence: 3 }]);
  });
});
