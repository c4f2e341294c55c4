import { EngineBed, amount, plain, rejectOf } from './engine.bed.js';

describe('settlement', () => {
  it('locks the quote of a purchase and the base of a sale', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '2', '9.5');
    bed.limit('bob', 'SELL', '3', '10.5');
    expect(bed.balance('alice', 'XYZ')).toBe('99981/19');
    expect(bed.balance('bob', 'ABC')).toBe('997/3');
  });

  it('charges both sides in what they receive, each at its rate', () => {
    const bed = new EngineBed({ commissions: { maker: amount('0.001'), taker: amount('0.002') } });
    bed.limit('alice', 'SELL', '2', '10');
    const { fills } = bed.limit('bob', 'BUY', '1', '10');
    expect(fills[0]).toMatchObject({ commissionAsset: 'ABC', commission: amount('0.002'), isMaker: false });
    const [makerFill] = bed.engine.fills('alice', 'ABCXYZ', { limit: 1 });
    expect(makerFill).toMatchObject({ commissionAsset: 'XYZ', commission: amount('0.01'), isMaker: true });
    expect(bed.balance('alice', 'ABC')).toBe('998/1');
    expect(bed.balance('alice', 'XYZ')).toBe('100009.99/0');
    expect(bed.balance('bob', 'ABC')).toBe('1000.998/0');
    expect(bed.balance('bob', 'XYZ')).toBe('99990/0');
    bed.engine.assertConserved();
  });

  it('charges ten basis points unless told otherwise', () => {
    expect(new EngineBed().engine.commissions).toEqual({ maker: amount('0.001'), taker: amount('0.001') });
  });

  it('gives a taker the better price', () => {
    const bed = new EngineBed({ commissions: { maker: 0n, taker: 0n } });
    bed.limit('alice', 'SELL', '1', '10');
    bed.limit('bob', 'BUY', '2', '12');
    expect(bed.balance('bob', 'XYZ')).toBe('99978/12');
  });

  it('keeps the lock exact when the product of price and quantity has too many decimals', () => {
    const fine = { tickSize: 1n, stepSize: 1n, minQty: 1n, minPrice: 1n };
    const bed = new EngineBed({ spec: fine });
    bed.limit('alice', 'BUY', '1.00000003', '9.99999999');
    for (const quantity of ['0.30000001', '0.30000001', '0.40000001']) {
      bed.limit('bob', 'SELL', quantity, '9.99999999');
      bed.engine.assertConserved();
    }
    expect(bed.order('alice', 1).status).toBe('FILLED');
    expect(bed.balance('alice', 'XYZ')).toMatch(/\/0$/);
  });

  it('reports balances of every account a command touched, the taker first', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    expect(bed.takeEvents()).toEqual(['alice #1 NEW NEW', 'level 1 SELL 1@10', 'balance alice ABC,XYZ']);
    bed.limit('bob', 'BUY', '2', '10');
    expect(bed.takeEvents()).toEqual([
      'bob #2 NEW NEW',
      'trade 1 1@10',
      'bob #2 TRADE PARTIALLY_FILLED',
      'alice #1 TRADE FILLED',
      'level 2 SELL 0@10',
      'level 3 BUY 1@10',
      'balance bob ABC,XYZ',
      'balance alice ABC,XYZ',
    ]);
  });

  it('reports a level that several fills touched once', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    bed.limit('alice', 'SELL', '1', '10');
    bed.limit('alice', 'SELL', '5', '10');
    bed.takeEvents();
    bed.limit('bob', 'BUY', '3', '10');
    const events = bed.takeEvents();
    expect(events.filter((line) => line.startsWith('trade'))).toHaveLength(3);
    expect(events.filter((line) => line.startsWith('level'))).toEqual(['level 4 SELL 4@10']);
  });
});

describe('transfers', () => {
  it('moves the free balance and tells', () => {
    const bed = new EngineBed();
    bed.engine.transfer('alice', 'NEW', amount('5'));
    bed.engine.transfer('alice', 'ABC', -amount('1000'));
    expect(bed.balance('alice', 'NEW')).toBe('5/0');
    expect(bed.engine.balances('alice').map(({ asset, free }) => `${plain(free)} ${asset}`)).toEqual([
      '0 ABC',
      '5 NEW',
      '100000 XYZ',
    ]);
    expect(bed.takeEvents()).toEqual([
      'transfer alice 5 NEW',
      'balance alice NEW',
      'transfer alice -1000 ABC',
      'balance alice ABC',
    ]);
    bed.engine.assertConserved();
  });

  it('does not withdraw what is not free', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    expect(rejectOf(() => bed.engine.transfer('alice', 'ABC', -amount('999.00000001')))).toBe(
      '-2010 Account has insufficient balance for requested action.',
    );
    expect(bed.balance('alice', 'ABC')).toBe('999/1');
  });
});

describe('an unlimited account', () => {
  function withMaker(): EngineBed {
    const bed = new EngineBed();
    bed.engine.addAccount('maker', [], { unlimited: true });
    return bed;
  }

  it('needs no balance, obeys no filter, pays no commission, and its books still add up', () => {
    const bed = withMaker();
    bed.limit('maker', 'SELL', '5000.0001', '10.001', { clientOrderId: '' });
    bed.limit('maker', 'BUY', '0.00000001', '0.001', { clientOrderId: '' });
    const { order } = bed.market('alice', 'BUY', '10');
    expect(order.status).toBe('FILLED');
    expect(bed.balance('maker', 'ABC')).toBe('-10/0');
    expect(bed.balance('maker', 'XYZ')).toBe('100.01/0');
    bed.engine.assertConserved();
  });

  it('causes no execution or balance events of its own', () => {
    const bed = withMaker();
    bed.limit('maker', 'SELL', '2', '10');
    expect(bed.takeEvents()).toEqual(['level 1 SELL 2@10']);
    bed.market('alice', 'BUY', '1');
    expect(bed.takeEvents()).toEqual([
      'alice #2 NEW NEW',
      'trade 1 1@10',
      'alice #2 TRADE FILLED',
      'level 2 SELL 1@10',
      'balance alice ABC,XYZ',
    ]);
  });

  it('trades with itself unless it asks for self-trade prevention', () => {
    const bed = withMaker();
    bed.limit('maker', 'SELL', '1', '10');
    expect(bed.limit('maker', 'BUY', '1', '10').fills).toHaveLength(1);
    bed.limit('maker', 'SELL', '1', '10');
    expect(bed.limit('maker', 'BUY', '1', '10', { stpMode: 'EXPIRE_BOTH' }).order.status).toBe(
      'EXPIRED_IN_MATCH',
    );
  });

  it('keeps nothing of closed orders', () => {
    const bed = withMaker();
    const { orderId } = bed.limit('maker', 'SELL', '1', '10').order;
    expect(bed.engine.openOrders('maker', 'ABCXYZ')).toHaveLength(1);
    bed.engine.cancel('maker', 'ABCXYZ', { orderId }, '');
    bed.limit('maker', 'SELL', '1', '10');
    bed.market('alice', 'BUY', '1');
    expect(rejectOf(() => bed.engine.order('maker', 'ABCXYZ', { orderId }))).toBe(
      '-2013 Order does not exist.',
    );
    expect(bed.engine.allOrders('maker', 'ABCXYZ', { limit: 10 })).toEqual([]);
    expect(bed.engine.fills('maker', 'ABCXYZ', { limit: 10 })).toEqual([]);
  });
});
