import { FakeClock, UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { MESSAGES_PER_SECOND, REFUSALS_PER_SECOND } from './message-budget.js';
import { type StreamsUnderTest, TOKENS, bearer, streamsUnderTest } from './testing/streams-under-test.js';

interface Reply {
  id: unknown;
  result?: unknown;
  error?: { code: number; msg: string };
}
interface Envelope {
  stream: string;
  epoch: string;
  offset: number;
  data: Record<string, unknown>;
}

describe('/ws', () => {
  let gateway: StreamsUnderTest;
  let probe: WsProbe;
  beforeEach(async () => {
    gateway = await streamsUnderTest();
    probe = await open();
  });
  afterEach(async () => {
    await probe.close();
    await gateway.close();
  });

  const open = (): Promise<WsProbe> => WsProbe.open(`${gateway.url}/ws`, bearer(TOKENS.reader));
  const ask = async (message: object, from = probe): Promise<Reply> => {
    from.send(message);
    return from.next<Reply>((reply) => 'id' in reply);
  };
  const subscribe = (params: unknown[], id: unknown = 1, from = probe): Promise<Reply> =>
    ask({ method: 'SUBSCRIBE', params, id }, from);

  it('serves two symbols by one message, each with its own position', async () => {
    expect(await subscribe(['btcusdt@trade', 'ETHUSDT@ticker'])).toEqual({ id: 1, result: null });
    expect(gateway.upstreamNames).toEqual(new Set(['btcusdt@trade', 'ethusdt@ticker']));
    gateway.publish('btcusdt@trade', { e: 'trade', t: 1 });
    gateway.publish('ethusdt@ticker', { e: '24hrTicker', c: '1' });
    gateway.publish('btcusdt@trade', { e: 'trade', t: 2 });
    const got = [await probe.next<Envelope>(), await probe.next<Envelope>(), await probe.next<Envelope>()];
    expect(got.map(({ stream, offset, data }) => [stream, offset, data['e']])).toEqual([
      ['btcusdt@trade', 1, 'trade'],
      ['ethusdt@ticker', 1, '24hrTicker'],
      ['btcusdt@trade', 2, 'trade'],
    ]);
    expect(got[0]?.epoch).toBe(got[2]?.epoch);
    expect(got[0]?.epoch).not.toBe(got[1]?.epoch);
  });

  it('lists and ends subscriptions', async () => {
    await subscribe(['btcusdt@trade', 'depth:btcusdt:20', 'user'], 'a');
    expect((await ask({ method: 'LIST_SUBSCRIPTIONS', id: 'b' })).result).toEqual([
      'btcusdt@trade',
      'depth:BTCUSDT:20',
      'user',
    ]);
    const ended = await ask({ method: 'UNSUBSCRIBE', params: ['BTCUSDT@trade', 'user'], id: 'c' });
    expect(ended).toEqual({ id: 'c', result: null });
    expect((await ask({ method: 'LIST_SUBSCRIPTIONS', id: null })).result).toEqual(['depth:BTCUSDT:20']);
  });

  it('serves the house channels in the same envelope', async () => {
    await subscribe(['user', 'depth:BTCUSDT:full']);
    gateway.publish('user', { e: 'balanceUpdate' });
    gateway.publish('depth:BTCUSDT:full', { e: 'depthUpdate' });
    expect(await probe.next<Envelope>()).toMatchObject({
      stream: 'user',
      offset: 1,
      data: { e: 'balanceUpdate' },
    });
    expect(await probe.next<Envelope>()).toMatchObject({
      stream: 'depth:BTCUSDT:full',
      data: { e: 'depthUpdate' },
    });
  });

  it.each([
    ['nopeusdt@trade'],
    ['btcusdt@nope'],
    ['btcusdt'],
    [''],
    ['depth:NOPEUSDT:20'],
    ['depth:BTCUSDT:7'],
    ['depth:BTCUSDT'],
    ['users'],
    ['__proto__'],
  ])('answers the unknown stream %j by name, and takes nothing of that request', async (name) => {
    const { error } = await subscribe(['btcusdt@trade', name]);
    expect(error?.msg).toContain(JSON.stringify(name));
    expect((await ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 })).result).toEqual([]);
  });

  it('answers for one order book too many, without taking half of the request', async () => {
    const crowded = await streamsUnderTest({ maxBooks: 1 });
    const other = await WsProbe.open(`${crowded.url}/ws`, bearer(TOKENS.reader));
    expect((await subscribe(['depth:BTCUSDT:5', 'depth:ETHUSDT:5'], 1, other)).error?.msg).toContain(
      'too many books',
    );
    expect((await ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 }, other)).result).toEqual([]);
    await other.close();
    await crowded.close();
  });

  it('without an account answers for "user" and serves the rest', async () => {
    const publicOnly = await streamsUnderTest({ hasAccount: false });
    const other = await WsProbe.open(`${publicOnly.url}/ws`, bearer(TOKENS.reader));
    expect((await subscribe(['user'], 1, other)).error?.msg).toContain('BINANCE_API_KEY');
    expect((await subscribe(['btcusdt@trade'], 2, other)).result).toBeNull();
    await other.close();
    await publicOnly.close();
  });

  const name = (i: number): string => `btcusdt@kline_${i}`;
  it.each([
    ['nothing', ''],
    ['broken JSON', '{"method":'],
    ['text', 'hello'],
    ['a list', '[]'],
    ['a number', '42'],
    ['null', 'null'],
    ['no method', '{"id":1}'],
    ['an unknown method', '{"method":"LOGIN","id":1}'],
    ['a Nest message', '{"event":"subscribe","data":{}}'],
    ['params that are no list', '{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}'],
    ['params that are no names', '{"method":"SUBSCRIBE","params":[1,null,{}],"id":1}'],
    ['no params', '{"method":"SUBSCRIBE","params":[],"id":1}'],
    ['an object as id', '{"method":"LIST_SUBSCRIPTIONS","id":{}}'],
    ['deep nesting', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['a deep id', `{"method":"LIST_SUBSCRIPTIONS","id":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['one mebibyte', 'x'.repeat(1024 * 1024)],
    ['one mebibyte of request', `{"method":"SUBSCRIBE","params":["${'x'.repeat(1024 * 1024)}"],"id":1}`],
    [
      'thousands of names',
      JSON.stringify({
        method: 'SUBSCRIBE',
        params: Array.from({ length: 5_000 }, (_, i) => name(i)),
        id: 1,
      }),
    ],
    [
      'ten thousand names',
      JSON.stringify({ method: 'SUBSCRIBE', params: Array.from({ length: 10_000 }, () => 'a@trade'), id: 1 }),
    ],
    ['a fraction as id', '{"method":"LIST_SUBSCRIPTIONS","id":1.5}'],
    ['an id beyond exact integers', '{"method":"LIST_SUBSCRIPTIONS","id":9007199254740993}'],
    ['an id that is too long', `{"method":"LIST_SUBSCRIPTIONS","id":"${'i'.repeat(37)}"}`],
    ['true as id', '{"method":"LIST_SUBSCRIPTIONS","id":true}'],
    ['no id', '{"method":"LIST_SUBSCRIPTIONS"}'],
    [
      'an unknown symbol among known ones',
      '{"method":"SUBSCRIBE","params":["btcusdt@trade","nopeusdt@trade"],"id":1}',
    ],
    ['an unknown stream', '{"method":"SUBSCRIBE","params":["btcusdt@nothing"],"id":1}'],
    [
      'a name that is a key of every object',
      '{"method":"SUBSCRIBE","params":["__proto__","constructor"],"id":1}',
    ],
    ['half a character', '{"method":"SUBSCRIBE","params":["\\ud800@trade"],"id":1}'],
    [
      'a position of an unknown stream',
      '{"method":"SUBSCRIBE","params":[{"stream":"x","epoch":"e","offset":1}],"id":1}',
    ],
    [
      'a position below zero',
      '{"method":"SUBSCRIBE","params":[{"stream":"btcusdt@trade","epoch":"e","offset":-1}],"id":1}',
    ],
    ['binary', Buffer.from([0, 1, 2, 255])],
  ])('answers %s with an error and goes on', async (_what, frame) => {
    probe.send(frame);
    const { error } = await probe.next<Reply>();
    expect(error).toEqual({ code: expect.any(Number), msg: expect.any(String) });
    expect(error?.msg.length).toBeLessThan(500);
    expect((await subscribe(['btcusdt@trade'], 7)).result).toBeNull();
    expect(probe.closed).toBeUndefined();
  });

  it('answers a flood with errors, and reads again a second later', async () => {
    const clock = new FakeClock();
    const flooded = await streamsUnderTest({ clock });
    const other = await WsProbe.open(`${flooded.url}/ws`, bearer(TOKENS.reader));
    const flood = MESSAGES_PER_SECOND + REFUSALS_PER_SECOND;
    for (let i = 0; i < flood; i++) other.send({ method: 'LIST_SUBSCRIPTIONS', id: i });
    await until(() => other.messages.length === flood);
    const replies = other.json<Reply>();
    expect(replies.filter(({ result }) => result).map(({ id }) => id)).toEqual([
      ...Array(MESSAGES_PER_SECOND).keys(),
    ]);
    expect(replies.at(-1)).toEqual({
      id: null,
      error: { code: 8, msg: expect.stringContaining(`${MESSAGES_PER_SECOND} a second`) },
    });
    await clock.advance(1000);
    other.send({ method: 'LIST_SUBSCRIPTIONS', id: 'again' });
    await other.next<Reply>(({ id }) => id === 'again');
    await other.close();
    await flooded.close();
  });

  it('closes with 1009 what is longer than any request could be', async () => {
    probe.send('x'.repeat(3 * 1024 * 1024));
    expect(await until(() => probe.closed)).toMatchObject({ code: 1009 });
    expect((await subscribe(['btcusdt@trade'], 1, (probe = await open()))).result).toBeNull();
  });

  it('resumes where a lost connection stopped', async () => {
    await subscribe(['btcusdt@trade']);
    gateway.publish('btcusdt@trade', { e: 'trade', t: 1 });
    const { stream, epoch, offset } = await probe.next<Envelope>();
    await probe.close();
    await until(() => gateway.connections.count === 0);
    for (const t of [2, 3]) gateway.publish('btcusdt@trade', { e: 'trade', t });
    probe = await open();
    await subscribe([{ stream, epoch, offset }]);
    expect(await probe.next()).toEqual({ stream, epoch, offset: 1, recovered: true });
    expect(await probe.next()).toEqual({ stream, epoch, offset: 2, data: { e: 'trade', t: 2 } });
    expect(await probe.next()).toEqual({ stream, epoch, offset: 3, data: { e: 'trade', t: 3 } });
    gateway.publish('btcusdt@trade', { e: 'trade', t: 4 });
    expect(await probe.next()).toMatchObject({ offset: 4, data: { t: 4 } });
  });

  it('says so when what was missed is gone', async () => {
    await subscribe([{ stream: 'btcusdt@trade', epoch: 'of-another-life', offset: 7 }]);
    expect(await probe.next()).toMatchObject({ stream: 'btcusdt@trade', recovered: false, offset: 0 });
  });

  it('announces a gap upstream on every sequence and stays open', async () => {
    await subscribe(['btcusdt@trade', 'user']);
    gateway.hub.gap(['btcusdt@trade', 'user'], 'upstream disconnected');
    expect(await probe.next()).toMatchObject({
      stream: 'btcusdt@trade',
      gap: true,
      reason: 'upstream disconnected',
    });
    expect(await probe.next()).toMatchObject({ stream: 'user', gap: true, offset: 0 });
    gateway.publish('btcusdt@trade', { e: 'trade', t: 9 });
    expect(await probe.next()).toMatchObject({ stream: 'btcusdt@trade', offset: 1, data: { t: 9 } });
  });

  it('asks upstream once for a stream, however many read it', async () => {
    const second = await open();
    await subscribe(['btcusdt@trade']);
    await subscribe(['btcusdt@trade'], 1, second);
    gateway.publish('btcusdt@trade', { e: 'trade', t: 1 });
    expect((await probe.next<Envelope>()).data).toEqual((await second.next<Envelope>()).data);
    expect([...gateway.upstreamNames]).toEqual(['btcusdt@trade']);
    await second.close();
  });

  it('is refused without a token like every path', async () => {
    await expect(WsProbe.open(`${gateway.url}/ws`)).rejects.toThrow(UpgradeRefused);
  });
});
