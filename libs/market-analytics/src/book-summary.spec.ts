import { Decimal } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import type { BookSides } from './book-metrics.js';
import { bookSummary } from './book-summary.js';
import { wallsOf } from './book-walls.js';
import { isMeasured } from './measured.js';

const level = (price: number, quantity: string): [string, string] => [String(price), quantity];

describe('walls', () => {
  it('are more than twice the median of their side', () => {
    // sorted 1 1 1 2 4 9: median 1.5, threshold 3
    const bids = ['1', '4', '1', '9', '2', '1'].map((quantity, i) => level(100 - i, quantity));
    // sorted 1 1 2 4 4: median 2, threshold 4, which 4 does not exceed
    const asks = ['1', '4', '2', '4', '1'].map((quantity, i) => level(101 + i, quantity));
    expect(wallsOf({ bids, asks })).toEqual({
      bids: [
        ['99', '4'],
        ['97', '9'],
      ],
      asks: [],
    });
  });

  it('are looked for among the best levels only', () => {
    const bids = Array.from({ length: 30 }, (_, i) => level(100 - i, i === 25 ? '1000' : '1'));
    expect(wallsOf({ bids, asks: [] })).toEqual({ bids: [], asks: 'insufficient data' });
    expect(wallsOf({ bids, asks: [] }, 30).bids).toEqual([['75', '1000']]);
  });
});

describe('book summary', () => {
  it('is worked out by hand', () => {
    const book: BookSides = {
      bids: [level(99, '30'), level(98, '100'), level(97, '1000'), level(96, '10'), level(95, '10')],
      asks: [level(101, '100'), level(102, '100'), level(103, '50')],
    };
    expect(bookSummary(book)).toEqual({
      bestBid: '99',
      bestAsk: '101',
      spreadBps: '200', // 2 / 100
      microprice: '99.46', // (99 × 100 + 101 × 30) / 130
      bidVolume: '1150',
      askVolume: '250',
      imbalance: '0.6429', // 900 / 1400
      bidWalls: [
        ['97', '1000'], // median 30, threshold 60
        ['98', '100'],
      ],
      askWalls: 'insufficient data',
      slippage: [
        // 101 × 100 ≥ 10000; selling: 99 × 30 = 2970, 7030 / 98 = 71.7347, average 10000 / 101.7347 = 98.2949
        { quote: '10000', buyBps: '0', sellBps: '71.22' },
        // buying: 10100 + 10200 + 4700 / 103, average 101.7787; selling: 2970 + 9800 + 12230 / 97, average 97.6248
        { quote: '25000', buyBps: '77.09', sellBps: '138.91' },
        // the asks hold 25450; selling: 37230 / 97 = 383.8144, average 97.3114
        { quote: '50000', buyBps: 'insufficient data', sellBps: '170.57' },
      ],
    });
  });

  it('is as exact for a coin of many decimals, and as short', () => {
    const side = (sign: number): BookSides['bids'] =>
      Array.from({ length: 20 }, (_, i) => [
        `0.00000${845 + sign * (i + 1)}`,
        i % 4 === 1 ? '98234567891.00' : `${1_234_567_890 + i}.00`,
      ]);
    const summary = bookSummary({ bids: side(-1), asks: side(1) });
    // (0.00000844 + 0.00000846) / 2 with equal quantities; 2 / 845 of it
    expect(summary).toMatchObject({ microprice: '0.00000845', spreadBps: '23.6686' });
    const { slippage } = bookSummary({
      bids: [],
      asks: [
        ['0.00000845', '1000000000'], // 8,450
        ['0.00000846', '1000000000'],
      ],
    });
    // 1,550 at 0.00000846 buy 183,215,130; 10,000 against 0.00000845 × 1,183,215,130: 1.83
    expect(slippage[0]).toMatchObject({ quote: '10000', buyBps: '1.83' });
    const symbol = { symbol: '1000SATSUSDT', lastUpdateId: 54_123_456_789, time: 1_795_174_194_138 };
    const answer = { ...symbol, ...summary, as_of: 1_795_174_193_890, source: 'stream' };
    expect(JSON.stringify(answer).length / 4).toBeLessThanOrEqual(150);
  });

  it('says of an empty book that it knows nothing', () => {
    expect(bookSummary({ bids: [], asks: [] })).toMatchObject({
      bestBid: 'insufficient data',
      spreadBps: 'insufficient data',
      microprice: 'insufficient data',
      bidVolume: '0',
      imbalance: 'insufficient data',
      bidWalls: 'insufficient data',
      slippage: [{ quote: '10000', buyBps: 'insufficient data', sellBps: 'insufficient data' }],
    });
  });
});

describeWithFixtures('on recorded books', () => {
  it('costs more the more is traded, and is short enough to be read', () => {
    const books = readJsonl<BookSides>(fixture('ws/btcusdt_expected_book_checkpoints.jsonl'));
    for (const book of books) {
      const summary = bookSummary(book);
      expect(JSON.stringify(summary).length).toBeLessThan(480);
      for (const side of ['buyBps', 'sellBps'] as const) {
        const costs = summary.slippage.map((s) => s[side]).filter(isMeasured);
        expect([...costs].sort((a, b) => Decimal.of(a).compare(Decimal.of(b)))).toEqual(costs);
      }
    }
  });
});
