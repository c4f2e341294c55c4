import { AppError, type WireDepth } from '@binance-gateway/domain-types';
import { HubBench } from '../testing/recording.js';
import { Oracle } from '../testing/oracle.js';
import { type BookHandle, BookKeeper, type BookKeeperOptions } from './book-keeper.js';

const STREAM = 'btcusdt@depth@100ms';

interface Request {
  readonly symbol: string;
  readonly signal: AbortSignal;
  readonly at: number;
  readonly answer: (snapshot: WireDepth) => void;
  readonly fail: (error: Error) => void;
}

const setup = (options: Partial<BookKeeperOptions> = {}, updates = 50) => {
  const bench = new HubBench();
  const oracle = new Oracle('BTCUSDT');
  for (let i = 0; i < updates; i++) oracle.update(i % 2 ? 'a' : 'b', 1 + (i % 7), (i % 4) + 1);
  const requests: Request[] = [];
  const keeper = new BookKeeper({
    hub: bench.hub,
    fetchSnapshot: (symbol, _limit, signal) =>
      new Promise((answer, fail) => {
        requests.push({ symbol, signal, at: bench.clock.monotonic(), answer, fail });
      }),
    clock: bench.clock,
    random: () => 0,
    ...options,
  });
  const send = (U: number, u: number): void => bench.publish(STREAM, oracle.event(U, u));
  const settle = (): Promise<void> => bench.clock.advance(0);
  const last = (): Request => requests.at(-1) as Request;
  return { bench, oracle, requests, keeper, send, settle, last };
};

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
  return 'no error';
};

const levelsOf = (handle: BookHandle) => handle.read().depth(99);

