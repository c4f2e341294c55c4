import { generateKeyPairSync, sign } from 'node:crypto';
import { systemClock } from '@binance-gateway/domain-types';
import { FakeClock, UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, hmac } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

const ed25519 = generateKeyPairSync('ed25519');
const signEd25519 = (payload: string): string =>
  sign(null, Buffer.from(payload), ed25519.privateKey).toString('base64');
const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '90000',
  quantity: '0.001',
};

let simulator: Simulator;
let client: WsClient;

beforeEach(async () => {
  simulator = await startSimulator({
    market: 'none',
    accounts: [
      { id: 'alice', apiKey: 'hmacKey', apiSecret: 'secret' },
      {
        id: 'bob',
        apiKey: 'edKey',
        publicKey: ed25519.publicKey.export({ type: 'spki', format: 'pem' }) as string,
      },
    ],
  });
  client = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
});

afterEach(async () => {
  await client.close();
  await simulator.close();
});

async function openBob(): Promise<WsClient> {
  return WsClient.open(
    simulator.urls.wsApi,
    simulator.accounts[1] as (typeof simulator.accounts)[number],
    signEd25519,
  );
}

/** JSON.parse takes it, JSON.stringify does not. */
const NESTED = '['.repeat(20_000) + ']'.repeat(20_000);

