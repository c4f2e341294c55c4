import { FakeClock, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, market: 'none', seed: 1 });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
  house('SELL', '96600');
  house('BUY', '96400');
  trade('96500');
});

afterEach(() => simulator.close());

function house(side: 'BUY' | 'SELL', price: string, quantity = '5'): void {
  simulator.control.market.order({
    symbol: 'BTCUSDT',
    side,
    quantity: amount(quantity),
    price: amount(price),
  });
}

const amount = (text: string): bigint => BigInt(Math.round(Number(text) * 1000)) * (UNIT / 1000n);

function trade(price: string): void {
  house('SELL', price, '1');
  house('BUY', price, '1');
}

const send = (path: string, params: Record<string, string>, method = 'POST'): Promise<Loose> =>
  client.signed<Loose>(method, `/api/v3/${path}`, { symbol: 'BTCUSDT', ...params });
const statuses = async (orderListId: number): Promise<string[]> => {
  const all = await client.signed<Loose>('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' });
  return all.body.filter((o: Loose) => o.orderListId === orderListId).map((o: Loose) => o.status);
};
const count = async (): Promise<number> =>
  (await client.signed<{ count: number }[]>('GET', '/api/v3/rateLimit/order')).body[0]?.count ?? -1;

const LIST_MEMBERS = [
  'orderListId',
  'contingencyType',
  'listStatusType',
  'listOrderStatus',
  'listClientOrderId',
  'transactionTime',
  'symbol',
  'orders',
];
const OCO = {
  side: 'SELL',
  quantity: '0.01',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '99000',
  belowType: 'STOP_LOSS_LIMIT',
  belowPrice: '93000',
  belowStopPrice: '94000',
  belowTimeInForce: 'GTC',
};
const WORKING = {
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '96450',
  workingQuantity: '0.02',
  workingTimeInForce: 'GTC',
};
const PENDING_PAIR = {
  pendingSide: 'SELL',
  pendingAboveType: 'LIMIT_MAKER',
  pendingAbovePrice: '99000',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '90000',
};