describe('BookKeeper', () => {
  it('builds a book from a snapshot and the events around it', async () => {
    const { oracle, requests, keeper, send, settle, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    expect(codeOf(() => handle.read())).toBe('NOT_READY');
    expect(requests).toHaveLength(0); // a snapshot taken before the stream speaks would be too old
    send(1001, 1005);
    send(1006, 1010);
    expect(requests).toHaveLength(1);
    const live = handle.whenLive(10_000);
    last().answer(oracle.snapshot(1007));
    await settle();
    expect((await live).lastUpdateId).toBe(1010);
    expect(handle.state).toBe('live');
    expect(levelsOf(handle)).toMatchObject(oracle.top(1010));
  });

  it('asks for no snapshot before the exchange sends the stream, unless an event shows that it does', async () => {
    let isSubscribed = false;
    const asked: string[] = [];
    const { bench, requests, keeper, send } = setup({
      isSubscribed: (name) => {
        asked.push(name);
        return isSubscribed;
      },
    });
    const handle = keeper.acquire('BTCUSDT');
    await bench.clock.advance(30_000);
    expect(requests).toHaveLength(0);
    expect(asked.at(-1)).toBe(STREAM);
    expect(codeOf(() => handle.read())).toBe('NOT_READY');
    isSubscribed = true;
    await bench.clock.advance(500);
    expect(requests).toHaveLength(1);
    isSubscribed = false;
    bench.hub.gap([STREAM], 'lost');
    await bench.clock.advance(30_000);
    expect(requests).toHaveLength(1);
    send(1001, 1005);
    expect(requests).toHaveLength(2);
  });

  it('does not wait for ever for the first event of a quiet symbol', async () => {
    const { bench, oracle, requests, keeper, send, settle, last } = setup({ firstDiffWaitMs: 500 });
    const handle = keeper.acquire('BTCUSDT');
    await bench.clock.advance(499);
    expect(requests).toHaveLength(0);
    await bench.clock.advance(1);
    last().answer(oracle.snapshot(1005));
    await settle();
    expect(handle.state).toBe('unconfirmed');
    expect(handle.read().lastUpdateId).toBe(1005);
    await bench.clock.advance(7000);
    expect(handle.ageMs).toBe(7000);
    send(1006, 1006);
    expect(handle.state).toBe('live');
    expect(handle.ageMs).toBe(0);
  });

  it('keeps its events and paces itself while snapshots are too old', async () => {
    const { bench, oracle, requests, keeper, send, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    send(1010, 1012);
    for (let i = 1; i <= 5; i++) {
      last().answer(oracle.snapshot(1005));
      while (requests.length === i) {
        await bench.clock.advance(100);
        send(1010, 1012);
      }
    }
    const pauses = requests.slice(1).map(({ at }, i) => at - (requests[i] as Request).at);
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
    last().answer(oracle.snapshot(1009));
    await bench.clock.advance(0);
    expect(handle.read().lastUpdateId).toBe(1012);
  });

  it('backs off 1, 2, 4 … 30 s when snapshots fail, and as long as the exchange asks', async () => {
    const { bench, requests, keeper, send, last } = setup();
    keeper.acquire('BTCUSDT');
    send(1001, 1001);
    for (let i = 0; i < 7; i++) {
      const before = requests.length;
      last().fail(new Error('planted'));
      while (requests.length === before) {
        await bench.clock.advance(100);
        send(1001, 1001); // events in the meantime do not hurry it
      }
    }
    const pauses = requests.slice(1).map(({ at }, i) => at - (requests[i] as Request).at);
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    last().fail(new AppError('UPSTREAM_BANNED', 'planted', { retryAfterMs: 120_000 }));
    await bench.clock.advance(119_900);
    expect(requests).toHaveLength(8);
    await bench.clock.advance(100);
    expect(requests).toHaveLength(9);
  });

  it('is out of sync from the event that shows a hole, tells its readers first, and rebuilds only itself', async () => {
    const { bench, oracle, requests, keeper, send, settle, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    const other = keeper.acquire('ETHUSDT');
    const seen: string[] = [];
    handle.subscribe({
      onSnapshot: (book) => seen.push(`snapshot ${book.lastUpdateId}`),
      onUpdate: (book) => seen.push(`update ${book.lastUpdateId}`),
      onGap: (reason) => {
        expect(codeOf(() => handle.read())).toBe('BOOK_OUT_OF_SYNC');
        seen.push(reason);
      },
    });
    send(1001, 1005);
    bench.publish('ethusdt@depth@100ms', oracle.event(1001, 1001));
    for (const request of requests) request.answer(oracle.snapshot(1003));
    await settle();
    await bench.clock.advance(5000);
    send(1006, 1007);
    send(1009, 1010);
    expect(handle.state).toBe('syncing');
    expect(other.state).toBe('unconfirmed');
    expect(requests).toHaveLength(3);
    send(1011, 1012);
    last().answer(oracle.snapshot(1008));
    await settle();
    expect(levelsOf(handle)).toMatchObject(oracle.top(1012));
    expect(seen).toEqual(['snapshot 1005', 'update 1007', 'sequence gap: 1007 then 1009', 'snapshot 1012']);
  });

  it('drops a snapshot that was asked for before an interruption', async () => {
    const { bench, oracle, requests, keeper, send, settle } = setup();
    const handle = keeper.acquire('BTCUSDT');
    send(1001, 1005);
    bench.hub.gap([STREAM], 'connection lost');
    expect(requests[0]?.signal.aborted).toBe(true);
    requests[0]?.answer(oracle.snapshot(1005));
    await settle();
    expect(codeOf(() => handle.read())).toBe('NOT_READY');
    await bench.clock.advance(1000);
    send(1020, 1022);
    expect(requests).toHaveLength(2);
    requests[1]?.answer(oracle.snapshot(1021));
    await settle();
    expect(handle.read().lastUpdateId).toBe(1022);
  });

  it.each([
    ['unreadable', '{"U":'],
    ['no event', 'null'],
    ['without levels', '{"U":1006,"u":1006}'],
  ])('does not go on after an event that is %s', async (_case, text) => {
    const { bench, oracle, keeper, send, settle, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    send(1001, 1005);
    last().answer(oracle.snapshot(1005));
    await settle();
    expect(handle.state).toBe('unconfirmed');
    bench.hub.publish(STREAM, Buffer.from(text));
    expect(codeOf(() => handle.read())).toBe('BOOK_OUT_OF_SYNC');
  });

  it('gives up on a symbol the exchange does not know, until somebody asks again', async () => {
    const { bench, requests, keeper, settle, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    const live = handle.whenLive(60_000);
    await bench.clock.advance(500);
    last().fail(new AppError('UNKNOWN_SYMBOL', 'no symbol BTCUSDT'));
    await expect(live).rejects.toMatchObject({ code: 'UNKNOWN_SYMBOL' });
    expect(handle.state).toBe('failed');
    await bench.clock.advance(600_000);
    expect(requests).toHaveLength(1);
    keeper.acquire('BTCUSDT');
    await settle();
    expect(requests).toHaveLength(2);
  });

  it('ends the wait when there is no book in time', async () => {
    const { bench, keeper } = setup();
    const live = keeper.acquire('BTCUSDT').whenLive(3000);
    const refused = expect(live).rejects.toMatchObject({ code: 'NOT_READY', retryAfterMs: 1000 });
    await bench.clock.advance(3000);
    await refused;
  });

  it('asks for so many snapshots at a time, in order', async () => {
    const { bench, oracle, requests, keeper, settle } = setup({ concurrency: 2 });
    for (const symbol of ['A', 'B', 'C', 'D']) keeper.acquire(symbol);
    await bench.clock.advance(500);
    expect(requests.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
    requests[1]?.answer(oracle.snapshot(1000));
    await settle();
    expect(requests.map(({ symbol }) => symbol)).toEqual(['A', 'B', 'C']);
    requests[0]?.fail(new Error('planted'));
    await settle();
    expect(requests.map(({ symbol }) => symbol)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('keeps one book per symbol, for a while after its last user', async () => {
    const { bench, requests, keeper } = setup({ lingerMs: 60_000 });
    const first = keeper.acquire('BTCUSDT');
    const second = keeper.acquire('BTCUSDT');
    await bench.clock.advance(500);
    expect(requests).toHaveLength(1);
    expect(bench.broker.calls).toEqual([`+${STREAM}`]);
    first.release();
    first.release();
    await bench.clock.advance(100_000);
    expect(keeper.states().size).toBe(1);
    second.release();
    await bench.clock.advance(59_000);
    expect(keeper.acquire('BTCUSDT').symbol).toBe('BTCUSDT');
    await bench.clock.advance(100_000);
    expect(keeper.states().size).toBe(1);
    keeper.close();
    expect(keeper.states().size).toBe(0);
    await bench.clock.advance(100_000);
    expect(bench.broker.active.size).toBe(0);
  });

  it('asks for a deeper snapshot before the market leaves the one it has, and takes it over unnoticed', async () => {
    const { bench, oracle, requests, keeper, send, settle, last } = setup({ depthLimit: 4 }, 0);
    const handle = keeper.acquire('BTCUSDT');
    const seen: string[] = [];
    handle.subscribe({
      onSnapshot: () => seen.push('snapshot'),
      onRenewed: (book) => seen.push(`renewed ${book.completeDepth}`),
      onGap: () => seen.push('gap'),
    });
    await bench.clock.advance(500);
    last().answer(oracle.snapshot(1000, 4));
    await bench.clock.advance(60_000);
    for (let i = 1; i <= 4; i++) {
      oracle.update('b', i, 0);
      send(1000 + i, 1000 + i);
    }
    expect(requests).toHaveLength(2);
    expect(handle.read().depth(1).isComplete).toBe(false);
    oracle.update('a', 1, 7);
    last().answer(oracle.snapshot(1005, 4));
    await settle();
    expect(seen).toEqual(['snapshot']);
    send(1005, 1005);
    expect(seen).toEqual(['snapshot', 'renewed 4']);
    expect(handle.read().depth(1)).toMatchObject({ ...oracle.top(1005, 1), isComplete: true });
  });

  it('a reader that throws does not keep others from reading', async () => {
    const { oracle, keeper, send, settle, last } = setup();
    const handle = keeper.acquire('BTCUSDT');
    handle.subscribe({
      onSnapshot: () => {
        throw new Error('planted');
      },
    });
    const live = handle.whenLive(1000);
    send(1001, 1005);
    last().answer(oracle.snapshot(1005));
    await settle();
    expect((await live).lastUpdateId).toBe(1005);
  });
});
