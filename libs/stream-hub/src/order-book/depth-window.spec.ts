import type { WireDepth } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { HubBench, type RecordingTransport } from '../testing/recording.js';
import { Oracle } from '../testing/oracle.js';
import { BookKeeper } from './book-keeper.js';
import {
  DEPTH_WINDOW_PREFIX,
  DepthWindowSource,
  depthWindowName,
  parseDepthWindowName,
} from './depth-window.js';
import type { PriceLevel } from './order-book.js';

const STREAM = 'btcusdt@depth@100ms';

interface DepthMessage {
  readonly e: 'depthSnapshot' | 'depthUpdate';
  readonly E: number;
  readonly s: string;
  readonly lastUpdateId: number;
  readonly bids: PriceLevel[];
  readonly asks: PriceLevel[];
  readonly U: number;
  readonly u: number;
  readonly b: PriceLevel[];
  readonly a: PriceLevel[];
}

/** What an application does with the messages, as docs/websocket.md tells it. */
class Reader {
  id: number | undefined;
  snapshots = 0;
  bids = new Map<string, string>();
  asks = new Map<string, string>();
  #read = 0;

  constructor(private readonly transport: RecordingTransport) {}

  readAll(): void {
    for (const message of this.transport.json().slice(this.#read))
      this.#take(message as unknown as DepthMessage);
    this.#read = this.transport.frames.length;
  }

  top(n = Infinity): { bids: PriceLevel[]; asks: PriceLevel[] } {
    const sorted = (levels: Map<string, string>, sign: number): PriceLevel[] =>
      [...levels].sort(([p], [q]) => sign * (Number(p) - Number(q))).slice(0, n);
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) };
  }

  #take(message: DepthMessage): void {
    expect(message.s).toBe('BTCUSDT');
    if (message.e === 'depthSnapshot') {
      this.snapshots++;
      this.bids = new Map(message.bids.map(([p, q]) => [p, q]));
      this.asks = new Map(message.asks.map(([p, q]) => [p, q]));
      this.id = message.lastUpdateId;
      return;
    }
    expect(message.e).toBe('depthUpdate');
    expect(message.U).toBe((this.id as number) + 1);
    expect(message.u).toBeGreaterThanOrEqual(message.U);
    this.id = message.u;
    for (const [levels, changes] of [
      [this.bids, message.b],
      [this.asks, message.a],
    ] as const) {
      for (const [price, quantity] of changes) {
        if (/^[0.]+$/.test(quantity)) expect(levels.delete(price)).toBe(true);
        else levels.set(price, quantity);
      }
    }
  }
}

const setup = () => {
  const bench = new HubBench();
  const oracle = new Oracle('BTCUSDT');
  let answer: ((snapshot: WireDepth) => void) | undefined;
  const keeper = new BookKeeper({
    hub: bench.hub,
    fetchSnapshot: () => new Promise((resolve) => (answer = resolve)),
    clock: bench.clock,
    random: () => 0,
  });
  const source = new DepthWindowSource({ hub: bench.hub, books: keeper, clock: bench.clock });
  bench.hub.addSource(DEPTH_WINDOW_PREFIX, source);
  const join = (levels: number | 'full'): { reader: Reader; transport: RecordingTransport } => {
    const { client, transport } = bench.attach('raw');
    client.subscribe(depthWindowName('BTCUSDT', levels));
    return { reader: new Reader(transport), transport };
  };
  const send = (): void => {
    const id = oracle.lastUpdateId;
    bench.publish(STREAM, oracle.event(id, id));
    bench.endTurn();
  };
  const sync = async (): Promise<void> => {
    await bench.clock.advance(1000);
    answer?.(oracle.snapshot(oracle.lastUpdateId));
    await bench.clock.advance(0);
    bench.endTurn();
  };
  return { bench, oracle, keeper, join, send, sync };
};

describe('names', () => {
  it('are parsed back, and nothing else is one', () => {
    expect(parseDepthWindowName(depthWindowName('BTCUSDT', 20))).toEqual({ symbol: 'BTCUSDT', levels: 20 });
    expect(parseDepthWindowName(depthWindowName('BTCUSDT', 'full'))?.levels).toBe('full');
    for (const name of [
      'depth:BTCUSDT:0',
      'depth:BTCUSDT:5001',
      'depth::5',
      'depth:BTCUSDT',
      'btcusdt@depth',
    ]) {
      expect(parseDepthWindowName(name)).toBeUndefined();
    }
  });

  it('that are none cannot be subscribed', () => {
    const { bench } = setup();
    expect(() => bench.attach().client.subscribe('depth:BTCUSDT:many')).toThrow(RangeError);
  });
});

