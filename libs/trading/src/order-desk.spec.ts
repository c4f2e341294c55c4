import type { SpotConnection } from '@binance-gateway/binance-client';
import { AppError, type NewOrderInput, type Order } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { type Route, StubExchange, refuse } from '../test/stub-exchange.js';
import { OrderDesk } from './order-desk.js';
import type { OrderEnd, OrderIntent, OrderJournal } from './order-journal.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const LIMIT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

const PLACE = 'POST /api/v3/order';
const QUERY = 'GET /api/v3/order';
const CANCEL = 'DELETE /api/v3/order';

const stateOf = (changes: Partial<Order> = {}): Order => ({
  symbol: 'BTCUSDT',
  orderId: 7,
  orderListId: -1,
  clientOrderId: 'made-1',
  price: '50000.00',
  origQty: '0.001',
  executedQty: '0.000',
  cummulativeQuoteQty: '0.000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  time: Date.now(),
  updateTime: Date.now(),
  ...changes,
});

const placed: Route = ({ params }) => ({
  json: stateOf({ clientOrderId: params.get('newClientOrderId') ?? '', transactTime: Date.now() }),
});
const missing: Route = () => refuse(-2013, 'Order does not exist.');

class Diary implements OrderJournal {
  readonly lines: string[] = [];
  intent({ clientOrderId, order }: OrderIntent): undefined {
    this.lines.push(`INTENT ${clientOrderId} ${String(order['side'])} ${String(order['quantity'])}`);
  }
  find(): undefined {
    return undefined;
  }
  since(): [] {
    return [];
  }
  sent(clientOrderId: string): void {
    this.lines.push(`SENT ${clientOrderId}`);
  }
  ended(clientOrderId: string, end: OrderEnd): void {
    this.lines.push(`${end.state} ${clientOrderId}`);
  }
}

interface Room {
  exchange: StubExchange;
  connection: SpotConnection;
  clock: FakeClock;
  journal: Diary;
  desk: OrderDesk;
}

/** The desk on the whole client on real sockets; only its pauses run on a clock that stands still. */
async function room(routes: Record<string, Route>, journal = new Diary()): Promise<Room> {
  const exchange = await StubExchange.start(routes);
  const connection = exchange.connect();
  closers.push(
    () => exchange.close(),
    () => connection.close(),
  );
  const clock = new FakeClock();
  let ids = 0;
  const desk = new OrderDesk({
    spot: connection.spot,
    clock,
    exchangeTime: () => Date.now(),
    newClientOrderId: () => `made-${++ids}`,
    journal,
  });
  return { exchange, connection, clock, journal, desk };
}

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

/** Lets the pauses before each question pass until the call ends. */
async function endOf<T>(clock: FakeClock, call: Promise<T>): Promise<T> {
  let isOver = false;
  const over = call.finally(() => (isOver = true));
  over.catch(() => undefined);
  await until(async () => {
    // To the next timer only: the desk also watches how long it has been asking
    for (let ms = 0; ms < 4_000 && clock.pending > 0; ms += 250) await clock.advance(250);
    return isOver;
  });
  return over;
}

