import { EngineBed, amount, describeCanceled, plain, rejectOf } from './engine.bed.js';

describe('price and time priority', () => {
  it('takes the best price first, then the oldest, at the price of the maker', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '11');
    bed.limit('alice', 'SELL', '1', '10.5');
    bed.limit('alice', 'SELL', '2', '10.5');
    const { order, fills } = bed.limit('bob', 'BUY', '3.5', '11');
    expect(fills.map((fill) => `${plain(fill.quantity)}@${plain(fill.price)}`)).toEqual([
      '1@10.5',
      '2@10.5',
      '0.5@11',
    ]);
    expect(order.status).toBe('FILLED');
    expect(plain(order.cumulativeQuoteQty)).toBe('37');
    expect(bed.book()).toEqual({ bids: [], asks: ['0.5@11'] });
  });

  it('lets an order keep its place after a partial fill', () => {
    const bed = new EngineBed();
    const first = bed.limit('alice', 'SELL', '2', '11').order.orderId;
    const second = bed.limit('alice', 'SELL', '2', '11').order.orderId;
    bed.limit('bob', 'BUY', '1', '11');
    bed.limit('bob', 'BUY', '1', '11');
    expect(bed.order('alice', first).status).toBe('FILLED');
    expect(bed.order('alice', second)).toMatchObject({ status: 'NEW', executed: '0' });
  });

  it('does not reach beyond the limit price and rests the remainder', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10.5');
    bed.limit('alice', 'SELL', '1', '10.6');
    const { order } = bed.limit('bob', 'BUY', '3', '10.5');
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED', isWorking: true });
    expect(bed.book()).toEqual({ bids: ['2@10.5'], asks: ['1@10.6'] });
  });
});

describe('time in force', () => {
  it('expires what an IOC order cannot fill', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    const { order } = bed.limit('bob', 'BUY', '3', '10', { timeInForce: 'IOC' });
    expect(order).toMatchObject({
      status: 'EXPIRED',
      isWorking: false,
      expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED',
    });
    expect(plain(order.executedQty)).toBe('1');
    expect(bed.book()).toEqual({ bids: [], asks: [] });
    expect(bed.balance('bob', 'XYZ')).toBe('99990/0');
  });

  it('fills a FOK order whole or not at all', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    bed.limit('alice', 'SELL', '1', '10.2');
    const tooMuch = bed.limit('bob', 'BUY', '2', '10.1', { timeInForce: 'FOK' }).order;
    expect(tooMuch).toMatchObject({
      status: 'EXPIRED',
      executedQty: 0n,
      expiryReason: 'UNFILLED_FOK_ORDER_EXPIRED',
    });
    expect(bed.book().asks).toEqual(['1@10', '1@10.2']);
    expect(bed.limit('bob', 'BUY', '2', '10.2', { timeInForce: 'FOK' }).order.status).toBe('FILLED');
  });
});

