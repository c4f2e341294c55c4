import { UNIT } from '../engine/types.js';
import { MovingAverage } from './moving-average.js';

describe('MovingAverage', () => {
  it('is null before the first trade and after the last one has left the window', () => {
    const average = new MovingAverage(3, 1000);
    expect(average.at(0)).toBeNull();
    average.add(10n * UNIT, 500);
    expect(average.at(3999)).toBe(10n * UNIT);
    expect(average.at(4000)).toBeNull();
  });

  it('counts trades, not their quantities', () => {
    const average = new MovingAverage(10, 1000);
    for (const [price, time] of [
      [10n, 100],
      [10n, 200],
      [16n, 5000],
    ] as const) {
      average.add(price * UNIT, time);
    }
    expect(average.at(5000)).toBe(12n * UNIT);
  });

  it('prorates the oldest bucket when it straddles the edge of the window', () => {
    const average = new MovingAverage(2, 1000);
    average.add(10n * UNIT, 0);
    average.add(20n * UNIT, 1500);
    // half of the first bucket is over: (0.5 × 10 + 1 × 20) / 1.5
    expect(average.at(2500)).toBe((25n * UNIT * 10n) / 15n);
    // in two steps as in one
    const stepwise = new MovingAverage(2, 1000);
    stepwise.add(10n * UNIT, 0);
    stepwise.add(20n * UNIT, 1500);
    stepwise.at(2200);
    expect(stepwise.at(2500)).toBe(average.at(2500));
  });
});
