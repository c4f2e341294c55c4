import { EngineBed, amount, describeCanceled, rejectOf } from './engine.bed.js';
import type { OrderTerms } from './types.js';

/** Alice sells 2 at 12 or, if it comes down to 8, at 7.5. The last price is 10. */
function placeOco(bed: EngineBed): { stop: number; limit: number } {
  const { placed } = bed.oco(
    'alice',
    bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '2' }),
    bed.terms('SELL', 'STOP_LOSS_LIMIT', {
      price: '7.5',
      stopPrice: '8',
      quantity: '2',
      timeInForce: 'GTC',
    }),
  );
  const [stop, limit] = placed.map(({ order }) => order.orderId);
  return { stop: stop ?? 0, limit: limit ?? 0 };
}

const status = (bed: EngineBed, ...orderIds: number[]): string[] =>
  orderIds.map((orderId) => {
    const order = bed.engine.order('alice', 'ABCXYZ', { orderId });
    return order.expiryReason ? `${order.status} ${order.expiryReason}` : order.status;
  });

describe('OCO', () => {
  it('answers with the stop loss first, and reports both orders before the list', () => {
    const bed = new EngineBed();
    const { list, placed } = bed.oco(
      'alice',
      bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '2' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '2' }),
    );
    expect(list).toMatchObject({
      orderListId: 1,
      contingencyType: 'OCO',
      listStatusType: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
      symbol: 'ABCXYZ',
    });
    expect(list.orders.map(({ orderId }) => orderId)).toEqual([1, 2]);
    expect(placed.map(({ order }) => `${order.type} ${order.status} ${order.orderListId}`)).toEqual([
      'STOP_LOSS NEW 1',
      'LIMIT_MAKER NEW 1',
    ]);
    expect(bed.takeEvents()).toEqual([
      'alice #1 NEW NEW',
      'alice #2 NEW NEW',
      'alice list 1 EXEC_STARTED EXECUTING',
      'level 1 SELL 2@12',
      'balance alice ABC,XYZ',
    ]);
  });

  it('locks once for both orders, for the dearer of two purchases', () => {
    const bed = new EngineBed();
    placeOco(bed);
    expect(bed.balance('alice', 'ABC')).toBe('998/2');
    bed.oco(
      'bob',
      bed.terms('BUY', 'STOP_LOSS_LIMIT', {
        price: '13',
        stopPrice: '12.5',
        quantity: '2',
        timeInForce: 'GTC',
      }),
      bed.terms('BUY', 'LIMIT_MAKER', { price: '9', quantity: '2' }),
    );
    expect(bed.balance('bob', 'XYZ')).toBe('99974/26');
    bed.engine.assertConserved();
  });

  it('expires the stop with the first fill of the limit order, and is done when that is filled', () => {
    const bed = new EngineBed();
    const { stop, limit } = placeOco(bed);
    bed.takeEvents();
    bed.market('bob', 'BUY', '0.5');
    expect(status(bed, stop, limit)).toEqual(['EXPIRED OCO_TRIGGER', 'PARTIALLY_FILLED']);
    expect(bed.takeEvents()).toEqual([
      'bob #3 NEW NEW',
      'trade 1 0.5@12',
      'bob #3 TRADE FILLED',
      'alice #1 EXPIRED EXPIRED',
      'alice #2 TRADE PARTIALLY_FILLED',
      'level 2 SELL 1.5@12',
      'balance bob ABC,XYZ',
      'balance alice ABC,XYZ',
    ]);
    bed.engine.assertConserved();
    expect(bed.engine.openOrderLists('alice')).toHaveLength(1);
    bed.market('bob', 'BUY', '1.5');
    expect(bed.takeEvents()).toContain('alice list 1 ALL_DONE ALL_DONE');
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    expect(bed.engine.orderList('alice', { orderListId: 1 }).list.listOrderStatus).toBe('ALL_DONE');
    expect(bed.balance('alice', 'ABC')).toBe('998/0');
  });

  it('expires the limit order when the stop is triggered', () => {
    const bed = new EngineBed();
    const { stop, limit } = placeOco(bed);
    bed.takeEvents();
    bed.trade('8');
    expect(status(bed, stop, limit)).toEqual(['NEW', 'EXPIRED OCO_TRIGGER']);
    expect(bed.book()).toEqual({ bids: [], asks: ['2@7.5'] });
    const events = bed.takeEvents().filter((event) => event.startsWith('alice'));
    expect(events).toEqual(['alice #2 EXPIRED EXPIRED', 'alice #1 NEW NEW']);
    bed.engine.assertConserved();
    bed.limit('bob', 'BUY', '2', '8');
    expect(bed.takeEvents().filter((event) => event.startsWith('alice'))).toEqual([
      'alice #1 TRADE FILLED',
      'alice list 1 ALL_DONE ALL_DONE',
    ]);
    bed.engine.assertConserved();
  });

  it.each([
    [
      'one of its orders',
      (bed: EngineBed, id: number) => bed.engine.cancel('alice', 'ABCXYZ', { orderId: id }, 'c'),
    ],
    ['its id', (bed: EngineBed) => bed.engine.cancelList('alice', 'ABCXYZ', { orderListId: 1 }, 'c')],
    ['all open orders', (bed: EngineBed) => bed.engine.cancelAll('alice', 'ABCXYZ', () => 'c')[0] as never],
  ])('is cancelled as a whole by %s', (_, cancel) => {
    const bed = new EngineBed();
    const { stop, limit } = placeOco(bed);
    bed.takeEvents();
    expect(describeCanceled(cancel(bed, limit))).toBe('c: 1 CANCELED, c: 2 CANCELED');
    expect(status(bed, stop, limit)).toEqual(['CANCELED', 'CANCELED']);
    expect(bed.balance('alice', 'ABC')).toBe('1000/0');
    expect(bed.takeEvents()).toEqual([
      'alice #1 CANCELED CANCELED',
      'level 2 SELL 0@12',
      'alice #2 CANCELED CANCELED',
      'alice list 1 ALL_DONE ALL_DONE',
      'balance alice ABC,XYZ',
    ]);
  });

  it('lets both orders wait when neither is a limit order', () => {
    const bed = new EngineBed();
    const { placed } = bed.oco(
      'alice',
      bed.terms('SELL', 'TAKE_PROFIT', { stopPrice: '12', quantity: '1' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '1' }),
    );
    expect(placed.map(({ order }) => order.isWorking)).toEqual([false, false]);
    bed.limit('bob', 'BUY', '1', '9');
    bed.trade('12');
    expect(status(bed, 1, 2)).toEqual(['EXPIRED OCO_TRIGGER', 'FILLED']);
    bed.engine.assertConserved();
  });

  it('ends whole when prevention takes one of its orders', () => {
    const bed = new EngineBed();
    const { stop, limit } = placeOco(bed);
    bed.limit('alice', 'BUY', '1', '12', { stpMode: 'EXPIRE_MAKER' });
    expect(status(bed, stop, limit)).toEqual(['EXPIRED OCO_TRIGGER', 'EXPIRED_IN_MATCH']);
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    bed.engine.assertConserved();
  });

  const limit = { price: '12', quantity: '1' };
  const stop = { stopPrice: '8', quantity: '1' };
  it.each<[string, (bed: EngineBed) => [above: OrderTerms, below: OrderTerms], string]>([
    [
      'two limit orders',
      (bed) => [bed.terms('SELL', 'LIMIT_MAKER', limit), bed.terms('SELL', 'LIMIT_MAKER', limit)],
      '-1168 At least one OCO order must be contingent.',
    ],
    [
      'a type that is neither',
      (bed) => [bed.terms('SELL', 'LIMIT', limit), bed.terms('SELL', 'STOP_LOSS', stop)],
      '-1158 Order type not supported in OCO.',
    ],
    [
      'a limit order below a sale',
      (bed) => [bed.terms('SELL', 'TAKE_PROFIT', stop), bed.terms('SELL', 'LIMIT_MAKER', limit)],
      '-1166 A limit order in a sell OCO must be above.',
    ],
    [
      'a limit order above a purchase',
      (bed) => [bed.terms('BUY', 'LIMIT_MAKER', limit), bed.terms('BUY', 'TAKE_PROFIT', stop)],
      '-1165 A limit order in a buy OCO must be below.',
    ],
    [
      'a stop loss above a sale',
      (bed) => [bed.terms('SELL', 'STOP_LOSS', stop), bed.terms('SELL', 'STOP_LOSS', stop)],
      '-1197 A stop loss order in a sell OCO must be below.',
    ],
    [
      'a stop loss below a purchase',
      (bed) => [bed.terms('BUY', 'STOP_LOSS', stop), bed.terms('BUY', 'STOP_LOSS', stop)],
      '-1196 A stop loss order in a buy OCO must be above.',
    ],
    [
      'take profits on the wrong side',
      (bed) => [bed.terms('BUY', 'TAKE_PROFIT', stop), bed.terms('BUY', 'LIMIT_MAKER', limit)],
      '-1198 A take profit order in a buy OCO must be below.',
    ],
    [
      'prices that do not enclose the market',
      (bed) => [
        bed.terms('SELL', 'LIMIT_MAKER', { price: '9.99', quantity: '1' }),
        bed.terms('SELL', 'STOP_LOSS', stop),
      ],
      '-2010 The relationship of the prices for the orders is not correct.',
    ],
    [
      'more than there is',
      (bed) => [
        bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '1000.001' }),
        bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '1000.001' }),
      ],
      '-1013 Filter failure: LOT_SIZE',
    ],
  ])('is refused with %s', (_, legs, expected) => {
    const bed = new EngineBed();
    const [above, below] = legs(bed);
    expect(rejectOf(() => bed.oco('alice', above, below))).toBe(expected);
    expect(bed.engine.openOrders('alice')).toEqual([]);
    expect(bed.events).toEqual([]);
  });

  it('counts as two orders and one list', () => {
    const two = new EngineBed({ spec: { maxNumOrders: 1 } });
    expect(rejectOf(() => placeOco(two))).toBe('-1013 Filter failure: MAX_NUM_ORDERS');
    const one = new EngineBed({ spec: { maxNumOrderLists: 1 } });
    placeOco(one);
    expect(rejectOf(() => placeOco(one))).toBe('-1013 Filter failure: MAX_NUM_ORDER_LISTS');
    one.engine.cancelAll('alice', 'ABCXYZ', () => 'c');
    expect(rejectOf(() => placeOco(one))).toBe('accepted');
    const exchange = new EngineBed({ exchangeFilters: { maxNumOrderLists: 1, maxNumAlgoOrders: 9 } });
    placeOco(exchange);
    expect(rejectOf(() => placeOco(exchange))).toBe('-1013 Filter failure: EXCHANGE_MAX_NUM_ORDER_LISTS');
  });

  it('is refused where the symbol has none', () => {
    const bed = new EngineBed({ spec: { features: { ocoAllowed: false } } });
    expect(rejectOf(() => placeOco(bed))).toBe('-1013 OCO orders are not supported for this symbol.');
  });

  it('is found among open and closed lists, by either id', () => {
    const bed = new EngineBed();
    placeOco(bed);
    placeOco(bed);
    const [first, second] = bed.engine.openOrderLists('alice');
    bed.engine.cancelList('alice', 'ABCXYZ', { orderListId: 1 }, 'c');
    const found = bed.engine.orderList('alice', { listClientOrderId: first?.listClientOrderId ?? '' });
    expect(found.list.listStatusType).toBe('ALL_DONE');
    expect(found.orders.map((order) => order.status)).toEqual(['CANCELED', 'CANCELED']);
    expect(bed.engine.openOrderLists('alice')).toEqual([second]);
    const ids = (query: object): number[] =>
      bed.engine.allOrderLists('alice', { limit: 10, ...query }).map(({ orderListId }) => orderListId);
    expect(ids({})).toEqual([1, 2]);
    expect(ids({ limit: 1 })).toEqual([2]);
    expect(ids({ fromId: 2 })).toEqual([2]);
    const wrong = { orderListId: 2, listClientOrderId: 'another' };
    expect(rejectOf(() => bed.engine.orderList('alice', wrong))).toBe('-2013 Order list does not exist.');
    expect(rejectOf(() => bed.engine.cancelList('alice', 'ABCXYZ', wrong, 'c'))).toBe(
      '-2011 Unknown order sent.',
    );
    expect(rejectOf(() => bed.engine.orderList('bob', { orderListId: 2 }))).toBe(
      '-2013 Order list does not exist.',
    );
  });

  it('takes amounts from the balance only once when both stops lie close', () => {
    const bed = new EngineBed();
    bed.oco(
      'alice',
      bed.terms('BUY', 'STOP_LOSS', { stopPrice: '11', quantity: '5' }),
      bed.terms('BUY', 'TAKE_PROFIT_LIMIT', {
        stopPrice: '9',
        price: '9.5',
        quantity: '5',
        timeInForce: 'GTC',
      }),
    );
    expect(bed.balance('alice', 'XYZ')).toBe(`${100000 - 55}/55`);
    bed.trade('9');
    expect(bed.balance('alice', 'XYZ')).toBe(`${100000 - 47.5}/47.5`);
    bed.engine.assertConserved();
    expect(amount('1')).toBe(100_000_000n);
  });
});
