import { Decimal } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { OrderBook, type PriceLevel } from './order-book.js';

const book = (bids: PriceLevel[], asks: PriceLevel[], limit = 1000): OrderBook =>
  OrderBook.fromSnapshot(
    'BTCUSDT',
    { lastUpdateId: 10, bids: bids.map(([p, q]) => [p, q]), asks: asks.map(([p, q]) => [p, q]) },
    limit,
  );

const diff = (u: number, b: PriceLevel[], a: PriceLevel[] = []) => ({
  U: u,
  u,
  E: u,
  b: b.map(([p, q]): [string, string] => [p, q]),
  a: a.map(([p, q]): [string, string] => [p, q]),
});

describe('OrderBook', () => {
  it('starts as its snapshot', () => {
    const it = book(
      [
        ['9.50', '1'],
        ['9.40', '2'],
      ],
      [['9.60', '3']],
    );
    expect(it.depth(5)).toEqual({
      lastUpdateId: 10,
      bids: [
        ['9.50', '1'],
        ['9.40', '2'],
      ],
      asks: [['9.60', '3']],
      isComplete: true,
    });
    expect([it.bestBid, it.bestAsk]).toEqual([
      ['9.50', '1'],
      ['9.60', '3'],
    ]);
    expect(it.eventTime).toBeUndefined();
  });

  it('sets absolute quantities, removes on any zero, and does not mind absent levels', () => {
    const it = book([['9.50', '1']], [['9.60', '3']]);
    it.apply(
      diff(
        12,
        [
          ['9.50', '7'],
          ['9.45', '1.5'],
          ['1.00', '0.00000000'],
        ],
        [
          ['9.60', '0'],
          ['9.70', '2'],
        ],
      ),
    );
    expect(it.depth(5)).toMatchObject({
      lastUpdateId: 12,
      bids: [
        ['9.50', '7'],
        ['9.45', '1.5'],
      ],
      asks: [['9.70', '2']],
    });
    expect(it.eventTime).toBe(12);
  });

  it('takes one price for one level however it is written, and keeps the first spelling', () => {
    const it = book([['9.50000000', '1']], []);
    it.apply(diff(11, [['9.5', '2']]));
    expect(it.bids()).toEqual([['9.50000000', '2']]);
    it.apply(diff(12, [['9.5', '0']]));
    expect(it.bids()).toEqual([]);
  });

  it('widens its scale when a finer price appears', () => {
    const it = book([['9', '1']], [['10', '1']]);
    it.apply(diff(11, [['9.00000001', '2']], [['9.99999999', '3']]));
    expect(it.bids()).toEqual([
      ['9.00000001', '2'],
      ['9', '1'],
    ]);
    expect(it.asks()[0]).toEqual(['9.99999999', '3']);
  });

  it('throws rather than round a price', () => {
    const it = book([['90000000', '1']], []);
    expect(() => it.apply(diff(11, [['90000000.000000001', '1']]))).toThrow(RangeError);
  });

  it('knows when it is crossed or locked, and that an empty side is neither', () => {
    const it = book([['9', '1']], []);
    expect(it.isCrossed).toBe(false);
    it.apply(diff(11, [], [['9', '1']]));
    expect(it.isCrossed).toBe(true);
    it.apply(diff(12, [['9', '0']]));
    expect(it.isCrossed).toBe(false);
  });

  it('does not call complete what a limited snapshot could not show', () => {
    const it = book(
      [
        ['9', '1'],
        ['8', '1'],
      ],
      [['10', '1']],
      2,
    );
    expect(it.completeDepth).toBe(2);
    it.apply(diff(11, [['7', '1']])); // beyond the horizon: 7.5 may exist
    expect(it.bids()).toHaveLength(3);
    expect(it.depth(3).isComplete).toBe(false);
    it.apply(diff(12, [['8.5', '1']]));
    expect(it.completeDepth).toBe(3);
    it.apply(
      diff(13, [
        ['9', '0'],
        ['8.5', '0'],
        ['8', '0'],
      ]),
    );
    expect(it.completeDepth).toBe(0);
    expect(it.depth(1)).toMatchObject({ bids: [['7', '1']], isComplete: false });
  });

  it('keeps its horizon when the scale widens', () => {
    const it = book([['9', '1']], [['10', '1']], 1);
    it.apply(diff(11, [['8.55', '1']]));
    expect(it.completeDepth).toBe(1);
    it.apply(diff(12, [['9.000001', '1']], [['9.5', '1']]));
    expect(it.completeDepth).toBe(2);
  });

  it('does not grow for ever, and knows what it has forgotten', () => {
    const it = book([], []);
    const levels = Array.from({ length: 21_001 }, (_, i): [string, string] => [String(i + 1), '1']);
    it.apply(diff(11, levels));
    expect(it.bidLevels).toBe(20_000);
    expect(it.completeDepth).toBe(20_000);
    expect(it.bestBid).toEqual(['21001', '1']);
  });

  it('is the sorted list of what was set last, for any sequence of changes', () => {
    const price = fc.oneof(
      fc.nat({ max: 30 }).map(String),
      fc.tuple(fc.nat({ max: 5 }), fc.stringMatching(/^[0-9]{1,4}$/)).map(([a, b]) => `${a}.${b}`),
    );
    const level = fc.tuple(price, fc.constantFrom('0', '0.000', '1', '2.5'));
    fc.assert(
      fc.property(fc.array(level, { maxLength: 60 }), (changes) => {
        const it = book([], []);
        const model = new Map<string, string>();
        for (const [i, [p, q]] of changes.entries()) {
          it.apply(diff(11 + i, [], [[p, q]]));
          const key = Decimal.of(p).toString();
          if (Decimal.of(q).isZero()) model.delete(key);
          else model.set(key, q);
          const sorted = [...model].sort(([a], [b]) => Decimal.of(a).compare(Decimal.of(b)));
          expect(it.asks().map(([ap, aq]) => [Decimal.of(ap).toString(), aq])).toEqual(sorted);
          expect(it.askLevels).toBe(sorted.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
