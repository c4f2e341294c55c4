import {
  AppError,
  type OcoInput,
  type Order,
  type OrderList,
  type ReplaceOrderInput,
  placeOco,
  placeOtoco,
} from '@binance-gateway/domain-types';
import { storeDirectory } from '../test/journal-bed.js';
import { BUY, NOON, type PolicyBed, policyBed } from '../test/policy-bed.js';
import { type Route, refuse } from '../test/stub-exchange.js';
import { toIntent } from './journal/to-intent.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(routes: Record<string, Route>): Promise<PolicyBed> {
  const { path, remove } = storeDirectory();
  closers.push(remove);
  const bed = await policyBed({}, { path, remove });
  Object.assign(bed.exchange.routes, routes);
  closers.push(() => bed.close());
  return bed;
}

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

const OCO: OcoInput = {
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '0.001',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '60000.00',
  belowType: 'STOP_LOSS',
  belowStopPrice: '40000.00',
};

const OTOCO = {
  symbol: 'BTCUSDT',
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '50000.00',
  workingQuantity: '0.001',
  workingTimeInForce: 'GTC',
  pendingSide: 'SELL',
  pendingQuantity: '0.001',
  pendingAboveType: 'LIMIT_MAKER',
  pendingAbovePrice: '60000.00',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '40000.00',
} as const;

const PLACE = 'POST /api/v3/orderList/oco';
const LIST = 'GET /api/v3/orderList';
const ORDER = 'GET /api/v3/order';
const bot = { principal: 'bot' };

const listOf = (params: URLSearchParams, names: string[]): OrderList => ({
  orderListId: 5,
  contingencyType: 'OCO',
  listStatusType: 'EXEC_STARTED',
  listOrderStatus: 'EXECUTING',
  listClientOrderId: params.get('listClientOrderId') ?? 'list-1',
  transactionTime: NOON,
  symbol: 'BTCUSDT',
  orders: names.map((name, i) => ({
    symbol: 'BTCUSDT',
    orderId: 20 + i,
    clientOrderId: params.get(name) ?? name,
  })),
});
const LEGS = ['aboveClientOrderId', 'belowClientOrderId'];
const accept: Route = ({ params }) => ({ json: listOf(params, LEGS) });

