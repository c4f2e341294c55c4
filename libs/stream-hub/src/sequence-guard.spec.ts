import fc from 'fast-check';
import { SequenceGuard } from './sequence-guard.js';

const depth = (U: number, u: number, extra = ''): Buffer =>
  Buffer.from(
    `{"e":"depthUpdate","E":1700000000000${extra},"s":"BTCUSDT","U":${U},"u":${u},"b":[["1","2"]],"a":[]}`,
  );
const trade = (t: number): Buffer =>
  Buffer.from(
    `{"e":"trade","E":1700000000000,"s":"BTCUSDT","t":${t},"p":"1.00","q":"2","T":17,"m":true,"M":true}`,
  );

describe('SequenceGuard', () => {
  it('judges depth updates by their ranges', () => {
    const guard = SequenceGuard.of('diffDepth')!;
    const verdicts = [
      depth(10, 12),
      depth(13, 13),
      depth(13, 13),
      depth(11, 14), // an overlap brings something new
      depth(16, 17),
      depth(18, 20),
    ].map((payload) => guard.judge(payload));
    expect(verdicts).toEqual(['next', 'next', 'repeat', 'next', 'hole', 'next']);
    expect(guard.reason).toBe('sequence gap: 14 then 16');
  });

  it('judges trades and aggregate trades by their ids', () => {
    const guard = SequenceGuard.of('trade')!;
    expect([1, 2, 2, 4, 5].map((t) => guard.judge(trade(t)))).toEqual([
      'next',
      'next',
      'repeat',
      'hole',
      'next',
    ]);
    const aggregate = SequenceGuard.of('aggTrade')!;
    const agg = (a: number): Buffer =>
      Buffer.from(`{"e":"aggTrade","E":1,"s":"BTCUSDT","a":${a},"p":"1","q":"2"}`);
    expect([7, 8, 10].map((a) => aggregate.judge(agg(a)))).toEqual(['next', 'next', 'hole']);
  });

  it('has nothing to say of kinds without a sequence', () => {
    for (const kind of ['bookTicker', 'kline', 'ticker', undefined] as const)
      expect(SequenceGuard.of(kind)).toBeUndefined();
  });

  it('finds the ids again when they have moved, in whatever order the members stand', () => {
    const guard = SequenceGuard.of('diffDepth')!;
    expect(guard.judge(depth(1, 1))).toBe('next');
    expect(guard.judge(depth(2, 2, '123'))).toBe('next');
    expect(guard.judge(Buffer.from('{"u":3,"U":3,"b":[],"a":[]}'))).toBe('next');
    expect(guard.judge(depth(5, 5))).toBe('hole');
  });

  it('starts over after a gap', () => {
    const guard = SequenceGuard.of('trade')!;
    guard.judge(trade(1));
    guard.reset();
    expect(guard.judge(trade(900))).toBe('next');
    expect(guard.judge(trade(902))).toBe('hole');
  });

  it.each(['', '{}', 'nonsense', '{"e":"trade","t":"5"}', '{"t":99999999999999999999}', '{"t":-1}'])(
    'takes what has no id for a hole: %s',
    (text) => {
      const guard = SequenceGuard.of('trade')!;
      expect(guard.judge(Buffer.from(text))).toBe('next');
      guard.judge(trade(1));
      expect(guard.judge(Buffer.from(text))).toBe('hole');
      expect(guard.judge(trade(2))).toBe('next');
    },
  );

  it('remembers where it was over messages without ids', () => {
    const guard = SequenceGuard.of('trade')!;
    const judge = (...payloads: Buffer[]): string[] => payloads.map((payload) => guard.judge(payload));
    const none = Buffer.from('{}');
    expect(judge(trade(1), none, none, trade(2), trade(3))).toEqual(['next', 'hole', 'next', 'next', 'next']);
    expect(judge(none, trade(7), trade(8))).toEqual(['hole', 'hole', 'next']);
    expect(judge(none, trade(8))).toEqual(['hole', 'repeat']);
    guard.judge(none);
    guard.reset();
    expect(judge(trade(90))).toEqual(['next']);
  });

  it('does not ignore for ever ids that started over below', () => {
    const guard = SequenceGuard.of('trade')!;
    guard.judge(trade(5_000));
    const verdicts = Array.from({ length: 203 }, (_, i) => guard.judge(trade(i + 1)));
    expect(verdicts.indexOf('hole')).toBe(200);
    expect(verdicts.slice(201)).toEqual(['next', 'next']);
  });

  it('lets no hole pass, whatever is lost, repeated or swapped', () => {
    const step = fc.record({
      skip: fc.nat({ max: 2 }),
      length: fc.integer({ min: 1, max: 4 }),
      repeat: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const guard = SequenceGuard.of('diffDepth')!;
        let sent = 0;
        let has: number | undefined;
        for (const { skip, length, repeat } of steps) {
          const U = sent + 1 + skip;
          const u = U + length - 1;
          sent = u;
          for (let n = repeat ? 2 : 1; n > 0; n--) {
            const expected = has === undefined || U === has + 1 ? 'next' : u <= has ? 'repeat' : 'hole';
            expect(guard.judge(depth(U, u))).toBe(expected);
            has = u;
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
