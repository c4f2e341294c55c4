// https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq
import type { StpMode } from '@binance-gateway/domain-types';
import { EngineBed, amount, plain } from './engine.bed.js';
import { createEngine } from './matching-engine.js';
import type { EngineSnapshot } from './types.js';

/** Two accounts of one group, as rich as those of scenario H. */
function newBed(): EngineBed {
  const bed = new EngineBed({ commissions: { maker: amount('0.01'), taker: amount('0.01') } });
  for (const account of ['one', 'other']) {
    const balances = [
      { asset: 'ABC', free: amount('20000') },
      { asset: 'XYZ', free: amount('20000') },
    ];
    bed.engine.addAccount(account, balances, { tradeGroupId: 7 });
  }
  return bed;
}

function meet(bed: EngineBed, maker: StpMode, taker: StpMode): ReturnType<EngineBed['limit']> {
  bed.limit('one', 'BUY', '6', '2', { stpMode: maker });
  bed.takeEvents();
  return bed.limit('other', 'SELL', '2', '2', { stpMode: taker });
}

describe('a trade group', () => {
  it.each(['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT'] as const)(
    '%s keeps its accounts from trading with each other, and moves nothing',
    (mode) => {
      const bed = newBed();
      const { fills, preventedMatches } = meet(bed, 'NONE', mode);
      expect(fills).toEqual([]);
      expect(preventedMatches).toMatchObject([{ stpMode: mode, tradeGroupId: 7 }]);
      for (const { account, orderId } of ['one', 'other'].flatMap((name) => bed.engine.openOrders(name))) {
        bed.engine.cancel(account, 'ABCXYZ', { orderId }, 'x');
      }
      for (const account of ['one', 'other']) {
        expect([bed.balance(account, 'ABC'), bed.balance(account, 'XYZ')]).toEqual(['20000/0', '20000/0']);
      }
      bed.engine.assertConserved();
    },
  );

  it('lets them trade when the taker says NONE', () => {
    expect(meet(newBed(), 'EXPIRE_BOTH', 'NONE').fills).toHaveLength(1);
  });

  it('TRANSFER moves what was prevented, without a trade or a commission', () => {
    const bed = newBed();
    const { order, fills, preventedMatches } = meet(bed, 'TRANSFER', 'TRANSFER');
    expect(fills).toEqual([]);
    expect(order).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      executedQty: 0n,
      preventedQty: amount('2'),
    });
    expect(preventedMatches).toMatchObject([
      { stpMode: 'TRANSFER', takerPreventedQty: amount('2'), makerPreventedQty: amount('2') },
    ]);
    expect(bed.order('one', 1)).toEqual({ status: 'NEW', executed: '0', prevented: '2' });
    expect(bed.balance('one', 'ABC')).toBe('20002/0');
    expect(bed.balance('one', 'XYZ')).toBe('19988/8');
    expect(bed.balance('other', 'ABC')).toBe('19998/0');
    expect(bed.balance('other', 'XYZ')).toBe('20004/0');
    expect(bed.engine.lastTrade('ABCXYZ')).toBeUndefined();
    expect(bed.takeEvents()).toEqual([
      'other #2 NEW NEW',
      'one #1 TRADE_PREVENTION NEW',
      'other #2 TRADE_PREVENTION EXPIRED_IN_MATCH',
      'level 2 BUY 4@2',
      'balance other ABC,XYZ',
      'balance one ABC,XYZ',
    ]);
    for (const account of ['one', 'other']) {
      expect(bed.engine.preventedMatches(account, 'ABCXYZ', { orderId: 1, limit: 5 })).toHaveLength(1);
    }
    bed.engine.assertConserved();
  });

  it.each(['NONE', 'EXPIRE_MAKER', 'DECREMENT'] as const)(
    'TRANSFER is DECREMENT when the resting order says %s',
    (maker) => {
      const bed = newBed();
      const { order, preventedMatches } = meet(bed, maker, 'TRANSFER');
      expect(order).toMatchObject({ status: 'EXPIRED_IN_MATCH', stpMode: 'TRANSFER' });
      expect(preventedMatches).toMatchObject([{ stpMode: 'DECREMENT' }]);
      expect(bed.balance('other', 'XYZ')).toBe('20000/0');
      expect(bed.balance('one', 'XYZ')).toBe('19992/8');
      bed.engine.assertConserved();
    },
  );

  it('asks of a market purchase what TRANSFER will cost it', () => {
    const bed = newBed();
    bed.engine.addAccount('poor', [{ asset: 'XYZ', free: amount('25') }], { tradeGroupId: 7 });
    bed.limit('one', 'SELL', '2', '10', { stpMode: 'TRANSFER' });
    bed.limit('bob', 'SELL', '2', '11');
    expect(() => bed.market('poor', 'BUY', '2.5', { stpMode: 'TRANSFER' })).toThrow('insufficient balance');
    const { order } = bed.market('poor', 'BUY', '2.4', { stpMode: 'TRANSFER' });
    expect([plain(order.executedQty), plain(order.preventedQty)]).toEqual(['0.4', '2']);
    expect(bed.balance('poor', 'XYZ')).toBe('0.6/0');
    bed.engine.assertConserved();
  });

  it('TRANSFER ends the other order of a pair, as a trade would', () => {
    const bed = newBed();
    bed.engine.placeList({
      kind: 'OCO',
      account: 'one',
      symbol: 'ABCXYZ',
      listClientOrderId: 'l',
      stpMode: 'TRANSFER',
      above: bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '5' }),
      below: bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '5' }),
    });
    bed.limit('other', 'BUY', '1', '12', { stpMode: 'TRANSFER' });
    expect(bed.engine.openOrders('one')).toMatchObject([{ type: 'LIMIT_MAKER', preventedQty: amount('1') }]);
    expect(bed.balance('one', 'ABC')).toBe('19995/4');
    expect(bed.balance('one', 'XYZ')).toBe('20012/0');
    bed.engine.assertConserved();
  });

  it('is part of a saved engine', () => {
    const bed = newBed();
    expect([bed.engine.tradeGroupId('one'), bed.engine.tradeGroupId('bob')]).toEqual([7, -1]);
    const restore = JSON.parse(JSON.stringify(bed.engine.save())) as EngineSnapshot;
    const restored = createEngine({ clock: { now: () => bed.now }, symbols: [], restore });
    expect(restored.tradeGroupId('other')).toBe(7);
  });
});
