import {
  AppError,
  type NewOrderInput,
  type Order,
  type OrderStatus,
  type Policy,
  type WireUserDataEvent,
} from '@binance-gateway/domain-types';
import { storeDirectory } from '../../test/journal-bed.js';
import { BUY, NOON, type PolicyBed, policyBed } from '../../test/policy-bed.js';
import { refuse } from '../../test/stub-exchange.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function bedOf(policy: Policy, directory?: ReturnType<typeof storeDirectory>): Promise<PolicyBed> {
  const own = directory ?? storeDirectory();
  if (!directory) closers.push(own.remove);
  const bed = await policyBed(policy, own);
  closers.push(() => bed.close());
  return bed;
}

const place = (bed: PolicyBed, changes: Partial<NewOrderInput> = {}, owner = 'bot'): Promise<Order> => {
  const order = { ...BUY, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete order[name as 'price'];
  return bed.desk.place(order, { principal: owner });
};

const MARKET = {
  type: 'MARKET',
  price: undefined,
  timeInForce: undefined,
} as never as Partial<NewOrderInput>;

async function refused(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error) || error.code !== 'POLICY_REFUSED') throw new Error(`no refusal: ${String(error)}`);
  return {
    ...error.extra,
    message: error.message,
    field: error.fields?.[0]?.field,
    wait: error.retryAfterMs,
  };
}

const reportOf = (order: Pick<Order, 'symbol' | 'orderId'>, status: OrderStatus): WireUserDataEvent => {
  const { symbol: s, orderId: i } = order;
  return { e: 'executionReport', E: NOON, s, i, c: 'cancel-1', C: 'any', X: status } as WireUserDataEvent;
};

const sent = (bed: PolicyBed): number => bed.exchange.times('POST /api/v3/order');

