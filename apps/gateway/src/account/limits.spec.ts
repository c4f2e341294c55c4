import { until } from '@binance-gateway/testing';
import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

interface Limit {
  rateLimitType: string;
  interval: string;
  intervalNum: number;
  limit: number;
  used: number;
  resetsAt: number;
}

const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };

describe.each(['rest', 'ws'])('limits of the exchange, orders by %s', (transport) => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start({ env: { ORDER_TRANSPORT: transport, LIVE_MAX_SYMBOLS: '0' } });
  });
  afterAll(() => gateway.close());

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a body, looked into here and there
  const limits = async (): Promise<any> =>
    json(await gateway.call('GET', '/api/v1/limits', { token: TOKENS.reader }));
  const used = async (type: string, interval: string): Promise<number> => {
    const found = ((await limits()) as { limits: Limit[] }).limits.find(
      (l) => l.rateLimitType === type && l.interval === interval,
    );
    return found?.used ?? Number.NaN;
  };
  const place = (price: string): ReturnType<GatewayUnderTest['call']> =>
    gateway.call('POST', '/api/v1/order', { body: { ...LIMIT, price } });

  it('are those of exchangeInfo, with what is used and when they begin anew', async () => {
    const answer = await limits();
    expect(answer).toMatchObject({
      orderTransport: transport,
      silence: { banned: false, remainingMs: 0, ordersRemainingMs: 0 },
      connections: { limit: 270, windowMs: 300_000, blockedForMs: 0 },
    });
    expect(answer.limits.map((l: Limit) => `${l.rateLimitType} ${l.intervalNum} ${l.interval}`)).toEqual([
      'REQUEST_WEIGHT 1 MINUTE',
      'ORDERS 10 SECOND',
      'ORDERS 1 DAY',
      'RAW_REQUESTS 5 MINUTE',
    ]);
    for (const { resetsAt } of answer.limits as Limit[])
      expect(resetsAt).toBeGreaterThan(answer.exchangeTime);
    expect(answer.lanes.map((l: { lane: string }) => l.lane)).toEqual([
      'orders',
      'recovery',
      'snapshots',
      'reads',
    ]);
  });

  it('count reads by weight and orders by number, and cost nothing themselves', async () => {
    gateway.reachedExchange();
    await gateway.call('GET', '/api/v1/depth?symbol=BTCUSDT&limit=5000');
    // a minute may end in between
    await until(async () => {
      const before = await used('REQUEST_WEIGHT', 'MINUTE');
      await gateway.call('GET', '/api/v1/depth?symbol=ETHUSDT&limit=5000');
      return (await used('REQUEST_WEIGHT', 'MINUTE')) === before + 250;
    });
    await until(async () => {
      const before = await used('ORDERS', 'DAY');
      expect((await place('50000.00')).status).toBe(200);
      return (await used('ORDERS', 'DAY')) === before + 1;
    });
    gateway.reachedExchange();
    await limits();
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('a ban stops everything at once, is told with Retry-After, and nothing is sent until it is over', async () => {
    const { control } = gateway.upstream.simulator as NonNullable<typeof gateway.upstream.simulator>;
    control.clearRequests();
    const endsAt = control.ban(2_500);
    const [first] = await Promise.all([gateway.call('GET', '/api/v1/trades?symbol=BTCUSDT')]);
    expect([first.status, json(first).code]).toEqual([429, 'UPSTREAM_BANNED']);
    const answers = await Promise.all([
      gateway.call('GET', '/api/v1/depth?symbol=BTCUSDT'),
      gateway.call('GET', '/api/v1/account'),
      place('50000.00'),
      gateway.call('DELETE', '/api/v1/openOrders?symbol=BTCUSDT'),
    ]);
    for (const { status, headers, text } of answers) {
      expect([status, text]).toEqual([429, expect.stringContaining('UPSTREAM_BANNED')]);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await limits()).silence).toMatchObject({ banned: true });
    expect(await gateway.metrics.text()).toContain('upstream_banned 1');
    await until(async () => (await limits()).silence.banned === false);
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt - 50);
    expect(control.disobedientRequests()).toEqual([]);
    await until(async () => (await place('50000.00')).status === 200);
    expect(control.disobedientRequests()).toEqual([]);
  });

  it('are metrics too', async () => {
    const text = await gateway.metrics.text();
    expect(text).toMatch(/upstream_limit\{type="REQUEST_WEIGHT",window="1m"\} 6000/);
    expect(text).toMatch(/upstream_limit_used\{type="ORDERS",window="1d"\} [1-9]/);
    expect(text).toMatch(/upstream_lane_refusals_total\{lane="orders"\} [1-9]/);
    expect(text).toMatch(/upstream_connect_attempts \d/);
  });
});
