import fc from 'fast-check';
import { RollingWindow } from './rolling-window.js';

const at = (time: number): { time: number } => ({ time });
const timesOf = ({ items }: { items: readonly { time: number }[] }): number[] =>
  items.map(({ time }) => time);

describe('RollingWindow', () => {
  it('covers what it has watched, not what it was asked for', () => {
    const window = new RollingWindow({ spanMs: 10_000, capacity: 100 });
    window.restart(1_000);
    window.push(at(2_000));
    window.push(at(3_000));
    expect(window.last(5_000, 4_000)).toEqual({
      window: { requestedMs: 5_000, coveredMs: 3_000, from: 1_000, to: 4_000 },
      items: [at(2_000), at(3_000)],
    });
    expect(window.last(1_000, 4_000)).toMatchObject({ window: { coveredMs: 1_000 }, items: [at(3_000)] });
  });

  it('covers nothing before it begins and after an interruption', () => {
    const window = new RollingWindow({ spanMs: 10_000, capacity: 100 });
    window.push(at(500));
    expect(window.last(5_000, 4_000)).toMatchObject({ window: { coveredMs: 0 }, items: [] });
    window.restart(1_000);
    window.push(at(2_000));
    window.interrupt();
    window.push(at(2_500));
    expect(window.last(5_000, 4_000)).toMatchObject({ window: { coveredMs: 0 }, items: [] });
    window.restart(3_000);
    expect(window.last(5_000, 4_000)).toMatchObject({ window: { coveredMs: 1_000 }, items: [] });
  });

  it('finds an item that came after a later one', () => {
    const window = new RollingWindow({ spanMs: 10_000, capacity: 100 });
    window.restart(0);
    for (const time of [4_000, 3_500, 5_000, 4_500]) window.push(at(time));
    expect(timesOf(window.last(1_000, 5_000))).toEqual([4_000, 5_000, 4_500]);
  });

  it('covers less when it overflows, and says so', () => {
    const window = new RollingWindow({ spanMs: 10_000, capacity: 2 });
    window.restart(0);
    for (const time of [100, 200, 300, 400]) window.push(at(time));
    const seen = window.last(10_000, 500);
    expect(timesOf(seen)).toEqual([300, 400]);
    expect(seen.window).toMatchObject({ from: 201, coveredMs: 299 });
  });

  it('claims nothing of a millisecond that was more than there is room for', () => {
    const window = new RollingWindow({ spanMs: 1, capacity: 1 });
    window.restart(0);
    for (const time of [0, 0]) window.push(at(time));
    expect(window.last(0, 0)).toEqual({
      window: { requestedMs: 0, coveredMs: 0, from: 1, to: 0 },
      items: [],
    });
  });

  it('has everything of the period it claims, and no more than its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 400 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 600 }),
        (steps, capacity, spanMs, requestedMs) => {
          const window = new RollingWindow({ spanMs, capacity });
          window.restart(0);
          const all: number[] = [];
          let now = 0;
          for (const step of steps) {
            now += step;
            all.push(now);
            window.push(at(now));
            expect(window.size).toBeLessThanOrEqual(capacity);
          }
          const seen = window.last(requestedMs, now);
          expect(timesOf(seen)).toEqual(all.filter((time) => time >= seen.window.from));
          expect(seen.window.coveredMs).toBeLessThanOrEqual(requestedMs);
        },
      ),
    );
  });
});
