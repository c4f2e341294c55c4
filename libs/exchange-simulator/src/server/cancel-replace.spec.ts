import { FakeClock } from '@binance-gateway/testing';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;

async function start(ordersPer10Seconds = 100): Promise<void> {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, market: 'none', limits: { ordersPer10Seconds } });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
}

afterEach(() => simulator.close());

const path = '/api/v3/order/cancelReplace';
const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };
/** More than the account has. */
const TOO_MUCH = { ...LIMIT, quantity: '9', price: '90000' };
const STOP = 'STOP_ON_FAILURE';
const ALLOW = 'ALLOW_FAILURE';

const place = async (price: string): Promise<number> =>
  (await client.signed<{ orderId: number }>('POST', '/api/v3/order', { ...LIMIT, price })).body.orderId;
const replace = (params: Record<string, string>): Promise<Loose> => client.signed('POST', path, params);
const openIds = (): number[] => simulator.engine.openOrders('main').map(({ orderId }) => orderId);
const count = async (): Promise<number> =>
  (await client.signed<{ count: number }[]>('GET', '/api/v3/rateLimit/order')).body[0]?.count ?? -1;

describe('cancel-replace', () => {
  it('answers with both halves, in order', async () => {
    await start();
    const orderId = await place('90000');
    const { status, body } = await replace({
      ...LIMIT,
      price: '91000',
      cancelReplaceMode: STOP,
      cancelOrderId: String(orderId),
      cancelNewClientOrderId: 'theCancel',
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      'cancelResult',
      'newOrderResult',
      'cancelResponse',
      'newOrderResponse',
    ]);
    expect(body).toMatchObject({
      cancelResult: 'SUCCESS',
      newOrderResult: 'SUCCESS',
      cancelResponse: { orderId, clientOrderId: 'theCancel', status: 'CANCELED' },
      newOrderResponse: { status: 'NEW', price: '91000.00000000', fills: [] },
    });
    expect(openIds()).toEqual([body.newOrderResponse.orderId]);
    expect(await count()).toBe(2);
  });

  it.each([
    [STOP, '999', LIMIT, 400, -2022, 'FAILURE', 'NOT_ATTEMPTED', -2011, undefined],
    [ALLOW, '999', LIMIT, 409, -2021, 'FAILURE', 'SUCCESS', -2011, undefined],
    [STOP, 'own', TOO_MUCH, 409, -2021, 'SUCCESS', 'FAILURE', undefined, -2010],
    [ALLOW, '999', TOO_MUCH, 400, -2022, 'FAILURE', 'FAILURE', -2011, -2010],
  ] as const)(
    '%s of %s: partial results',
    async (mode, id, order, status, code, canceled, placed, ...codes) => {
      await start();
      const orderId = await place('90000');
      const answer = await replace({
        price: '91000',
        ...order,
        cancelReplaceMode: mode,
        cancelOrderId: id === 'own' ? String(orderId) : id,
      });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      const { data } = answer.body;
      expect([data.cancelResult, data.newOrderResult]).toEqual([canceled, placed]);
      expect([data.cancelResponse.code, data.newOrderResponse?.code]).toEqual(codes);
      if (placed === 'NOT_ATTEMPTED') expect(data.newOrderResponse).toBeNull();
      // not attempted counts too
      expect(await count()).toBe(2);
    },
  );

  it('a filter fails before anything is cancelled', async () => {
    await start();
    const orderId = await place('90000');
    const answer = await replace({
      ...LIMIT,
      price: '91000.001',
      cancelReplaceMode: ALLOW,
      cancelOrderId: String(orderId),
    });
    expect([answer.status, answer.body.code, openIds()]).toEqual([400, -1013, [orderId]]);
    expect(await count()).toBe(1);
  });

  it('over the order count: nothing, or the cancel alone', async () => {
    await start(1);
    const orderId = await place('90000');
    const params = { ...LIMIT, price: '91000', cancelReplaceMode: STOP, cancelOrderId: String(orderId) };
    const refused = await replace(params);
    expect([refused.status, refused.body.code, openIds()]).toEqual([429, -1015, [orderId]]);
    const cancelled = await replace({ ...params, orderRateLimitExceededMode: 'CANCEL_ONLY' });
    expect([cancelled.status, cancelled.body.code, openIds()]).toEqual([429, -2021, []]);
    expect(cancelled.body.data.newOrderResponse).toEqual({
      code: -1015,
      msg: 'Too many new orders; current limit is 1 orders per 10 SECOND.',
    });
    const neither = await replace({ ...params, orderRateLimitExceededMode: 'CANCEL_ONLY' });
    expect([neither.status, neither.body.code]).toEqual([429, -2022]);
    expect(await count()).toBe(1);
  });

  it('over the WS API the halves are in error.data, with the status of the documentation', async () => {
    await start();
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    const answer = await ws.signed('order.cancelReplace', {
      ...LIMIT,
      price: '91000',
      cancelReplaceMode: ALLOW,
      cancelOrderId: 999,
    });
    expect(answer).toMatchObject({
      status: 409,
      error: { code: -2021, data: { cancelResult: 'FAILURE', newOrderResult: 'SUCCESS' } },
    });
    await ws.close();
  });

  it.each([
    [{ cancelReplaceMode: STOP }, -1102],
    [{ cancelOrderId: '1' }, -1102],
    [{ cancelReplaceMode: 'MAYBE', cancelOrderId: '1' }, -1130],
    [{ cancelReplaceMode: STOP, cancelOrderId: '1', orderRateLimitExceededMode: 'X' }, -1130],
    [{ cancelReplaceMode: STOP, cancelOrderId: '1', cancelRestrictions: 'X' }, -1145],
  ])('%j → %d', async (params, code) => {
    await start();
    expect((await replace({ ...LIMIT, price: '1', ...params })).body.code).toBe(code);
  });
});
