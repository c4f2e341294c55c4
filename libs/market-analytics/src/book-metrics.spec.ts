import fc from 'fast-check';
import { Decimal } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { type BookSides, imbalanceOf, spreadOf } from './book-metrics.js';
import { impactOf } from './market-impact.js';

const book: BookSides = {
  bids: [
    ['99', '3'],
    ['98', '10'],
  ],
  asks: [
    ['101', '1'],
    ['102', '4'],
  ],
};

describe('spread', () => {
  it('is worked out by hand', () => {
    expect(spreadOf(book)).toEqual({
      bestBid: '99',
      bestAsk: '101',
      absolute: '2',
      bps: '200',
      mid: '100',
      microprice: '100.5', // (99 × 1 + 101 × 3) / 4
    });
  });

  it('needs two sides', () => {
    expect(spreadOf({ bids: [], asks: book.asks })).toBeUndefined();
    expect(spreadOf({ bids: book.bids, asks: [] })).toBeUndefined();
  });
});

describe('imbalance', () => {
  it('weighs the best levels', () => {
    expect(imbalanceOf(book, 1)).toEqual({ bidQuantity: '3', askQuantity: '1', ratio: '0.5' });
    expect(imbalanceOf(book)).toEqual({ bidQuantity: '13', askQuantity: '5', ratio: '0.4444' });
    expect(imbalanceOf({ bids: [], asks: [] })).toEqual({ bidQuantity: '0', askQuantity: '0', ratio: '0' });
  });
});

describe('market impact', () => {
  it('walks the other side', () => {
    // 101 + 102 × x = 203 → one at 101, one at 102
    expect(impactOf(book, 'BUY', '203')).toEqual({
      quantity: '2',
      notional: '203',
      complete: true,
      averagePrice: '101.5',
      worstPrice: '102',
      slippageBps: '49.5',
    });
    expect(impactOf(book, 'SELL', '297')).toMatchObject({
      quantity: '3',
      averagePrice: '99',
      slippageBps: '0',
    });
  });

  it('says when the book does not reach that far', () => {
    expect(impactOf(book, 'BUY', '10000')).toMatchObject({ quantity: '5', notional: '509', complete: false });
    expect(impactOf({ bids: [], asks: [] }, 'BUY', '1')).toBeUndefined();
  });

  it('never beats the best price and never spends more than asked', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }));
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 10_000 }),
        (raw, amount) => {
          const asks = [...raw].sort((a, b) => a[0] - b[0]).map(([p, q]) => [String(p), String(q)] as const);
          const bids = [...asks].reverse();
          const sold = impactOf({ bids, asks: [] }, 'SELL', String(amount));
          expect(
            Decimal.of(sold?.averagePrice ?? '0').compare(Decimal.of(bids[0]?.[0] ?? '0')),
          ).toBeLessThanOrEqual(0);
          const impact = impactOf({ bids: [], asks }, 'BUY', String(amount));
          expect(
            Decimal.of(impact?.averagePrice ?? '0').compare(Decimal.of(asks[0]?.[0] ?? '0')),
          ).toBeGreaterThanOrEqual(0);
          expect(Decimal.of(impact?.notional ?? '0').compare(Decimal.of(String(amount)))).toBeLessThanOrEqual(
            0,
          );
        },
      ),
    );
  });
});

describeWithFixtures('on recorded books', () => {
  it('gives a positive spread and a microprice inside it at every checkpoint', () => {
    const checkpoints = readJsonl<{ bids: [string, string][]; asks: [string, string][] }>(
      fixture('ws/btcusdt_expected_book_checkpoints.jsonl'),
    );
    expect(checkpoints.length).toBeGreaterThan(60);
    for (const checkpoint of checkpoints) {
      const spread = spreadOf(checkpoint);
      if (!spread) throw new Error('a recorded book has two sides');
      const micro = Decimal.of(spread.microprice);
      expect(Decimal.of(spread.absolute).isPositive()).toBe(true);
      expect(micro.compare(Decimal.of(spread.bestBid))).toBeGreaterThanOrEqual(0);
      expect(micro.compare(Decimal.of(spread.bestAsk))).toBeLessThanOrEqual(0);
    }
  });
});