describe('an order list', () => {
  it('is recorded before it is sent, with an id for each part, and found by the order ids of its parts', async () => {
    const bed = await start({ [PLACE]: accept });
    const list = await bed.desk.placeList(placeOco, { ...OCO, listClientOrderId: 'mine' }, bot);
    expect(list.listClientOrderId).toBe('mine');
    const record = bed.journal.find('mine');
    expect(record).toMatchObject({ state: 'ACCEPTED', operation: 'place_oco', orders: 2, principal: 'bot' });
    expect(toIntent(record!)).toMatchObject({ operation: 'place_oco', order: { aboveType: 'LIMIT_MAKER' } });
    const sent = bed.exchange.asked.find(({ route }) => route === PLACE)?.params;
    expect(sent?.get('aboveClientOrderId')).toMatch(/^made-/);
    expect(new Set(LEGS.map((name) => sent?.get(name))).size).toBe(2);
  });

  it('asked for again is answered from the journal; with another content it is a conflict', async () => {
    const bed = await start({ [PLACE]: accept });
    const first = await bed.desk.placeList(placeOco, { ...OCO, listClientOrderId: 'mine' }, bot);
    expect(await bed.desk.placeList(placeOco, { ...OCO, listClientOrderId: 'mine' }, bot)).toEqual(first);
    const other = { ...OCO, listClientOrderId: 'mine', quantity: '0.002' };
    expect((await errorOf(bed.desk.placeList(placeOco, other, bot))).code).toBe('CONFLICT');
    const order = { ...BUY, newClientOrderId: 'mine' };
    expect((await errorOf(bed.desk.place(order, bot))).code).toBe('CONFLICT');
    expect(bed.exchange.times(PLACE)).toBe(1);
  });

  it('is the same again when only the ids of its orders were given', async () => {
    const bed = await start({ [PLACE]: accept });
    const ids = { aboveClientOrderId: 'up', belowClientOrderId: 'down' };
    const first = await bed.desk.placeList(placeOco, { ...OCO, ...ids }, bot);
    expect(await bed.desk.placeList(placeOco, { ...OCO, ...ids }, bot)).toEqual(first);
    expect(bed.exchange.times(PLACE)).toBe(1);
    expect(bed.journal.find('up')?.state).toBe('ACCEPTED');
  });

  it.each<[string, Route]>([
    ['a lost connection', () => 'drop'],
    ['-1007', () => refuse(-1007, 'Timeout waiting for response from backend server.', 504)],
    ['an answer nobody can read', () => ({ json: { orderListId: 5 } })],
  ])('is asked for by one of its orders after %s, never sent again', async (_, answer) => {
    const bed = await start({
      [PLACE]: answer,
      [ORDER]: ({ params }, time) =>
        time === 1
          ? refuse(-2013, 'Order does not exist.')
          : {
              json: {
                symbol: 'BTCUSDT',
                orderId: 20,
                orderListId: 5,
                clientOrderId: params.get('origClientOrderId'),
                status: 'NEW',
                time: NOON,
              } as Order,
            },
      [LIST]: ({ params }) => ({ json: listOf(params, LEGS) }),
    });
    const list = await bed.desk.placeList(placeOco, { ...OCO, listClientOrderId: 'list-1' }, bot);
    expect(list).toMatchObject({ orderListId: 5, listClientOrderId: 'list-1' });
    expect(bed.exchange.times(PLACE)).toBe(1);
    expect(bed.journal.find('list-1')).toMatchObject({ state: 'ACCEPTED', settledBy: 'query' });
  });

  it('of which nobody can tell is unknown, under the id the caller can ask by', async () => {
    const bed = await start({ [PLACE]: () => 'drop' });
    const error = await errorOf(bed.desk.placeList(placeOco, { ...OCO, aboveClientOrderId: 'up' }, bot));
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { outcome: 'UNKNOWN', clientOrderId: 'up' },
    });
    expect(bed.journal.find('up')?.state).toBe('UNKNOWN');
  });

  it('breaks no rule of its symbol in any of its orders, named as the caller wrote it', async () => {
    const bed = await start({ [PLACE]: accept });
    const tooFine = { ...OCO, belowStopPrice: '40000.001' };
    expect(await errorOf(bed.desk.placeList(placeOco, tooFine, bot))).toMatchObject({
      code: 'FILTER_FAILURE',
      fields: [{ field: 'belowStopPrice' }],
    });
    const pending = { ...OTOCO, pendingQuantity: '0.0000001' };
    expect(await errorOf(bed.desk.placeList(placeOtoco, pending, bot))).toMatchObject({
      fields: [{ field: 'pendingQuantity' }],
    });
    expect(bed.exchange.times(PLACE)).toBe(0);
  });

  it('counts each of its orders, and of two that exclude each other the larger one', async () => {
    const bed = await start({
      'POST /api/v3/orderList/otoco': ({ params }) => ({ json: listOf(params, []) }),
    });
    bed.policy = { maxNotionalPerOrder: '109.99' };
    expect((await errorOf(bed.desk.placeList(placeOtoco, OTOCO, bot))).extra).toMatchObject({
      rule: 'maxNotionalPerOrder',
      given: '110 USDT',
    });
    bed.policy = { ordersPerMinute: 2 };
    expect((await errorOf(bed.desk.placeList(placeOtoco, OTOCO, bot))).extra).toMatchObject({ given: 3 });
    bed.policy = { maxNotionalPerOrder: '110', ordersPerMinute: 3 };
    expect((await bed.desk.placeList(placeOtoco, OTOCO, bot)).orderListId).toBe(5);
  });

  it('is cancelled, and when the answer is lost its state tells', async () => {
    let done = false;
    const bed = await start({
      'DELETE /api/v3/orderList': () => {
        done = true;
        return 'drop';
      },
      [LIST]: ({ params }) => ({
        json: { ...listOf(params, LEGS), listOrderStatus: done ? 'ALL_DONE' : 'EXECUTING' },
      }),
    });
    const list = await bed.desk.cancelList({ symbol: 'BTCUSDT', listClientOrderId: 'list-1' }, bot);
    expect(list.listOrderStatus).toBe('ALL_DONE');
    bed.exchange.routes['DELETE /api/v3/orderList'] = () => refuse(-2011, 'Unknown order list sent.');
    const again = await errorOf(bed.desk.cancelList({ symbol: 'BTCUSDT', orderListId: 5 }, bot));
    expect(again).toMatchObject({ code: 'CANCEL_REJECTED', extra: { listOrderStatus: 'ALL_DONE' } });
    bed.exchange.routes[LIST] = () => refuse(-2013, 'Order list does not exist.');
    const none = await errorOf(bed.desk.cancelList({ symbol: 'BTCUSDT', orderListId: 6 }, bot));
    expect(none.code).toBe('ORDER_NOT_FOUND');
  });
});

