import { EventBuffer, judge } from './sequencer.js';

describe('judge, with a book up to id 100', () => {
  it.each([
    ['before it', 90, 99, 'stale'],
    ['up to it', 95, 100, 'stale'],
    ['straddling it', 95, 105, 'apply'],
    ['from it on', 100, 105, 'apply'],
    ['right after it', 101, 105, 'apply'],
    ['one update long', 101, 101, 'apply'],
    ['after a hole of one', 102, 105, 'gap'],
    ['backwards', 105, 101, 'gap'],
    ['without ids', undefined, undefined, 'gap'],
    ['with ids that are no integers', 100.5, 101, 'gap'],
    ['with text for ids', '101', '105', 'gap'],
  ] as const)('an event %s', (_case, U, u, verdict) => {
    expect(judge(100, { U, u } as { U: number; u: number })).toBe(verdict);
  });
});

describe('EventBuffer', () => {
  const filled = (...ranges: [number, number][]): EventBuffer<{ U: number; u: number }> => {
    const buffer = new EventBuffer<{ U: number; u: number }>(3);
    for (const [U, u] of ranges) buffer.push({ U, u });
    return buffer;
  };

  it('gives the events a snapshot lacks, from the one that straddles it', () => {
    const buffer = filled([1, 5], [6, 9], [10, 12]);
    expect(buffer.after(7)).toEqual([
      { U: 6, u: 9 },
      { U: 10, u: 12 },
    ]);
    expect(buffer.after(0)).toHaveLength(3);
    expect(buffer.after(12)).toEqual([]);
    expect(buffer.after(99)).toEqual([]);
  });

  it('says when a snapshot ends before they begin', () => {
    expect(filled([6, 9]).after(4)).toBeUndefined();
    expect(filled([6, 9]).after(5)).toHaveLength(1);
  });

  it('ignores repeats and starts over at a hole', () => {
    const buffer = filled([1, 5], [1, 5], [3, 6], [9, 10]);
    expect(buffer.size).toBe(1);
    expect(buffer.firstUpdateId).toBe(9);
    expect(buffer.after(6)).toBeUndefined();
  });

  it('starts over at an event it cannot place', () => {
    const buffer = filled([1, 5]);
    buffer.push({ U: Number.NaN, u: 6 });
    expect(buffer.size).toBe(0);
  });

  it('is bounded: the oldest go first', () => {
    const buffer = filled([1, 1], [2, 2], [3, 3], [4, 4]);
    expect(buffer.size).toBe(3);
    expect(buffer.firstUpdateId).toBe(2);
  });
});
