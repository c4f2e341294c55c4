import fc from 'fast-check';
import type { Side } from '@binance-gateway/domain-types';
import type { BookSample } from './book-sample.js';
import type { Observed } from './measured.js';
import { HEALTH_WEIGHTS, levelOf, microstructureHealth } from './microstructure-health.js';
import type { TakerTrade } from './taker-trade.js';

const sample = (i: number, more: Partial<BookSample> = {}): BookSample => ({
  time: i * 100,
  levelChanges: 1,
  removedLevels: 0,
  approximateSpreadBps: 1,
  approximateBidQuantity: 100,
  approximateAskQuantity: 100,
  ...more,
});
const trades = (buys: number, sells: number): TakerTrade[] =>
  [...Array<Side>(buys).fill('BUY'), ...Array<Side>(sells).fill('SELL')].map((takerSide, i) => ({
    time: i,
    price: '100',
    quantity: '1',
    takerSide,
    fills: 1,
  }));
const over = <T>(items: readonly T[], coveredMs = 10_000): Observed<T> => ({
  window: { requestedMs: 60_000, coveredMs, from: 0, to: coveredMs },
  items,
});
const calm = Array.from({ length: 100 }, (_, i) => sample(i));

describe('microstructure health', () => {
  it('is 100 when nothing moves and both sides trade alike', () => {
    expect(microstructureHealth(over(calm), over(trades(5, 5)))).toEqual({
      window: { requestedMs: 60_000, coveredMs: 10_000, from: 0, to: 10_000 },
      bookEvents: 100,
      trades: 10,
      score: 100,
      level: 'EXCELLENT',
      components: { spreadStability: 100, depth: 100, flowBalance: 100, updateRate: 100 },
    });
  });

  it('is worked out by hand', () => {
    // Spreads 1 and 3 in turn: mean 2, deviation 1, variation 0.5, so 100 / 1.5 = 67.
    // 49 × 100 and a last 50: bids 50 / 99 = 0.505, asks 1, so 75. Flow (9 − 3) / 12: 50. 50 events in 10 s: 50.
    const book = calm.slice(0, 50).map((s, i) => ({ ...s, approximateSpreadBps: i % 2 === 0 ? 1 : 3 }));
    book[49] = { ...(book[49] as (typeof book)[number]), approximateBidQuantity: 50 };
    expect(microstructureHealth(over(book), over(trades(9, 3)))).toMatchObject({
      components: { spreadStability: 67, depth: 75, flowBalance: 50, updateRate: 50 },
      score: 63, // 0.25 × 67 + 0.35 × 75 + 0.25 × 50 + 0.15 × 50 = 63
      level: 'GOOD',
    });
  });

  it('has no score when one component is missing', () => {
    expect(microstructureHealth(over(calm), over(trades(5, 4)))).toMatchObject({
      score: 'insufficient data',
      level: 'insufficient data',
      components: { flowBalance: 'insufficient data', depth: 100 },
    });
    expect(microstructureHealth(over(calm.slice(0, 9)), over(trades(5, 5)))).toMatchObject({
      score: 'insufficient data',
      components: { spreadStability: 'insufficient data', depth: 'insufficient data', updateRate: 9 },
    });
    expect(microstructureHealth(over(calm, 4_999), over(trades(5, 5))).components.updateRate).toBe(
      'insufficient data',
    );
  });

  it.each([
    [100, 'EXCELLENT'],
    [80, 'EXCELLENT'],
    [79, 'GOOD'],
    [60, 'GOOD'],
    [59, 'FAIR'],
    [40, 'FAIR'],
    [39, 'POOR'],
    [20, 'POOR'],
    [19, 'CRITICAL'],
    [0, 'CRITICAL'],
  ])('of %d is %s', (score, level) => expect(levelOf(score)).toBe(level));

  it('stays between 0 and 100, whatever the market does', () => {
    expect(Object.values(HEALTH_WEIGHTS).reduce((a, b) => a + b)).toBe(100);
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
    const anySample = fc.record({
      approximateSpreadBps: amount,
      approximateBidQuantity: amount,
      approximateAskQuantity: amount,
    });
    fc.assert(
      fc.property(
        fc.array(anySample, { minLength: 10, maxLength: 50 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 10, max: 30 }),
        (raw, buys, sells) => {
          const book = over(raw.map((more, i) => sample(i, more)));
          const health = microstructureHealth(book, over(trades(buys, sells)));
          for (const figure of [health.score, ...Object.values(health.components)]) {
            expect(figure).toBeGreaterThanOrEqual(0);
            expect(figure).toBeLessThanOrEqual(100);
          }
        },
      ),
    );
  });
});
