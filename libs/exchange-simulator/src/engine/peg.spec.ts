import { EngineBed, amount, rejectOf } from './engine.bed.js';
import type { OrderView } from './types.js';

/** Bids at 9, 8, 7 and asks at 11, 12, 13. */
function newBed(): EngineBed {
  const bed = new EngineBed();
  for (const price of ['9', '8', '7']) bed.limit('bob', 'BUY', '1', price);
  for (const price of ['11', '12', '13']) bed.limit('bob', 'SELL', '1', price);
  bed.takeEvents();
  return bed;
}

const pegged = (bed: EngineBed, side: 'BUY' | 'SELL', extra: object): OrderView =>
  bed.place('alice', side, { type: 'LIMIT', timeInForce: 'GTC', quantity: amount('1'), ...extra }).order;

describe('pegged orders', () => {
  it('join the best price of their own side', () => {
    const bed = newBed();
    const order = pegged(bed, 'BUY', { pegPriceType: 'PRIMARY_PEG' });
    expect(order).toMatchObject({ price: 0n, peg: { priceType: 'PRIMARY_PEG', price: amount('9') } });
    expect(bed.book().bids[0]).toBe('2@9');
    expect(bed.balance('alice', 'XYZ')).toBe('99991/9');
    bed.engine.assertConserved();
  });

  it('take the best price of the other side', () => {
    const bed = newBed();
    const order = pegged(bed, 'BUY', {
      pegPriceType: 'MARKET_PEG',
      timeInForce: 'IOC',
      quantity: amount('3'),
    });
    expect(order).toMatchObject({
      status: 'EXPIRED',
      executedQty: amount('1'),
      peg: { price: amount('11') },
    });
  });

  it('reach deeper levels', () => {
    const bed = newBed();
    const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 2 } as const;
    expect(pegged(bed, 'SELL', { pegPriceType: 'PRIMARY_PEG', ...offset }).peg?.price).toBe(amount('13'));
    expect(pegged(bed, 'SELL', { pegPriceType: 'MARKET_PEG', ...offset }).cumulativeQuoteQty).toBe(
      amount('9'),
    );
  });

  it('keep within the price they name', () => {
    const bed = newBed();
    const order = pegged(bed, 'BUY', { pegPriceType: 'MARKET_PEG', price: amount('10'), timeInForce: 'IOC' });
    expect(order).toMatchObject({ price: amount('10'), executedQty: 0n, peg: { price: amount('10') } });
  });

  it('get their price when a stop triggers them', () => {
    const bed = newBed();
    const placed = bed.place('alice', 'SELL', {
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: amount('1'),
      stopPrice: amount('8.5'),
      pegPriceType: 'PRIMARY_PEG',
    }).order;
    expect(placed.peg?.price).toBeUndefined();
    bed.limit('bob', 'SELL', '1', '10.5');
    bed.limit('trader', 'SELL', '1', '9');
    bed.trade('8.5');
    const order = bed.engine.order('alice', 'ABCXYZ', { orderId: placed.orderId });
    expect(order).toMatchObject({ isWorking: true, peg: { price: amount('10.5') } });
    bed.engine.assertConserved();
  });

  it('expire at their trigger when the book has no such level or they cannot pay', () => {
    const bed = new EngineBed();
    bed.place('alice', 'BUY', {
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: amount('1'),
      stopPrice: amount('11'),
      pegPriceType: 'MARKET_PEG',
    });
    bed.trade('11');
    expect(bed.engine.order('alice', 'ABCXYZ', { orderId: 1 })).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'REJECTED',
    });
    bed.engine.assertConserved();
  });

  const peg = { pegPriceType: 'PRIMARY_PEG' } as const;
  it.each<[string, object, string]>([
    ['IOC at the own side', { ...peg, timeInForce: 'IOC' }, '-1013 Unsupported order combination'],
    [
      'LIMIT_MAKER at the other side',
      { pegPriceType: 'MARKET_PEG', type: 'LIMIT_MAKER', timeInForce: undefined },
      '-1013 This price peg cannot be used with this order type.',
    ],
    [
      'a market order',
      { ...peg, type: 'MARKET', timeInForce: undefined },
      '-1013 This order type may not use pegged price.',
    ],
    [
      'an offset alone',
      { pegOffsetValue: 1, price: amount('9') },
      '-1128 Combination of optional parameters invalid.',
    ],
    [
      'half an offset',
      { ...peg, pegOffsetValue: 1 },
      "-1128 Combination of optional fields invalid. Recommendation: 'pegOffsetType' and 'pegOffsetValue' must both be sent.",
    ],
    [
      'an offset out of range',
      { ...peg, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 101 },
      "-1130 Data sent for parameter 'pegOffsetValue' is not valid.",
    ],
    [
      'a level that is not there',
      { ...peg, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 3 },
      '-2010 Order book liquidity is too low for this pegged order.',
    ],
    ['a price that fails a filter', { ...peg, price: amount('9.005') }, '-1013 Filter failure: PRICE_FILTER'],
    [
      'a pegged price that fails a filter',
      { ...peg, quantity: amount('0.01') },
      '-1013 Filter failure: NOTIONAL',
    ],
  ])('refuse %s', (_, extra, expected) => {
    const bed = newBed();
    expect(rejectOf(() => pegged(bed, 'BUY', extra))).toBe(expected);
  });

  it('are refused where the symbol has none', () => {
    const bed = new EngineBed({ spec: { features: { pegInstructionsAllowed: false } } });
    expect(rejectOf(() => pegged(bed, 'BUY', peg))).toBe(
      '-1013 Pegged orders are not supported for this symbol.',
    );
  });
});
