import { FakeClock } from '@binance-gateway/testing';
import { backoffMs } from './backoff.js';
import { CONNECT_LIMITS, ConnectBudget } from './connect-budget.js';

describe('ConnectBudget', () => {
  it('grants attempts until the window is full and again when the oldest has left it', () => {
    const clock = new FakeClock();
    const budget = new ConnectBudget(clock, { attempts: 3, windowMs: 1_000 });
    const answers: number[] = [];
    for (let i = 0; i < 5; i++) {
      answers.push(budget.take());
      clock.advanceSync(100);
    }
    expect(answers).toEqual([0, 0, 0, 700, 600]);
    expect(budget.used).toBe(3);
    clock.advanceSync(500);
    expect(budget.take()).toBe(0);
    expect(budget.take()).toBe(100);
  });

  it('stays below 300 in every 5 minutes', () => {
    const clock = new FakeClock();
    const budget = new ConnectBudget(clock);
    const taken: number[] = [];
    for (let second = 0; second < 1_200; second++) {
      while (budget.take() === 0) taken.push(clock.monotonic());
      clock.advanceSync(1_000);
    }
    for (const [i, at] of taken.entries()) {
      const overflow = taken[i + 300];
      if (overflow !== undefined) expect(overflow - at).toBeGreaterThanOrEqual(CONNECT_LIMITS.windowMs);
    }
    expect(taken.length).toBeGreaterThan(CONNECT_LIMITS.attempts);
  });

  it('grants nothing while the exchange wants to be left alone', () => {
    const clock = new FakeClock();
    const budget = new ConnectBudget(clock);
    budget.block(5_000);
    budget.block(1_000);
    expect(budget.take()).toBe(5_000);
    expect(budget.blockedForMs).toBe(5_000);
    clock.advanceSync(5_000);
    expect(budget.take()).toBe(0);
  });
});

describe('backoffMs', () => {
  it('doubles from one second to thirty', () => {
    const least = (): number => 0;
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt, least))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('takes up to half away by chance', () => {
    expect(backoffMs(2, () => 0.5)).toBe(3_000);
    expect(backoffMs(2, () => 0.999)).toBeGreaterThan(2_000);
  });
});
