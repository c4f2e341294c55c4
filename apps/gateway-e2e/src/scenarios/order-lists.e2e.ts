import { type Reply, type World, startWorld } from '../start-gateway.js';

const OCO = {
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '0.001',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '150000.00',
  belowType: 'STOP_LOSS',
  belowStopPrice: '20000.00',
};
const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price: '50000.00',
};

describe('order lists and changed orders', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('ORDER-09 an OCO under one Idempotency-Key, before and after a restart', async () => {
    const place = (): Promise<Reply> =>
      world.gateway.request('POST', '/api/v1/orderList/oco', {
        body: OCO,
        headers: { 'idempotency-key': 'e2e-oco-1' },
      });
    const first = await place();
    expect([first.status, first.body['listClientOrderId']]).toEqual([200, 'e2e-oco-1']);
    await world.gateway.stop();
    await world.restart();
    expect((await place()).body).toEqual(first.body);
    const open = await world.gateway.get<Record<string, unknown>[]>('/api/v1/openOrderList');
    expect(open.body.map((list) => list['listClientOrderId'])).toEqual(['e2e-oco-1']);

    const ref = 'symbol=BTCUSDT&listClientOrderId=e2e-oco-1';
    const canceled = await world.gateway.delete(`/api/v1/orderList?${ref}`);
    expect(canceled.body).toMatchObject({ listOrderStatus: 'ALL_DONE' });
    const orders = await world.gateway.get<unknown[]>('/api/v1/openOrders?symbol=BTCUSDT');
    expect(orders.body).toEqual([]);
    const done = await world.gateway.get('/api/v1/orderList?origClientOrderId=e2e-oco-1');
    expect(done.body).toMatchObject({ listOrderStatus: 'ALL_DONE', orders: first.body['orders'] });
  });

  it('ORDER-10 a cancel-replace whose cancel finds nothing', async () => {
    const replace = { ...LIMIT, cancelOrigClientOrderId: 'e2e-nobody', newClientOrderId: 'e2e-replaced' };
    const allowed = await world.gateway.post('/api/v1/order/cancelReplace', {
      ...replace,
      cancelReplaceMode: 'ALLOW_FAILURE',
    });
    expect(allowed.status).toBe(409);
    expect(allowed.body).toMatchObject({
      code: 'PARTIAL_FAILURE',
      cancelResult: 'FAILURE',
      newOrderResult: 'SUCCESS',
      newOrderResponse: { clientOrderId: 'e2e-replaced', status: 'NEW' },
    });
    const stopped = await world.gateway.post('/api/v1/order/cancelReplace', {
      ...replace,
      newClientOrderId: 'e2e-not-replaced',
      cancelReplaceMode: 'STOP_ON_FAILURE',
    });
    expect(stopped.body).toMatchObject({
      status: 400,
      cancelResult: 'FAILURE',
      newOrderResult: 'NOT_ATTEMPTED',
    });
  });

  it('ORDER-11 an order that is made smaller', async () => {
    await world.gateway.post('/api/v1/order', { ...LIMIT, newClientOrderId: 'e2e-amended' });
    const ref = { symbol: 'BTCUSDT', origClientOrderId: 'e2e-amended' };
    const amended = await world.gateway.request('PUT', '/api/v1/order/amend/keepPriority', {
      body: { ...ref, newClientOrderId: 'e2e-amended', newQty: '0.001' },
    });
    expect(amended.body).toMatchObject({ amendedOrder: { clientOrderId: 'e2e-amended', qty: '0.00100000' } });
    const order = await world.gateway.get('/api/v1/order?symbol=BTCUSDT&origClientOrderId=e2e-amended');
    expect(order.body).toMatchObject({ origQty: '0.00100000', status: 'NEW' });
    const history = await world.gateway.get(
      `/api/v1/order/amendments?symbol=BTCUSDT&orderId=${String(order.body['orderId'])}`,
    );
    expect(history.body).toMatchObject([{ origQty: '0.00200000', newQty: '0.00100000' }]);
  });
});
