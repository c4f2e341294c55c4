import fc from 'fast-check';
import { History } from './history.js';

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
