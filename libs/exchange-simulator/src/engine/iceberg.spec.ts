import { EngineBed, amount, rejectOf } from './engine.bed.js';

const iceberg = { icebergQty: amount('1') };

describe('icebergs', () => {
  it('show one part at a time and go behind the others of their price with every new part', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '2.5', '10', iceberg);
    bed.limit('bob', 'SELL', '1', '10');
    expect(bed.book().asks).toEqual(['2@10']);
    bed.takeEvents();
    bed.limit('trader', 'BUY', '3', '10');
    expect(
      bed.takeEvents().filter((event) => event.startsWith('trade ') || event.startsWith('level')),
    ).toEqual(['trade 1 1@10', 'trade 2 1@10', 'trade 3 1@10', 'level 3 SELL 0.5@10']);
    const sellers = bed.engine.fills('trader', 'ABCXYZ', { limit: 9 }).length;
    expect(sellers).toBe(3);
    expect(bed.order('alice', 1)).toMatchObject({ status: 'PARTIALLY_FILLED', executed: '2' });
    expect(bed.order('bob', 2).status).toBe('FILLED');
    expect(bed.balance('alice', 'ABC')).toBe('997.5/0.5');
    bed.engine.assertConserved();
  });

  it('take with all they have', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'SELL', '2', '10');
    const { order } = bed.limit('alice', 'BUY', '5', '10', iceberg);
    expect(order.executedQty).toBe(amount('2'));
    expect(bed.book()).toEqual({ bids: ['1@10'], asks: [] });
    expect(bed.balance('alice', 'XYZ')).toBe('99950/30');
  });

  it('keep the place of a part that was only partly taken', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '3', '10', iceberg);
    bed.limit('bob', 'SELL', '1', '10');
    bed.limit('trader', 'BUY', '0.4', '10');
    expect(bed.book().asks).toEqual(['1.6@10']);
    bed.limit('trader', 'BUY', '0.6', '10');
    expect(bed.book().asks).toEqual(['2@10']);
    bed.limit('trader', 'BUY', '1', '10');
    expect(bed.order('bob', 2).status).toBe('FILLED');
  });

  it('can fill a FOK order with what they hide', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '5', '10', iceberg);
    expect(bed.limit('bob', 'BUY', '5', '10', { timeInForce: 'FOK' }).order.status).toBe('FILLED');
    expect(bed.book().asks).toEqual([]);
  });

  it('leave the book with what they show', () => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'SELL', '5', '10', iceberg).order;
    bed.limit('bob', 'SELL', '2', '10');
    bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'c');
    expect(bed.book().asks).toEqual(['2@10']);
    expect(bed.balance('alice', 'ABC')).toBe('1000/0');
  });

  it('decrement by the part that would have traded', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '3', '10', iceberg);
    bed.limit('bob', 'SELL', '1', '10');
    const { order } = bed.limit('alice', 'BUY', '2', '10', { stpMode: 'DECREMENT' });
    expect(order).toMatchObject({ status: 'FILLED', preventedQty: amount('1'), executedQty: amount('1') });
    expect(bed.order('alice', 1)).toEqual({ status: 'NEW', executed: '0', prevented: '1' });
    expect(bed.book().asks).toEqual(['1@10']);
    bed.engine.assertConserved();
  });

  it('rest as stop orders after their trigger', () => {
    const bed = new EngineBed();
    bed.place('alice', 'SELL', {
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: amount('4'),
      price: amount('9'),
      stopPrice: amount('9.5'),
      ...iceberg,
    });
    bed.trade('9.5');
    expect(bed.book().asks).toEqual(['1@9']);
  });

  it('are limited in parts and in number', () => {
    const bed = new EngineBed({ spec: { icebergParts: 3, maxNumIcebergOrders: 1 } });
    expect(rejectOf(() => bed.limit('alice', 'SELL', '3.001', '10', iceberg))).toBe(
      '-1013 Filter failure: ICEBERG_PARTS',
    );
    expect(rejectOf(() => bed.limit('alice', 'SELL', '0.5', '10', iceberg))).toBe(
      '-1013 IcebergQty exceeds QTY.',
    );
    expect(rejectOf(() => bed.limit('alice', 'SELL', '3', '10', { icebergQty: amount('1.0005') }))).toBe(
      '-1013 Filter failure: LOT_SIZE',
    );
    bed.limit('alice', 'SELL', '3', '10', iceberg);
    expect(rejectOf(() => bed.limit('alice', 'SELL', '3', '10', iceberg))).toBe(
      '-1013 Filter failure: MAX_NUM_ICEBERG_ORDERS',
    );
    bed.engine.cancelAll('alice', 'ABCXYZ', () => 'c');
    expect(rejectOf(() => bed.limit('alice', 'SELL', '3', '10', iceberg))).toBe('accepted');
    const off = new EngineBed({ spec: { features: { icebergAllowed: false } } });
    expect(rejectOf(() => off.limit('alice', 'SELL', '3', '10', iceberg))).toBe(
      '-1013 Iceberg orders are not supported for this symbol.',
    );
  });
});
