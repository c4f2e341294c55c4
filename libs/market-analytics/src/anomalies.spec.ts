import type { BookSample } from './book-sample.js';
import { flashCrashPrecursors } from './flash-crash.js';
import { type Refill, icebergs, refillsOf } from './icebergs.js';
import type { Observed } from './measured.js';
import { quoteStuffing } from './quote-stuffing.js';
import { type SecondActivity, secondsOf } from './second-activity.js';
import type { TakerTrade } from './taker-trade.js';

const sample = (time: number, more: Partial<BookSample> = {}): BookSample => ({
  time,
  levelChanges: 10,
  removedLevels: 5,
  approximateSpreadBps: 1,
  approximateBidQuantity: 100,
  approximateAskQuantity: 100,
  ...more,
});
const trade = (time: number, fills = 1, more: Partial<TakerTrade> = {}): TakerTrade => ({
  time,
  price: '100',
  quantity: '1',
  takerSide: 'BUY',
  fills,
  ...more,
});
const observed = <T>(items: readonly T[], from: number, to: number): Observed<T> => ({
  window: { requestedMs: 60_000, coveredMs: to - from, from, to },
  items,
});
const second = (more: Partial<SecondActivity>): SecondActivity => ({
  to: 0,
  levelChanges: 100,
  removedLevels: 50,
  trades: 10,
  fills: 10,
  ...more,
});

describe('seconds', () => {
  it('are whole, and covered by both', () => {
    const book = observed([sample(1_000), sample(2_100), sample(3_050), sample(4_050)], 0, 4_050);
    const trades = observed([trade(3_050), trade(3_051, 2), trade(4_050, 3)], 1_500, 4_050);
    // 2550 ms in common: two whole seconds, (3050, 4050] and (2050, 3050]
    expect(secondsOf(book, trades)).toEqual([
      { to: 4_050, levelChanges: 10, removedLevels: 5, trades: 2, fills: 5 },
      { to: 3_050, levelChanges: 20, removedLevels: 10, trades: 1, fills: 1 },
    ]);
  });
});

describe('quote stuffing', () => {
  it('is more than 500 updates a second with fewer than 10 % fills', () => {
    const quiet = [second({}), second({}), second({}), second({ levelChanges: 500, fills: 0 })];
    const filled = second({ levelChanges: 600, fills: 60 });
    expect(quoteStuffing([...quiet, filled])).toEqual({
      seconds: 5,
      stuffedSeconds: 0,
      isDetected: false,
      peakUpdatesPerSecond: 600,
      peakFillShare: 0.1,
    });
    expect(quoteStuffing([...quiet, filled, second({ levelChanges: 501, fills: 50 })])).toMatchObject({
      stuffedSeconds: 1,
      isDetected: true,
    });
  });

  it('needs five seconds', () => {
    expect(quoteStuffing(Array.from({ length: 4 }, () => second({ levelChanges: 9_999, fills: 0 })))).toEqual(
      {
        seconds: 4,
        stuffedSeconds: 'insufficient data',
        isDetected: 'insufficient data',
        peakUpdatesPerSecond: 'insufficient data',
        peakFillShare: 'insufficient data',
      },
    );
  });
});

describe('refills', () => {
  const before = {
    bids: [
      ['99.0', '5'],
      ['98.0', '5'],
    ],
    asks: [['100.00', '10']],
  } as const;

  it('are what stands there beyond what the trades left', () => {
    const after = {
      bids: [
        ['98', '5'],
        ['97', '4'],
      ],
      asks: [['100.00', '9']],
    } as const;
    const trades = [
      trade(1, 1, { quantity: '2' }),
      trade(1, 1, { quantity: '1.5', price: '100.0' }),
      // taken whole, and nothing came back
      trade(1, 1, { quantity: '5', price: '99', takerSide: 'SELL' }),
      // out of sight before
      trade(1, 1, { price: '97', takerSide: 'SELL' }),
    ];
    expect(refillsOf(7, before, after, trades)).toEqual([
      { time: 7, side: 'SELL', price: '100', quantity: '2.5' }, // 9 − (10 − 3.5)
    ]);
  });

  it('are none where the trades explain the change, or more was taken away', () => {
    const trades = [trade(1, 1, { quantity: '2' })];
    expect(refillsOf(7, before, { bids: [], asks: [['100', '8']] }, trades)).toEqual([]);
    expect(refillsOf(7, before, { bids: [], asks: [['100', '1']] }, trades)).toEqual([]);
  });
});

