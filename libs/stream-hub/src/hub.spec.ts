import { DISCONNECT } from './disconnect.js';
import type { Source } from './source.js';
import { HubBench } from './testing/recording.js';

const TRADE = 'btcusdt@trade';
const TICKER = 'btcusdt@ticker';

describe('channels', () => {
  it('subscribe upstream once, however many readers, and unsubscribe a while after the last', async () => {
    const bench = new HubBench({ lingerMs: 1000 });
    const first = bench.attach().client;
    const second = bench.attach('combined').client;
    first.subscribe(TRADE);
    first.subscribe(TRADE);
    second.subscribe(TRADE);
    const untap = bench.hub.tap(TRADE, { onMessage: () => undefined });
    expect(bench.broker.calls).toEqual([`+${TRADE}`]);
    first.unsubscribe(TRADE);
    second.detach();
    untap();
    untap();
    await bench.clock.advance(999);
    expect(bench.broker.active.has(TRADE)).toBe(true);
    await bench.clock.advance(1);
    expect(bench.broker.calls).toEqual([`+${TRADE}`, `-${TRADE}`]);
    expect(bench.hub.stats().channels).toBe(0);
  });

  it('live on when a reader comes back within the linger time', async () => {
    const bench = new HubBench({ lingerMs: 1000 });
    bench.attach().client.subscribe(TRADE);
    const { client } = bench.attach();
    client.subscribe(TRADE);
    client.unsubscribe(TRADE);
    bench.attach().client.subscribe(TRADE);
    await bench.clock.advance(5000);
    expect(bench.broker.calls).toEqual([`+${TRADE}`]);
  });

  it('are overheard while others read them, and not kept for that', async () => {
    const bench = new HubBench({ lingerMs: 1000 });
    const heard: string[] = [];
    const stop = bench.hub.overhear(TICKER, {
      onMessage: (payload) => heard.push(payload.toString()),
      onGap: (reason) => heard.push(reason),
    });
    bench.publish(TICKER, 1);
    expect(bench.broker.calls).toEqual([]);
    for (let round = 0; round < 2; round++) {
      const { client } = bench.attach();
      client.subscribe(TICKER);
      bench.publish(TICKER, 2);
      bench.hub.gap([TICKER], 'lost');
      client.unsubscribe(TICKER);
      await bench.clock.advance(1000);
      bench.publish(TICKER, 3);
    }
    expect(heard).toEqual(['2', 'lost', '2', 'lost']);
    expect(bench.broker.calls).toEqual([`+${TICKER}`, `-${TICKER}`, `+${TICKER}`, `-${TICKER}`]);
    const untap = bench.hub.tap(TICKER, { onMessage: () => undefined });
    stop();
    stop();
    bench.publish(TICKER, 4);
    untap();
    await bench.clock.advance(1000);
    expect([heard.length, bench.hub.stats().channels]).toEqual([4, 0]);
  });

  it('hand the same bytes to every format, wrapped once', () => {
    const bench = new HubBench();
    const raw = bench.attach('raw');
    const combined = bench.attach('combined');
    const envelope = bench.attach('envelope');
    for (const { client } of [raw, combined, envelope]) client.subscribe(TRADE);
    bench.publish(TRADE, { t: 1 });
    bench.hub.publish(TRADE, Buffer.from('{"t":2}'), Buffer.from(`{"stream":"${TRADE}","data":{"t":2}}`));
    bench.endTurn();
    expect(raw.transport.frames).toEqual(['{"t":1}', '{"t":2}']);
    expect(combined.transport.frames).toEqual([
      `{"stream":"${TRADE}","data":{"t":1}}`,
      `{"stream":"${TRADE}","data":{"t":2}}`,
    ]);
    expect(envelope.transport.frames).toEqual([
      `{"stream":"${TRADE}","epoch":"e1","offset":1,"data":{"t":1}}`,
      `{"stream":"${TRADE}","epoch":"e1","offset":2,"data":{"t":2}}`,
    ]);
  });

  it('are written once per client and turn', () => {
    const bench = new HubBench();
    const { client, transport } = bench.attach();
    client.subscribe(TRADE);
    client.subscribe(TICKER);
    bench.publish(TRADE, 1, 2, 3);
    bench.publish(TICKER, 4);
    expect(transport.frames).toEqual([]);
    bench.endTurn();
    bench.endTurn();
    expect(transport.frames).toEqual(['1', '2', '3', '4']);
    expect(transport.batches).toEqual([4]);
  });

  it('count what has no reader and do nothing else with it', () => {
    const bench = new HubBench();
    bench.publish(TRADE, 1);
    expect(bench.hub.stats()).toMatchObject({ unrouted: 1, publications: 0 });
  });

  it('survive readers that leave, join or throw while a message is handed out', () => {
    const bench = new HubBench();
    const clients = Array.from({ length: 5 }, () => bench.attach());
    for (const { client } of clients) client.subscribe(TRADE);
    let calls = 0;
    bench.hub.tap(TRADE, {
      onMessage: () => {
        clients[1]?.client.detach();
        clients[0]?.client.unsubscribe(TRADE);
        throw new Error('planted');
      },
    });
    bench.hub.tap(TRADE, { onMessage: () => calls++ });
    bench.publish(TRADE, 1, 2);
    bench.endTurn();
    expect(calls).toBe(2);
    expect(bench.counted).toEqual(['tapFailed', 'tapFailed']);
    expect(clients.map(({ transport }) => transport.frames)).toEqual([
      ['1'],
      [],
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('lose the right reader, whatever the order in which readers leave', () => {
    const bench = new HubBench();
    const clients = Array.from({ length: 4 }, () => bench.attach());
    for (const { client } of clients) client.subscribe(TRADE);
    for (const i of [0, 3, 1]) clients[i]?.client.unsubscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.endTurn();
    expect(clients.map(({ transport }) => transport.frames)).toEqual([[], [], ['1'], []]);
  });

  it('write nothing to a client that was closed while its message was on the way', () => {
    const bench = new HubBench({ queueBytes: 10 });
    const first = bench.attach();
    const second = bench.attach();
    for (const { client } of [first, second]) client.subscribe(TRADE);
    first.transport.write = () => second.client.detach();
    bench.publish(TRADE, 'more than ten bytes');
    bench.endTurn();
    expect(second.transport.batches).toEqual([]);
  });

  it('deliver to each reader exactly once when one is closed as slow in the middle of it', () => {
    const bench = new HubBench({ highWaterBytes: 10, queueBytes: 30 });
    const clients = Array.from({ length: 4 }, () => bench.attach());
    for (const { client } of clients) client.subscribe(TRADE);
    const slow = clients[0] as (typeof clients)[0];
    slow.transport.isPaused = true;
    const messages = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc', 'dddddddddddd'];
    for (const message of messages) {
      bench.publish(TRADE, message);
      bench.endTurn();
    }
    expect(slow.transport.closed?.code).toBe(DISCONNECT.SLOW.code);
    for (const { transport } of clients.slice(1)) expect(transport.json()).toEqual(messages);
  });
});

describe('a gap', () => {
  it('starts a new epoch and is announced to enveloped clients', () => {
    const bench = new HubBench();
    const { client, transport } = bench.attach('envelope');
    client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.hub.gap([TRADE, 'ethusdt@trade'], 'connection lost');
    bench.publish(TRADE, 2);
    bench.endTurn();
    expect(transport.json()).toEqual([
      { stream: TRADE, epoch: 'e1', offset: 1, data: 1 },
      { stream: TRADE, epoch: 'e2', offset: 0, gap: true, reason: 'connection lost' },
      { stream: TRADE, epoch: 'e2', offset: 1, data: 2 },
    ]);
    expect(bench.counted).toEqual(['gap']);
  });

  it('closes raw and combined clients, which have no other way to know, after what came before it', () => {
    const bench = new HubBench();
    const raw = bench.attach('raw');
    const combined = bench.attach('combined');
    for (const { client } of [raw, combined]) client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.hub.gap([TRADE], 'connection lost');
    expect(raw.transport.frames).toEqual(['1']);
    for (const { transport } of [raw, combined]) {
      expect(transport.closed).toEqual({ code: DISCONNECT.GAP.code, reason: `gap: ${TRADE}` });
    }
    expect(bench.hub.stats().clients).toBe(0);
  });

  it('is a message to those who asked for it', () => {
    const bench = new HubBench();
    const raw = bench.attach('raw', 'notice');
    const combined = bench.attach('combined', 'notice');
    for (const { client } of [raw, combined]) client.subscribe(TRADE);
    bench.hub.gap([TRADE], 'connection lost');
    bench.endTurn();
    const event = { e: 'streamGap', E: bench.clock.now(), stream: TRADE, reason: 'connection lost' };
    expect(raw.transport.json()).toEqual([event]);
    expect(combined.transport.json()).toEqual([{ stream: TRADE, data: event }]);
  });

  it('does not disturb readers of latest-wins streams', () => {
    const bench = new HubBench();
    const raw = bench.attach('raw');
    const envelope = bench.attach('envelope');
    for (const { client } of [raw, envelope]) client.subscribe(TICKER);
    bench.hub.gap([TICKER], 'connection lost');
    bench.publish(TICKER, 1);
    bench.endTurn();
    expect(raw.transport.frames).toEqual(['1']);
    expect(envelope.transport.json()).toEqual([{ stream: TICKER, epoch: 'e2', offset: 1, data: 1 }]);
  });

  it('reaches readers inside the process', () => {
    const bench = new HubBench();
    const seen: unknown[] = [];
    bench.hub.tap(TRADE, {
      onMessage: (payload) => seen.push(payload.toString()),
      onGap: (reason) => seen.push({ reason }),
    });
    bench.publish(TRADE, 1);
    bench.hub.gap([TRADE], 'connection lost');
    expect(seen).toEqual(['1', { reason: 'connection lost' }]);
  });
});

describe('a source', () => {
  const counting = (): Source & { calls: string[]; state: Buffer | undefined } => ({
    calls: [],
    state: undefined,
    start(name) {
      this.calls.push(`start ${name}`);
    },
    stop(name) {
      this.calls.push(`stop ${name}`);
    },
    snapshot() {
      return this.state;
    },
  });

  it('feeds its channels in place of the broker, and gives each joiner its state', async () => {
    const bench = new HubBench({ lingerMs: 10 });
    const source = counting();
    bench.hub.addSource('depth:', source);
    const early = bench.attach();
    early.client.subscribe('depth:BTCUSDT:20');
    bench.publish('depth:BTCUSDT:20', 'first');
    source.state = Buffer.from('"state"');
    const late = bench.attach('envelope');
    late.client.subscribe('depth:BTCUSDT:20');
    bench.publish('depth:BTCUSDT:20', 'second');
    bench.endTurn();
    expect(early.transport.json()).toEqual(['first', 'second']);
    expect(late.transport.json().map(({ offset, data }) => [offset, data])).toEqual([
      [1, 'state'],
      [2, 'second'],
    ]);
    early.client.detach();
    late.client.detach();
    await bench.clock.advance(10);
    expect(source.calls).toEqual(['start depth:BTCUSDT:20', 'stop depth:BTCUSDT:20']);
    expect(bench.broker.calls).toEqual([]);
  });

  it('with snapshots heals a gap itself: nobody is closed', () => {
    const bench = new HubBench();
    bench.hub.addSource('depth:', counting());
    const raw = bench.attach('raw');
    raw.client.subscribe('depth:BTCUSDT:20');
    bench.hub.gap(['depth:BTCUSDT:20'], 'sequence gap');
    bench.publish('depth:BTCUSDT:20', 'new snapshot');
    bench.endTurn();
    expect(raw.transport.closed).toBeUndefined();
    expect(raw.transport.json()).toEqual(['new snapshot']);
  });

  it('that cannot start leaves no channel behind', () => {
    const bench = new HubBench();
    bench.hub.addSource('user:', {
      start: () => {
        throw new RangeError('no such user');
      },
      stop: () => undefined,
    });
    const { client } = bench.attach();
    expect(() => client.subscribe('user:7')).toThrow('no such user');
    expect(client.subscriptions()).toEqual([]);
    expect(bench.hub.stats().channels).toBe(0);
  });
});

describe('drain', () => {
  it('writes what is queued, closes everybody, and closes those who come later', () => {
    const bench = new HubBench();
    const { client, transport } = bench.attach();
    client.subscribe(TRADE);
    bench.publish(TRADE, 1);
    bench.hub.drain();
    expect(transport.frames).toEqual(['1']);
    expect(transport.closed).toEqual({ code: 3001, reason: 'shutdown' });
    expect(bench.attach().transport.closed?.code).toBe(3001);
    expect(bench.hub.stats().clients).toBe(0);
  });

  it('then close lets go of every stream', () => {
    const bench = new HubBench();
    bench.attach().client.subscribe(TRADE);
    bench.hub.tap(TICKER, { onMessage: () => undefined });
    bench.hub.close();
    expect(bench.broker.active.size).toBe(0);
    expect(bench.clock.pending).toBe(0);
  });
});
