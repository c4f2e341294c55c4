// The scenarios of https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq
import type { StpMode } from '@binance-gateway/domain-types';
import { EngineBed, amount, plain, rejectOf } from './engine.bed.js';
import { prevent } from './self-trade-prevention.js';

/** Three own bids, then an own sale of 3 at 1 that meets them. */
function meetOwnBids(bed: EngineBed, stpMode: StpMode): ReturnType<EngineBed['limit']> {
  bed.limit('alice', 'BUY', '1.2', '1.2', { stpMode: 'NONE' });
  bed.limit('alice', 'BUY', '1.3', '1.1', { stpMode: 'NONE' });
  bed.limit('alice', 'BUY', '8.1', '1', { stpMode: 'NONE' });
  bed.takeEvents();
  return bed.limit('alice', 'SELL', '3', '1', { stpMode });
}

describe('self-trade prevention', () => {
  it('NONE lets the orders of one account trade', () => {
    const bed = new EngineBed();
    const { order, fills } = meetOwnBids(bed, 'NONE');
    expect(order.status).toBe('FILLED');
    expect(fills.map(({ quantity }) => plain(quantity))).toEqual(['1.2', '1.3', '0.5']);
    bed.engine.assertConserved();
  });

  it('EXPIRE_MAKER expires each resting order in the way and rests the taker', () => {
    const bed = new EngineBed();
    const { order, fills, preventedMatches } = meetOwnBids(bed, 'EXPIRE_MAKER');
    expect(order).toMatchObject({ status: 'NEW', preventedQty: 0n });
    expect(fills).toEqual([]);
    expect(
      preventedMatches.map(({ preventedMatchId, makerOrderId, price, makerPreventedQty }) => [
        preventedMatchId,
        makerOrderId,
        plain(price),
        plain(makerPreventedQty),
      ]),
    ).toEqual([
      [0, 1, '1.2', '1.2'],
      [1, 2, '1.1', '1.3'],
      [2, 3, '1', '8.1'],
    ]);
    expect(bed.order('alice', 2)).toEqual({ status: 'EXPIRED_IN_MATCH', executed: '0', prevented: '1.3' });
    expect(bed.takeEvents()).toEqual([
      'alice #4 NEW NEW',
      'alice #1 TRADE_PREVENTION EXPIRED_IN_MATCH',
      'level 4 BUY 0@1.2',
      'alice #2 TRADE_PREVENTION EXPIRED_IN_MATCH',
      'level 5 BUY 0@1.1',
      'alice #3 TRADE_PREVENTION EXPIRED_IN_MATCH',
      'level 6 BUY 0@1',
      'level 7 SELL 3@1',
      'balance alice ABC,XYZ',
    ]);
    expect(bed.balance('alice', 'XYZ')).toBe('100000/0');
  });

  it('EXPIRE_TAKER expires the taker and leaves the resting orders alone', () => {
    const bed = new EngineBed();
    const { order, preventedMatches } = meetOwnBids(bed, 'EXPIRE_TAKER');
    expect(order).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      preventedQty: amount('3'),
      preventedMatchId: 0,
    });
    expect(preventedMatches).toHaveLength(1);
    expect(preventedMatches[0]).toMatchObject({ takerPreventedQty: amount('3'), makerPreventedQty: 0n });
    expect(bed.book().bids).toEqual(['1.2@1.2', '1.3@1.1', '8.1@1']);
    expect(bed.takeEvents()).toEqual([
      'alice #4 NEW NEW',
      'alice #4 TRADE_PREVENTION EXPIRED_IN_MATCH',
      'balance alice ABC,XYZ',
    ]);
  });

  it('EXPIRE_BOTH expires the taker and the first resting order', () => {
    const bed = new EngineBed();
    const { order, preventedMatches } = meetOwnBids(bed, 'EXPIRE_BOTH');
    expect(order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQty: amount('3') });
    expect(preventedMatches).toHaveLength(1);
    expect(bed.order('alice', 1)).toEqual({ status: 'EXPIRED_IN_MATCH', executed: '0', prevented: '1.2' });
    expect(bed.book().bids).toEqual(['1.3@1.1', '8.1@1']);
    expect(bed.balance('alice', 'ABC')).toBe('1000/0');
  });

  it.each(['DECREMENT', 'TRANSFER'] as const)('%s takes the smaller quantity from both orders', (stpMode) => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '6', '2', { stpMode: 'NONE' });
    const { order } = bed.limit('alice', 'SELL', '2', '2', { stpMode });
    expect(order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQty: amount('2') });
    expect(bed.order('alice', 1)).toEqual({ status: 'NEW', executed: '0', prevented: '2' });
    expect(bed.book().bids).toEqual(['4@2']);
    expect(bed.balance('alice', 'XYZ')).toBe('99992/8');
    bed.engine.assertConserved();
  });

  it('DECREMENT goes on with what is left of a larger taker', () => {
    const bed = new EngineBed();
    const { order } = meetOwnBids(bed, 'DECREMENT');
    expect(order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQty: amount('3') });
    expect(bed.book().bids).toEqual(['7.6@1']);
  });

  it("is decided by the taker's mode", () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '1', { stpMode: 'EXPIRE_MAKER' });
    const { order } = bed.limit('alice', 'SELL', '1', '1', { stpMode: 'EXPIRE_TAKER' });
    expect(order.status).toBe('EXPIRED_IN_MATCH');
    expect(bed.order('alice', 1).status).toBe('NEW');
  });

  it('leaves a market order without liquidity after EXPIRE_MAKER', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '1');
    const { order } = bed.market('alice', 'SELL', '1', { stpMode: 'EXPIRE_MAKER' });
    expect(order).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
      preventedQty: 0n,
    });
    expect(bed.order('alice', 1).status).toBe('EXPIRED_IN_MATCH');
  });

  it('is EXPIRE_MAKER unless the order or the symbol says otherwise', () => {
    expect(new EngineBed().limit('alice', 'BUY', '1', '1').order.stpMode).toBe('EXPIRE_MAKER');
    const bed = new EngineBed({
      spec: { defaultStpMode: 'NONE', allowedStpModes: ['NONE', 'EXPIRE_TAKER'] },
    });
    expect(bed.limit('alice', 'BUY', '1', '1').order.stpMode).toBe('NONE');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '1', { stpMode: 'EXPIRE_MAKER' }))).toBe(
      '-1013 This symbol does not allow the specified self-trade prevention mode.',
    );
  });

  it('does not touch the orders of others', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'BUY', '1', '1.2');
    const { fills, preventedMatches } = meetOwnBids(bed, 'EXPIRE_MAKER');
    expect(fills).toHaveLength(1);
    expect(preventedMatches).toHaveLength(3);
  });

  it('does not count own orders as liquidity for FOK', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'BUY', '2', '1');
    const { order } = meetOwnBids(bed, 'EXPIRE_MAKER');
    expect(plain(order.executedQty)).toBe('2');
    const other = new EngineBed();
    other.limit('bob', 'BUY', '2', '1');
    other.limit('alice', 'BUY', '2', '1');
    const fok = other.limit('alice', 'SELL', '3', '1', { timeInForce: 'FOK' }).order;
    expect(fok).toMatchObject({ status: 'EXPIRED', executedQty: 0n });
    expect(other.book().bids).toEqual(['4@1']);
  });

  it('remembers prevented matches by order and by id', () => {
    const bed = new EngineBed();
    meetOwnBids(bed, 'EXPIRE_MAKER');
    const ids = (query: object): number[] =>
      bed.engine
        .preventedMatches('alice', 'ABCXYZ', { limit: 10, ...query })
        .map(({ preventedMatchId }) => preventedMatchId);
    expect(ids({ orderId: 4 })).toEqual([0, 1, 2]);
    expect(ids({ orderId: 2 })).toEqual([1]);
    expect(ids({ preventedMatchId: 2 })).toEqual([2]);
    expect(ids({ orderId: 4, fromPreventedMatchId: 1 })).toEqual([1, 2]);
  });
});

describe('prevent', () => {
  it.each([
    ['EXPIRE_TAKER', 5n, 3n, 3n, { taker: 5n, maker: 0n }],
    ['EXPIRE_MAKER', 5n, 3n, 1n, { taker: 0n, maker: 3n }],
    ['EXPIRE_BOTH', 5n, 3n, 1n, { taker: 5n, maker: 3n }],
    ['DECREMENT', 5n, 3n, 3n, { taker: 3n, maker: 3n }],
    ['DECREMENT', 5n, 3n, 1n, { taker: 1n, maker: 1n }],
    ['TRANSFER', 2n, 3n, 3n, { taker: 2n, maker: 2n }],
  ] as const)('%s', (mode, taker, maker, shown, expected) => {
    expect(prevent(mode, taker, maker, shown)).toEqual(expected);
  });
});
