import { EngineBed, rejectOf } from './engine.bed.js';
import type { PlaceListResult } from './types.js';

const status = (bed: EngineBed): string[] =>
  bed.engine
    .allOrders('alice', 'ABCXYZ', { limit: 10 })
    .map((order) => (order.expiryReason ? `${order.status} ${order.expiryReason}` : order.status));

/** Alice buys 2 at 9 and then sells 2 at 11. */
function placeOto(bed: EngineBed, working: object = {}, pending: object = {}): PlaceListResult {
  return bed.oto(
    'alice',
    bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC', ...working }),
    bed.terms('SELL', 'LIMIT', { price: '11', quantity: '2', timeInForce: 'GTC', ...pending }),
  );
}

describe('OTO', () => {
  it('keeps the second order back until the first is filled', () => {
    const bed = new EngineBed();
    const { list, placed } = placeOto(bed);
    expect(list).toMatchObject({ contingencyType: 'OTO', listOrderStatus: 'EXECUTING' });
    expect(placed.map(({ order }) => `${order.status} ${order.isWorking}`)).toEqual([
      'NEW true',
      'PENDING_NEW false',
    ]);
    expect(bed.takeEvents()).toEqual([
      'alice #1 NEW NEW',
      'alice #2 NEW PENDING_NEW',
      'alice list 1 EXEC_STARTED EXECUTING',
      'level 1 BUY 2@9',
      'balance alice ABC,XYZ',
    ]);
    expect(bed.balance('alice', 'ABC')).toBe('1000/0');
    bed.market('bob', 'SELL', '1');
    expect(status(bed)).toEqual(['PARTIALLY_FILLED', 'PENDING_NEW']);
    bed.takeEvents();
    bed.market('bob', 'SELL', '1');
    expect(status(bed)).toEqual(['FILLED', 'NEW']);
    expect(bed.takeEvents()).toEqual([
      'bob #4 NEW NEW',
      'trade 2 1@9',
      'bob #4 TRADE FILLED',
      'alice #1 TRADE FILLED',
      'level 3 BUY 0@9',
      'alice #2 NEW NEW',
      'level 4 SELL 2@11',
      'balance bob ABC,XYZ',
      'balance alice ABC,XYZ',
    ]);
    bed.market('bob', 'BUY', '2');
    expect(bed.takeEvents()).toContain('alice list 1 ALL_DONE ALL_DONE');
    bed.engine.assertConserved();
  });

  it('shows the second order as waiting even when the first is filled at once', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'SELL', '2', '9');
    const { placed } = placeOto(bed);
    expect(placed.map(({ order, fills }) => `${order.status} ${fills.length}`)).toEqual([
      'FILLED 1',
      'PENDING_NEW 0',
    ]);
    expect(status(bed)).toEqual(['FILLED', 'NEW']);
  });

  it('expires the second order with the first', () => {
    const bed = new EngineBed();
    placeOto(bed, { timeInForce: 'IOC' });
    expect(status(bed)).toEqual(['EXPIRED UNFILLED_IOC_QUANTITY_EXPIRED', 'EXPIRED OTO_PHASE_ONE_EXPIRED']);
    expect(bed.takeEvents()).toEqual([
      'alice #1 NEW NEW',
      'alice #2 NEW PENDING_NEW',
      'alice list 1 EXEC_STARTED EXECUTING',
      'alice #1 EXPIRED EXPIRED',
      'alice #2 EXPIRED EXPIRED',
      'alice list 1 ALL_DONE ALL_DONE',
      'balance alice ABC,XYZ',
    ]);
  });

  it.each([1, 2])('is cancelled whole by cancelling order %i', (orderId) => {
    const bed = new EngineBed();
    placeOto(bed);
    bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'c');
    expect(status(bed)).toEqual(['CANCELED', 'CANCELED']);
    expect(bed.balance('alice', 'XYZ')).toBe('100000/0');
  });

  it('places a market order when its time comes', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'BUY', '2', '8.5');
    bed.oto(
      'alice',
      bed.terms('BUY', 'LIMIT_MAKER', { price: '9', quantity: '1' }),
      bed.terms('SELL', 'MARKET', { quantity: '1' }),
    );
    bed.limit('bob', 'SELL', '1', '9');
    expect(status(bed)).toEqual(['FILLED', 'FILLED']);
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    bed.engine.assertConserved();
  });

  it('does not trigger a stop by the trades that brought it onto the book', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'SELL', '1', '12');
    bed.oto(
      'alice',
      bed.terms('BUY', 'LIMIT', { price: '12', quantity: '1', timeInForce: 'GTC' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '11', quantity: '1' }),
    );
    expect(status(bed)).toEqual(['FILLED', 'NEW']);
    bed.trade('11');
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED INSUFFICIENT_LIQUIDITY']);
  });

  it('rejects the second order when the funds are not there', () => {
    const bed = new EngineBed();
    bed.oto(
      'alice',
      bed.terms('SELL', 'LIMIT', { price: '11', quantity: '500', timeInForce: 'GTC' }),
      bed.terms('SELL', 'LIMIT', { price: '12', quantity: '501', timeInForce: 'GTC' }),
    );
    bed.market('bob', 'BUY', '500');
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED REJECTED']);
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    bed.engine.assertConserved();
  });

  it('rejects the second order when its stop has been passed meanwhile', () => {
    const bed = new EngineBed();
    bed.oto(
      'alice',
      bed.terms('SELL', 'LIMIT', { price: '11', quantity: '1', timeInForce: 'GTC' }),
      bed.terms('BUY', 'STOP_LOSS', { stopPrice: '10.5', quantity: '1' }),
    );
    bed.market('bob', 'BUY', '1');
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED REJECTED']);
  });

  it('needs a limit order to begin with', () => {
    const bed = new EngineBed();
    const working = bed.terms('BUY', 'MARKET', { quantity: '1' });
    const pending = bed.terms('SELL', 'MARKET', { quantity: '1' });
    expect(rejectOf(() => bed.oto('alice', working, pending))).toBe('-1013 Unsupported order combination');
    const off = new EngineBed({ spec: { features: { otoAllowed: false } } });
    expect(rejectOf(() => placeOto(off))).toBe('-1013 OTO orders are not supported for this symbol.');
  });

  it('refuses client order ids that are taken, also by its own orders', () => {
    const bed = new EngineBed();
    const same = { clientOrderId: 'same' };
    expect(rejectOf(() => placeOto(bed, same, same))).toBe('-2010 Duplicate order sent.');
    placeOto(bed, same);
    expect(rejectOf(() => placeOto(bed, {}, same))).toBe('-2010 Duplicate order sent.');
  });
});

