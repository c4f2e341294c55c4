import { type UpgradeRefused, WsProbe, until } from '@binance-gateway/testing';
import { hmacKey } from '../testing/binance-caller.js';
import { ADMIN_TOKEN, DropInUnderTest } from '../testing/drop-in-under-test.js';

interface Combined {
  readonly stream: string;
  readonly data: Record<string, unknown>;
}

describe('market streams as Binance serves them', () => {
  let bed: DropInUnderTest;
  const probes: WsProbe[] = [];
  const open = async (path: string, headers?: Record<string, string>, of = bed): Promise<WsProbe> => {
    const probe = await WsProbe.open(`${of.wsUrl}${path}`, headers ? { headers } : {});
    probes.push(probe);
    return probe;
  };

  beforeAll(async () => {
    bed = await DropInUnderTest.start();
  });
  afterEach(async () => {
    for (const probe of probes.splice(0)) await probe.close();
  });
  afterAll(() => bed.close());

  it('/ws/<stream> gives the events alone', async () => {
    const probe = await open('/ws/btcusdt@trade');
    expect(await probe.next()).toMatchObject({ e: 'trade', s: 'BTCUSDT', p: expect.any(String) });
    const two = await open('/ws/btcusdt@bookTicker/ethusdt@bookTicker');
    await two.next(({ s }) => s === 'ETHUSDT');
  });

  it('/stream?streams= gives them with the name of their stream', async () => {
    const probe = await open('/stream?streams=btcusdt@trade/ethusdt@kline_1m');
    const { stream, data } = await probe.next<Combined>(({ stream: name }) => name === 'btcusdt@trade');
    expect([stream, data['e']]).toEqual(['btcusdt@trade', 'trade']);
    expect(
      (await probe.next<Combined>(({ stream: name }) => name === 'ethusdt@kline_1m')).data,
    ).toMatchObject({
      e: 'kline',
    });
  });

  it.each(['/stream', '/stream?streams=', '/stream/ws/0', '/ws/0', '/ws/no@such/BTCUSDT'])(
    '%s is open for subscriptions; a name that means nothing stays silent',
    async (path) => {
      const probe = await open(path);
      probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@depth@100ms', '!ticker@arr'], id: 'a1b2' });
      expect(await probe.next((message) => 'result' in message)).toEqual({ result: null, id: 'a1b2' });
      const isCombined = path.startsWith('/stream') && !path.includes('/ws/');
      const event = await probe.next<Combined & Record<string, unknown>>();
      expect(isCombined ? event.data : event).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
      probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 2 });
      const { result } = await probe.next<{ id: unknown; result: string[] }>(({ id }) => id === 2);
      expect(result).toEqual(expect.arrayContaining(['btcusdt@depth@100ms', '!ticker@arr']));
      probe.send({ method: 'UNSUBSCRIBE', params: ['btcusdt@depth@100ms'], id: 3 });
      expect(await probe.next(({ id }) => id === 3)).toEqual({ result: null, id: 3 });
    },
  );

  it('SET_PROPERTY changes the form on the way', async () => {
    const probe = await open('/ws/btcusdt@trade');
    expect(await probe.next()).toMatchObject({ e: 'trade' });
    probe.send({ method: 'GET_PROPERTY', params: ['combined'], id: 1 });
    expect(await probe.next(({ id }) => id === 1)).toEqual({ result: false, id: 1 });
    probe.send({ method: 'SET_PROPERTY', params: ['combined', true], id: 2 });
    expect(await probe.next(({ id }) => id === 2)).toEqual({ result: null, id: 2 });
    expect(await probe.next()).toMatchObject({ stream: 'btcusdt@trade', data: { e: 'trade' } });
  });

  it.each([
    ['{"method":"SUBSCRIBE","params":["btcusdt@trade"]', 3, 'Invalid JSON: expected value at line 1 column'],
    ['{"method":"SUBSCRIBED","id":1}', 2, 'unknown variant `SUBSCRIBED`, expected one of `SUBSCRIBE`'],
    ['{"id":1}', 2, 'missing field `method` at line 1 column 8'],
    ['{"method":"LIST_SUBSCRIPTIONS"}', 2, 'request ID must be an unsigned integer'],
    ['{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":1}', 2, 'too many parameters'],
    ['{"method":"SET_PROPERTY","params":["combined",1],"id":1}', 1, 'Invalid value type: expected Boolean'],
    ['{"method":"SET_PROPERTY","params":["other",true],"id":1}', 0, 'Unknown property'],
    ['{"method":"GET_PROPERTY","params":[1],"id":1}', 2, 'property name must be a string'],
    ['{"method":"SUBSCRIBE","params":[1],"id":1}', 2, 'stream name must be a string'],
  ])('%s is answered with code %i', async (text, code, message) => {
    const probe = await open('/stream');
    probe.send(text);
    const { error } = await probe.next<{ error: { code: number; msg: string } }>();
    expect(error).toEqual({ code, msg: expect.stringContaining(message) });
    probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 7 });
    expect(await probe.next()).toEqual({ result: [], id: 7 });
  });

  it('a method that is nested by the thousand, or very long, is not sent back', async () => {
    const probe = await open('/stream');
    probe.send(`{"method":${'['.repeat(60_000)}${']'.repeat(60_000)},"id":1}`);
    probe.send(`{"method":"${'x'.repeat(9_000)}","id":2}`);
    const [nested, long] = [await probe.next(), await probe.next()];
    expect(nested).toEqual({ error: { code: 2, msg: 'Invalid request: `method` must be text' }, id: 1 });
    expect(long).toMatchObject({
      error: { code: 2, msg: expect.stringContaining(`unknown variant \`${'x'.repeat(100)}…\`, expected`) },
      id: 2,
    });
  });

  it('keeps no names beyond what a connection may need, and reads no message beyond that', async () => {
    const probe = await open('/stream');
    const junk = (i: number): string => `${i}`.padEnd(60_000, 'x');
    const answers: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      probe.send({ method: 'SUBSCRIBE', params: [junk(i)], id: i });
      answers.push(await probe.next(({ id }) => id === i));
    }
    expect(answers).toEqual([
      { result: null, id: 0 },
      { result: null, id: 1 },
      { error: { code: 4, msg: 'Too many subscriptions' }, id: 2 },
      { error: { code: 4, msg: 'Too many subscriptions' }, id: 3 },
    ]);
    probe.send({ method: 'UNSUBSCRIBE', params: [junk(0)], id: 4 });
    probe.send({ method: 'SUBSCRIBE', params: [junk(3)], id: 5 });
    expect(await probe.next(({ id }) => id === 5)).toEqual({ result: null, id: 5 });
    probe.send({ method: 'SUBSCRIBE', params: ['x'.repeat(200_000)], id: 6 });
    expect(await probe.next(({ error }) => error !== undefined)).toEqual({
      error: { code: 2, msg: 'Invalid request: longer than 131072 bytes' },
    });
  });

  it('gives an id back as it was written, 64 bits included', async () => {
    const probe = await open('/stream');
    probe.send('{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775807}');
    await until(() => probe.messages.length > 0);
    expect(probe.messages).toEqual(['{"result":[],"id":9223372036854775807}']);
  });

  it('timeUnit=MICROSECOND scales the times and nothing else', async () => {
    const micro = await open('/stream?streams=btcusdt@trade/btcusdt@kline_1m&timeUnit=MICROSECOND');
    const plain = await open('/ws/btcusdt@trade');
    const trade = await plain.next();
    const { data } = await micro.next<Combined>(({ data: event }) => event['t'] === trade['t']);
    expect(data).toEqual({ ...trade, E: Number(trade['E']) * 1000, T: Number(trade['T']) * 1000 });
    const kline = await micro.next<Combined>(({ data: event }) => event['e'] === 'kline');
    const { t, T } = kline.data['k'] as { t: number; T: number };
    expect(T - t).toBe(60_000_000 - 1);
  });

  it('leaves the paths of the gateway as they are', async () => {
    const statuses: Record<string, number> = {
      '/ws': 401,
      '/ws/ticker/BTCUSDT': 401,
      '/ws/depth/BTCUSDT': 401,
      '/ws/user': 401,
      '/ws/ticker': 404,
      '/ws/user/x': 404,
      '/ws-api/v4': 404,
    };
    for (const [path, status] of Object.entries(statuses)) {
      const refused: unknown = await WsProbe.open(`${bed.wsUrl}${path}`).catch((error: unknown) => error);
      expect([path, (refused as UpgradeRefused).status]).toEqual([path, status]);
    }
    const own = await open('/ws', { authorization: `Bearer ${ADMIN_TOKEN}` });
    own.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
    expect(await own.next((message) => 'epoch' in message)).toMatchObject({ stream: 'btcusdt@trade' });
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])(
    'are not for everybody whom a proxy on this machine lets in: %s',
    async (name) => {
      const passedOn = { [name]: '203.0.113.7' };
      for (const path of ['/ws/btcusdt@trade', '/stream?streams=btcusdt@trade', '/stream/ws/0']) {
        const refused: unknown = await open(path, passedOn).catch((error: unknown) => error);
        expect([path, (refused as UpgradeRefused).status]).toEqual([path, 401]);
      }
      const rest = await bed.caller().send('GET', '/api/v3/ping', { headers: passedOn });
      expect([rest.status, rest.body.code]).toEqual([401, -2014]);
      const api = await open('/ws-api/v3', passedOn);
      api.send({ id: 1, method: 'ping' });
      expect(await api.next()).toMatchObject({ id: 1, status: 401, error: { code: -2014 } });
      const { apiKey } = await bed.issue(`behind-${name}`, { scopes: ['read'] });
      const probe = await open('/ws/btcusdt@trade', { ...passedOn, 'X-MBX-APIKEY': apiKey });
      expect(await probe.next()).toMatchObject({ e: 'trade' });
    },
  );

  describe('that are not public', () => {
    let closed: DropInUnderTest;
    beforeAll(async () => {
      closed = await DropInUnderTest.start({ DROP_IN_PUBLIC_READS: 'false' });
    });
    afterAll(() => closed.close());

    it('take a key or a token', async () => {
      const { apiKey } = await closed.issue('reader', { scopes: ['read'] });
      const accepted: Record<string, string>[] = [
        { 'X-MBX-APIKEY': apiKey },
        { authorization: `Bearer ${ADMIN_TOKEN}` },
      ];
      for (const headers of accepted) {
        expect(await (await open('/ws/btcusdt@trade', headers, closed)).next()).toMatchObject({ e: 'trade' });
      }
      const strangers: Record<string, string>[] = [
        {},
        { 'X-MBX-APIKEY': 'x'.repeat(64) },
        { authorization: 'Bearer wrong' },
      ];
      for (const headers of strangers) {
        const refused: unknown = await open('/ws/btcusdt@trade', headers, closed).catch((e: unknown) => e);
        expect((refused as UpgradeRefused).status).toBe(401);
      }
      const rest = closed.caller(hmacKey(apiKey, ''));
      expect((await rest.send('GET', '/api/v3/ping')).status).toBe(200);
      const stranger = await closed.caller().send('GET', '/api/v3/ping');
      expect([stranger.status, stranger.body.code]).toEqual([401, -2014]);
    });

    it('end with the key they were opened with', async () => {
      const { apiKey } = await closed.issue('short-lived');
      const probe = await open('/ws/btcusdt@trade', { 'X-MBX-APIKEY': apiKey }, closed);
      await probe.next();
      await closed.revoke('short-lived');
      await until(() => probe.closed, { what: 'end of a connection whose key was revoked' });
      expect(probe.closed?.code).toBe(3500);
    });
  });

  it('DROP_IN_PUBLIC_READS=true opens a bare /ws to those without a token', async () => {
    const open3 = await DropInUnderTest.start({ DROP_IN_PUBLIC_READS: 'true' });
    try {
      const probe = await open('/ws', undefined, open3);
      probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
      expect(await probe.next((message) => 'e' in message)).toMatchObject({ e: 'trade', s: 'BTCUSDT' });
      const wrong: unknown = await open('/ws', { authorization: 'Bearer wrong' }, open3).catch(
        (e: unknown) => e,
      );
      expect((wrong as UpgradeRefused).status).toBe(401);
      const own = await open('/ws', { authorization: `Bearer ${ADMIN_TOKEN}` }, open3);
      own.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
      expect(await own.next((message) => 'epoch' in message)).toMatchObject({ stream: 'btcusdt@trade' });
    } finally {
      await open3.close();
    }
  });
});