describe('market orders', () => {
  it('takes what there is and expires the rest', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('alice', 'BUY', '1', '8');
    const { order } = bed.market('bob', 'SELL', '5');
    expect(order).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
      timeInForce: 'GTC',
    });
    expect(plain(order.executedQty)).toBe('2');
    expect(plain(order.cumulativeQuoteQty)).toBe('17');
  });

  it('is accepted and expires on an empty book', () => {
    const bed = new EngineBed();
    expect(bed.market('bob', 'BUY', '5').order).toMatchObject({ status: 'EXPIRED', executedQty: 0n });
  });

  it('buys as much as an amount of quote asset pays for, in whole steps', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '1', '10');
    bed.limit('alice', 'SELL', '9', '12');
    const { order } = bed.place('bob', 'BUY', { type: 'MARKET', quoteOrderQty: amount('30') });
    // 1 at 10, then 20 / 12 = 1.666…
    expect(plain(order.origQty)).toBe('2.666');
    expect(order).toMatchObject({ status: 'FILLED', origQuoteOrderQty: amount('30') });
    expect(plain(order.cumulativeQuoteQty)).toBe('29.992');
  });

  it('sells as much as is needed to receive an amount of quote asset', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '10');
    bed.limit('alice', 'BUY', '9', '8');
    const { order } = bed.place('bob', 'SELL', { type: 'MARKET', quoteOrderQty: amount('30') });
    expect(plain(order.executedQty)).toBe('3.5');
    expect(plain(order.cumulativeQuoteQty)).toBe('30');
  });

  it('sells by quote quantity what the book takes when it takes less', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '10');
    const { order } = bed.place('bob', 'SELL', { type: 'MARKET', quoteOrderQty: amount('30') });
    expect(order).toMatchObject({ status: 'FILLED', executedQty: amount('1') });
  });

  it('refuses a quote quantity when the book is empty or offers less than a lot', () => {
    const bed = new EngineBed({ spec: { minQty: amount('0.5') } });
    const order = { type: 'MARKET', quoteOrderQty: amount('30') } as const;
    expect(rejectOf(() => bed.place('bob', 'BUY', order))).toBe(
      '-2010 Order book liquidity is less than symbol minimum quantity.',
    );
    const { orderId } = bed.limit('alice', 'SELL', '0.6', '10').order;
    bed.limit('bob', 'BUY', '0.5', '10');
    expect(bed.order('alice', orderId).status).toBe('PARTIALLY_FILLED');
    expect(rejectOf(() => bed.place('bob', 'BUY', order))).toBe(
      '-2010 Order book liquidity is less than LOT_SIZE filter minimum quantity.',
    );
    bed.limit('alice', 'SELL', '5', '10');
    expect(rejectOf(() => bed.place('bob', 'BUY', { ...order, quoteOrderQty: amount('1') }))).toBe(
      '-1013 Filter failure: LOT_SIZE',
    );
  });
});

describe('LIMIT_MAKER', () => {
  const maker = { type: 'LIMIT_MAKER', timeInForce: undefined } as const;

  it('rests', () => {
    const bed = new EngineBed();
    expect(bed.limit('alice', 'BUY', '1', '10', maker).order.status).toBe('NEW');
    expect(bed.book().bids).toEqual(['1@10']);
  });

  it.each([
    ['BUY', '10', '10'],
    ['BUY', '11', '10'],
    ['SELL', '10', '10'],
    ['SELL', '9', '10'],
  ] as const)('is refused when a %s at %s would match %s', (side, price, other) => {
    const bed = new EngineBed();
    bed.limit('alice', side === 'BUY' ? 'SELL' : 'BUY', '1', other);
    bed.takeEvents();
    expect(rejectOf(() => bed.limit('bob', side, '1', price, maker))).toBe(
      '-2010 Order would immediately match and take.',
    );
    expect(bed.takeEvents()).toEqual([]);
    expect(bed.balance('bob', 'ABC')).toBe('1000/0');
    expect(bed.balance('bob', 'XYZ')).toBe('100000/0');
  });
});