describe('OTOCO', () => {
  const place = (bed: EngineBed): PlaceListResult =>
    bed.otoco(
      'alice',
      bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' }),
      bed.terms('SELL', 'LIMIT_MAKER', { price: '11', quantity: '2' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '2' }),
    );

  it('starts a pair when the working order is filled', () => {
    const bed = new EngineBed();
    const { placed } = place(bed);
    expect(placed.map(({ order }) => `${order.type} ${order.status}`)).toEqual([
      'LIMIT NEW',
      'STOP_LOSS PENDING_NEW',
      'LIMIT_MAKER PENDING_NEW',
    ]);
    bed.market('bob', 'SELL', '2');
    expect(status(bed)).toEqual(['FILLED', 'NEW', 'NEW']);
    // 2 bought less commission, 2 locked once
    expect(bed.balance('alice', 'ABC')).toBe('999.998/2');
    bed.market('bob', 'BUY', '2');
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED OCO_TRIGGER', 'FILLED']);
    bed.engine.assertConserved();
  });

  it('rejects one order of the pair and lets the other go with it', () => {
    const bed = new EngineBed();
    place(bed);
    bed.limit('bob', 'BUY', '1', '8');
    // One sale sweeps both bids: the last price is then the stop price of the pair
    bed.limit('bob', 'SELL', '3', '8', { stpMode: 'NONE' });
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED REJECTED', 'EXPIRED OCO_TRIGGER']);
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    bed.engine.assertConserved();
  });
});

