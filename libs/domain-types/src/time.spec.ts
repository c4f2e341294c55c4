import { FakeClock } from '@binance-gateway/testing';
import { delay, systemClock } from './time.js';
import { seededRandom } from './random.js';

describe('clock', () => {
  it('delays on the clock it is given', async () => {
    const clock = new FakeClock();
    let done = false;
    const waiting = delay(clock, 1_000).then(() => (done = true));
    await clock.advance(999);
    expect(done).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(done).toBe(true);
  });

  it('stops waiting when aborted and leaves no timer', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const waiting = delay(clock, 1_000, abort.signal);
    abort.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    expect(clock.pending).toBe(0);
    await expect(delay(clock, 1, abort.signal)).rejects.toThrow('no longer wanted');
  });

  it('is the process clock in production', async () => {
    const before = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    const fired = delay(systemClock, 0);
    const alive = setInterval(() => undefined, 1_000); // system timers alone do not keep a process up
    await fired;
    clearInterval(alive);
    systemClock.clearTimeout(undefined);
  });
});

describe('seeded random', () => {
  it('repeats under a seed and differs without', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 50 }, random);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((x) => x >= 0 && x < 1)).toBe(true);
    const mean = draw(1).reduce((a, b) => a + b, 0) / 50;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.2);
  });
});
