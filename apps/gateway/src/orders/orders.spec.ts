import { GatewayUnderTest, json } from '../testing/gateway-under-test.js';

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('orders', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterAll(() => gateway.close());
  beforeEach(() => void gateway.reachedExchange());

  const place = (change: object = {}) =>
    gateway.call('POST', '/api/v1/order', { body: { ...LIMIT, ...change } });
  const control = () => gateway.upstream.simulator!.control;

  it('are placed, found, listed and cancelled', async () => {
    const placed = await place({ newClientOrderId: 'spec-1' });
    expect(placed.status).toBe(200);
    expect(json(placed)).toMatchObject({ symbol: 'BTCUSDT', clientOrderId: 'spec-1', status: 'NEW' });
    const { orderId } = json(placed);
    const byId = json(await gateway.call('GET', `/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`));
    expect(byId).toMatchObject({ orderId, price: '50000.00000000', origQty: '0.00100000' });
    const open = json(await gateway.call('GET', '/api/v1/openOrders?symbol=BTCUSDT'));
    expect(open.map((o: { orderId: number }) => o.orderId)).toEqual([orderId]);
    const cancelled = await gateway.call('DELETE', '/api/v1/order?symbol=BTCUSDT&origClientOrderId=spec-1');
    expect(json(cancelled)).toMatchObject({ orderId, status: 'CANCELED', origClientOrderId: 'spec-1' });
    const all = json(await gateway.call('GET', '/api/v1/allOrders?symbol=BTCUSDT'));
    expect(all.find((o: { orderId: number }) => o.orderId === orderId)).toMatchObject({ status: 'CANCELED' });
    expect(json(await gateway.call('GET', '/api/v1/openOrders'))).toEqual([]);
  });

  it('are given a client order id when they come without', async () => {
    const { clientOrderId, orderId } = json(await place());
    expect(clientOrderId).toMatch(/^bg-[0-9a-f]{32}$/);
    await gateway.call('DELETE', `/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`);
  });

  it('that are only tested leave nothing behind', async () => {
    expect((await gateway.call('POST', '/api/v1/order/test', { body: LIMIT })).text).toBe('{}');
    expect(json(await gateway.call('GET', '/api/v1/openOrders'))).toEqual([]);
  });

  it('beyond the balance are 400 and say what is missing', async () => {
    const answer = await place({ quantity: '100' });
    expect(json(answer)).toMatchObject({
      status: 400,
      code: 'INSUFFICIENT_BALANCE',
      binanceCode: -2010,
      asset: 'USDT',
      needed: '5000000',
    });
  });

  it('that break a filter of their symbol never reach the exchange', async () => {
    const answer = await place({ price: '50000.001' });
    expect(json(answer)).toMatchObject({ status: 400, code: 'FILTER_FAILURE' });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('that nobody has are 404', async () => {
    const answer = await gateway.call('GET', '/api/v1/order?symbol=BTCUSDT&orderId=999999');
    expect(json(answer)).toMatchObject({ status: 404, code: 'ORDER_NOT_FOUND', binanceCode: -2013 });
  });

  it('whose answer was lost are asked for, not sent again', async () => {
    control().inject({
      match: { method: 'POST', path: '/api/v3/order' },
      effect: { kind: 'answer', when: 'after', status: 504, code: -1007, msg: 'execution status unknown' },
    });
    const answer = await place({ newClientOrderId: 'lost-1' });
    expect(answer.status).toBe(200);
    expect(json(answer)).toMatchObject({ clientOrderId: 'lost-1', status: 'NEW' });
    expect(gateway.reachedExchange().filter((r) => r === 'POST /api/v3/order')).toHaveLength(1);
    await gateway.call('DELETE', '/api/v1/openOrders?symbol=BTCUSDT');
  });

  it('stop while the exchange asks for silence: 429 with the time, and nothing is sent', async () => {
    const paused = await GatewayUnderTest.start();
    try {
      paused.upstream.simulator!.control.inject({
        effect: {
          kind: 'answer',
          when: 'before',
          status: 429,
          code: -1003,
          msg: 'Too much',
          retryAfterMs: 30_000,
        },
      });
      const first = await paused.call('GET', '/api/v1/depth?symbol=BTCUSDT');
      paused.reachedExchange();
      const second = await paused.call('POST', '/api/v1/order', { body: LIMIT });
      for (const answer of [first, second]) {
        expect(json(answer)).toMatchObject({ status: 429, code: 'UPSTREAM_RATE_LIMITED' });
        expect(Number(answer.headers['retry-after'])).toBe(json(answer).retryAfter);
      }
      expect(paused.reachedExchange()).toEqual([]);
    } finally {
      await paused.close();
    }
  });
});
