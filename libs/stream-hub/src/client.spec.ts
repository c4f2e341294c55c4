import fc from 'fast-check';
import { DISCONNECT } from './disconnect.js';
import { HubBench } from './testing/recording.js';

const TRADE = 'btcusdt@trade';
const TICKER = 'btcusdt@ticker';
const OTHER_TICKER = 'ethusdt@ticker';

describe('a stalled client', () => {
  const stalled = (limits = {}) => {
    const bench = new HubBench({ highWaterBytes: 10, ...limits });
    const { client, transport } = bench.attach('envelope');
    for (const name of [TRADE, TICKER, OTHER_TICKER]) client.subscribe(name);
    transport.isPaused = true;
    bench.publish(TRADE, 'fills the socket');
    bench.endTurn();
    transport.frames.length = 0;
    expect(client.isStalled).toBe(true);
    return { bench, client, transport };
  };

  it('gets only the latest of latest-wins streams, and everything of sequenced ones, in order', async () => {
    const { bench, client, transport } = stalled();
    bench.publish(TICKER, 'quote 1');
    bench.publish(OTHER_TICKER, 'other 1');
    bench.publish(TRADE, 'trade 1');
    bench.publish(TICKER, 'quote 2');
    bench.publish(TRADE, 'trade 2');
    bench.endTurn();
    expect(transport.frames).toEqual([]);
    transport.resume();
    await bench.clock.advance(100);
    expect(transport.json().map(({ data }) => data)).toEqual(['other 1', 'trade 1', 'quote 2', 'trade 2']);
    expect(bench.counted).toEqual(['conflated']);
    expect(client.isStalled).toBe(false);
    expect(bench.hub.stats()).toMatchObject({ stalledClients: 0, queuedBytes: 0 });
    bench.publish(TRADE, 'trade 3');
    bench.endTurn();
    expect(transport.json().at(-1)?.['data']).toBe('trade 3');
  });

  it('costs the others nothing', () => {
    const { bench } = stalled();
    const other = bench.attach();
    other.client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.endTurn();
    expect(other.transport.frames).toEqual(['1']);
  });

  it('is closed as slow when its queue is full; the reason names where to resume', () => {
    const { bench, client, transport } = stalled({ queueBytes: 400 });
    for (let i = 0; i < 20 && !transport.closed; i++) bench.publish(TRADE, `trade ${i}`);
    expect(transport.closed).toEqual({ code: DISCONNECT.SLOW.code, reason: `slow: ${TRADE} e1 1` });
    expect(client.queuedBytes).toBe(0);
    expect(bench.hub.stats()).toMatchObject({ clients: 0, stalledClients: 0 });
  });

  it('that drained and stalled again is told the position of the second stall', async () => {
    const { bench, transport } = stalled({ queueFrames: 3 });
    bench.publish(TRADE, 1, 2);
    transport.resume();
    await bench.clock.advance(100);
    transport.isPaused = true;
    bench.publish(TRADE, 'fills the socket again');
    bench.endTurn();
    bench.publish(TRADE, 3, 4, 5, 6);
    expect(transport.closed?.reason).toBe(`slow: ${TRADE} e1 4`);
  });

  it('is closed as slow by the number of messages as well', () => {
    const { bench, transport } = stalled({ queueFrames: 3 });
    bench.publish(TRADE, 1, 2, 3);
    expect(transport.closed).toBeUndefined();
    bench.publish(TRADE, 4);
    expect(transport.closed?.reason).toBe(`slow: ${TRADE} e1 1`);
  });

  it('is closed when a message that must not be dropped has waited too long', async () => {
    const { bench, transport } = stalled({ slowAfterMs: 5000 });
    await bench.clock.advance(6000);
    expect(transport.closed).toBeUndefined();
    bench.publish(TRADE, 1);
    await bench.clock.advance(5000);
    expect(transport.closed).toBeUndefined();
    await bench.clock.advance(200);
    expect(transport.closed?.code).toBe(DISCONNECT.SLOW.code);
    expect(bench.hub.stats().stalledClients).toBe(0);
  });

  it('may conflate for longer, but not for ever', async () => {
    const { bench, transport } = stalled({ slowAfterMs: 5000, stalledAfterMs: 20_000 });
    for (let i = 0; i < 1000; i++) bench.publish(TICKER, i);
    await bench.clock.advance(19_000);
    expect(transport.closed).toBeUndefined();
    await bench.clock.advance(1_200);
    expect(transport.closed?.code).toBe(DISCONNECT.SLOW.code);
  });

  it('that missed a gap notice is told to resume before it, not after', () => {
    const { bench, transport } = stalled({ queueFrames: 3 });
    bench.hub.gap([TRADE], 'connection lost');
    bench.publish(TRADE, 1, 2, 3);
    expect(transport.closed?.reason).toBe(`slow: ${TRADE} e1 1`);
  });
});

