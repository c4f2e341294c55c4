import { FakeClock } from '@binance-gateway/testing';
import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';
import { loadConfig } from '@binance-gateway/platform';
import { AuthService } from './auth.service.js';

const PRICE = '/api/v1/ticker/price?symbol=BTCUSDT';
const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('AuthService', () => {
  const auth = new AuthService(
    loadConfig('gateway', { GATEWAY_TOKENS: 'one:token-one:read,two:token-two:read+trade' }),
  );

  it('tells whose token it is', () => {
    expect(auth.identify('token-one')).toEqual({ name: 'one', scopes: new Set(['read']) });
    expect(auth.identify('token-two')?.name).toBe('two');
  });

  it.each(['', 'token', 'token-one ', 'TOKEN-ONE', 'token-one\u0000', 'x'.repeat(10_000)])(
    'knows nobody by %j',
    (token) => {
      expect(auth.identify(token)).toBeUndefined();
    },
  );
});

describe('who may do what', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterAll(() => gateway.close());

  it.each([
    ['no header', {}],
    ['a wrong token', { authorization: 'Bearer nobody' }],
    ['another scheme', { authorization: `Basic ${TOKENS.trader}` }],
    ['two words', { authorization: `Bearer ${TOKENS.trader} more` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('answers 401 to %s, and asks the exchange nothing', async (_, headers) => {
    gateway.reachedExchange();
    const answer = await gateway.call('GET', PRICE, {
      token: undefined,
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="binance-gateway"');
    expect(json(answer)).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(answer.text).not.toContain(TOKENS.trader);
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('takes the scheme in any case', async () => {
    const headers = { authorization: `bearer ${TOKENS.reader}` };
    expect((await gateway.call('GET', PRICE, { token: undefined, headers })).status).toBe(200);
  });

  it.each([
    ['POST', '/api/v1/order', ORDER],
    ['POST', '/api/v1/order/test', ORDER],
    ['DELETE', '/api/v1/order?symbol=BTCUSDT&orderId=1', undefined],
    ['DELETE', '/api/v1/openOrders?symbol=BTCUSDT', undefined],
  ] as const)('lets a reader not %s %s', async (method, url, body) => {
    gateway.reachedExchange();
    const answer = await gateway.call(method, url, { token: TOKENS.reader, body });
    expect(json(answer)).toMatchObject({ status: 403, code: 'SCOPE_MISSING', requiredScope: 'trade' });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('lets a reader read the account', async () => {
    expect((await gateway.call('GET', '/api/v1/account', { token: TOKENS.reader })).status).toBe(200);
  });
});

describe('what the configuration rules out', () => {
  it('is 401 with what to set, without credentials; public data is not touched by that', async () => {
    // nothing listens on port 9: the answers below cannot come from an exchange
    const nowhere = { BINANCE_REST_URL: 'http://127.0.0.1:9', BINANCE_STREAM_URL: 'ws://127.0.0.1:9' };
    const gateway = await GatewayUnderTest.start({
      env: {
        ...nowhere,
        BINANCE_ENV: 'mainnet',
        TRADING_ENABLED: 'true',
        BINANCE_WS_API_URL: 'ws://127.0.0.1:9',
      },
    });
    try {
      for (const url of [
        '/api/v1/account',
        '/api/v1/positions',
        '/api/v1/openOrders',
        '/api/v1/order?symbol=X',
      ]) {
        const problem = json(await gateway.call('GET', url));
        expect(problem).toMatchObject({ status: 401, code: 'CREDENTIALS_MISSING' });
        expect(problem.detail).toContain('BINANCE_API_KEY');
      }
      expect(json(await gateway.call('POST', '/api/v1/order', { body: ORDER }))).toMatchObject({
        status: 401,
      });
      expect(json(await gateway.call('GET', PRICE))).toMatchObject({
        status: 503,
        code: 'UPSTREAM_UNAVAILABLE',
      });
      const ready = await gateway.call('GET', '/health/ready', { token: undefined });
      expect(json(ready)).toMatchObject({ status: 503, code: 'NOT_READY', reasons: [expect.any(String)] });
      expect((await gateway.call('GET', '/health', { token: undefined })).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });

  it('is 403 for writes when trading is off, whatever the input', async () => {
    const gateway = await GatewayUnderTest.start({ env: { TRADING_ENABLED: 'false' } });
    try {
      gateway.reachedExchange();
      for (const body of [ORDER, {}]) {
        const problem = json(await gateway.call('POST', '/api/v1/order', { body }));
        expect(problem).toMatchObject({ status: 403, code: 'TRADING_DISABLED' });
        expect(problem.detail).toContain('TRADING_ENABLED=true');
      }
      expect(gateway.reachedExchange()).toEqual([]);
      expect((await gateway.call('GET', '/api/v1/openOrders')).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});

describe('how often', () => {
  it('is counted per token over all routes, and told in every answer', async () => {
    const clock = new FakeClock();
    const gateway = await GatewayUnderTest.start({ env: { THROTTLE_LIMIT: '3' }, clock });
    try {
      const first = await gateway.call('GET', PRICE);
      expect(first.headers).toMatchObject({
        'ratelimit-policy': '"token";q=3;w=60',
        ratelimit: '"token";r=2;t=60',
        'ratelimit-limit': '3',
        'ratelimit-remaining': '2',
        'ratelimit-reset': '60',
      });
      await gateway.call('GET', '/api/v1/time');
      expect((await gateway.call('GET', '/api/v1/depth')).status).toBe(400);
      await clock.advance(20_000);
      gateway.reachedExchange();
      const refused = await gateway.call('GET', PRICE);
      expect(refused.headers).toMatchObject({ 'retry-after': '40', ratelimit: '"token";r=0;t=40' });
      expect(json(refused)).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryAfter: 40 });
      expect(gateway.reachedExchange()).toEqual([]);
      expect((await gateway.call('GET', PRICE, { token: TOKENS.reader })).status).toBe(200);
      expect((await gateway.call('GET', '/health')).headers['ratelimit']).toBeUndefined();
      await clock.advance(40_000);
      expect((await gateway.call('GET', PRICE)).headers['ratelimit-remaining']).toBe('2');
    } finally {
      await gateway.close();
    }
  });
});