describe('place', () => {
  it('writes down what it means to do, sends it once under an id of its own, and gives the answer', async () => {
    const { desk, exchange, journal } = await room({ [PLACE]: placed });
    const order = await desk.place(LIMIT);
    expect(order).toMatchObject({ orderId: 7, status: 'NEW', clientOrderId: 'made-1' });
    expect(journal.lines).toEqual(['INTENT made-1 BUY 0.001', 'SENT made-1', 'ACCEPTED made-1']);
    expect(exchange.times(PLACE)).toBe(1);
  });

  it('keeps the id the caller gave', async () => {
    const { desk } = await room({ [PLACE]: placed });
    expect((await desk.place({ ...LIMIT, newClientOrderId: 'theirs' })).clientOrderId).toBe('theirs');
  });

  it('refuses what breaks a rule, and an unknown symbol, without a word to the exchange or the journal', async () => {
    const { desk, exchange, journal } = await room({ [PLACE]: placed });
    expect((await errorOf(desk.place({ ...LIMIT, price: '0.001' }))).code).toBe('FILTER_FAILURE');
    expect(await errorOf(desk.place({ ...LIMIT, symbol: 'NOPEUSDT' }))).toMatchObject({
      code: 'UNKNOWN_SYMBOL',
      fields: [{ field: 'symbol' }],
    });
    expect(exchange.asked.map((a) => a.route)).toEqual(['GET /api/v3/exchangeInfo']);
    expect(journal.lines).toEqual([]);
  });

  it('does not send what it could not write down', async () => {
    const journal = new Diary();
    journal.intent = () => {
      throw new AppError('INTERNAL', 'disk full');
    };
    const { desk, exchange } = await room({ [PLACE]: placed }, journal);
    expect((await errorOf(desk.place(LIMIT))).message).toBe('disk full');
    expect(exchange.times(PLACE)).toBe(0);
  });

  it('takes a definite refusal as one', async () => {
    const { desk, journal, exchange } = await room({
      [PLACE]: () => refuse(-2010, 'Order would immediately match and take.'),
    });
    expect(await errorOf(desk.place(LIMIT))).toMatchObject({ code: 'ORDER_REJECTED', binanceCode: -2010 });
    expect(journal.lines.at(-1)).toBe('REFUSED made-1');
    expect(exchange.times(QUERY)).toBe(0);
  });

  it('knows that an order which never left was not placed', async () => {
    const { desk, journal, connection } = await room({ [PLACE]: placed });
    await connection.symbols.refresh();
    connection.budget.silence(5_000, true);
    expect((await errorOf(desk.place(LIMIT))).code).toBe('UPSTREAM_BANNED');
    expect(journal.lines).toEqual(['INTENT made-1 BUY 0.001', 'REFUSED made-1']);
  });

  it.each<[string, Route]>([
    ['a lost connection', () => 'drop'],
    ['-1007', () => refuse(-1007, 'Timeout waiting for response from backend server.', 504)],
    ['-1006', () => refuse(-1006, 'An unexpected response was received.')],
    ['HTTP 503', () => ({ status: 503, json: {} })],
    [
      'a status nobody knows',
      ({ params }) => ({
        json: stateOf({ status: 'HALF_DONE' as never, clientOrderId: params.get('newClientOrderId') ?? '' }),
      }),
    ],
  ])('asks after %s, and gives the order it finds', async (_name, trouble) => {
    const { desk, exchange, journal, clock } = await room({
      [PLACE]: trouble,
      [QUERY]: (asked, time) =>
        time < 3
          ? missing(asked, time)
          : {
              json: stateOf({ clientOrderId: asked.params.get('origClientOrderId') ?? '', status: 'FILLED' }),
            },
    });
    const order = await endOf(clock, desk.place(LIMIT));
    expect(order).toMatchObject({ orderId: 7, status: 'FILLED', clientOrderId: 'made-1' });
    expect(order.transactTime).toBe(order.time);
    expect(exchange.times(PLACE)).toBe(1);
    expect(exchange.times(QUERY)).toBe(3);
    expect(journal.lines).toEqual(['INTENT made-1 BUY 0.001', 'SENT made-1', 'ACCEPTED made-1']);
  });

  it('says that it does not know when nobody could tell, and has sent the order once', async () => {
    const { desk, exchange, journal, clock } = await room({
      [PLACE]: () => 'drop',
      [QUERY]: (asked, time) => (time % 2 === 0 ? missing(asked, time) : { status: 502, json: {} }),
    });
    const error = await endOf(clock, errorOf(desk.place(LIMIT)));
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { outcome: 'UNKNOWN', clientOrderId: 'made-1', symbol: 'BTCUSDT' },
    });
    expect(exchange.times(PLACE)).toBe(1);
    expect(exchange.times(QUERY)).toBeGreaterThanOrEqual(5);
    expect(journal.lines.at(-1)).toBe('UNKNOWN made-1');
  });

  it('stops asking when the answers take too long', async () => {
    const { desk, exchange, clock } = await room({ [PLACE]: () => 'drop', [QUERY]: missing });
    exchange.routes[QUERY] = (asked, time) => {
      void clock.advance(10_000);
      return missing(asked, time);
    };
    expect((await endOf(clock, errorOf(desk.place(LIMIT)))).code).toBe('OUTCOME_UNKNOWN');
    expect(exchange.times(QUERY)).toBeLessThan(4);
  });

  it('does not take an older order of the same id for the answer', async () => {
    const { desk, clock } = await room({
      [PLACE]: () => 'drop',
      [QUERY]: () => ({
        json: stateOf({ clientOrderId: 'again', status: 'FILLED', time: Date.now() - 60_000 }),
      }),
    });
    const error = await endOf(clock, errorOf(desk.place({ ...LIMIT, newClientOrderId: 'again' })));
    expect(error.code).toBe('OUTCOME_UNKNOWN');
  });

  it('is not moved by a caller who hangs up', async () => {
    const { desk, exchange } = await room({ [PLACE]: placed });
    const order = await desk.place(LIMIT, { signal: AbortSignal.abort(new Error('gone')) });
    expect(order.orderId).toBe(7);
    expect(exchange.times(PLACE)).toBe(1);
  });
});