describe('a replacement', () => {
  const REPLACE = 'POST /api/v3/order/cancelReplace';
  const INPUT = {
    ...BUY,
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrigClientOrderId: 'old',
    newClientOrderId: 'new',
  } as ReplaceOrderInput;
  const order = (clientOrderId: string, status: string): object => ({
    symbol: 'BTCUSDT',
    orderId: clientOrderId === 'old' ? 30 : 31,
    orderListId: -1,
    clientOrderId,
    status,
    time: NOON,
  });
  const failed = { code: -2011, msg: 'Unknown order sent.' };
  const halves = (cancelResult: string, newOrderResult: string): object => ({
    cancelResult,
    newOrderResult,
    cancelResponse: cancelResult === 'SUCCESS' ? order('old', 'CANCELED') : failed,
    newOrderResponse:
      newOrderResult === 'SUCCESS'
        ? order('new', 'NEW')
        : newOrderResult === 'FAILURE'
          ? { code: -2010, msg: 'Order would immediately match and take.' }
          : null,
  });
  const partly = (code: number, status: number, data: object): Route => {
    return () => ({ status, json: { code, msg: 'Order cancel-replace partially failed.', data } });
  };

  it('has both halves in its answer and one in the journal', async () => {
    const bed = await start({ [REPLACE]: () => ({ json: halves('SUCCESS', 'SUCCESS') }) });
    expect(await bed.desk.replace(INPUT, bot)).toMatchObject({ cancelResult: 'SUCCESS' });
    expect(bed.journal.find('new')).toMatchObject({ state: 'ACCEPTED', operation: 'replace_order' });
  });

  it.each<[string, string, number, number, string, string]>([
    ['SUCCESS', 'FAILURE', -2021, 409, 'PARTIAL_FAILURE', 'REFUSED'],
    ['FAILURE', 'SUCCESS', -2021, 409, 'PARTIAL_FAILURE', 'ACCEPTED'],
    ['FAILURE', 'NOT_ATTEMPTED', -2022, 400, 'ORDER_REJECTED', 'REFUSED'],
    ['FAILURE', 'FAILURE', -2022, 400, 'ORDER_REJECTED', 'REFUSED'],
  ])('keeps what became of each half: %s and %s', async (cancel, place, code, status, error, state) => {
    const bed = await start({ [REPLACE]: partly(code, status, halves(cancel, place)) });
    const told = { code: error, extra: { cancelResult: cancel, newOrderResult: place } };
    const first = await errorOf(bed.desk.replace(INPUT, bot));
    expect(first).toMatchObject(told);
    expect(first.extra?.['data']).toBeUndefined();
    expect(bed.journal.find('new')?.state).toBe(state);
    expect(await errorOf(bed.desk.replace(INPUT, bot))).toMatchObject(told);
    expect(bed.exchange.times(REPLACE)).toBe(1);
  });

  it('whose answer was lost is put together from the state of both orders', async () => {
    const bed = await start({
      [REPLACE]: () => 'drop',
      [ORDER]: ({ params }) => {
        const id = params.get('origClientOrderId') ?? '';
        return { json: order(id, id === 'old' ? 'CANCELED' : 'NEW') };
      },
    });
    expect(await bed.desk.replace(INPUT, bot)).toMatchObject({
      cancelResult: 'SUCCESS',
      newOrderResult: 'SUCCESS',
      cancelResponse: { orderId: 30, status: 'CANCELED' },
      newOrderResponse: { orderId: 31 },
    });
    expect(bed.exchange.times(REPLACE)).toBe(1);
  });
});

