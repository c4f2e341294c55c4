import { EngineBed, SPEC, amount, rejectOf } from './engine.bed.js';

describe('symbols at run time', () => {
  it('are listed, traded and taken off again', () => {
    const bed = new EngineBed();
    bed.engine.addSymbol({ ...SPEC, symbol: 'NEWXYZ', baseAsset: 'NEW' }, 'BREAK');
    expect(() => bed.engine.addSymbol({ ...SPEC, symbol: 'NEWXYZ' })).toThrow('NEWXYZ is listed already');
    bed.engine.setSymbolStatus('NEWXYZ', 'TRADING');
    const order = { ...bed.command('alice', 'BUY', {}), symbol: 'NEWXYZ' };
    bed.engine.place({ ...order, timeInForce: 'GTC', quantity: amount('1'), price: amount('9') });
    expect(bed.balance('alice', 'XYZ')).toBe('99991/9');
    bed.takeEvents();
    bed.engine.removeSymbol('NEWXYZ');
    expect(bed.takeEvents()).toEqual([
      'level 2 BUY 0@9',
      'alice #1 EXPIRED EXPIRED',
      'balance alice NEW,XYZ',
      'symbol NEWXYZ DELISTED',
    ]);
    expect([...bed.engine.symbols.keys()]).toEqual(['ABCXYZ']);
    expect(rejectOf(() => bed.engine.depth('NEWXYZ', 5))).toBe('-1121 Invalid symbol.');
    expect(bed.balance('alice', 'XYZ')).toBe('100000/0');
    bed.engine.assertConserved();
  });

  it('announce every change of status', () => {
    const bed = new EngineBed();
    bed.engine.setSymbolStatus('ABCXYZ', 'HALT');
    bed.engine.setSymbolStatus('ABCXYZ', 'TRADING');
    expect(bed.takeEvents()).toEqual(['symbol ABCXYZ HALT', 'symbol ABCXYZ TRADING']);
  });

  it('lose their open orders in a maintenance, lists as a whole', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('alice', 'SELL', '1', '11');
    const working = bed.terms('SELL', 'LIMIT', { price: '12', quantity: '1', timeInForce: 'GTC' });
    bed.oto('alice', working, bed.terms('BUY', 'LIMIT', { price: '8', quantity: '1', timeInForce: 'GTC' }));
    bed.oco(
      'alice',
      bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '2' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '2' }),
    );
    bed.engine.expireOpenOrders('ABCXYZ', 'SELL');
    const orders = bed.engine.allOrders('alice', 'ABCXYZ', { limit: 10 });
    expect(orders.map(({ status, expiryReason = '' }) => `${status} ${expiryReason}`)).toEqual([
      'NEW ',
      'EXPIRED EXCHANGE_CANCELED',
      'EXPIRED EXCHANGE_CANCELED',
      'EXPIRED OTO_PHASE_ONE_EXPIRED',
      'EXPIRED EXCHANGE_CANCELED',
      'EXPIRED OCO_TRIGGER',
    ]);
    expect(bed.engine.openOrderLists('alice')).toEqual([]);
    bed.engine.assertConserved();
  });
});

describe('locks of other systems', () => {
  it('are part of what is locked, and tell their owner', () => {
    const bed = new EngineBed();
    bed.engine.lockExternally('alice', 'XYZ', amount('100'));
    expect(bed.balance('alice', 'XYZ')).toBe('99900/100');
    expect(bed.takeEvents()).toEqual(['externalLock alice 100 XYZ', 'balance alice XYZ']);
    bed.limit('alice', 'BUY', '1', '9');
    bed.engine.assertConserved();
    expect(rejectOf(() => bed.engine.lockExternally('alice', 'XYZ', -amount('101')))).toMatch('-2010');
    expect(rejectOf(() => bed.engine.lockExternally('alice', 'XYZ', amount('99892')))).toMatch('-2010');
    bed.engine.lockExternally('alice', 'XYZ', -amount('100'));
    expect(bed.balance('alice', 'XYZ')).toBe('99991/9');
  });
});