describe('cancel', () => {
  const REF = { symbol: 'BTCUSDT', origClientOrderId: 'mine' };
  const ofStatus =
    (status: Order['status']): Route =>
    () => ({ json: stateOf({ clientOrderId: 'mine', status: status as never }) });
  const unknownOrder: Route = () => refuse(-2011, 'Unknown order sent.');

  it('gives the canceled order', async () => {
    const { desk } = await room({
      [CANCEL]: () => ({
        json: stateOf({ status: 'CANCELED', origClientOrderId: 'mine', clientOrderId: 'c-1' }),
      }),
    });
    expect(await desk.cancel(REF)).toMatchObject({ status: 'CANCELED', origClientOrderId: 'mine' });
  });

  it('tells an order that is done from one that never was', async () => {
    const done = await room({ [CANCEL]: unknownOrder, [QUERY]: ofStatus('FILLED') });
    expect(await errorOf(done.desk.cancel(REF))).toMatchObject({
      code: 'CANCEL_REJECTED',
      message: 'order 7 cannot be canceled: its status is FILLED',
      binanceCode: -2011,
      extra: { status: 'FILLED', orderId: 7 },
    });
    const never = await room({ [CANCEL]: unknownOrder, [QUERY]: missing });
    expect(await errorOf(never.desk.cancel(REF))).toMatchObject({
      code: 'ORDER_NOT_FOUND',
      binanceCode: -2011,
    });
    const deaf = await room({ [CANCEL]: unknownOrder, [QUERY]: () => refuse(-1100, 'x') });
    expect(await errorOf(deaf.desk.cancel(REF))).toMatchObject({
      code: 'CANCEL_REJECTED',
      message: 'Unknown order sent.',
    });
  });

  it('passes other rejections on', async () => {
    const { desk, exchange } = await room({
      [CANCEL]: () => refuse(-2011, 'Order was not canceled due to cancel restrictions.'),
    });
    expect((await errorOf(desk.cancel(REF))).code).toBe('CANCEL_REJECTED');
    expect(exchange.times(QUERY)).toBe(0);
  });

  it('asks how a cancel without an answer went', async () => {
    const gone = await room({
      [CANCEL]: () => 'drop',
      [QUERY]: (asked, time) => ofStatus(time < 3 ? 'NEW' : 'CANCELED')(asked, time),
    });
    expect(await endOf(gone.clock, gone.desk.cancel(REF))).toMatchObject({
      status: 'CANCELED',
      origClientOrderId: 'mine',
    });
    expect(gone.exchange.times(CANCEL)).toBe(1);

    const late = await room({ [CANCEL]: () => 'drop', [QUERY]: ofStatus('FILLED') });
    expect(await endOf(late.clock, errorOf(late.desk.cancel(REF)))).toMatchObject({
      code: 'CANCEL_REJECTED',
      extra: { status: 'FILLED' },
    });

    const open = await room({ [CANCEL]: () => 'drop', [QUERY]: ofStatus('NEW') });
    expect(await endOf(open.clock, errorOf(open.desk.cancel(REF)))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { clientOrderId: 'mine' },
    });
    expect(open.exchange.times(CANCEL)).toBe(1);
  });
});

it('tests and queries, and cancels what is open', async () => {
  const { desk, exchange } = await room({
    'POST /api/v3/order/test': () => ({ json: {} }),
    [QUERY]: () => ({ json: stateOf() }),
    'DELETE /api/v3/openOrders': () => ({ json: [stateOf({ status: 'CANCELED' })] }),
  });
  expect(await desk.test(LIMIT)).toEqual({});
  expect((await errorOf(desk.test({ ...LIMIT, quantity: '0.0000001' }))).code).toBe('FILTER_FAILURE');
  expect((await desk.query({ symbol: 'BTCUSDT', orderId: 7 })).status).toBe('NEW');
  expect((await desk.cancelOpen({ symbol: 'BTCUSDT' }))[0]).toMatchObject({ status: 'CANCELED' });
  expect(exchange.times(PLACE)).toBe(0);
});