describe('an amendment', () => {
  const AMEND = 'PUT /api/v3/order/amend/keepPriority';
  const input = { symbol: 'BTCUSDT', orderId: 40, newQty: '0.0005' };

  it('whose answer was lost is done when the order has the new quantity under the new id', async () => {
    let id = '';
    const state = (origQty: string) => ({
      json: {
        symbol: 'BTCUSDT',
        orderId: 40,
        orderListId: -1,
        clientOrderId: id,
        origQty,
        status: 'NEW',
        side: 'BUY',
      },
    });
    const bed = await start({
      [AMEND]: ({ params }) => {
        id = params.get('newClientOrderId') ?? '';
        return 'drop';
      },
      [ORDER]: (_, time) => state(time < 2 ? '0.001' : '0.00050000'),
      'GET /api/v3/order/amendments': () => {
        const own = { symbol: 'BTCUSDT', orderId: 40, origQty: '0.001', newQty: '0.0005', time: NOON };
        return {
          json: [
            { ...own, executionId: 3, origClientOrderId: 'first', newClientOrderId: 'other' },
            { ...own, executionId: 9, origClientOrderId: 'other', newClientOrderId: id },
          ],
        };
      },
    });
    expect(await bed.desk.amend(input, bot)).toMatchObject({
      transactTime: NOON,
      executionId: 9,
      amendedOrder: { qty: '0.00050000', orderId: 40, origClientOrderId: 'other', clientOrderId: id },
    });
    expect(id).toMatch(/^made-/);
    expect(bed.exchange.times(AMEND)).toBe(1);
    bed.exchange.routes[ORDER] = () => state('0.001');
    expect(await errorOf(bed.desk.amend(input, bot))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { clientOrderId: id },
    });
  });
});

describe('an amendment the exchange does not know the order of', () => {
  const AMEND = 'PUT /api/v3/order/amend/keepPriority';
  const input = { symbol: 'BTCUSDT', orderId: 40, newQty: '0.0005' };
  const unknown = () => refuse(-2038, 'Unknown order sent.');

  it('is told from one of an order that is done, and from what cannot be found out', async () => {
    const bed = await start({ [AMEND]: unknown, [ORDER]: () => refuse(-2013, 'Order does not exist.') });
    expect(await errorOf(bed.desk.amend(input, bot))).toMatchObject({
      code: 'ORDER_NOT_FOUND',
      message: 'BTCUSDT has no such order',
      binanceCode: -2038,
    });
    const order = { symbol: 'BTCUSDT', orderId: 40, orderListId: -1, clientOrderId: 'mine', side: 'BUY' };
    bed.exchange.routes[ORDER] = () => ({ json: { ...order, status: 'FILLED' } });
    expect(await errorOf(bed.desk.amend(input, bot))).toMatchObject({
      code: 'ORDER_REJECTED',
      message: 'order 40 cannot be amended: its status is FILLED',
      extra: { status: 'FILLED', orderId: 40, clientOrderId: 'mine' },
    });
    bed.exchange.routes[ORDER] = () => refuse(-1100, 'x');
    expect(await errorOf(bed.desk.amend(input, bot))).toMatchObject({
      code: 'ORDER_REJECTED',
      message: 'Unknown order sent.',
    });
    expect(bed.exchange.times(AMEND)).toBe(3);
  });

  it('other rejections are passed on without a question', async () => {
    const bed = await start({
      [AMEND]: () => refuse(-2038, 'Order amend (quantity increase) is not supported.'),
    });
    expect((await errorOf(bed.desk.amend(input, bot))).code).toBe('ORDER_REJECTED');
    expect(bed.exchange.times(ORDER)).toBe(0);
  });
});

describe('the same id again, by the rule of the exchange', () => {
  const strict = { principal: 'key', repeat: 'refuse' } as const;
  const order = { ...BUY, newClientOrderId: 'one' };

  it('is a duplicate once the order may be there, and free after a refusal', async () => {
    const bed = await start({});
    bed.answer = () => refuse(-2010, 'Order would immediately match and take.');
    expect((await errorOf(bed.desk.place(order, strict))).code).toBe('ORDER_REJECTED');
    bed.answer = undefined;
    expect((await bed.desk.place(order, strict)).status).toBe('NEW');
    expect(await errorOf(bed.desk.place(order, strict))).toMatchObject({
      code: 'CONFLICT',
      binanceCode: -2010,
      message: 'Duplicate order sent.',
    });
    expect(bed.exchange.times('POST /api/v3/order')).toBe(2);
  });
});