describe('order lists', () => {
  it('OCO: members in the documented order, the stop leg first', async () => {
    const { status, body } = await send('orderList/oco', { ...OCO, listClientOrderId: 'myList' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([...LIST_MEMBERS, 'orderReports']);
    expect(body).toMatchObject({
      contingencyType: 'OCO',
      listStatusType: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
      listClientOrderId: 'myList',
      transactionTime: clock.now(),
    });
    expect(body.orderReports.map((o: Loose) => [o.type, o.status, o.workingTime])).toEqual([
      ['STOP_LOSS_LIMIT', 'NEW', -1],
      ['LIMIT_MAKER', 'NEW', clock.now()],
    ]);
    expect(body.orders.map((o: Loose) => Object.keys(o))).toEqual([
      ['symbol', 'orderId', 'clientOrderId'],
      ['symbol', 'orderId', 'clientOrderId'],
    ]);
    expect(await count()).toBe(2);
  });

  it('the deprecated OCO maps its limit and stop legs by side', async () => {
    const sale = await send('order/oco', {
      side: 'SELL',
      quantity: '0.01',
      price: '99000',
      stopPrice: '94000',
      stopLimitPrice: '93000',
      stopLimitTimeInForce: 'GTC',
      limitClientOrderId: 'theLimit',
      stopClientOrderId: 'theStop',
    });
    expect(sale.body.orderReports.map((o: Loose) => [o.clientOrderId, o.type])).toEqual([
      ['theStop', 'STOP_LOSS_LIMIT'],
      ['theLimit', 'LIMIT_MAKER'],
    ]);
    const purchase = { side: 'BUY', quantity: '0.01', price: '94000', stopPrice: '99000' };
    expect((await send('order/oco', purchase)).body.orderReports[0].type).toBe('STOP_LOSS');
    const { stopPrice: _, ...without } = purchase;
    expect((await send('order/oco', without)).body.code).toBe(-1102);
  });

  it('OTO: the pending order waits for the working one', async () => {
    const oto = { ...WORKING, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '0.01' };
    const { body } = await send('orderList/oto', oto);
    expect(body.contingencyType).toBe('OTO');
    expect(body.orderReports.map((o: Loose) => [o.status, o.workingTime])).toEqual([
      ['NEW', clock.now()],
      ['PENDING_NEW', -1],
    ]);
    house('SELL', '96450', '1');
    expect(await statuses(body.orderListId)).toEqual(['FILLED', 'FILLED']);
  });

  it.each([
    ['otoco', { pendingQuantity: '0.02' }, '0.02000000'],
    ['opoco', {}, undefined],
  ])('%s: three orders, three counts', async (kind, extra, shown) => {
    const { status, body } = await send(`orderList/${kind}`, { ...WORKING, ...PENDING_PAIR, ...extra });
    expect([status, body.orderReports.length, await count()]).toEqual([200, 3, 3]);
    expect(body.orderReports.slice(1).map((o: Loose) => [o.status, o.origQty])).toEqual([
      ['PENDING_NEW', shown],
      ['PENDING_NEW', shown],
    ]);
    house('SELL', '96450', '1');
    expect(await statuses(body.orderListId)).toEqual(['FILLED', 'NEW', 'NEW']);
  });

  it('OPO: what was bought is sold', async () => {
    const opo = { ...WORKING, pendingType: 'LIMIT', pendingSide: 'SELL', pendingPrice: '99000' };
    const { body } = await send('orderList/opo', { ...opo, pendingTimeInForce: 'GTC' });
    expect(body.orderReports[1]).not.toHaveProperty('origQty');
    house('SELL', '96450', '1');
    const orderId = String(body.orders[1].orderId);
    const pending = await send('order', { orderId }, 'GET');
    // all of it: the account had free BTC to pay the commission with
    expect(pending.body).toMatchObject({ status: 'NEW', origQty: '0.02000000' });
  });

  it('response types, as asked for each list', async () => {
    const ack = await send('orderList/oco', { ...OCO, newOrderRespType: 'ACK' });
    expect(Object.keys(ack.body.orderReports[0])).toHaveLength(5);
    const full = await send('orderList/oco', { ...OCO, newOrderRespType: 'FULL' });
    expect(full.body.orderReports[0].fills).toEqual([]);
  });

  it('are asked for by id, by client id, open and all', async () => {
    const { body } = await send('orderList/oco', { ...OCO, listClientOrderId: 'one' });
    await send('orderList/oco', { ...OCO, listClientOrderId: 'two' });
    const get = async (path: string, params: Record<string, string> = {}): Promise<Loose> =>
      (await client.signed('GET', `/api/v3/${path}`, params)).body;
    const one = await get('orderList', { orderListId: String(body.orderListId) });
    expect(Object.keys(one)).toEqual(LIST_MEMBERS);
    expect(one.listClientOrderId).toBe('one');
    // with both, the client's id alone counts
    expect(await get('orderList', { orderListId: '999', origClientOrderId: 'two' })).toMatchObject({
      listClientOrderId: 'two',
    });
    expect((await get('orderList', { orderListId: '999' })).code).toBe(-2013);
    expect((await get('orderList')).code).toBe(-1102);
    expect(await get('openOrderList')).toHaveLength(2);
    const all = await get('allOrderList', { fromId: String(body.orderListId + 1) });
    expect(all.map((each: Loose) => each.listClientOrderId)).toEqual(['two']);
    expect((await get('allOrderList', { fromId: '0', startTime: '1' })).code).toBe(-1128);
  });

  it('are cancelled as a whole: by list, by leg, with everything else', async () => {
    const { body } = await send('orderList/oco', OCO);
    const cancelled = await send(
      'orderList',
      { orderListId: String(body.orderListId), newClientOrderId: 'bye' },
      'DELETE',
    );
    expect(cancelled.body).toMatchObject({ listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE' });
    expect(cancelled.body.orderReports.map((o: Loose) => [o.status, o.clientOrderId])).toEqual([
      ['CANCELED', 'bye'],
      ['CANCELED', 'bye'],
    ]);
    const second = await send('orderList/oco', OCO);
    const byLeg = await send('order', { orderId: String(second.body.orders[0].orderId) }, 'DELETE');
    expect(byLeg.body.orderReports).toHaveLength(2);
    await send('orderList/oco', OCO);
    const single = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '90000' };
    await send('order', single);
    const everything = await send('openOrders', {}, 'DELETE');
    expect(everything.body.map((each: Loose) => each.contingencyType ?? each.type).sort()).toEqual([
      'LIMIT',
      'OCO',
    ]);
    simulator.engine.assertConserved();
  });

  it.each<[string, Record<string, string>, number]>([
    ['orderList/oco', { ...OCO, aboveType: 'LIMIT' }, -1116],
    ['orderList/oco', { ...OCO, belowType: 'LIMIT_MAKER' }, -1168],
    ['orderList/oco', { ...OCO, side: 'BOTH' }, -1117],
    ['orderList/oco', { ...OCO, quantity: '' }, -1105],
    ['orderList/oco', { ...OCO, abovePrice: '93500' }, -2010],
    ['orderList/oto', { ...WORKING, workingType: 'MARKET', pendingType: 'MARKET' }, -1116],
    ['orderList/opo', { ...WORKING, workingSide: 'SELL', pendingType: 'MARKET', pendingSide: 'SELL' }, -1222],
    [
      'orderList/opo',
      { ...WORKING, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' },
      -1104,
    ],
    ['orderList/otoco', { ...WORKING, ...PENDING_PAIR }, -1102],
  ])('%s %j → %d', async (path, params, code) => {
    const answer = await send(path, params);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(simulator.engine.openOrders('main')).toEqual([]);
    expect(await count()).toBe(0);
  });

  it('the WS API answers the same, and listStatus follows the reports', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    await ws.signed('userDataStream.subscribe.signature');
    const placed = await ws.signed('orderList.place.oco', { symbol: 'BTCUSDT', ...OCO });
    expect(Object.keys(placed.result)).toEqual([...LIST_MEMBERS, 'orderReports']);
    await until(() => ws.events().some(({ event }) => event['e'] === 'listStatus'));
    const kinds = ws.events().map(({ event }) => event['e']);
    expect(kinds.filter((kind) => kind === 'executionReport')).toHaveLength(2);
    const status = ws.events().find(({ event }) => event['e'] === 'listStatus')?.event ?? {};
    expect(Object.keys(status)).toEqual(['e', 'E', 's', 'g', 'c', 'l', 'L', 'r', 'C', 'T', 'O']);
    const { orderListId } = placed.result;
    const listed = await ws.signed('orderList.status', { orderListId });
    expect(listed.result.orderListId).toBe(orderListId);
    expect((await ws.signed('openOrderLists.status')).result).toHaveLength(1);
    const gone = await ws.signed('orderList.cancel', { symbol: 'BTCUSDT', orderListId });
    expect(gone.result.orderReports).toHaveLength(2);
    await ws.close();
  });
});