describe('a policy', () => {
  it.each<[string, Policy, Partial<NewOrderInput>, object]>([
    [
      'symbols',
      { symbols: ['ETHUSDT'] },
      {},
      { field: 'symbol', given: 'BTCUSDT', passes: 'symbol may be ETHUSDT' },
    ],
    ['sides', { sides: ['SELL'] }, {}, { field: 'side', given: 'BUY', passes: 'side may be SELL' }],
    ['orderTypes', { orderTypes: ['LIMIT_MAKER'] }, {}, { field: 'type', passes: 'type may be LIMIT_MAKER' }],
    ['maxNotionalPerOrder', { maxNotionalPerOrder: '99.99' }, {}, { limit: '99.99', given: '100 USDT' }],
    ['maxNotionalPerOrder', { maxNotionalPerOrder: '100' }, MARKET, { given: '100.02 USDT' }],
    [
      'maxNotionalPerOrder',
      { maxNotionalPerOrder: '100' },
      { ...MARKET, quantity: undefined, quoteOrderQty: '100.01' } as never,
      { given: '100.01 USDT' },
    ],
    [
      'maxNotionalPerOrder',
      { maxNotionalPerOrder: '100' },
      { symbol: 'ETHBTC', price: '0.06', quantity: '100' },
      { given: '300000 USDT' },
    ],
    [
      'maxNotionalPerOrder',
      { maxNotionalPerOrder: '1', notionalAsset: 'EUR' },
      {},
      { field: 'symbol', passes: expect.stringContaining('USDT cannot') as string },
    ],
    ['priceBand', { priceBand: '0.01' }, { price: '49499.99' }, { field: 'price', limit: '0.01' }],
    [
      'priceBand',
      { priceBand: '0.01' },
      { type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '40000', price: '39000' },
      { passes: expect.stringContaining('from 39600 to 40400') as string },
    ],
  ])('refuses by %s and says what would pass', async (rule, policy, changes, expected) => {
    const bed = await bedOf(policy);
    expect(await refused(place(bed, changes))).toMatchObject({ owner: 'bot', rule, ...expected });
    expect(sent(bed)).toBe(0);
    expect(bed.journal.list({})).toEqual([]);
  });

  it('lets through what is just within every rule, and everything of others', async () => {
    const bed = await bedOf({
      symbols: ['BTCUSDT'],
      sides: ['BUY'],
      orderTypes: ['LIMIT'],
      maxNotionalPerOrder: '100',
      maxNotionalPerDay: '100',
      maxOpenOrders: 1,
      ordersPerMinute: 1,
      priceBand: '0.01',
    });
    expect((await place(bed)).status).toBe('NEW');
    expect((await place(bed, { side: 'SELL', price: '70000' }, 'other')).status).toBe('NEW');
    expect(sent(bed)).toBe(2);
  });

  it('counts the worth of a day, over a restart and for all orders at the same moment, and begins anew', async () => {
    const directory = storeDirectory();
    closers.push(directory.remove);
    const first = await policyBed({ maxNotionalPerDay: '500' }, directory);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => place(first)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(sent(first)).toBe(5);
    await first.close();
    const second = await bedOf({ maxNotionalPerDay: '550' }, directory);
    expect(await refused(place(second))).toMatchObject({
      rule: 'maxNotionalPerDay',
      wait: 43_200_000,
      passes: '50 USDT of 550 are left until 00:00 UTC',
    });
    expect((await place(second, { quantity: '0.001' })).status).toBe('NEW');
    second.time = NOON + 43_200_000;
    expect((await place(second)).status).toBe('NEW');
  });

  it('counts what another process on the same journal has placed', async () => {
    const directory = storeDirectory();
    closers.push(directory.remove);
    const one = await bedOf({ maxNotionalPerDay: '250' }, directory);
    const two = await bedOf({ maxNotionalPerDay: '250' }, directory);
    await place(one);
    await place(two);
    one.time = two.time = NOON + 2_000;
    expect(await refused(place(one))).toMatchObject({ passes: '50 USDT of 250 are left until 00:00 UTC' });
  });

  it('gives back the worth of an order that was not placed', async () => {
    const bed = await bedOf({ maxNotionalPerDay: '100' });
    bed.answer = () => refuse(-2010, 'Account has insufficient balance for requested action.');
    await expect(place(bed)).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    bed.answer = undefined;
    expect((await place(bed)).status).toBe('NEW');
    expect(await refused(place(bed))).toMatchObject({ rule: 'maxNotionalPerDay' });
  });

  it('counts a repeated order once', async () => {
    const bed = await bedOf({ maxNotionalPerDay: '100', ordersPerMinute: 1 });
    const first = await place(bed, { newClientOrderId: 'same' });
    expect(await place(bed, { newClientOrderId: 'same' })).toEqual(first);
    expect(sent(bed)).toBe(1);
  });

  it('counts an order once that is tried again under its id, long after it was refused', async () => {
    const bed = await bedOf({ maxNotionalPerDay: '300' });
    const again = (): Promise<Order> =>
      bed.desk.place({ ...BUY, newClientOrderId: 'again' }, { principal: 'bot', repeat: 'refuse' });
    bed.answer = () => refuse(-2010, 'Account has insufficient balance for requested action.');
    await expect(again()).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    bed.answer = undefined;
    bed.time += 299_000;
    await again();
    for (const seconds of [2, 2]) {
      bed.time += seconds * 1_000;
      await place(bed);
    }
    expect(await refused(place(bed))).toMatchObject({ passes: '0 USDT of 300 are left until 00:00 UTC' });
  });

  it('limits the orders of any 60 seconds, refused ones included, and says how long to wait', async () => {
    const bed = await bedOf({ ordersPerMinute: 2 });
    await place(bed);
    bed.time += 20_000;
    bed.answer = () => refuse(-2010, 'Order would immediately match and take.');
    await expect(place(bed)).rejects.toMatchObject({ code: 'ORDER_REJECTED' });
    bed.answer = undefined;
    bed.time += 20_000;
    expect(await refused(place(bed))).toMatchObject({ rule: 'ordersPerMinute', wait: 20_000, given: 3 });
    bed.time += 20_000;
    await place(bed);
    expect(await refused(place(bed))).toMatchObject({ wait: 20_000 });
  });

  it('limits what rests, knows it after a restart, and asks the exchange before it refuses', async () => {
    const directory = storeDirectory();
    closers.push(directory.remove);
    const first = await policyBed({ maxOpenOrders: 2 }, directory);
    await place(first);
    await place(first);
    await first.close();
    const bed = await bedOf({ maxOpenOrders: 2 }, directory);
    for (const [id, order] of first.book) bed.book.set(id, order);
    bed.book.set('not-ours', {
      ...([...first.book.values()][0] as Order),
      orderId: 999,
      clientOrderId: 'not-ours',
    });
    expect(await refused(place(bed))).toMatchObject({ rule: 'maxOpenOrders', limit: 2, given: 3 });
    expect((await place(bed, MARKET)).status).toBe('FILLED');
    expect((await place(bed, { timeInForce: 'IOC' })).clientOrderId).toBeDefined();
  });

  it('takes an order for gone once the exchange says so, asked no more than every two seconds', async () => {
    const bed = await bedOf({ maxOpenOrders: 1 });
    await place(bed);
    bed.book.clear();
    expect(await refused(place(bed))).toMatchObject({
      rule: 'maxOpenOrders',
      passes: expect.stringMatching(/^0 of 1/),
    });
    const asked = bed.exchange.times('GET /api/v3/openOrders');
    await bed.clock.advance(2_000);
    expect((await place(bed)).status).toBe('NEW');
    expect(bed.exchange.times('GET /api/v3/openOrders')).toBe(asked + 1);
  });

  it('hears of an end by the events of the account', async () => {
    const bed = await bedOf({ maxOpenOrders: 1 });
    const { symbol, orderId } = await place(bed);
    bed.open.hear(reportOf({ symbol, orderId }, 'CANCELED'));
    expect((await place(bed)).status).toBe('NEW');
  });

  it('hears of an end before the answer, however many others end', async () => {
    const bed = await bedOf({ maxOpenOrders: 1 });
    bed.answer = ({ params }) => {
      const order = { symbol: 'BTCUSDT', orderId: 77, orderListId: -1, transactTime: NOON } as const;
      bed.open.hear(reportOf(order, 'FILLED'));
      return { json: { ...order, clientOrderId: params.get('newClientOrderId') } };
    };
    await place(bed);
    bed.answer = undefined;
    expect((await place(bed)).status).toBe('NEW');
    expect(bed.open.count('bot')).toBe(1);
  });

  it('counts orders by their number: ids are used again by others and on other symbols', async () => {
    const bed = await bedOf({ maxOpenOrders: 3 });
    await place(bed, { newClientOrderId: 'mine' });
    const legs = [1, 2].map((n) => ({ symbol: 'ETHUSDT', orderId: 500 + n, clientOrderId: `leg-${n}` }));
    bed.open.add('list', 'bot', 2);
    bed.open.placed('list', legs);
    // tried in vain by another, under the id of a leg
    bed.open.add('leg-1', 'other', 1);
    bed.open.remove('leg-1');
    bed.open.add('list-2', 'other', 2);
    bed.open.placed(
      'list-2',
      legs.map((leg) => ({ ...leg, symbol: 'BTCUSDT' })),
    );
    expect([bed.open.count('bot'), bed.open.count('other')]).toEqual([3, 2]);
    bed.open.hear(reportOf({ symbol: 'BTCUSDT', orderId: 501 }, 'EXPIRED'));
    expect([bed.open.count('bot'), bed.open.count('other')]).toEqual([3, 1]);
  });

  it('is told of by a test of the order', async () => {
    const bed = await bedOf({ sides: ['SELL'] });
    expect(await refused(bed.desk.test(BUY, { principal: 'bot' }))).toMatchObject({ rule: 'sides' });
    expect(bed.exchange.times('POST /api/v3/order/test')).toBe(0);
  });
});