describe('OPO', () => {
  const place = (bed: EngineBed, pending: object = {}): PlaceListResult =>
    bed.oto(
      'alice',
      bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' }),
      bed.terms('SELL', 'LIMIT', { price: '11', timeInForce: 'GTC', ...pending }),
      'OPO',
    );

  it('locks what it receives and sells that much, commission out of what is free', () => {
    const bed = new EngineBed();
    const { placed } = place(bed);
    expect(placed[1]?.order.awaitsQuantity).toBe(true);
    bed.market('bob', 'SELL', '0.5');
    expect(bed.balance('alice', 'ABC')).toBe('999.9995/0.5');
    bed.market('bob', 'SELL', '1.5');
    expect(bed.book().asks).toEqual(['2@11']);
    expect(bed.balance('alice', 'ABC')).toBe('999.998/2');
    bed.engine.assertConserved();
  });

  it('sells in whole lots when the commission comes out of what was bought', () => {
    const bed = new EngineBed();
    bed.engine.transfer('alice', 'ABC', -100_000_000_000n);
    place(bed);
    bed.market('bob', 'SELL', '2');
    expect(bed.book().asks).toEqual(['1.998@11']);
    expect(bed.balance('alice', 'ABC')).toBe('0/1.998');
  });

  it('unlocks what it received when it ends early', () => {
    const bed = new EngineBed();
    place(bed);
    bed.market('bob', 'SELL', '0.5');
    bed.engine.cancelList('alice', 'ABCXYZ', { orderListId: 1 }, 'c');
    expect(status(bed)).toEqual(['CANCELED', 'CANCELED']);
    expect(bed.balance('alice', 'ABC')).toBe('1000.4995/0');
    bed.engine.assertConserved();
  });

  it('checks the filters once the quantity is known', () => {
    const bed = new EngineBed({ spec: { minNotional: 1_500_000_000n } });
    place(bed, { price: '7' });
    bed.market('bob', 'SELL', '2');
    expect(status(bed)).toEqual(['FILLED', 'EXPIRED REJECTED']);
  });

  it('buys first and sells then, without a quantity', () => {
    const bed = new EngineBed();
    const buy = bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' });
    const sell = bed.terms('SELL', 'LIMIT', { price: '11', quantity: '2', timeInForce: 'GTC' });
    expect(rejectOf(() => bed.oto('alice', sell, buy, 'OPO'))).toBe(
      '-1222 Working order in an OPO list must be a bid.',
    );
    expect(rejectOf(() => bed.oto('alice', buy, buy, 'OPO'))).toBe(
      '-1223 Pending orders in an OPO list must be asks.',
    );
    expect(rejectOf(() => bed.oto('alice', buy, sell, 'OPO'))).toBe(
      "-1225 Pending orders should not include the 'quantity' tag.",
    );
  });

  it('with a pair: both orders sell what was bought', () => {
    const bed = new EngineBed();
    bed.otoco(
      'alice',
      bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' }),
      bed.terms('SELL', 'LIMIT_MAKER', { price: '11' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8' }),
      'OPOCO',
    );
    bed.market('bob', 'SELL', '2');
    const [, stop, limit] = bed.engine.allOrders('alice', 'ABCXYZ', { limit: 10 });
    expect([stop?.origQty, limit?.origQty]).toEqual([200_000_000n, 200_000_000n]);
    expect(bed.balance('alice', 'ABC')).toBe('999.998/2');
    bed.engine.assertConserved();
  });
});
