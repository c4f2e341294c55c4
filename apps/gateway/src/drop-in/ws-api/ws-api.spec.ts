import { generateKeyPairSync, sign } from 'node:crypto';
import { until } from '@binance-gateway/testing';
import { type ApiKey, type BinanceCaller, hmacKey } from '../testing/binance-caller.js';
import { DropInUnderTest } from '../testing/drop-in-under-test.js';
import { WsApiProbe } from '../testing/ws-api-probe.js';

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000',
} as const;

describe('the WS API as Binance serves it', () => {
  let bed: DropInUnderTest;
  let key: ApiKey;
  let rest: BinanceCaller;
  const probes: WsApiProbe[] = [];

  async function open(query = ''): Promise<WsApiProbe> {
    const probe = await WsApiProbe.open(`${bed.wsUrl}/ws-api/v3${query}`);
    probes.push(probe);
    return probe;
  }

  async function keyOf(name: string, more: object = {}): Promise<ApiKey> {
    const { apiKey, apiSecret } = await bed.issue(name, more);
    return hmacKey(apiKey, apiSecret);
  }

  async function ed25519(name: string, more: object = {}): Promise<ApiKey> {
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' });
    const { apiKey } = await bed.issue(name, { publicKey, ...more });
    return {
      apiKey,
      sign: (payload) => sign(null, Buffer.from(payload, 'latin1'), pair.privateKey).toString('base64'),
    };
  }

  beforeAll(async () => {
    bed = await DropInUnderTest.start();
    key = await keyOf('bot');
    rest = bed.caller(key);
  });
  afterEach(async () => {
    for (const probe of probes.splice(0)) await probe.close();
  });
  afterAll(() => bed.close());

  it.each([
    ['ping', {}],
    ['v3/ping', {}],
    ['exchangeInfo', { symbols: ['BTCUSDT', 'ETHUSDT'] }],
    ['klines', { symbol: 'BTCUSDT', interval: '1d', limit: 3, endTime: 1500000000000 }],
    ['depth', { symbol: 'NOSUCH' }],
    ['depth', {}],
    ['depth', { symbol: 'BTCUSDT', limit: 'abc' }],
    ['ticker.price', { symbol: 'BTCUSDT', surprise: 1 }],
    ['no.such.method', {}],
    ['account.status', {}],
    ['order.place', LIMIT],
  ])('answers %s %j as the exchange does', async (method, params) => {
    const direct = await WsApiProbe.open(bed.exchange.urls.wsApi);
    probes.push(direct);
    const [through, straight] = await Promise.all([
      (await open()).call(method, { ...params }),
      direct.call(method, { ...params }),
    ]);
    const timeless = (answer: object): string =>
      JSON.stringify(answer)
        .replace(/"serverTime":[0-9]+/, '')
        .replace(/,"rateLimits":\[[^\]]*\]}$/, '}');
    expect(timeless(through)).toBe(timeless(straight));
    expect(Array.isArray(through.rateLimits)).toBe(true);
  });

  it.each([
    ['{', null, -1135],
    ['[]', null, -1135],
    ['{"id":1.5,"method":"ping"}', null, -1135],
    ['{"id":1}', 1, -1102],
    ['{"id":1,"method":"ping","params":[]}', 1, -1135],
  ])('%s is refused with its id if it has one', async (text, id, code) => {
    const { probe } = await open();
    probe.send(text);
    expect(await probe.next()).toMatchObject({ id, status: 400, error: { code } });
  });

  it.each([
    [
      'nested by the thousand',
      `{"id":1,"method":"depth","params":{"symbol":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      -1130,
    ],
    ['half of a character', '{"id":1,"method":"depth","params":{"symbol":"\\ud800"}}', -1100],
    ['half of a character in a name', '{"id":1,"method":"depth","params":{"\\ud800":"BTCUSDT"}}', -1100],
    [
      'half of a character in what is signed',
      '{"id":1,"method":"order.place","params":{"apiKey":"a","timestamp":1,"signature":"s","symbol":"\\ud800"}}',
      -1100,
    ],
  ])('a parameter that is %s is refused, and everybody goes on', async (_, text, code) => {
    const api = await open();
    api.probe.send(text);
    expect(await api.probe.next()).toMatchObject({ id: 1, status: 400, error: { code } });
    expect(await api.call('ping')).toMatchObject({ status: 200, result: {} });
  });

  it('refuses a binary frame in the form of every other refusal, and goes on', async () => {
    const api = await open();
    api.probe.send(Buffer.from('{"id":1,"method":"ping"}'));
    expect(await api.probe.next()).toEqual({
      id: null,
      status: 400,
      error: { code: -1135, msg: expect.stringContaining('text frames') },
    });
    expect(await api.call('ping')).toMatchObject({ status: 200, result: {} });
  });

  it('places, finds and cancels an order; the journal knows whose it is', async () => {
    const api = await open();
    const placed = await api.signed(key, 'order.place', { ...LIMIT, newClientOrderId: 'ws-1' });
    expect(placed).toMatchObject({
      status: 200,
      result: { clientOrderId: 'ws-1', status: 'NEW', fills: [] },
    });
    expect(placed.rateLimits?.map(({ rateLimitType }) => rateLimitType)).toEqual([
      'ORDERS',
      'ORDERS',
      'REQUEST_WEIGHT',
    ]);
    const { orderId } = placed.result;
    const found = await api.signed(key, 'order.status', { symbol: 'BTCUSDT', orderId });
    expect(found.result).toEqual(
      (await rest.signed('GET', '/api/v3/order', `symbol=BTCUSDT&orderId=${orderId}`)).body,
    );
    const intent = await bed.gateway.call('GET', '/api/v1/intents/ws-1', { token: 'desk-token-000001' });
    expect(JSON.parse(intent.text)).toMatchObject({ principal: 'bot', state: 'ACCEPTED' });
    const gone = await api.signed(key, 'order.cancel', { symbol: 'BTCUSDT', orderId });
    expect(gone.result).toMatchObject({ status: 'CANCELED', origClientOrderId: 'ws-1' });
  });

  it('refuses what is not signed as it must be', async () => {
    const api = await open();
    const codes = async (params: Record<string, unknown>, by = key): Promise<number | undefined> =>
      (await api.signed(by, 'account.status', params)).error?.code;
    expect(await codes({ timestamp: Date.now() - 6_000 })).toBe(-1021);
    expect(await codes({ timestamp: Date.now() + 5_000 })).toBe(-1021);
    expect(await codes({ recvWindow: 60_001 })).toBe(-1102);
    expect(await codes({ timestamp: 'now' })).toBe(-1100);
    expect(await codes({}, { ...key, sign: () => 'ab'.repeat(32) })).toBe(-1022);
    expect(await codes({}, { ...key, apiKey: 'x'.repeat(64) })).toBe(-2015);
    expect(await codes({}, { ...key, apiKey: 'a b' })).toBe(-2014);
    expect(
      (await api.call('account.status', { apiKey: key.apiKey, timestamp: Date.now() })).error?.code,
    ).toBe(-1102);
    expect((await api.call('account.status', { timestamp: Date.now() })).error?.code).toBe(-1102);
  });

  it('accepts a signature over raw text, and over the encoded text two clients sign', async () => {
    const api = await open();
    const symbol = '这是测试币456';
    expect((await api.signed(key, 'openOrders.status', { symbol })).error?.code).toBe(-1121);
    const params: Record<string, unknown> = { apiKey: key.apiKey, symbol, timestamp: Date.now() };
    const payload = Object.keys(params)
      .sort()
      .map((name) => `${name}=${encodeURIComponent(String(params[name]))}`)
      .join('&');
    const answer = await api.call('openOrders.status', { ...params, signature: key.sign(payload) });
    expect(answer.error?.code).toBe(-1121);
  });

  it('logs on with Ed25519 only; a session signs nothing more', async () => {
    const api = await open();
    const refused = await api.signed(key, 'session.logon');
    expect(refused).toMatchObject({
      status: 400,
      error: { code: -4056, msg: 'HMAC API key is not supported.' },
    });
    const own = await ed25519('session-bot');
    const logon = await api.signed(own, 'session.logon');
    expect(logon.result).toMatchObject({ apiKey: own.apiKey, returnRateLimits: true, userDataStream: false });
    expect((await api.call('account.status', { timestamp: Date.now() })).status).toBe(200);
    expect((await api.call('account.status')).error?.code).toBe(-1102);
    expect((await api.call('session.status')).result).toMatchObject({ apiKey: own.apiKey });
    expect((await api.call('userDataStream.subscribe')).result).toEqual({ subscriptionId: 0 });
    expect((await api.call('userDataStream.subscribe')).error?.code).toBe(-2035);
    expect((await api.call('session.subscriptions')).result).toEqual([{ subscriptionId: 0 }]);
    expect((await api.call('session.logout')).result).toMatchObject({ apiKey: null, userDataStream: false });
    await until(() => api.probe.messages.some((text) => text.includes('eventStreamTerminated')));
    expect((await api.call('account.status', { timestamp: Date.now() })).error?.code).toBe(-1102);
    expect((await api.call('userDataStream.subscribe')).error?.code).toBe(-1002);
  });

  it('tells a key of its own orders and of the account, never of the orders of another name', async () => {
    const [mine, other] = [await keyOf('mine'), await keyOf('other')];
    const [api, their] = [await open(), await open()];
    await api.signed(mine, 'userDataStream.subscribe.signature');
    await their.signed(other, 'userDataStream.subscribe.signature');
    await api.signed(mine, 'order.place', { ...LIMIT, newClientOrderId: 'mine-1' });
    await their.signed(other, 'order.place', { ...LIMIT, newClientOrderId: 'other-1' });
    await bed.gateway.call('POST', '/api/v1/order', {
      token: 'desk-token-000001',
      body: { ...LIMIT, newClientOrderId: 'desk-1' },
    });
    await bed
      .direct()
      .signed('POST', '/api/v3/order', `${new URLSearchParams(LIMIT)}&newClientOrderId=by-hand`);
    const byHand = (event: Record<string, unknown>): boolean => event['c'] === 'by-hand';
    await Promise.all([api.event('executionReport', byHand), their.event('executionReport', byHand)]);
    const ids = ({ probe }: WsApiProbe): unknown[] =>
      probe
        .json<{ event?: { e: string; c: string } }>()
        .flatMap(({ event }) => (event?.e === 'executionReport' ? [event.c] : []));
    expect(ids(api)).toEqual(['mine-1', 'by-hand']);
    expect(ids(their)).toEqual(['other-1', 'by-hand']);
    expect(api.probe.messages.filter((text) => text.includes('outboundAccountPosition')).length).toBe(4);
    // cancelled by another key, it is still the order of the one who placed it
    await their.signed(other, 'order.cancel', { symbol: 'BTCUSDT', origClientOrderId: 'mine-1' });
    await until(() => ids(api).length === 3);
    expect(api.probe.messages.some((text) => text.includes('"C":"mine-1"'))).toBe(true);
    await their.signed(other, 'openOrders.cancelAll', { symbol: 'BTCUSDT' });
    expect(ids(their)).not.toContain('mine-1');
    expect((await api.call('userDataStream.unsubscribe', { subscriptionId: 9 })).error?.code).toBe(-2036);
    expect((await api.call('userDataStream.unsubscribe')).result).toEqual({});
    await until(() => api.probe.messages.some((text) => text.includes('eventStreamTerminated')));
  });

  it('tells a key of its own lists, leg by leg, and of amended orders under whatever id', async () => {
    const [mine, other] = [await keyOf('lister'), await keyOf('bystander')];
    const [api, their] = [await open(), await open()];
    await api.signed(mine, 'userDataStream.subscribe.signature');
    await their.signed(other, 'userDataStream.subscribe.signature');
    const list = await api.signed(mine, 'orderList.place.oco', {
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.001',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '300000',
      belowType: 'STOP_LOSS',
      belowStopPrice: '30000',
    });
    const { orderListId } = list.result;
    await api.signed(mine, 'orderList.cancel', { symbol: 'BTCUSDT', orderListId });
    const placed = await api.signed(mine, 'order.place', { ...LIMIT, quantity: '0.002' });
    const { orderId } = placed.result;
    const amended = await api.signed(mine, 'order.amend.keepPriority', {
      symbol: 'BTCUSDT',
      orderId,
      newQty: '0.001',
    });
    expect(amended.status).toBe(200);
    await api.signed(mine, 'order.cancel', { symbol: 'BTCUSDT', orderId });
    await until(() =>
      api.probe
        .json<{ event?: { i: number; x: string } }>()
        .some(({ event }) => event?.i === orderId && event?.x === 'CANCELED'),
    );
    const balance = (message: { event?: { e?: string } }): boolean =>
      message.event?.e === 'outboundAccountPosition';
    await until(() => their.probe.json().filter(balance).length === api.probe.json().filter(balance).length);
    const types = ({ probe }: WsApiProbe): (string | undefined)[] =>
      probe.json<{ event?: { e: string } }>().map(({ event }) => event?.e);
    expect(types(api).filter((type) => type === 'listStatus').length).toBeGreaterThanOrEqual(2);
    expect(types(their)).not.toContain('listStatus');
    expect(types(their)).not.toContain('executionReport');
  });

  it('leaves the events of an order with its owner when another key tries its id in vain', async () => {
    const [mine, other] = [await keyOf('first'), await keyOf('second')];
    const [api, their] = [await open(), await open()];
    const list = await api.signed(mine, 'orderList.place.oco', {
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.001',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '300000',
      aboveClientOrderId: 'take-profit',
      belowType: 'STOP_LOSS',
      belowStopPrice: '30000',
      belowClientOrderId: 'stop-loss',
    });
    const twin = await their.signed(other, 'order.place', { ...LIMIT, newClientOrderId: 'take-profit' });
    expect(twin.error).toMatchObject({ code: -2010, msg: 'Duplicate order sent.' });
    await api.signed(mine, 'userDataStream.subscribe.signature');
    await their.signed(other, 'userDataStream.subscribe.signature');
    const { orderListId } = list.result;
    await api.signed(mine, 'orderList.cancel', { symbol: 'BTCUSDT', orderListId });
    const ends = ({ probe }: WsApiProbe): unknown[] =>
      probe
        .json<{ event?: { C: string; X: string } }>()
        .flatMap(({ event }) => (event?.X === 'CANCELED' ? [event.C] : []));
    await until(() => ends(api).length === 2);
    const has = ({ probe }: WsApiProbe, type: string): boolean =>
      probe.messages.some((text) => text.includes(type));
    await until(() => has(api, 'listStatus') && has(their, 'outboundAccountPosition'));
    expect(ends(api)).toEqual(expect.arrayContaining(['take-profit', 'stop-loss']));
    expect([has(their, 'executionReport'), has(their, 'listStatus')]).toEqual([false, false]);
  });

  it('a revoked key is dead on open sockets', async () => {
    const own = await ed25519('to-be-revoked');
    const api = await open();
    await api.signed(own, 'session.logon');
    await api.call('userDataStream.subscribe');
    await bed.revoke('to-be-revoked');
    await until(() => api.probe.closed, { what: 'end of the connection' });
    const frames = api.probe.json<{ id: unknown; status?: number; error?: object; event?: object }>();
    expect(frames.find(({ id }) => id === null)).toMatchObject({ status: 401, error: { code: -2015 } });
    expect(frames.some(({ event }) => (event as { e?: string })?.e === 'eventStreamTerminated')).toBe(true);
    expect((await bed.caller(own).signed('GET', '/api/v3/account')).body.code).toBe(-2015);
  });

  it('leaves out the limits when asked to, and counts in microseconds', async () => {
    const api = await open('?returnRateLimits=false&timeUnit=MICROSECOND');
    const time = await api.call('time');
    expect(time.rateLimits).toBeUndefined();
    expect(String(time.result.serverTime)).toMatch(/^[0-9]{16}$/);
    expect((await api.call('time', { returnRateLimits: true })).rateLimits).toHaveLength(1);
    const placed = await api.signed(key, 'order.place', { ...LIMIT, newClientOrderId: 'micro-1' });
    expect(String(placed.result.transactTime)).toMatch(/^[0-9]{16}$/);
    const gone = await api.signed(key, 'order.cancel', { symbol: 'BTCUSDT', origClientOrderId: 'micro-1' });
    expect(String(gone.result.transactTime)).toMatch(/^[0-9]{16}$/);
  });
});
