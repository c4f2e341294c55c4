import { EngineBed, amount, rejectOf } from './engine.bed.js';
import type { AmendResult, OrderRef } from './types.js';

const amend = (bed: EngineBed, ref: OrderRef, newQty: string, newClientOrderId = 'renamed'): AmendResult =>
  bed.engine.amend({ account: 'alice', symbol: 'ABCXYZ', ref, newQty: amount(newQty), newClientOrderId });

describe('amend keep priority', () => {
  it('reduces the quantity and keeps the place in the queue', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '5.5', '9');
    bed.limit('bob', 'BUY', '4', '9');
    bed.takeEvents();
    const result = amend(bed, { orderId: 1 }, '5');
    expect(result).toMatchObject({
      origClientOrderId: 'id-1',
      order: { clientOrderId: 'renamed', origQty: amount('5'), status: 'NEW' },
      list: undefined,
    });
    expect(bed.book().bids).toEqual(['9@9']);
    expect(bed.balance('alice', 'XYZ')).toBe('99955/45');
    expect(bed.events[1]).toMatchObject({
      kind: 'execution',
      executionType: 'REPLACED',
      executionId: result.executionId,
      origClientOrderId: 'id-1',
      order: { clientOrderId: 'renamed' },
    });
    expect(bed.takeEvents()).toEqual(['level 3 BUY 9@9', 'alice #1 REPLACED NEW', 'balance alice ABC,XYZ']);
    bed.market('trader', 'SELL', '5');
    expect(bed.order('alice', 1).status).toBe('FILLED');
    bed.engine.assertConserved();
  });

  it('is found by its new name and keeps a record of every change', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '5', '9');
    amend(bed, { clientOrderId: 'id-1' }, '4', 'a');
    amend(bed, { clientOrderId: 'a' }, '3', 'a');
    expect(rejectOf(() => bed.engine.order('alice', 'ABCXYZ', { clientOrderId: 'id-1' }))).toBe(
      '-2013 Order does not exist.',
    );
    const changes = bed.engine.amendments('alice', 'ABCXYZ', 1, { limit: 10 });
    expect(changes).toMatchObject([
      { origClientOrderId: 'id-1', newClientOrderId: 'a', origQty: amount('5'), newQty: amount('4') },
      { origClientOrderId: 'a', newClientOrderId: 'a', origQty: amount('4'), newQty: amount('3') },
    ]);
    const [, second] = changes;
    const later = { fromExecutionId: second?.executionId, limit: 10 };
    expect(bed.engine.amendments('alice', 'ABCXYZ', 1, later)).toHaveLength(1);
  });

  it('ends an order of which nothing is left', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '5', '9');
    bed.limit('bob', 'BUY', '1', '9');
    bed.market('trader', 'SELL', '2');
    bed.takeEvents();
    expect(amend(bed, { orderId: 1 }, '2').order.status).toBe('EXPIRED');
    expect(bed.book().bids).toEqual(['1@9']);
    expect(bed.balance('alice', 'XYZ')).toBe('99982/0');
    expect(bed.takeEvents()).toEqual([
      'alice #1 REPLACED PARTIALLY_FILLED',
      'level 4 BUY 1@9',
      'alice #1 EXPIRED EXPIRED',
      'balance alice ABC,XYZ',
    ]);
    bed.engine.assertConserved();
  });

  it('shows less of an iceberg only when less is left than was shown', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '5', '11', { icebergQty: amount('2') });
    amend(bed, { orderId: 1 }, '3');
    expect(bed.book().asks).toEqual(['2@11']);
    amend(bed, { orderId: 1 }, '1.5');
    expect(bed.book().asks).toEqual(['1.5@11']);
    bed.engine.assertConserved();
  });

  it('changes both orders of a pair, and names the list when an order is renamed', () => {
    const bed = new EngineBed();
    bed.oco(
      'alice',
      bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '2' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '2' }),
    );
    bed.takeEvents();
    const { list } = amend(bed, { orderId: 1 }, '1.5');
    expect(list?.orders.map(({ clientOrderId }) => clientOrderId)).toEqual(['renamed', 'id-1']);
    const quantities = bed.engine.openOrders('alice').map(({ origQty }) => origQty);
    expect(quantities).toEqual([amount('1.5'), amount('1.5')]);
    expect(bed.balance('alice', 'ABC')).toBe('998.5/1.5');
    expect(bed.takeEvents()).toEqual([
      'alice #1 REPLACED NEW',
      'level 2 SELL 1.5@12',
      'alice #2 REPLACED NEW',
      'alice list 1 UPDATED EXECUTING',
      'balance alice ABC,XYZ',
    ]);
    bed.engine.assertConserved();
  });

  it('changes an order that waits for its working order, unless that decides its quantity', () => {
    const bed = new EngineBed();
    const working = bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' });
    bed.oto('alice', working, bed.terms('SELL', 'LIMIT', { price: '11', quantity: '2', timeInForce: 'GTC' }));
    expect(amend(bed, { orderId: 2 }, '1').order).toMatchObject({
      status: 'PENDING_NEW',
      origQty: amount('1'),
    });
    const other = bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' });
    bed.oto('alice', other, bed.terms('SELL', 'LIMIT', { price: '11', timeInForce: 'GTC' }), 'OPO');
    expect(rejectOf(() => amend(bed, { orderId: 4 }, '1', 'x'))).toBe(
      '-2038 Order amend (pending OPO order) is not supported.',
    );
  });

  it.each<[string, OrderRef, string, string]>([
    ['an order that is not there', { orderId: 7 }, '1', '-2038 Unknown order sent.'],
    [
      'another name',
      { orderId: 1, clientOrderId: 'no' },
      '1',
      '-2039 Client order ID is not correct for this order ID.',
    ],
    ['more', { orderId: 1 }, '6', '-2038 Order amend (quantity increase) is not supported.'],
    ['the same', { orderId: 1 }, '5', '-2038 The requested action would change no state; rejecting.'],
    ['nothing', { orderId: 1 }, '0', '-1013 Invalid quantity.'],
    ['a part of a lot', { orderId: 1 }, '1.0001', '-1013 Filter failure: LOT_SIZE'],
    ['too little value', { orderId: 1 }, '0.01', '-1013 Filter failure: NOTIONAL'],
  ])('refuses %s', (_, ref, newQty, expected) => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '5', '9');
    bed.takeEvents();
    expect(rejectOf(() => amend(bed, ref, newQty))).toBe(expected);
    expect(bed.events).toEqual([]);
    expect(bed.book().bids).toEqual(['5@9']);
  });

  it('refuses what the symbol does not allow, the name of another order, and a closed market', () => {
    const off = new EngineBed({ spec: { features: { amendAllowed: false } } });
    off.limit('alice', 'BUY', '5', '9');
    expect(rejectOf(() => amend(off, { orderId: 1 }, '1'))).toBe(
      '-2038 Order amend is not supported for this symbol.',
    );
    const bed = new EngineBed({ spec: { maxNumOrderAmends: 2 } });
    bed.limit('alice', 'BUY', '5', '9');
    bed.limit('alice', 'BUY', '5', '8');
    expect(rejectOf(() => amend(bed, { orderId: 1 }, '4', 'id-2'))).toBe('-2038 Duplicate order sent.');
    bed.engine.setSymbolStatus('ABCXYZ', 'BREAK');
    expect(rejectOf(() => amend(bed, { orderId: 1 }, '4'))).toBe('-2038 Market is closed.');
    bed.engine.setSymbolStatus('ABCXYZ', 'CANCEL_ONLY');
    amend(bed, { orderId: 1 }, '4');
    amend(bed, { orderId: 1 }, '3');
    expect(rejectOf(() => amend(bed, { orderId: 1 }, '2'))).toBe(
      '-2038 Filter failure: MAX_NUM_ORDER_AMENDS',
    );
  });
});