describe('a window of N levels', () => {
  it('sends a snapshot, then what enters and what leaves', async () => {
    const { oracle, join, send, sync } = setup();
    const { transport } = join(2);
    await sync();
    oracle.update('b', 1, 0); // the best bid goes: the third comes in
    send();
    oracle.update('b', 5, 9); // outside
    send();
    oracle.update('a', 1, 8);
    send();
    expect(transport.json()).toEqual([
      {
        e: 'depthSnapshot',
        E: expect.any(Number) as number,
        s: 'BTCUSDT',
        lastUpdateId: 1000,
        bids: [
          ['9.99000000', '1.00000000'],
          ['9.98000000', '2.00000000'],
        ],
        asks: [
          ['10.01000000', '1.00000000'],
          ['10.02000000', '2.00000000'],
        ],
      },
      {
        e: 'depthUpdate',
        E: 1_700_000_001_001,
        s: 'BTCUSDT',
        U: 1001,
        u: 1001,
        b: [
          ['9.97000000', '3.00000000'],
          ['9.99000000', '0.00000000'],
        ],
        a: [],
      },
      {
        e: 'depthUpdate',
        E: 1_700_000_001_003,
        s: 'BTCUSDT',
        U: 1002,
        u: 1003,
        b: [],
        a: [['10.01000000', '8.00000000']],
      },
    ]);
  });

  it('gives a late joiner the state the others have, made once for all of them', async () => {
    const { oracle, join, send, sync, bench } = setup();
    const early = join(2);
    await sync();
    oracle.update('b', 1, 5);
    send();
    oracle.update('b', 4, 5);
    send();
    const late = [join(2), join(2)];
    bench.endTurn();
    for (const { reader } of [early, ...late]) {
      reader.readAll();
      expect(reader.top()).toEqual(oracle.top(1002, 2));
    }
    oracle.update('b', 2, 0);
    send();
    for (const { reader } of [early, ...late]) {
      reader.readAll();
      expect(reader.top()).toEqual(oracle.top(1003, 2));
    }
    expect(late[0]?.transport.frames).toEqual(late[1]?.transport.frames);
  });

  it('is empty-handed while the book is out of sync, and starts over with a snapshot', async () => {
    const { bench, oracle, join, send, sync } = setup();
    const raw = join(3);
    const enveloped = bench.attach('envelope');
    enveloped.client.subscribe(depthWindowName('BTCUSDT', 3));
    await sync();
    oracle.update('b', 1, 5);
    oracle.update('b', 2, 6);
    send(); // only the second of the two
    const joiner = join(3);
    bench.endTurn();
    expect(joiner.transport.frames).toEqual([]);
    await sync();
    for (const { reader } of [raw, joiner]) {
      reader.readAll();
      expect(reader.top()).toEqual(oracle.top(1002, 3));
    }
    expect(raw.reader.snapshots).toBe(2);
    const kinds = enveloped.transport.json().map(({ gap, data }) => gap ?? (data as DepthMessage).e);
    expect(kinds).toEqual(['depthSnapshot', true, 'depthSnapshot']);
  });

  it('with all levels passes the events of the exchange as they are', async () => {
    const { oracle, join, send, sync } = setup();
    const { reader, transport } = join('full');
    await sync();
    oracle.update('b', 7, 5);
    send();
    reader.readAll();
    expect(transport.frames[1]).toBe(JSON.stringify(oracle.event(1001, 1001)));
    expect(reader.top()).toEqual(oracle.top(1001));
    const late = join('full').reader;
    oracle.update('a', 7, 5);
    send();
    for (const each of [reader, late]) {
      each.readAll();
      expect(each.top()).toEqual(oracle.top(1002));
    }
  });

  it('stops its book with its last reader', async () => {
    const { bench, join, keeper, sync } = setup();
    const { client } = bench.attach('raw');
    client.subscribe(depthWindowName('BTCUSDT', 5));
    await sync();
    join(5).transport.frames.length = 0;
    client.detach();
    await bench.clock.advance(300_000);
    expect(keeper.states().size).toBe(1);
    bench.hub.drain();
    await bench.clock.advance(300_000);
    expect(keeper.states().size).toBe(0);
    expect(bench.hub.stats().channels).toBe(0);
  });

  it('equals the top N after every event, for early and late readers, through losses', async () => {
    const update = fc.tuple(
      fc.constantFrom('b' as const, 'a' as const),
      fc.integer({ min: 1, max: 9 }),
      fc.nat({ max: 2 }),
      fc.boolean(),
    );
    const step = fc.oneof(
      { weight: 12, arbitrary: update },
      { weight: 1, arbitrary: fc.constantFrom('join' as const, 'lose' as const) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        async (steps, n) => {
          const { oracle, join, send, sync } = setup();
          const readers = [join(n).reader];
          await sync();
          for (const each of steps) {
            if (each === 'join') {
              readers.push(join(n).reader);
            } else if (each === 'lose') {
              oracle.update('b', 1, 1);
              oracle.update('a', 1, 1);
              send();
              await sync();
            } else {
              oracle.update(each[0], each[1], each[2]);
              send();
            }
            const truth = oracle.top(oracle.lastUpdateId, n);
            for (const reader of readers) {
              reader.readAll();
              if (reader.id !== undefined) expect(reader.top()).toEqual(truth);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