describe('icebergs', () => {
  const at = (price: string, times: number): Refill[] =>
    Array.from({ length: times }, () => ({ time: 0, side: 'SELL', price, quantity: '0.5' }));

  it('are refilled more than five times as often as the median price', () => {
    // refills 1 1 2 2 10 11: median 2, threshold 10
    const refills = [
      ...at('1', 1),
      ...at('2', 1),
      ...at('3', 2),
      ...at('4', 2),
      ...at('5', 10),
      ...at('6', 11),
    ];
    expect(icebergs(refills)).toEqual({
      refilledPrices: 6,
      medianRefills: '2',
      isDetected: true,
      prices: [{ side: 'SELL', price: '6', refills: 11, refilledQuantity: '5.5' }],
    });
  });

  it('need prices to compare with', () => {
    expect(icebergs(at('1', 100))).toEqual({
      refilledPrices: 1,
      medianRefills: 'insufficient data',
      isDetected: 'insufficient data',
      prices: 'insufficient data',
    });
  });
});

describe('flash crash precursors', () => {
  const calm = Array.from({ length: 60 }, (_, i) => sample(i * 100));
  const seconds = Array.from({ length: 6 }, () => second({ to: 5_900 }));

  it('are not there in a calm market', () => {
    expect(flashCrashPrecursors(observed(calm, 0, 6_000), seconds)).toEqual({
      depthLoss: { peak: 0, at: 0, isTriggered: false },
      spreadWidening: { peak: 1, at: 0, isTriggered: false },
      cancelShare: { peak: 0.4, at: 5_900, isTriggered: false }, // (50 − 10) / 100
      triggered: 0,
    });
  });

  it('are a side that loses more than 80 % within a second', () => {
    const fast = [...calm, sample(6_000, { approximateAskQuantity: 19 })];
    expect(flashCrashPrecursors(observed(fast, 0, 6_000), seconds)).toMatchObject({
      depthLoss: { peak: 0.81, at: 6_000, isTriggered: true },
      triggered: 1,
    });
    // the same loss in steps of 1.1 s is not one
    const slow = [60, 36, 21.6, 19].map((left, i) =>
      sample(7_000 + i * 1_100, { approximateAskQuantity: left }),
    );
    expect(flashCrashPrecursors(observed([...calm, ...slow], 0, 11_000), seconds)).toMatchObject({
      depthLoss: { peak: 0.4, isTriggered: false },
    });
  });

  it('are not yet there at the threshold itself', () => {
    const seconds90 = [...seconds, second({ levelChanges: 100, removedLevels: 100, trades: 10 })];
    expect(flashCrashPrecursors(observed(calm, 0, 6_000), seconds90).cancelShare).toMatchObject({
      peak: 0.9,
      isTriggered: false,
    });
  });

  it('are a spread of more than ten times the mean', () => {
    // 60 × 1 and one of 14: mean 74 / 61, ratio 11.54
    const wide = [...calm, sample(6_000, { approximateSpreadBps: 14 })];
    expect(flashCrashPrecursors(observed(wide, 0, 6_000), seconds)).toMatchObject({
      spreadWidening: { peak: 11.5405, at: 6_000, isTriggered: true },
    });
  });

  it('are more than 90 % cancels in a second that has enough changes to tell', () => {
    const fleeing = second({ to: 4_000, levelChanges: 100, removedLevels: 95, trades: 4 });
    const idle = second({ to: 3_000, levelChanges: 19, removedLevels: 19, trades: 0 });
    expect(flashCrashPrecursors(observed(calm, 0, 6_000), [...seconds, fleeing, idle])).toMatchObject({
      cancelShare: { peak: 0.91, at: 4_000, isTriggered: true },
    });
  });

  it('say each by itself when there is too little', () => {
    const unknown = {
      peak: 'insufficient data',
      at: 'insufficient data',
      isTriggered: 'insufficient data',
    };
    expect(flashCrashPrecursors(observed(calm.slice(0, 9), 0, 6_000), seconds)).toMatchObject({
      depthLoss: unknown,
      spreadWidening: unknown,
      cancelShare: { isTriggered: false },
    });
    expect(flashCrashPrecursors(observed(calm, 0, 6_000), seconds.slice(0, 4))).toMatchObject({
      depthLoss: { isTriggered: false },
      cancelShare: unknown,
      triggered: 0,
    });
  });
});
