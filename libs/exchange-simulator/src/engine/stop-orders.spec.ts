import type { OrderType, Side } from '@binance-gateway/domain-types';
import { EngineBed, amount, plain, rejectOf } from './engine.bed.js';

const GTC = { timeInForce: 'GTC' } as const;

/** One trade between alice and bob, at a price away from everything else. */
function trade(bed: EngineBed, price: string, quantity = '1'): void {
  bed.limit('bob', 'SELL', quantity, price);
  bed.limit('alice', 'BUY', quantity, price);
}

describe('stop orders', () => {
  it.each<[OrderType, Side, string, string]>([
    ['STOP_LOSS', 'BUY', '11', '9'],
    ['TAKE_PROFIT', 'SELL', '11', '9'],
    ['STOP_LOSS', 'SELL', '9', '11'],
    ['TAKE_PROFIT', 'BUY', '9', '11'],
  ])(
    '%s %s waits at %s, would trigger at once at %s and at the last price',
    (type, side, waits, triggers) => {
      const bed = new EngineBed();
      const at = (stopPrice: string): string =>
        rejectOf(() =>
          bed.place('alice', side, { type, quantity: amount('1'), stopPrice: amount(stopPrice) }),
        );
      expect(at(waits)).toBe('accepted');
      expect(at(triggers)).toBe('-2010 Order would trigger immediately.');
      expect(at('10')).toBe('-2010 Order would trigger immediately.');
    },
  );

  it('locks funds and is on no book while it waits', () => {
    const bed = new EngineBed();
    const { order } = bed.limit('alice', 'BUY', '2', '12', {
      type: 'STOP_LOSS_LIMIT',
      stopPrice: amount('11'),
    });
    expect(order).toMatchObject({ status: 'NEW', isWorking: false, workingTime: 0, stopPrice: amount('11') });
    expect(bed.balance('alice', 'XYZ')).toBe('99976/24');
    expect(bed.book()).toEqual({ bids: [], asks: [] });
    expect(bed.engine.openOrders('alice')).toHaveLength(1);
    expect(bed.takeEvents()).toEqual(['alice #1 NEW NEW', 'balance alice ABC,XYZ']);
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: 1 }, 'x');
    expect(bed.balance('alice', 'XYZ')).toBe('100000/0');
    bed.takeEvents();
    trade(bed, '11');
    expect(bed.takeEvents().filter((line) => line.startsWith('alice #1'))).toEqual([]);
    expect(bed.order('alice', 1).status).toBe('CANCELED');
  });

  it('goes on the book when the last price reaches its stop price', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'SELL', '2', '9', { ...GTC, type: 'STOP_LOSS_LIMIT', stopPrice: amount('9.5') });
    bed.now += 5;
    trade(bed, '9.6');
    expect(bed.order('bob', 1).status).toBe('NEW');
    expect(bed.book().asks).toEqual([]);
    bed.takeEvents();
    trade(bed, '9.5');
    expect(bed.engine.order('bob', 'ABCXYZ', { orderId: 1 })).toMatchObject({
      status: 'NEW',
      isWorking: true,
      workingTime: bed.now,
    });
    expect(bed.book().asks).toEqual(['2@9']);
    expect(bed.takeEvents().slice(-4)).toEqual([
      'bob #1 NEW NEW',
      'level 5 SELL 2@9',
      'balance alice ABC,XYZ',
      'balance bob ABC,XYZ',
    ]);
  });

  it('is not triggered by trades from before it was placed', () => {
    const bed = new EngineBed();
    trade(bed, '9');
    trade(bed, '10');
    bed.place('bob', 'SELL', { type: 'STOP_LOSS', quantity: amount('1'), stopPrice: amount('9.5') });
    trade(bed, '9.6');
    expect(bed.engine.order('bob', 'ABCXYZ', { orderId: 5 })).toMatchObject({
      status: 'NEW',
      isWorking: false,
    });
  });

  it('takes at market when a STOP_LOSS triggers, and can trigger others', () => {
    const bed = new EngineBed();
    const stop = { type: 'STOP_LOSS', quantity: amount('1') } as const;
    bed.place('bob', 'SELL', { ...stop, stopPrice: amount('9') });
    bed.place('bob', 'SELL', { ...stop, stopPrice: amount('8') });
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('alice', 'BUY', '1', '8');
    bed.limit('alice', 'BUY', '1', '7');
    bed.limit('bob', 'SELL', '1', '9');
    // The sale at 9 triggers the first stop, which sells at 8 and so triggers the second, which sells at 7
    expect([1, 2].map((orderId) => bed.order('bob', orderId).status)).toEqual(['FILLED', 'FILLED']);
    expect(bed.engine.fills('bob', 'ABCXYZ', { limit: 5 }).map(({ price }) => plain(price))).toEqual([
      '9',
      '8',
      '7',
    ]);
    bed.engine.assertConserved();
  });

  it('triggers the nearest stop price first and the older order among equals', () => {
    const bed = new EngineBed();
    const stop = { type: 'STOP_LOSS', quantity: amount('1') } as const;
    for (const stopPrice of ['8.5', '9', '9'])
      bed.place('bob', 'SELL', { ...stop, stopPrice: amount(stopPrice) });
    for (const price of ['8', '7.9', '7.8', '7.7']) bed.limit('alice', 'BUY', '1', price);
    bed.limit('bob', 'SELL', '1', '8');
    const fills = bed.engine.fills('bob', 'ABCXYZ', { limit: 9 });
    expect(fills.map(({ orderId, price }) => `${orderId}@${plain(price)}`)).toEqual([
      '8@8',
      '2@7.9',
      '3@7.8',
      '1@7.7',
    ]);
  });

  it('expires a market purchase that its account can no longer pay', () => {
    const bed = new EngineBed();
    bed.place('alice', 'BUY', { type: 'STOP_LOSS', quantity: amount('100'), stopPrice: amount('11') });
    expect(bed.balance('alice', 'XYZ')).toBe('98900/1100');
    bed.engine.transfer('alice', 'XYZ', -amount('98800'));
    bed.limit('bob', 'SELL', '1', '11');
    bed.limit('bob', 'SELL', '100', '20');
    bed.limit('alice', 'BUY', '1', '11');
    expect(bed.engine.order('alice', 'ABCXYZ', { orderId: 1 })).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'REJECTED',
      executedQty: 0n,
    });
    bed.engine.assertConserved();
  });

  it('stops counting as a waiting order once triggered', () => {
    const bed = new EngineBed({ spec: { maxNumAlgoOrders: 1 } });
    const stop = { type: 'STOP_LOSS_LIMIT', stopPrice: amount('9') } as const;
    bed.limit('bob', 'SELL', '1', '20', stop);
    trade(bed, '9');
    expect(bed.book().asks).toEqual(['1@20']);
    bed.engine.cancel('bob', 'ABCXYZ', { orderId: 1 }, 'x');
    expect(rejectOf(() => bed.limit('bob', 'SELL', '1', '20', { ...stop, stopPrice: amount('8') }))).toBe(
      'accepted',
    );
    expect(rejectOf(() => bed.limit('bob', 'SELL', '1', '20', { ...stop, stopPrice: amount('8') }))).toBe(
      '-1013 Filter failure: MAX_NUM_ALGO_ORDERS',
    );
  });
});
