import { FakeClock } from '@binance-gateway/testing';
import { SharedCalls } from './shared-calls.js';

interface Asked {
  readonly signal: AbortSignal;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

function setup() {
  const clock = new FakeClock();
  const calls = new SharedCalls(clock);
  const asked: Asked[] = [];
  const run = (signal: AbortSignal): Promise<unknown> =>
    new Promise((answer, fail) => {
      asked.push({ signal, answer, fail });
      signal.addEventListener('abort', () => fail(signal.reason as Error));
    });
  const join = (key: string, signal?: AbortSignal) => calls.join(key, run, signal);
  return { clock, asked, join };
}

describe('SharedCalls', () => {
  it('makes one call of equal ones at the same time, and asks again afterwards', async () => {
    const { asked, join } = setup();
    const both = Promise.all([join('a'), join('a')]);
    const other = join('b');
    expect(asked).toHaveLength(2);
    asked[0]?.answer('one');
    asked[1]?.answer('two');
    expect(await both).toEqual([
      { answer: 'one', sentAt: 0 },
      { answer: 'one', sentAt: 0 },
    ]);
    expect(await other).toMatchObject({ answer: 'two' });
    void join('a');
    expect(asked).toHaveLength(3);
  });

  it('gives an error to everybody who waits for it, and to nobody else', async () => {
    const { asked, join } = setup();
    const failed = Promise.allSettled([join('a'), join('a')]);
    asked[0]?.fail(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = join('a');
    asked[1]?.answer('yes');
    expect(await next).toMatchObject({ answer: 'yes' });
  });

  it('lets one caller go without the others, and ends with the last', async () => {
    const { asked, join } = setup();
    const [first, second] = [new AbortController(), new AbortController()];
    const waits = [join('a', first.signal), join('a', second.signal)].map((wait) => wait.catch(String));
    first.abort('gone');
    expect(await waits[0]).toBe('gone');
    expect(asked[0]?.signal.aborted).toBe(false);
    second.abort('gone too');
    expect(await waits[1]).toBe('gone too');
    expect(asked[0]?.signal.aborted).toBe(true);
    void join('a').catch(() => undefined);
    expect(asked).toHaveLength(2);
  });

  it('does not join a call of long ago', async () => {
    const { clock, asked, join } = setup();
    const slow = join('a');
    await clock.advance(5_000);
    void join('a');
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    const own = join('a');
    expect(asked).toHaveLength(2);
    asked[0]?.answer('old');
    asked[1]?.answer('new');
    expect(await slow).toMatchObject({ answer: 'old', sentAt: 0 });
    expect(await own).toMatchObject({ answer: 'new', sentAt: 5_001 });
  });
});
