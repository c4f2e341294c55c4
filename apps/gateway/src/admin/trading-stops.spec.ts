import { until } from '@binance-gateway/testing';
import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

const ADMIN = 'admin-token-000001';
const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('stopping a token', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start({
      env: {
        GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,boss:${ADMIN}:read+trade+admin`,
        GATEWAY_POLICIES: '{"trader":{"maxNotionalPerOrder":"100","symbols":["BTCUSDT"]}}',
      },
    });
  });
  afterAll(() => gateway.close());
  afterEach(() => gateway.call('DELETE', '/api/v1/admin/kill?principal=trader', { token: ADMIN }));

  const place = (token: string, change: object = {}) =>
    gateway.call('POST', '/api/v1/order', { token, body: { ...LIMIT, ...change } });
  const openIds = async (): Promise<string[]> => {
    const open = json(await gateway.call('GET', '/api/v1/openOrders'));
    return (open as { clientOrderId: string }[]).map((order) => order.clientOrderId);
  };

  it('cancels its orders and its lists, refuses new ones, and lets it trade again', async () => {
    expect((await place(TOKENS.trader, { newClientOrderId: 'mine' })).status).toBe(200);
    expect((await place(ADMIN, { newClientOrderId: 'theirs' })).status).toBe(200);
    const stop = await gateway.call('POST', '/api/v1/admin/kill', {
      token: ADMIN,
      body: { principal: 'trader', reason: 'a drill' },
    });
    expect(stop.status).toBe(200);
    expect(json(stop)).toMatchObject({
      principal: 'trader',
      by: 'boss',
      reason: 'a drill',
      sweep: { isClear: true, canceled: [{ symbol: 'BTCUSDT', clientOrderId: 'mine' }] },
    });
    expect(await openIds()).toEqual(['theirs']);
    const refused = await place(TOKENS.trader);
    expect([refused.status, json(refused)]).toMatchObject([
      403,
      { code: 'TRADING_STOPPED', stoppedBy: 'boss' },
    ]);
    expect(json(await gateway.call('GET', '/api/v1/admin/kill', { token: ADMIN }))).toMatchObject([
      { principal: 'trader', sweep: { isClear: true } },
    ]);
    expect((await gateway.metrics.text()).match(/trading_stopped_tokens (\d)/)?.[1]).toBe('1');
    const resumed = await gateway.call('DELETE', '/api/v1/admin/kill?principal=trader', { token: ADMIN });
    expect(json(resumed)).toEqual({ principal: 'trader', wasStopped: true });
    expect((await place(TOKENS.trader)).status).toBe(200);
    for (const token of [TOKENS.trader, ADMIN]) {
      await gateway.call('DELETE', '/api/v1/openOrders?symbol=BTCUSDT', { token });
    }
  });

  it('takes the scope admin and a name that somebody has', async () => {
    const body = { principal: 'nobody' };
    expect(json(await gateway.call('POST', '/api/v1/admin/kill', { body }))).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
    });
    const unknown = await gateway.call('POST', '/api/v1/admin/kill', { token: ADMIN, body });
    expect(json(unknown)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(json(unknown).detail).toContain('tokens are trader, boss');
  });

  it('by its own dead-man timer: wound up, and gone off', async () => {
    expect((await place(TOKENS.trader, { newClientOrderId: 'watched' })).status).toBe(200);
    const armed = json(await gateway.call('POST', '/api/v1/deadMan', { body: { seconds: 1 } }));
    expect(armed).toMatchObject({ principal: 'trader', isArmed: true, seconds: 1 });
    expect(json(await gateway.call('GET', '/api/v1/admin/deadMan', { token: ADMIN }))).toMatchObject([
      { principal: 'trader' },
    ]);
    // asked of the timer, which costs no weight: 75 questions about all open orders are a minute's budget
    await until(async () => json(await gateway.call('GET', '/api/v1/deadMan')).sweep?.isClear === true);
    expect(await openIds()).toEqual([]);
    expect(json(await gateway.call('GET', '/api/v1/deadMan'))).toMatchObject({
      isArmed: false,
      sweep: { canceled: [{ clientOrderId: 'watched' }] },
    });
  });

  it('is another thing than its policy, which says what would pass', async () => {
    const refused = await place(TOKENS.trader, { quantity: '0.01' });
    expect([refused.status, json(refused)]).toMatchObject([
      403,
      {
        code: 'POLICY_REFUSED',
        owner: 'trader',
        rule: 'maxNotionalPerOrder',
        limit: '100',
        given: '500 USDT',
      },
    ]);
  });
});