describe('refusals', () => {
  it('knows its symbols', () => {
    const bed = new EngineBed();
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '10', { symbol: 'NOPE' } as object))).toBe(
      '-1121 Invalid symbol.',
    );
  });

  it.each(['HALT', 'BREAK', 'CANCEL_ONLY'] as const)('takes cancels but no orders in %s', (status) => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'BUY', '1', '9').order;
    bed.limit('alice', 'BUY', '1', '8');
    bed.engine.setSymbolStatus('ABCXYZ', status);
    expect(bed.engine.symbolStatus('ABCXYZ')).toBe(status);
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '9'))).toBe('-1013 Market is closed.');
    bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x');
    expect(bed.order('alice', orderId).status).toBe('CANCELED');
    bed.engine.cancelAll('alice', 'ABCXYZ', () => 'y');
    expect(bed.engine.openOrders('alice')).toEqual([]);
  });

  it('takes no cancel either at the end of the day', () => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'BUY', '1', '9').order;
    bed.engine.setSymbolStatus('ABCXYZ', 'END_OF_DAY');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '9'))).toBe('-1013 Market is closed.');
    const cancel = (): object => bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x');
    expect(rejectOf(cancel)).toBe('-2011 Market is closed.');
  });

  it('refuses a client order id only while its order is open', () => {
    const bed = new EngineBed();
    const named = { clientOrderId: 'mine' };
    bed.limit('alice', 'BUY', '1', '9', named);
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '9', named))).toBe('-2010 Duplicate order sent.');
    expect(rejectOf(() => bed.limit('bob', 'BUY', '1', '9', named))).toBe('accepted');
    bed.engine.cancel('alice', 'ABCXYZ', { clientOrderId: 'mine' }, 'x');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '9', named))).toBe('accepted');
  });

  it.each([
    ['a purchase at a limit', 'BUY', { quantity: '1000', price: '100.01' }],
    ['a sale', 'SELL', { quantity: '1000', price: '10' }],
  ] as const)('refuses %s beyond the free balance', (_, side, { quantity, price }) => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '0.001', '5000');
    expect(rejectOf(() => bed.limit('alice', side, quantity, price))).toBe(
      '-2010 Account has insufficient balance for requested action.',
    );
  });

  it('prices a market purchase by the book', () => {
    const bed = new EngineBed({ spec: { maxMarketQty: amount('1000') } });
    bed.limit('alice', 'SELL', '10', '5000');
    bed.limit('alice', 'SELL', '100', '5001');
    expect(rejectOf(() => bed.market('bob', 'BUY', '20'))).toBe(
      '-2010 Account has insufficient balance for requested action.',
    );
    expect(bed.market('bob', 'BUY', '10').order.status).toBe('FILLED');
  });

  it('tests an order with the same checks and changes nothing', () => {
    const bed = new EngineBed();
    const command = { timeInForce: 'GTC', quantity: amount('1'), price: amount('9') } as const;
    bed.engine.test(bed.command('alice', 'BUY', command));
    expect(bed.book().bids).toEqual([]);
    expect(bed.takeEvents()).toEqual([]);
    expect(rejectOf(() => bed.engine.test(bed.command('alice', 'BUY', { ...command, price: 1n })))).toBe(
      '-1013 Filter failure: PRICE_FILTER',
    );
  });
});

describe('cancelling', () => {
  it('frees what was locked and reports the id of the cancel', () => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'BUY', '2', '9').order;
    expect(bed.balance('alice', 'XYZ')).toBe('99982/18');
    bed.events.length = 0;
    const canceled = bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'my-cancel');
    expect(canceled).toMatchObject({
      kind: 'order',
      order: { status: 'CANCELED', isWorking: false, clientOrderId: 'id-1' },
      cancelClientOrderId: 'my-cancel',
    });
    expect(bed.balance('alice', 'XYZ')).toBe('100000/0');
    expect(bed.events.find(({ kind }) => kind === 'execution')).toMatchObject({
      executionType: 'CANCELED',
      cancelClientOrderId: 'my-cancel',
    });
    expect(bed.takeEvents()).toEqual([
      'level 2 BUY 0@9',
      'alice #1 CANCELED CANCELED',
      'balance alice ABC,XYZ',
    ]);
  });

  it.each([
    ['an unknown order', { orderId: 99 }],
    ['an unknown client order id', { clientOrderId: 'nope' }],
    ['an order that carries another client order id', { orderId: 1, clientOrderId: 'nope' }],
  ])('refuses %s', (_, ref) => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    expect(rejectOf(() => bed.engine.cancel('alice', 'ABCXYZ', ref, 'x'))).toBe('-2011 Unknown order sent.');
  });

  it("refuses a closed order and another account's", () => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'BUY', '1', '9').order;
    expect(rejectOf(() => bed.engine.cancel('bob', 'ABCXYZ', { orderId }, 'x'))).toBe(
      '-2011 Unknown order sent.',
    );
    bed.limit('bob', 'SELL', '1', '9');
    expect(rejectOf(() => bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x'))).toBe(
      '-2011 Unknown order sent.',
    );
  });

  it('obeys restrictions', () => {
    const bed = new EngineBed();
    const { orderId } = bed.limit('alice', 'BUY', '2', '9').order;
    const cancel = (restriction: 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED'): string =>
      rejectOf(() => bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x', restriction));
    expect(cancel('ONLY_PARTIALLY_FILLED')).toBe('-2011 Order was not canceled due to cancel restrictions.');
    bed.limit('bob', 'SELL', '1', '9');
    expect(cancel('ONLY_NEW')).toBe('-2011 Order was not canceled due to cancel restrictions.');
    expect(cancel('ONLY_PARTIALLY_FILLED')).toBe('accepted');
  });

  it('cancels all orders of an account on a symbol, stop orders included', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('alice', 'SELL', '1', '11');
    bed.limit('bob', 'BUY', '1', '8');
    bed.place('alice', 'SELL', { type: 'STOP_LOSS', quantity: amount('1'), stopPrice: amount('7') });
    let ids = 0;
    const canceled = bed.engine.cancelAll('alice', 'ABCXYZ', () => `cancel-${++ids}`);
    expect(canceled.map(describeCanceled)).toEqual([
      'cancel-1: 1 CANCELED',
      'cancel-2: 2 CANCELED',
      'cancel-3: 4 CANCELED',
    ]);
    expect(bed.book()).toEqual({ bids: ['1@8'], asks: [] });
    expect(bed.balance('alice', 'ABC')).toBe('1000/0');
    expect(rejectOf(() => bed.engine.cancelAll('alice', 'ABCXYZ', () => 'x'))).toBe(
      '-2011 Unknown order sent.',
    );
  });
});