it('a burst within one turn is written early instead of growing', () => {
  const bench = new HubBench({ queueBytes: 1000 });
  const { client, transport } = bench.attach();
  client.subscribe(TRADE);
  for (let i = 0; i < 100; i++) {
    bench.publish(TRADE, 'x'.repeat(100));
    expect(client.queuedBytes).toBeLessThanOrEqual(1102);
  }
  bench.endTurn();
  expect(transport.frames).toHaveLength(100);
  expect(transport.closed).toBeUndefined();
});

it('a transport that throws costs its own client only', () => {
  const bench = new HubBench();
  const broken = bench.attach();
  const fine = bench.attach();
  for (const { client } of [broken, fine]) client.subscribe(TRADE);
  broken.transport.write = () => {
    throw new Error('planted');
  };
  bench.publish(TRADE, 1);
  bench.endTurn();
  expect(broken.transport.closed?.code).toBe(DISCONNECT.INTERNAL.code);
  expect(fine.transport.frames).toEqual(['1']);
});

it('a client may hold only so many streams', () => {
  const bench = new HubBench({ subscriptions: 2 });
  const { client } = bench.attach();
  client.subscribe('a@trade');
  client.subscribe('b@trade');
  expect(() => client.subscribe('c@trade')).toThrow('2 streams');
  expect(client.subscriptions()).toEqual(['a@trade', 'b@trade']);
});

it('a client that is closed by the answer to its own request leaves nothing behind', () => {
  const bench = new HubBench({ lingerMs: 10 });
  const { client } = bench.attach();
  client.subscribeAll([{ name: TRADE }], () => client.detach());
  expect(client.subscriptions()).toEqual([]);
  bench.clock.advanceSync(10);
  expect(bench.broker.calls).toEqual([`+${TRADE}`, `-${TRADE}`]);
});

it('a closed client takes no more subscriptions, frames or closes', () => {
  const bench = new HubBench();
  const { client, transport } = bench.attach();
  client.close(DISCONNECT.EXPIRED);
  client.reply(Buffer.from('late'));
  client.close(DISCONNECT.SHUTDOWN);
  bench.endTurn();
  expect(() => client.subscribe(TRADE)).toThrow('closed');
  expect(transport.frames).toEqual([]);
  expect(transport.closed?.code).toBe(DISCONNECT.EXPIRED.code);
});

describe('any sequence of messages, stalls, drains and turns', () => {
  const STREAMS = [TRADE, 'ethusdt@trade', TICKER, OTHER_TICKER] as const;
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.nat({ max: STREAMS.length - 1 }) },
    { weight: 3, arbitrary: fc.constant('turn' as const) },
    { weight: 1, arbitrary: fc.constantFrom('pause' as const, 'resume' as const) },
  );

  it('keeps order, completeness of sequences, latest values, and the bounds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const bench = new HubBench({ highWaterBytes: 300, queueBytes: 2000, queueFrames: 40 });
        const { client, transport } = bench.attach('envelope');
        const witness = bench.attach('raw');
        for (const name of STREAMS) {
          client.subscribe(name);
          witness.client.subscribe(name);
        }
        let published = 0;
        for (const each of steps) {
          if (each === 'pause') transport.isPaused = true;
          else if (each === 'resume') transport.resume();
          else if (each === 'turn') bench.endTurn();
          else bench.publish(STREAMS[each] as string, ++published);
          if (each === 'resume' || each === 'turn') bench.clock.advanceSync(100);
          expect(client.queuedBytes).toBeLessThanOrEqual(2000 + 300);
          expect(client.queuedFrames).toBeLessThanOrEqual(40 + 40);
        }
        transport.resume();
        bench.clock.advanceSync(100);
        bench.endTurn();
        expect(witness.transport.json()).toHaveLength(published);
        const seen = transport.json() as { stream: string; offset: number; data: number }[];
        const order = seen.map(({ data }) => data);
        expect(order).toEqual([...order].sort((a, b) => a - b)); // a subsequence of what was published
        for (const [i, name] of STREAMS.entries()) {
          const offsets = seen.filter(({ stream }) => stream === name).map(({ offset }) => offset);
          const total = steps.filter((each) => each === i).length;
          if (name.endsWith('@trade')) expect(offsets).toEqual(offsets.map((_, at) => at + 1));
          if (transport.closed) continue;
          expect(offsets.at(-1) ?? 0).toBe(total);
        }
        if (transport.closed) expect(transport.closed.code).toBe(DISCONNECT.SLOW.code);
      }),
      { numRuns: 1000 },
    );
  });
});