describe('the reference price', () => {
  const priceRange = { bidUp: amount('1.1'), bidDown: amount('0.5'), askDown: amount('0.9') };

  it('takes the place of the average in the filters', () => {
    const bed = new EngineBed({ spec: { multiplierUp: amount('2'), multiplierDown: amount('0.5') } });
    expect(bed.engine.referencePrice('ABCXYZ')).toBeUndefined();
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '20.01'))).toBe(
      '-1013 Filter failure: PERCENT_PRICE_BY_SIDE',
    );
    bed.engine.setReferencePrice('ABCXYZ', amount('20'));
    expect(bed.engine.referencePrice('ABCXYZ')).toEqual({ price: amount('20'), time: bed.now });
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '20.01'))).toBe('accepted');
    bed.engine.setReferencePrice('ABCXYZ', null);
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '20.01'))).toBe(
      '-1013 Filter failure: PERCENT_PRICE_BY_SIDE',
    );
  });

  it('bounds the prices at which an order may trade', () => {
    const bed = new EngineBed({ spec: { priceRange } });
    bed.limit('bob', 'SELL', '1', '10.5');
    bed.limit('bob', 'SELL', '1', '11.5');
    bed.engine.setReferencePrice('ABCXYZ', amount('10'));
    const { order } = bed.market('alice', 'BUY', '2');
    expect(order).toMatchObject({
      status: 'EXPIRED',
      executedQty: amount('1'),
      expiryReason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
    });
    bed.engine.setReferencePrice('ABCXYZ', null);
    expect(bed.market('alice', 'BUY', '1').order.status).toBe('FILLED');
    bed.engine.setReferencePrice('ABCXYZ', amount('10'));
    bed.limit('bob', 'BUY', '1', '8.9');
    expect(bed.market('alice', 'SELL', '1').order.expiryReason).toBe('EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
  });
});

describe('filters of an account', () => {
  it('bound what one order moves of an asset', () => {
    const bed = new EngineBed();
    const maxAsset = { XYZ: amount('20'), ABC: amount('3') };
    bed.engine.addAccount('small', [{ asset: 'XYZ', free: amount('1000') }], { maxAsset });
    expect(bed.engine.maxAsset('small')).toEqual(maxAsset);
    expect(rejectOf(() => bed.limit('small', 'BUY', '2', '10'))).toBe('accepted');
    expect(rejectOf(() => bed.limit('small', 'BUY', '2', '10.01'))).toBe('-1013 Filter failure: MAX_ASSET');
    expect(rejectOf(() => bed.limit('small', 'BUY', '3.001', '1'))).toBe('-1013 Filter failure: MAX_ASSET');
  });

  it('bound its position', () => {
    const bed = new EngineBed({ spec: { maxPosition: amount('1003') } });
    bed.limit('alice', 'BUY', '2', '9');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1.001', '9'))).toBe(
      '-1013 Filter failure: MAX_POSITION',
    );
    expect(rejectOf(() => bed.limit('alice', 'SELL', '5', '11'))).toBe('accepted');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '9'))).toBe('accepted');
  });

  it('bound what it has open on the whole exchange', () => {
    const other = { ...SPEC, symbol: 'DEFXYZ', baseAsset: 'DEF' };
    const bed = new EngineBed({
      symbols: [SPEC, other],
      exchangeFilters: { maxNumOrders: 3, maxNumAlgoOrders: 1, maxNumIcebergOrders: 1 },
    });
    const place = (symbol: string, extra: object): string =>
      rejectOf(() =>
        bed.engine.place({
          ...bed.command('alice', 'BUY', {}),
          symbol,
          timeInForce: 'GTC',
          quantity: amount('1'),
          price: amount('9'),
          ...extra,
        }),
      );
    const stop = { type: 'STOP_LOSS_LIMIT', stopPrice: amount('11') };
    expect(place('DEFXYZ', stop)).toBe('accepted');
    expect(place('ABCXYZ', stop)).toBe('-1013 Filter failure: EXCHANGE_MAX_NUM_ALGO_ORDERS');
    expect(place('ABCXYZ', { icebergQty: amount('0.5') })).toBe('accepted');
    expect(place('DEFXYZ', { icebergQty: amount('0.5') })).toBe(
      '-1013 Filter failure: EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
    );
    expect(place('DEFXYZ', {})).toBe('accepted');
    expect(place('DEFXYZ', {})).toBe('-1013 Filter failure: EXCHANGE_MAX_NUM_ORDERS');
  });
});
