import { generateKeyPairSync, verify } from 'node:crypto';
import {
  type AppError,
  type NewOrderInput,
  getOrder,
  getOrderBook,
  getPrice,
  placeOrder,
  systemClock,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { type Request, ScriptedExchange } from '../../test/scripted-exchange.js';
import { StubExchange } from '../../test/stub-exchange.js';
import { type SpotConnection, type SpotConnectionOptions, connectSpot } from '../connect-spot.js';
import { createCredential } from '../credential.js';
import type { UpstreamResponse } from '../http/dispatch.js';

const ORDER: NewOrderInput = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
const ANSWER = {
  symbol: 'BTCUSDT',
  orderId: 28,
  orderListId: -1,
  clientOrderId: 'made-1',
  transactTime: 1_507_725_176_595,
  price: '0.00000000',
  origQty: '0.01000000',
  executedQty: '0.01000000',
  cummulativeQuoteQty: '500.00000000',
  status: 'FILLED',
  timeInForce: 'GTC',
  type: 'MARKET',
  side: 'BUY',
};
const symbol = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  filters: [],
};
const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50 },
];

type Params = Readonly<Record<string, unknown>>;
const paramsOf = (request: Request | undefined): Params => (request?.params ?? {}) as unknown as Params;

describe('orders by the WebSocket API', () => {
  let rest: StubExchange;
  let ws: ScriptedExchange;
  let connection: SpotConnection;
  /** By method; undefined is silence, 'cut' ends the connection. */
  let answers: Record<string, (request: Request) => object | 'cut' | undefined>;

  beforeEach(async () => {
    answers = {};
    rest = await StubExchange.start(({ path }) => {
      if (path === '/api/v3/time') return { json: { serverTime: Date.now() } };
      if (path === '/api/v3/exchangeInfo')
        return { json: { serverTime: 1, rateLimits: RATE_LIMITS, symbols: [symbol] } };
      return path === '/api/v3/order' ? { json: ANSWER } : { status: 404, text: '' };
    });
    ws = await ScriptedExchange.start((request, link) => {
      const answer = answers[request.method]?.(request);
      if (answer === 'cut') link.socket.terminate();
      return answer === 'cut' || answer === undefined ? undefined : { id: request.id, ...answer };
    });
  });
  afterEach(async () => {
    await connection.close();
    await rest.close();
    await ws.stop();
  });

  async function open(options: Partial<SpotConnectionOptions> = {}): Promise<void> {
    connection = connectSpot({
      restUrl: rest.url,
      wsApiUrl: `${ws.url}/ws-api/v3`,
      orderTransport: 'ws',
      credential: createCredential({ apiKey: 'key', apiSecret: 'secret' }),
      clock: systemClock,
      random: () => 0.5,
      newClientOrderId: () => 'made-1',
      ...options,
    });
    await connection.start();
    await until(() => connection.wsApi?.status().isOpen);
  }
  const errorOf = (promise: Promise<unknown>): Promise<AppError> =>
    promise.then(
      () => Promise.reject(new Error('did not fail')),
      (error: AppError) => error,
    );
  const placed = (): Request[] => ws.requests.filter(({ method }) => method === 'order.place');

  it('sends what REST would send, signed with time and window, and answers the same', async () => {
    answers['order.place'] = () => ({ status: 200, result: ANSWER });
    await open({ recvWindowMs: 4_000 });
    const heard: UpstreamResponse[] = [];
    let sent = 0;
    const answer = await connection.spot.run(placeOrder, ORDER, {
      onAnswer: (response) => heard.push(response),
      onSent: () => sent++,
    });
    expect(answer).toMatchObject({ orderId: 28, status: 'FILLED', executedQty: '0.01000000' });
    const params = paramsOf(placed()[0]);
    expect(params).toMatchObject({ ...ORDER, newClientOrderId: 'made-1', recvWindow: 4_000, apiKey: 'key' });
    expect(Math.abs((params['timestamp'] as number) - Date.now())).toBeLessThan(60_000);
    expect(sent).toBe(1);
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual(ANSWER);
    expect(rest.asked('/api/v3/order')).toEqual([]);
  });

  it('reads of the market stay with REST', async () => {
    await open();
    await errorOf(connection.spot.run(getPrice, { symbol: 'BTCUSDT' }));
    expect(rest.asked('/api/v3/ticker/price')).not.toEqual([]);
    expect(ws.requests).toEqual([]);
  });

  it('goes by it when asked to, whatever the configuration', async () => {
    answers['depth'] = () => ({ status: 200, result: { lastUpdateId: 1, bids: [], asks: [] } });
    await open({ orderTransport: 'rest' }).catch(() => undefined);
    const book = await connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }, { transport: 'ws' });
    expect(book).toMatchObject({ lastUpdateId: 1 });
    expect(rest.asked('/api/v3/depth')).toEqual([]);
  });

  it.each<[string, () => object | 'cut' | undefined]>([
    ['a lost socket', () => 'cut'],
    ['silence', () => undefined],
    ['-1006', () => ({ status: 400, error: { code: -1006, msg: 'An unexpected response' } })],
    ['-1007', () => ({ status: 504, error: { code: -1007, msg: 'Timeout waiting for response' } })],
    ['status 5xx', () => ({ status: 503, error: { code: -1008, msg: 'overloaded' } })],
    ['success without a result', () => ({ status: 200 })],
    ['a success that cannot be read', () => ({ status: 200, result: { symbol: 7 } })],
  ])('has an unknown outcome after %s, and is sent once', async (_, answer) => {
    answers['order.place'] = answer;
    await open();
    const error = await errorOf(connection.spot.run(placeOrder, ORDER, { timeoutMs: 300 }));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', extra: { outcome: 'UNKNOWN' } });
    await until(() => connection.wsApi?.status().isOpen);
    expect(placed()).toHaveLength(1);
    expect(rest.asked('/api/v3/order')).toEqual([]);
  });

  it.each<[number, number, string, string]>([
    [400, -2010, 'Account has insufficient balance for requested action.', 'INSUFFICIENT_BALANCE'],
    [400, -1013, 'Filter failure: LOT_SIZE', 'FILTER_FAILURE'],
    [401, -2015, 'Invalid API-key, IP, or permissions for action.', 'CREDENTIALS_REFUSED'],
    [409, -2021, 'Order cancel-replace partially failed.', 'PARTIAL_FAILURE'],
  ])('is refused with the error REST has for it: %d %d', async (status, code, msg, expected) => {
    answers['order.place'] = () => ({ status, error: { code, msg } });
    await open();
    const error = await errorOf(connection.spot.run(placeOrder, ORDER));
    expect(error).toMatchObject({ code: expected, binanceCode: code });
  });

  it('is signed anew and sent again after the time check refused it, and after nothing else', async () => {
    let times = 0;
    answers['order.place'] = () =>
      ++times === 1
        ? { status: 400, error: { code: -1021, msg: 'Timestamp for this request is outside' } }
        : { status: 200, result: ANSWER };
    await open();
    await connection.spot.run(placeOrder, ORDER);
    expect(placed()).toHaveLength(2);
    expect(rest.asked('/api/v3/time').length).toBeGreaterThan(3);
  });

  it('waits for a connection that comes back, and is signed when it goes', async () => {
    answers['order.place'] = () => ({ status: 200, result: ANSWER });
    await open();
    ws.isDeaf = true;
    ws.kill();
    await until(() => connection.wsApi?.status().isOpen === false);
    const asked = Date.now();
    const answer = connection.spot.run(placeOrder, ORDER);
    ws.isDeaf = false;
    await answer;
    expect(paramsOf(placed()[0])['timestamp']).toBeGreaterThanOrEqual(asked);
  });

  it('stays here when a 429 was read while it waited for a connection, and costs nothing', async () => {
    answers['order.place'] = () => ({ status: 200, result: ANSWER });
    await open();
    ws.isDeaf = true;
    const { attempts } = ws;
    ws.kill();
    await until(() => ws.attempts > attempts);
    const used = (): number | undefined =>
      connection.budget.use().find((u) => u.rateLimitType === 'ORDERS')?.used;
    const before = used();
    const sent: string[] = [];
    const refused = errorOf(connection.spot.run(placeOrder, ORDER, { onSent: () => sent.push('order') }));
    await until(() => connection.wsApi?.status().waiting === 1);
    connection.budget.obey({ status: 429, headers: { 'retry-after': '30' }, body: '' });
    ws.hear();
    expect((await refused).code).toBe('UPSTREAM_RATE_LIMITED');
    expect([sent, placed().length, used()]).toEqual([[], 0, before]);
  });

  it('certainly was not sent when no connection comes, and costs nothing', async () => {
    await open();
    await ws.stop();
    await until(() => connection.wsApi?.status().isOpen === false);
    const before = connection.budget.use();
    const error = await errorOf(connection.spot.run(placeOrder, ORDER, { timeoutMs: 100 }));
    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(error.message).toMatch(/^place_order was not sent: no connection within 100 ms$/);
    const used = (uses: typeof before): number[] => uses.map((u) => u.used);
    expect(used(connection.budget.use())).toEqual(used(before));
    ws = await ScriptedExchange.start(() => undefined);
  });

  it('is asked for by REST when the connection is lost', async () => {
    await open();
    await ws.stop();
    await until(() => connection.wsApi?.status().isOpen === false);
    const found = await connection.spot.run(getOrder, { symbol: 'BTCUSDT', origClientOrderId: 'made-1' });
    expect(found).toMatchObject({ orderId: 28 });
    ws = await ScriptedExchange.start(() => undefined);
  });

  it('shares the limits with REST, learns from the answers, and is silent when told', async () => {
    answers['order.place'] = () => ({
      status: 200,
      result: ANSWER,
      rateLimits: [
        { ...RATE_LIMITS[0], count: 4_000 },
        { ...RATE_LIMITS[1], count: 7 },
      ],
    });
    await open();
    // a window may end between the answer and the question
    await until(async () => {
      await connection.spot.run(placeOrder, ORDER);
      const used = (type: string): number =>
        connection.budget.use().find((u) => u.rateLimitType === type)?.used ?? 0;
      return used('REQUEST_WEIGHT') >= 4_000 && used('ORDERS') === 7;
    });
    const retryAfter = Date.now() + 30_000;
    answers['order.place'] = () => ({
      status: 418,
      error: { code: -1003, msg: 'Way too much', data: { serverTime: retryAfter - 30_000, retryAfter } },
    });
    expect(await errorOf(connection.spot.run(placeOrder, ORDER))).toMatchObject({
      code: 'UPSTREAM_BANNED',
      retryAfterMs: 30_000,
    });
    const [asked, sent] = [rest.requests.length, placed().length];
    expect((await errorOf(connection.spot.run(getPrice, { symbol: 'BTCUSDT' }))).code).toBe(
      'UPSTREAM_BANNED',
    );
    expect((await errorOf(connection.spot.run(placeOrder, ORDER))).code).toBe('UPSTREAM_BANNED');
    expect([rest.requests.length, placed().length]).toEqual([asked, sent]);
  });

  describe('with an Ed25519 key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const credential = createCredential({ apiKey: 'ed-key', privateKey: pem });
    const session = { status: 200, result: { apiKey: 'ed-key', authorizedSince: 1, connectedSince: 1 } };
    const isSignedRight = (params: Params): boolean => {
      const { signature, ...others } = params;
      const payload = Object.keys(others)
        .sort()
        .map((name) => `${name}=${String(others[name])}`)
        .join('&');
      return verify(null, Buffer.from(payload), publicKey, Buffer.from(String(signature), 'base64'));
    };

    it('logs every session on and signs no more; a session that is thrown out signs again', async () => {
      answers['session.logon'] = () => session;
      answers['order.place'] = () => ({ status: 200, result: ANSWER });
      await open({ credential });
      await until(() => connection.wsApi?.status().isAuthorised);
      expect(isSignedRight(paramsOf(ws.requests[0]))).toBe(true);
      await connection.spot.run(placeOrder, ORDER);
      const params = paramsOf(placed()[0]);
      expect(Object.keys(params)).toContain('timestamp');
      expect(Object.keys(params)).not.toContain('signature');

      ws.kill();
      await until(() => connection.wsApi?.status().isAuthorised === false);
      await until(() => connection.wsApi?.status().isAuthorised);
      expect(ws.requests.filter(({ method }) => method === 'session.logon')).toHaveLength(2);

      answers['order.place'] = () => ({
        id: null,
        status: 401,
        error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
      });
      expect((await errorOf(connection.spot.run(placeOrder, ORDER))).code).toBe('CREDENTIALS_REFUSED');
      answers['order.place'] = () => ({ status: 200, result: ANSWER });
      await connection.spot.run(placeOrder, ORDER);
      expect(isSignedRight(paramsOf(placed().at(-1)))).toBe(true);
    });

    it('signs one by one when the exchange will not log it on', async () => {
      answers['session.logon'] = () => ({ status: 400, error: { code: -1099, msg: 'not found' } });
      answers['order.place'] = () => ({ status: 200, result: ANSWER });
      await open({ credential });
      await connection.spot.run(placeOrder, ORDER);
      expect(isSignedRight(paramsOf(placed()[0]))).toBe(true);
    });

    it('can be asked for its status, and logged out', async () => {
      answers['session.logon'] = () => session;
      answers['session.status'] = () => session;
      answers['session.logout'] = () => ({ status: 200, result: { apiKey: null, authorizedSince: null } });
      await open({ credential });
      await until(() => connection.wsApi?.status().isAuthorised);
      expect(await connection.wsApi?.request('session.status')).toEqual(session.result);
      await connection.wsApi?.request('session.logout');
      expect(connection.wsApi?.status().isAuthorised).toBe(false);
    });
  });

  it('moves to a new session before the old one ends, and loses nothing on the way', async () => {
    let hold: (() => void) | undefined;
    answers['order.place'] = (request) => {
      const link = ws.links[0];
      hold = () => ws.send({ id: request.id, status: 200, result: ANSWER }, link ? [link] : []);
      return undefined;
    };
    await open();
    const underWay = connection.spot.run(placeOrder, ORDER);
    await until(() => hold);
    ws.send({ event: { e: 'serverShutdown', E: 1 } });
    await until(() => ws.links.length === 2);
    answers['order.place'] = () => ({ status: 200, result: { ...ANSWER, orderId: 29 } });
    await until(
      async () => ((await connection.spot.run(placeOrder, ORDER)) as { orderId: number }).orderId === 29,
    );
    hold?.();
    expect(await underWay).toMatchObject({ orderId: 28 });
    await until(() => ws.open.length === 1);
  });
});
