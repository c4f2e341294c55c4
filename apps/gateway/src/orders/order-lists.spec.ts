import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

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

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.reachedExchange());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  gateway.call('POST', `/api/v1/${path}`, { body, headers });
const get = async (path: string) => json(await gateway.call('GET', `/api/v1/${path}`));

describe('order lists', () => {
  it('are placed, found, listed and canceled, with every order of theirs', async () => {
    const placed = json(await post('orderList/oco', { ...OCO, listClientOrderId: 'spec-list-1' }));
    expect(placed).toMatchObject({
      contingencyType: 'OCO',
      listOrderStatus: 'EXECUTING',
      listClientOrderId: 'spec-list-1',
    });
    expect(placed.orderReports).toHaveLength(2);
    for (const { clientOrderId } of placed.orders) expect(clientOrderId).toMatch(/^bg-[0-9a-f]{32}$/);
    const { orderReports: _reports, ...list } = placed;
    expect(await get('orderList?origClientOrderId=spec-list-1')).toMatchObject({
      orderListId: list.orderListId,
      orders: list.orders,
    });
    expect(await get('openOrderList')).toHaveLength(1);
    const canceled = json(
      await gateway.call('DELETE', '/api/v1/orderList?symbol=BTCUSDT&listClientOrderId=spec-list-1'),
    );
    expect(canceled).toMatchObject({ orderListId: list.orderListId, listOrderStatus: 'ALL_DONE' });
    expect(canceled.orderReports.map((order: { status: string }) => order.status)).toEqual([
      'CANCELED',
      'CANCELED',
    ]);
    expect(await get('openOrderList')).toEqual([]);
    expect(await get('allOrderList?limit=1')).toHaveLength(1);
  });

  it('are placed once under one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'spec-list-2' };
    const first = await post('orderList/oco', OCO, key);
    const again = await post('orderList/oco', OCO, key);
    expect(json(first)).toMatchObject({ listClientOrderId: 'spec-list-2' });
    expect(json(again)).toEqual(json(first));
    expect(gateway.reachedExchange()).toEqual(['POST /api/v3/orderList/oco']);
    const other = await post('orderList/oco', { ...OCO, quantity: '0.002' }, key);
    expect(json(other)).toMatchObject({ status: 409, code: 'CONFLICT' });
    await gateway.call('DELETE', '/api/v1/orderList?symbol=BTCUSDT&listClientOrderId=spec-list-2');
  });

  it('with a key and another id of their own are refused', async () => {
    const answer = await post(
      'orderList/oco',
      { ...OCO, listClientOrderId: 'one' },
      { 'idempotency-key': 'two' },
    );
    expect(json(answer)).toMatchObject({ status: 400, fields: [{ field: 'listClientOrderId' }] });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('that nobody knows are a 404', async () => {
    expect(await get('orderList?origClientOrderId=nobody')).toMatchObject({
      status: 404,
      code: 'ORDER_NOT_FOUND',
    });
  });

  it('need the scope to trade', async () => {
    for (const path of ['orderList/oco', 'orderList/otoco', 'order/cancelReplace', 'sor/order']) {
      const answer = await gateway.call('POST', `/api/v1/${path}`, { body: OCO, token: TOKENS.reader });
      expect(`${path} ${answer.status}`).toBe(`${path} 403`);
    }
    expect(gateway.reachedExchange()).toEqual([]);
  });
});

describe('changing an order', () => {
  it('makes it smaller and keeps its id, and tells of it afterwards', async () => {
    const { orderId } = json(await post('order', { ...LIMIT, newClientOrderId: 'spec-amend' }));
    const body = {
      symbol: 'BTCUSDT',
      origClientOrderId: 'spec-amend',
      newClientOrderId: 'spec-amend',
      newQty: '0.001',
    };
    const amended = await gateway.call('PUT', '/api/v1/order/amend/keepPriority', { body });
    expect(json(amended)).toMatchObject({ amendedOrder: { orderId, qty: '0.00100000', status: 'NEW' } });
    expect(await get('order?symbol=BTCUSDT&origClientOrderId=spec-amend')).toMatchObject({
      origQty: '0.00100000',
    });
    expect(await get(`order/amendments?symbol=BTCUSDT&orderId=${orderId}`)).toMatchObject([
      { origQty: '0.00200000', newQty: '0.00100000' },
    ]);
  });

  it('of which one half fails is a 409 that has both halves', async () => {
    const replace = { ...LIMIT, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrigClientOrderId: 'nobody' };
    const answer = await post('order/cancelReplace', { ...replace, newClientOrderId: 'spec-replace' });
    expect(json(answer)).toMatchObject({
      status: 409,
      code: 'PARTIAL_FAILURE',
      binanceCode: -2021,
      cancelResult: 'FAILURE',
      cancelResponse: { code: -2011 },
      newOrderResult: 'SUCCESS',
      newOrderResponse: { clientOrderId: 'spec-replace', status: 'NEW' },
    });
    expect(await get('order?symbol=BTCUSDT&origClientOrderId=spec-replace')).toMatchObject({ status: 'NEW' });
  });
});
