import fc from 'fast-check';
import { History, HistoryPool } from './history.js';

const texts = (entries: Buffer[] | undefined): string[] | undefined =>
  entries?.map((entry) => entry.toString());

describe('History', () => {
  it('returns the last entries, oldest first, and says when it has fewer', () => {
    const history = new History(3, 1024);
    for (const text of ['a', 'b', 'c', 'd']) history.push(Buffer.from(text));
    expect(texts(history.last(3))).toEqual(['b', 'c', 'd']);
    expect(history.last(0)).toEqual([]);
    expect(history.last(4)).toBeUndefined();
    expect(history.last(-1)).toBeUndefined();
  });

  it('keeps copies: what is done to a payload afterwards does not reach it', () => {
    const history = new History(3, 1024);
    const payload = Buffer.from('abc');
    history.push(payload);
    payload.fill('x');
    expect(texts(history.last(1))).toEqual(['abc']);
  });

  it('forgets everything when an entry is larger than the whole ring', () => {
    const history = new History(3, 4);
    history.push(Buffer.from('ab'));
    history.push(Buffer.from('abcde'));
    expect(history.count).toBe(0);
  });

  it('takes no more than the pool has left: keeps fewer entries then, or none', () => {
    const pool = new HistoryPool(3 * 1024);
    const first = new History(1000, 64 * 1024, pool);
    const second = new History(1000, 64 * 1024, pool);
    const third = new History(1000, 64 * 1024, pool);
    const fourth = new History(1000, 64 * 1024, pool);
    for (let i = 0; i < 100; i++)
      for (const history of [first, second, third, fourth])
        history.push(Buffer.from(String(i).padStart(100, '.')));
    expect(pool.taken).toBe(3 * 1024);
    expect([first, second, third, fourth].map(({ count }) => count)).toEqual([10, 10, 10, 0]);
    expect(texts(first.last(1))).toEqual(['99'.padStart(100, '.')]);
    second.release();
    third.release();
    for (let i = 0; i < 100; i++) first.push(Buffer.from('y'.repeat(100)));
    expect(pool.taken).toBe(2 * 1024);
    expect(first.count).toBe(20);
    first.push(Buffer.alloc(4 * 1024));
    expect(first.count).toBe(0);
  });

  it('holds for any sizes what a plain list would hold, within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 40, max: 300 }),
        (sizes, maxFrames, maxBytes) => {
          const history = new History(maxFrames, maxBytes);
          const pushed: string[] = [];
          for (const [i, size] of sizes.entries()) {
            const text = String.fromCharCode(97 + (i % 26)).repeat(size);
            pushed.push(text);
            history.push(Buffer.from(text));
            expect(history.byteLength).toBeLessThanOrEqual(maxBytes);
            expect(history.count).toBeGreaterThan(0);
            expect(history.count).toBeLessThanOrEqual(maxFrames);
            expect(texts(history.last(history.count))).toEqual(pushed.slice(-history.count));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