describe('requests and answers', () => {
  it('ping, time, exchangeInfo, with or without the version prefix', async () => {
    const pong = await client.call('ping');
    expect(Object.keys(pong)).toEqual(['id', 'status', 'result', 'rateLimits']);
    expect(pong).toMatchObject({ status: 200, result: {} });
    expect((await client.call('v3/time')).result.serverTime).toEqual(expect.any(Number));
    const info = await client.call('exchangeInfo', { symbols: ['BTCUSDT', 'ETHUSDT'] });
    expect(info.result.symbols).toHaveLength(2);
    expect(info.result.rateLimits.map((row: { rateLimitType: string }) => row.rateLimitType)).toEqual([
      'REQUEST_WEIGHT',
      'ORDERS',
      'ORDERS',
      'CONNECTIONS',
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['depth', { symbol: 'BTCUSDT', limit: 5 }],
    ['trades.recent', { symbol: 'BTCUSDT' }],
    ['trades.historical', { symbol: 'BTCUSDT', fromId: 0, limit: 1 }],
    ['trades.aggregate', { symbol: 'BTCUSDT' }],
    ['klines', { symbol: 'BTCUSDT', interval: '1m' }],
    ['uiKlines', { symbol: 'BTCUSDT', interval: '1m' }],
    ['avgPrice', { symbol: 'BTCUSDT' }],
    ['ticker.24hr', { symbols: ['BTCUSDT'] }],
    ['ticker.tradingDay', { symbol: 'BTCUSDT' }],
    ['ticker', { symbol: 'BTCUSDT', windowSize: '7d' }],
    ['ticker.price', {}],
    ['ticker.book', { symbol: 'BTCUSDT' }],
  ])('%s answers as REST does', async (method, params) => {
    const answer = await client.call(method, params);
    expect([answer.status, answer.error]).toEqual([200, undefined]);
    const path = simulator.control.requests({ path: method });
    expect(path).toHaveLength(1);
    expect(path[0]?.weight).toBeGreaterThan(0);
  });

  it('echoes ids of every kind', async () => {
    const ids = [7, 'abc-DEF_1', null, -3];
    for (const id of ids) client.probe.send({ id, method: 'ping' });
    const answers = await until(() => (client.probe.messages.length === 4 ? client.probe.json() : undefined));
    expect(answers.map((answer) => answer['id'])).toEqual(ids);
  });

  it.each<[string, string, unknown, number]>([
    ['no JSON', '{', null, -1135],
    ['no object', '[1]', null, -1135],
    ['no id', '{"method":"ping"}', null, -1135],
    ['an id that is an object', '{"id":{},"method":"ping"}', null, -1135],
    ['an id that is too long', `{"id":"${'x'.repeat(37)}","method":"ping"}`, null, -1135],
    ['an id with a fraction', '{"id":1.5,"method":"ping"}', null, -1135],
    ['no method', '{"id":1}', 1, -1102],
    ['params that are a list', '{"id":1,"method":"ping","params":[]}', 1, -1135],
    ['an unknown method', '{"id":1,"method":"order.guess"}', 1, -1020],
    ['a retired method', '{"id":1,"method":"userDataStream.start"}', 1, -1020],
    ['an unknown parameter', '{"id":1,"method":"depth","params":{"symbol":"BTCUSDT","x":1}}', 1, -1104],
    ['a bad symbol', '{"id":1,"method":"depth","params":{"symbol":"NOPE"}}', 1, -1121],
    ['half of a character', '{"id":1,"method":"depth","params":{"symbol":"\\ud800"}}', 1, -1100],
    ['nesting by the thousand', `{"id":1,"method":"depth","params":{"symbol":${NESTED}}}`, 1, -1130],
    ['a switch that is none', '{"id":1,"method":"ping","params":{"returnRateLimits":"maybe"}}', 1, -1100],
  ])('%s', async (_, frame, id, code) => {
    client.probe.send(frame);
    const answer = await client.probe.next<Loose>();
    expect([answer.id, answer.status, answer.error.code]).toEqual([id, 400, code]);
    expect((await client.call('ping')).status).toBe(200);
  });

  it('shows rate limits unless told not to, per request or per connection', async () => {
    const shown = await client.call('time');
    expect(shown.rateLimits).toEqual([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 3 },
    ]);
    expect(await client.call('time', { returnRateLimits: false })).not.toHaveProperty('rateLimits');
    const quiet = await WsClient.open(
      `${simulator.urls.wsApi}?returnRateLimits=false`,
      simulator.credentials,
    );
    expect(await quiet.call('time')).not.toHaveProperty('rateLimits');
    expect((await quiet.call('time', { returnRateLimits: true })).rateLimits).toHaveLength(1);
    await quiet.close();
  });

  it('microseconds by the URL, in answers and events', async () => {
    const micro = await WsClient.open(`${simulator.urls.wsApi}?timeUnit=microsecond`, simulator.credentials);
    expect((await micro.call('time')).result.serverTime).toBeGreaterThan(1e15);
    await micro.signed('userDataStream.subscribe.signature');
    simulator.engine.transfer('alice', 'BTC', UNIT);
    const [frame] = await until(() => (micro.events().length > 0 ? micro.events() : undefined));
    expect(frame?.event['E']).toBeGreaterThan(1e15);
    await micro.close();
    const refused = await WsProbe.open(`${simulator.urls.wsApi}?timeUnit=hour`).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(UpgradeRefused);
    expect((refused as UpgradeRefused).status).toBe(400);
    const sbe = await WsProbe.open(`${simulator.urls.wsApi}?responseFormat=sbe&sbeSchemaId=3`).catch(
      (error: unknown) => error,
    );
    expect((sbe as UpgradeRefused).status).toBe(400);
    expect((sbe as UpgradeRefused).headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(JSON.parse((sbe as UpgradeRefused).body)).toEqual({ code: -1155, msg: 'SBE is not enabled.' });
  });
});

describe('signed requests', () => {
  it('places, tests, queries and cancels', async () => {
    expect((await client.signed('order.test', LIMIT)).result).toEqual({});
    const placed = await client.signed('order.place', {
      ...LIMIT,
      newClientOrderId: 'ws-1',
      newOrderRespType: 'ACK',
    });
    expect(Object.keys(placed.result)).toEqual([
      'symbol',
      'orderId',
      'orderListId',
      'clientOrderId',
      'transactTime',
    ]);
    expect(placed.rateLimits?.map((row) => [row.rateLimitType, row.interval, row.count])).toEqual([
      ['ORDERS', 'SECOND', 1],
      ['ORDERS', 'DAY', 1],
      ['REQUEST_WEIGHT', 'MINUTE', expect.any(Number)],
    ]);
    const found = await client.signed('order.status', { symbol: 'BTCUSDT', origClientOrderId: 'ws-1' });
    expect(found.result.status).toBe('NEW');
    expect((await client.signed('openOrders.status')).result).toHaveLength(1);
    const cancelled = await client.signed('order.cancel', {
      symbol: 'BTCUSDT',
      orderId: placed.result.orderId,
    });
    expect(cancelled.result).toMatchObject({ origClientOrderId: 'ws-1', status: 'CANCELED' });
    expect((await client.signed('openOrders.cancelAll', { symbol: 'BTCUSDT' })).error?.code).toBe(-2011);
    expect((await client.signed('allOrders', { symbol: 'BTCUSDT' })).result).toHaveLength(1);
    expect((await client.signed('myTrades', { symbol: 'BTCUSDT' })).result).toEqual([]);
    expect((await client.signed('account.status', { omitZeroBalances: true })).result.accountType).toBe(
      'SPOT',
    );
    expect((await client.signed('account.rateLimits.orders')).result[0].count).toBe(1);
    expect((await client.signed('account.commission', { symbol: 'BTCUSDT' })).result.symbol).toBe('BTCUSDT');
  });

  it('a refused order leaves no trace in the order count', async () => {
    const refused = await client.signed('order.place', { ...LIMIT, quantity: '100' });
    expect(refused).toMatchObject({ status: 400, error: { code: -2010 } });
    expect((await client.signed('account.rateLimits.orders')).result[0].count).toBe(0);
  });

  it.each<[string, () => Record<string, unknown>, number, number]>([
    ['no key', () => ({ timestamp: systemClock.now() }), 400, -1102],
    ['unknown key', () => ({ apiKey: 'nobody', timestamp: systemClock.now(), signature: 'x' }), 401, -2015],
    ['bad key', () => ({ apiKey: 'no key', timestamp: systemClock.now(), signature: 'x' }), 401, -2014],
    [
      'bad signature',
      () => ({ apiKey: 'hmacKey', timestamp: systemClock.now(), signature: 'x' }),
      400,
      -1022,
    ],
    ['old', () => ({ apiKey: 'hmacKey', timestamp: systemClock.now() - 10_000, signature: 'x' }), 400, -1021],
  ])('%s', async (_, params, status, code) => {
    const answer = await client.call('account.status', params());
    expect([answer.status, answer.error?.code]).toEqual([status, code]);
  });

  it('signs raw text; the percent-encoded variant only where the simulator is lenient', async () => {
    const params = { symbol: '这是测试币456', timestamp: systemClock.now(), apiKey: 'hmacKey' };
    const encoded = `apiKey=hmacKey&symbol=${encodeURIComponent(params.symbol)}&timestamp=${params.timestamp}`;
    const signature = hmac('secret')(encoded);
    const strict = await client.call('openOrders.status', { ...params, signature });
    expect(strict.error?.code).toBe(-1022);
    const raw = await client.signed('openOrders.status', { symbol: params.symbol });
    expect(raw.error?.code).toBe(-1121);
    const lenient = await startSimulator({
      market: 'none',
      isLenient: true,
      accounts: [{ id: 'a', apiKey: 'hmacKey', apiSecret: 'secret' }],
    });
    const other = await WsClient.open(lenient.urls.wsApi, lenient.credentials);
    expect((await other.call('openOrders.status', { ...params, signature })).error?.code).toBe(-1121);
    await other.close();
    await lenient.close();
  });
});

describe('sessions', () => {
  it('log on with Ed25519, then need neither key nor signature', async () => {
    const bob = await openBob();
    const before = await bob.call('session.status');
    expect(before.result).toMatchObject({
      apiKey: null,
      authorizedSince: null,
      returnRateLimits: true,
      userDataStream: false,
    });
    const logon = await bob.signed('session.logon');
    expect(Object.keys(logon.result)).toEqual([
      'apiKey',
      'authorizedSince',
      'connectedSince',
      'returnRateLimits',
      'serverTime',
      'userDataStream',
    ]);
    expect(logon.result).toMatchObject({ apiKey: 'edKey', userDataStream: false });
    const account = await bob.call('account.status', { timestamp: systemClock.now() });
    expect(account.status).toBe(200);
    expect((await bob.call('account.status')).error?.code).toBe(-1102);
    const subscribed = await bob.call('userDataStream.subscribe');
    expect(subscribed.result).toEqual({ subscriptionId: 0 });
    expect((await bob.call('userDataStream.subscribe')).error?.code).toBe(-2035);
    expect((await bob.call('session.status')).result.userDataStream).toBe(true);
    const logout = await bob.call('session.logout');
    expect(logout.result).toMatchObject({ apiKey: null, userDataStream: false });
    expect(bob.events()).toEqual([
      { subscriptionId: 0, event: { e: 'eventStreamTerminated', E: expect.any(Number) } },
    ]);
    expect((await bob.call('account.status', { timestamp: systemClock.now() })).error?.code).toBe(-1102);
    await bob.close();
  });

  it('refuse other key types, and subscriptions without a logon', async () => {
    const logon = await client.signed('session.logon');
    expect(logon.error).toEqual({ code: -4056, msg: 'HMAC API key is not supported.' });
    expect(await client.call('userDataStream.subscribe')).toMatchObject({
      status: 401,
      error: { code: -1002 },
    });
  });

  it('answer with id null once the key is revoked', async () => {
    const bob = await openBob();
    await bob.signed('session.logon');
    simulator.control.revokeKey('edKey');
    const answer = await bob.call('account.status', { timestamp: systemClock.now() });
    expect(answer).toEqual({
      id: null,
      status: 401,
      error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
    });
    expect((await bob.call('session.status')).result.apiKey).toBeNull();
    await bob.close();
  });
});

describe('user data', () => {
  it('several accounts on one connection, told apart by subscription', async () => {
    const bob = await openBob();
    await client.signed('userDataStream.subscribe.signature');
    const params = bob.withSignature({});
    const second = await client.call('userDataStream.subscribe.signature', params);
    expect(second.result).toEqual({ subscriptionId: 1 });
    expect((await client.call('session.subscriptions')).result).toEqual([
      { subscriptionId: 0 },
      { subscriptionId: 1 },
    ]);
    simulator.engine.transfer('bob', 'BTC', UNIT);
    simulator.engine.transfer('alice', 'ETH', UNIT);
    const updates = await until(() => {
      const found = client.events().filter((frame) => frame.event['e'] === 'balanceUpdate');
      return found.length === 2 ? found : undefined;
    });
    expect(updates.map((frame) => [frame.subscriptionId, frame.event['a']])).toEqual([
      [1, 'BTC'],
      [0, 'ETH'],
    ]);
    await bob.close();
  });

  it('ends by unsubscribing, one or all', async () => {
    await client.signed('userDataStream.subscribe.signature');
    expect((await client.signed('userDataStream.subscribe.signature')).error?.code).toBe(-2035);
    expect((await client.call('userDataStream.unsubscribe', { subscriptionId: 9 })).error?.code).toBe(-2036);
    expect((await client.call('userDataStream.unsubscribe', { subscriptionId: 0 })).result).toEqual({});
    expect((await client.signed('userDataStream.subscribe.signature')).result).toEqual({ subscriptionId: 1 });
    expect((await client.call('userDataStream.unsubscribe')).result).toEqual({});
    expect(client.events().map((frame) => frame.event['e'])).toEqual([
      'eventStreamTerminated',
      'eventStreamTerminated',
    ]);
    simulator.engine.transfer('alice', 'BTC', UNIT);
    await client.call('ping');
    expect(client.events()).toHaveLength(2);
  });
});

describe('the connection', () => {
  it('is pinged every 20 s, cut after a minute of silence and at the end of its life', async () => {
    const clock = new FakeClock();
    const other = await startSimulator({ market: 'none', clock, wsApiLimits: { lifetimeMs: 120_000 } });
    const alive = await WsClient.open(other.urls.wsApi, other.credentials, undefined, () => clock.now());
    const dumb = await WsProbe.open(other.urls.wsApi, { client: { autoPong: false } });
    let pings = 0;
    alive.probe.socket.on('ping', () => (pings += 1));
    for (let i = 1; i <= 5; i++) {
      await clock.advance(20_000);
      await until(() => pings === i);
      // The pong goes ahead of the next request of the same connection
      expect((await alive.call('ping')).status).toBe(200);
    }
    expect(await until(() => dumb.closed)).toMatchObject({ code: 1006 });
    await clock.advance(20_000);
    expect(await until(() => alive.probe.closed)).toMatchObject({ code: 1001 });
    await until(() => other.control.wsApiConnections === 0);
    await other.close();
    expect(clock.pending).toBe(0);
  });

  it('hears of a shutdown without a subscription', async () => {
    simulator.control.announceWsApiShutdown();
    const [frame] = await until(() => (client.events().length > 0 ? client.events() : undefined));
    expect(frame).toEqual({ event: { e: 'serverShutdown', E: expect.any(Number) } });
    expect((await client.call('ping')).status).toBe(200);
  });
});
