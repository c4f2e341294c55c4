import { until } from '@binance-gateway/testing';
import { TOKENS, type World, startWorld } from '../start-gateway.js';

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

/** Policies, kill switch and dead-man timer, over the death of the process. */
describe('what a token may do', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      env: { GATEWAY_POLICIES: '{"trader":{"symbols":["BTCUSDT"],"maxNotionalPerDay":"300"}}' },
    });
  });
  afterAll(() => world.close());

  const place = (id: string) => world.gateway.post('/api/v1/order', { ...LIMIT, newClientOrderId: id });
  const openIds = (): string[] =>
    world.exchange.engine.openOrders('main', 'BTCUSDT').map(({ clientOrderId }) => clientOrderId);
  const killAndRestart = async (): Promise<void> => {
    await world.gateway.stop('SIGKILL');
    await world.restart();
    await until(async () => (await world.gateway.get('/health/ready')).status === 200, { timeoutMs: 45_000 });
  };

  it('POLICY-01 a day counts on over kill -9, and refusals say what would pass', async () => {
    expect((await place('day-1')).status).toBe(200);
    expect((await place('day-2')).status).toBe(200);
    await killAndRestart();
    expect((await place('day-3')).status).toBe(200);
    expect((await place('day-3')).status).toBe(200);
    expect((await place('day-4')).status).toBe(200);
    expect((await place('day-5')).status).toBe(200);
    const refused = await world.gateway.post('/api/v1/order', { ...LIMIT, quantity: '0.0011' });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      {
        code: 'POLICY_REFUSED',
        owner: 'trader',
        rule: 'maxNotionalPerDay',
        passes: '50 USDT of 300 are left until 00:00 UTC',
      },
    ]);
    const symbol = await world.gateway.post('/api/v1/order', {
      ...LIMIT,
      symbol: 'ETHUSDT',
      quantity: '0.01',
      price: '1000.00',
    });
    expect(symbol.body).toMatchObject({ code: 'POLICY_REFUSED', rule: 'symbols', limit: ['BTCUSDT'] });
    expect(openIds().sort()).toEqual(['day-1', 'day-2', 'day-3', 'day-4', 'day-5']);
  });

  it('POLICY-02 the kill switch cancels at once and holds over kill -9, until it is taken back', async () => {
    const body = { principal: 'trader', reason: 'a drill' };
    const stop = await world.gateway.post('/api/v1/admin/kill', body, TOKENS.admin);
    expect(stop.body).toMatchObject({ by: 'admin', sweep: { isClear: true } });
    expect(openIds()).toEqual([]);
    await killAndRestart();
    const refused = await place('after-kill');
    expect([refused.status, refused.body['code']]).toEqual([403, 'TRADING_STOPPED']);
    const resumed = await world.gateway.delete('/api/v1/admin/kill?principal=trader', TOKENS.admin);
    expect(resumed.body).toEqual({ principal: 'trader', wasStopped: true });
    expect((await place('after-resume')).status).toBe(200);
    expect((await place('too-much')).body['code']).toBe('POLICY_REFUSED');
  });

  it('POLICY-03 a dead-man timer goes off although its gateway was killed', async () => {
    expect(openIds()).toEqual(['after-resume']);
    const armed = await world.gateway.post('/api/v1/deadMan', { seconds: 1 });
    expect(armed.body).toMatchObject({ principal: 'trader', isArmed: true });
    await world.gateway.stop('SIGKILL');
    await world.restart();
    await until(
      async () => {
        const { body } = await world.gateway.get('/api/v1/deadMan');
        return body['isArmed'] === false && body['wentOffAt'] !== undefined;
      },
      { timeoutMs: 45_000 },
    );
    await until(() => openIds().length === 0);
  });

  it('POLICY-04 a preview says what would happen, and sends nothing', async () => {
    world.exchange.control.clearRequests();
    const { status, body } = await world.gateway.post('/api/v1/order/preview', {
      ...LIMIT,
      price: '50000.001',
    });
    expect([status, body['outcome']]).toEqual([200, 'REFUSE']);
    expect(body['refusals']).toMatchObject([
      { code: 'FILTER_FAILURE', filter: 'PRICE_FILTER', nearest: '50000' },
      { code: 'POLICY_REFUSED', rule: 'maxNotionalPerDay' },
    ]);
    expect(world.exchange.control.requests({ method: 'POST' })).toEqual([]);
  });
});
