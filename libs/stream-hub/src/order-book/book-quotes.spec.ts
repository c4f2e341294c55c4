import type { WireDepth } from '@binance-gateway/domain-types';
import { Oracle } from '../testing/oracle.js';
import { HubBench } from '../testing/recording.js';
import { BookKeeper, type BookKeeperOptions } from './book-keeper.js';

const DEPTH = 'btcusdt@depth@100ms';
const QUOTES = 'btcusdt@bookTicker';

/** A live book as of id 1005, of an exchange that has made fifty updates. */
const setup = async (options: Partial<BookKeeperOptions> = {}) => {
  const bench = new HubBench();
  const oracle = new Oracle('BTCUSDT');
  for (let i = 0; i < 50; i++) oracle.update(i % 2 ? 'a' : 'b', 2 + (i % 7), (i % 4) + 1);
  const requests: ((depth: WireDepth) => void)[] = [];
  const told: string[] = [];
  const keeper = new BookKeeper({
    hub: bench.hub,
    fetchSnapshot: () => new Promise((answer) => requests.push(answer)),
    clock: bench.clock,
    random: () => 0,
    metrics: {
      outOfSync: (symbol, reason) => told.push(`${symbol} out of sync: ${reason}`),
      contradicted: (symbol) => told.push(`${symbol} contradicted`),
      synced: () => undefined,
      snapshotRequested: () => undefined,
    },
    ...options,
  });
  const handle = keeper.acquire('BTCUSDT');
  handle.subscribe({
    onUpdate: (book) => told.push(`update ${book.lastUpdateId}`),
    onGap: () => told.push('gap'),
  });
  const send = (id: number): void => bench.publish(DEPTH, oracle.event(id, id));
  send(1005);
  requests[0]?.(oracle.snapshot(1005));
  await bench.clock.advance(0);
  await bench.clock.advance(2_000);
  /** The exchange has a better bid than any diff has told. */
  const quote = (u: number): void =>
    bench.publish(QUOTES, { u, s: 'BTCUSDT', b: '9.99500000', B: '1.00000000', a: '10.01000000', A: '1' });
  return { bench, oracle, requests, keeper, handle, send, quote, told };
};

describe('a book whose symbol has its quotes read', () => {
  it('is out of sync when they contradict it, before anybody reads the next update, and rebuilt', async () => {
    const { bench, oracle, requests, handle, send, quote, told } = await setup();
    bench.attach().client.subscribe(QUOTES);
    quote(1006);
    send(1006);
    quote(1007);
    send(1007);
    expect(told).toEqual([
      'update 1006',
      'BTCUSDT contradicted',
      'BTCUSDT out of sync: bookTicker disagrees: bids at 9.99500000',
      'gap',
    ]);
    expect(handle.state).toBe('syncing');
    expect(() => handle.read()).toThrow(/is being rebuilt \(bookTicker disagrees/);
    expect(requests).toHaveLength(2);
    send(1008);
    requests[1]?.(oracle.snapshot(1007));
    await bench.clock.advance(0);
    expect(handle.read().depth(99)).toMatchObject(oracle.top(1008));
    // what was suspected of the book before is forgotten
    quote(1009);
    send(1009);
    expect(handle.state).toBe('live');
  });

  it('is out of sync by a quote that comes after its diff', async () => {
    const { bench, handle, send, quote, told } = await setup();
    bench.attach().client.subscribe(QUOTES);
    send(1006);
    quote(1006);
    send(1007);
    expect(handle.state).toBe('live');
    quote(1007);
    expect([handle.state, told.at(-1)]).toEqual(['syncing', 'gap']);
  });

  it('is no reason to read them, unless it was told to', async () => {
    const { bench, keeper, send, quote, handle } = await setup();
    quote(1006);
    send(1006);
    quote(1007);
    send(1007);
    expect([handle.state, bench.broker.calls]).toEqual(['live', [`+${DEPTH}`]]);
    keeper.close();
    const reading = await setup({ readsQuotes: true });
    expect(reading.bench.broker.calls).toEqual([`+${DEPTH}`, `+${QUOTES}`]);
    reading.keeper.close();
    await reading.bench.clock.advance(60_000);
    expect(reading.bench.broker.active.size).toBe(0);
  });
});
