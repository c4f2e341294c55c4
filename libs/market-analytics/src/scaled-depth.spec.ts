import fc from 'fast-check';
import { Decimal } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import type { BookSides } from './book-metrics.js';
import { scaledDepth } from './scaled-depth.js';

const RULES = { tickSize: '0.01000000', stepSize: '0.00001000' };

describe('scaled depth', () => {
  it('is the book without its decimal points', () => {
    const book: BookSides = {
      bids: [
        ['61837.63000000', '3.78826000'],
        ['61837.60000000', '1.00000000'],
        ['61837', '2'],
      ],
      asks: [['61837.64000000', '0.00001000']],
    };
    expect(scaledDepth(book, 2, RULES)).toEqual({
      priceScale: 2,
      quantityScale: 5,
      bids: [
        [6183763, 378826],
        [6183760, 100000],
      ],
      asks: [[6183764, 1]],
    });
  });

  it('raises a scale rather than lose a digit', () => {
    const book: BookSides = { bids: [['1.005', '7']], asks: [['2', '0.000001']] };
    expect(scaledDepth(book, 20, { tickSize: '0.01', stepSize: '1' })).toEqual({
      priceScale: 3,
      quantityScale: 6,
      bids: [[1005, 7_000_000]],
      asks: [[2000, 1]],
    });
  });

  it('refuses what an integer cannot hold', () => {
    const book: BookSides = { bids: [['90071992547409.92', '1']], asks: [] };
    expect(() => scaledDepth(book, 20, RULES)).toThrow(RangeError);
  });

  it('gives every level back exactly', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 11n });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { maxLength: 30 }), (raw) => {
        const bids = raw.map(([price, quantity]): [string, string] => [
          Decimal.fromScaled(price, 2).toFixed(8),
          Decimal.fromScaled(quantity, 5).toFixed(8),
        ]);
        const scaled = scaledDepth({ bids, asks: [] }, 30, RULES);
        const back = scaled.bids.map(([price, quantity]) => [
          Decimal.fromScaled(BigInt(price), scaled.priceScale).toFixed(8),
          Decimal.fromScaled(BigInt(quantity), scaled.quantityScale).toFixed(8),
        ]);
        expect(back).toEqual(bids);
      }),
    );
  });
});

describeWithFixtures('on recorded books', () => {
  it('shows twenty levels in 600 tokens', () => {
    for (const book of readJsonl<BookSides>(fixture('ws/btcusdt_expected_book_checkpoints.jsonl'))) {
      const scaled = scaledDepth(book, 20, RULES);
      expect([scaled.bids.length, scaled.asks.length]).toEqual([20, 20]);
      expect(JSON.stringify(scaled).length / 4).toBeLessThan(600);
    }
  });
});
