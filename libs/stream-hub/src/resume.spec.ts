import fc from 'fast-check';
import type { Position } from './envelope.js';
import { HubBench } from './testing/recording.js';

const TRADE = 'btcusdt@trade';
const TICKER = 'btcusdt@ticker';

/** A client that was there, left at `offset`, and comes back. */
function returning(bench: HubBench, name: string, from: Position): Record<string, unknown>[] {
  const { client, transport } = bench.attach('envelope');
  client.subscribe(name, from);
  bench.endTurn();
  return transport.json();
}

describe('the memory of all streams together', () => {
  it('has an end; who finds no place in it is told so on coming back', async () => {
    const bench = new HubBench({ historyTotalBytes: 50_000, lingerMs: 1000 });
    const names = Array.from({ length: 60 }, (_, i) => `sym${i}usdt@trade`);
    const { client } = bench.attach('envelope');
    for (const name of names) client.subscribe(name);
    const positions: Position[] = names.map((name) => bench.hub.position(name) as Position);
    for (let i = 0; i < 30; i++) {
      for (const name of names) bench.publish(name, { t: i + 1, text: 'x'.repeat(100) });
      bench.endTurn();
    }
    expect(bench.hub.stats().historyBytes).toBeLessThanOrEqual(50_000);
    const back = bench.attach('envelope');
    const recovered = names.map((name, i) => {
      const from = { epoch: (positions[i] as Position).epoch, offset: 28 };
      return back.client.subscribe(name, from).recovered;
    });
    expect(recovered.slice(0, 40)).toEqual(Array(40).fill(true));
    expect(recovered.at(-1)).toBe(false);
    client.detach();
    back.client.detach();
    await bench.clock.advance(1000);
    expect(bench.hub.stats().historyBytes).toBe(0);
  });
});

describe('a client that comes back', () => {
  it('gets exactly what it missed, then what continues it', () => {
    const bench = new HubBench();
    bench.attach('envelope').client.subscribe(TRADE);
    bench.publish(TRADE, 1, 2, 3, 4);
    const { client, transport } = bench.attach('envelope');
    const joined = client.subscribe(TRADE, { epoch: 'e1', offset: 2 });
    bench.publish(TRADE, 5);
    bench.endTurn();
    expect(joined).toEqual({ epoch: 'e1', offset: 4, recovered: true });
    expect(transport.json()).toEqual([
      { stream: TRADE, epoch: 'e1', offset: 2, recovered: true },
      { stream: TRADE, epoch: 'e1', offset: 3, data: 3 },
      { stream: TRADE, epoch: 'e1', offset: 4, data: 4 },
      { stream: TRADE, epoch: 'e1', offset: 5, data: 5 },
    ]);
    expect(bench.counted).toEqual(['resumed true']);
  });

  it('having missed nothing is told so', () => {
    const bench = new HubBench();
    bench.attach('envelope').client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    expect(returning(bench, TRADE, { epoch: 'e1', offset: 1 })).toEqual([
      { stream: TRADE, epoch: 'e1', offset: 1, recovered: true },
    ]);
  });

  it('within the linger time finds the channel as it was', async () => {
    const bench = new HubBench({ lingerMs: 1000 });
    const { client } = bench.attach('envelope');
    client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    client.detach();
    bench.publish(TRADE, 2);
    await bench.clock.advance(900);
    expect(returning(bench, TRADE, { epoch: 'e1', offset: 1 }).map(({ data }) => data)).toEqual([
      undefined,
      2,
    ]);
  });

  it.each([
    ['of another epoch', { epoch: 'elsewhere', offset: 4 }],
    ['from longer ago than is kept', { epoch: 'e1', offset: 1 }],
    ['from the future', { epoch: 'e1', offset: 9 }],
  ])('%s is told that it missed something', (_case, from) => {
    const bench = new HubBench({ historyFrames: 2 });
    bench.attach('envelope').client.subscribe(TRADE);
    bench.publish(TRADE, 1, 2, 3, 4);
    expect(returning(bench, TRADE, from)).toEqual([
      { stream: TRADE, epoch: 'e1', offset: 4, recovered: false },
    ]);
    expect(bench.counted).toEqual(['resumed false']);
  });

  it('after a gap is told so, even with the offset it had', () => {
    const bench = new HubBench();
    bench.attach('envelope').client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.hub.gap([TRADE], 'connection lost');
    bench.publish(TRADE, 2);
    expect(returning(bench, TRADE, { epoch: 'e1', offset: 1 })).toEqual([
      { stream: TRADE, epoch: 'e2', offset: 1, recovered: false },
    ]);
  });

  it('to a latest-wins stream gets the latest value when it missed some', () => {
    const bench = new HubBench();
    bench.attach('envelope').client.subscribe(TICKER);
    bench.publish(TICKER, 1, 2, 3);
    expect(returning(bench, TICKER, { epoch: 'e1', offset: 1 })).toEqual([
      { stream: TICKER, epoch: 'e1', offset: 3, recovered: false },
      { stream: TICKER, epoch: 'e1', offset: 3, data: 3 },
    ]);
  });

  it('to a latest-wins stream is not given a value from before a gap', () => {
    const bench = new HubBench();
    bench.attach('envelope').client.subscribe(TICKER);
    bench.publish(TICKER, 1);
    bench.hub.gap([TICKER], 'connection lost');
    expect(returning(bench, TICKER, { epoch: 'e1', offset: 1 })).toEqual([
      { stream: TICKER, epoch: 'e2', offset: 0, recovered: false },
    ]);
  });

  it('to a channel with snapshots gets one', () => {
    const bench = new HubBench();
    bench.hub.addSource('depth:', {
      start: () => undefined,
      stop: () => undefined,
      snapshot: () => Buffer.from('"state"'),
    });
    expect(returning(bench, 'depth:BTCUSDT:20', { epoch: 'old', offset: 7 })).toEqual([
      { stream: 'depth:BTCUSDT:20', epoch: 'e1', offset: 0, recovered: false },
      { stream: 'depth:BTCUSDT:20', epoch: 'e1', offset: 0, data: 'state' },
    ]);
  });

  it('at any moment, after any history, has everything once or knows that it has not', () => {
    const step = fc.constantFrom('message', 'message', 'message', 'leave', 'return', 'gap');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const bench = new HubBench({ historyFrames: 4, lingerMs: 1000 });
        bench.attach('envelope').client.subscribe(TRADE);
        let current = bench.attach('envelope');
        current.client.subscribe(TRADE);
        let position: Position = { epoch: 'e1', offset: 0 };
        let published = 0;
        /** What the application believes to have in one piece since the last break it was told of. */
        let piece: number[] = [];
        let read = 0;
        const readAll = (): void => {
          bench.endTurn();
          for (const message of current.transport.json().slice(read)) {
            const { epoch, offset, data } = message as unknown as Position & { data?: number };
            if (message['gap'] || message['recovered'] === false) piece = [];
            if (data !== undefined) piece.push(data);
            position = { epoch, offset };
            read++;
          }
          expect(piece).toEqual(piece.map((_, i) => (piece[0] as number) + i)); // never a hole, never a repeat
        };
        for (const each of steps) {
          if (each === 'message') bench.publish(TRADE, ++published);
          else if (each === 'gap') {
            published += 3; // these never reach the hub
            bench.hub.gap([TRADE], 'planted');
          } else if (each === 'leave') current.client.detach();
          else {
            current.client.detach();
            current = bench.attach('envelope');
            read = 0;
            current.client.subscribe(TRADE, position);
          }
          if (!current.client.isClosed) readAll();
        }
      }),
      { numRuns: 2000 },
    );
  });
});