describe('queries', () => {
  it('finds orders by either id', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9', { clientOrderId: 'mine', strategyId: 7, strategyType: 1_000_000 });
    const expected = { orderId: 1, clientOrderId: 'mine', strategyId: 7, strategyType: 1_000_000 };
    expect(bed.engine.order('alice', 'ABCXYZ', { orderId: 1 })).toMatchObject(expected);
    expect(bed.engine.order('alice', 'ABCXYZ', { clientOrderId: 'mine' })).toMatchObject(expected);
    expect(rejectOf(() => bed.engine.order('bob', 'ABCXYZ', { orderId: 1 }))).toBe(
      '-2013 Order does not exist.',
    );
    expect(rejectOf(() => bed.engine.order('alice', 'ABCXYZ', { clientOrderId: 'x' }))).toBe(
      '-2013 Order does not exist.',
    );
  });

  it('lists open orders and the history by id and by time', () => {
    const bed = new EngineBed();
    for (let i = 0; i < 5; i++) {
      bed.now += 1000;
      bed.limit('alice', 'BUY', '1', '9');
    }
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: 2 }, 'x');
    const ids = (orders: readonly { orderId: number }[]): number[] => orders.map(({ orderId }) => orderId);
    const all = (query: object): number[] =>
      ids(bed.engine.allOrders('alice', 'ABCXYZ', { limit: 10, ...query }));
    expect(ids(bed.engine.openOrders('alice'))).toEqual([1, 3, 4, 5]);
    expect(ids(bed.engine.openOrders('bob', 'ABCXYZ'))).toEqual([]);
    expect(all({})).toEqual([1, 2, 3, 4, 5]);
    expect(all({ limit: 2 })).toEqual([4, 5]);
    expect(all({ fromOrderId: 2, limit: 2 })).toEqual([2, 3]);
    expect(all({ startTime: bed.now - 2000, limit: 2 })).toEqual([3, 4]);
    expect(all({ endTime: bed.now - 3000, limit: 1 })).toEqual([2]);
  });

  it('lists fills of one account, by order and from an id on', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'SELL', '10', '10');
    for (let i = 0; i < 4; i++) bed.limit('bob', 'BUY', '1', '10');
    const ids = (account: string, query: object): number[] =>
      bed.engine.fills(account, 'ABCXYZ', { limit: 10, ...query }).map(({ tradeId }) => tradeId);
    expect(ids('alice', {})).toEqual([1, 2, 3, 4]);
    expect(ids('alice', { limit: 2 })).toEqual([3, 4]);
    expect(ids('alice', { fromId: 2, limit: 2 })).toEqual([2, 3]);
    expect(ids('bob', { orderId: 3 })).toEqual([2]);
    expect(bed.engine.fills('bob', 'ABCXYZ', { limit: 1 })[0]).toMatchObject({ isMaker: false, side: 'BUY' });
    expect(bed.engine.lastTrade('ABCXYZ')).toMatchObject({ tradeId: 4, isBuyerMaker: false });
  });

  it('hands out copies', () => {
    const bed = new EngineBed();
    const before = bed.limit('alice', 'BUY', '1', '9').order;
    bed.limit('bob', 'SELL', '1', '9');
    expect(before.status).toBe('NEW');
  });
});
