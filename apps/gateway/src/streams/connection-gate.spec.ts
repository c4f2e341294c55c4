import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { UpgradeRefused, WsProbe, type ProbeOptions, until } from '@binance-gateway/testing';
import { type StreamsUnderTest, TOKENS, bearer, streamsUnderTest } from './testing/streams-under-test.js';

interface Refusal {
  status: number;
  headers: Record<string, unknown>;
  problem: Record<string, unknown>;
}

describe('an upgrade', () => {
  let gateway: StreamsUnderTest;
  const probes: WsProbe[] = [];
  beforeAll(async () => {
    gateway = await streamsUnderTest({ env: { CORS_ORIGINS: 'https://app.example' } });
  });
  afterEach(async () => {
    await Promise.all(probes.splice(0).map((probe) => probe.close()));
    await until(() => gateway.connections.count === 0);
  });
  afterAll(() => gateway.close());

  async function open(path: string, options: ProbeOptions = {}): Promise<WsProbe> {
    const probe = await WsProbe.open(gateway.url + path, options);
    probes.push(probe);
    return probe;
  }

  async function refusalOf(path: string, options: ProbeOptions = {}): Promise<Refusal> {
    const error = await open(path, options).then(
      () => undefined,
      (refused: unknown) => refused,
    );
    expect(error).toBeInstanceOf(UpgradeRefused);
    const { status, headers, body } = error as UpgradeRefused;
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(headers['x-request-id']).toBeTruthy();
    return { status, headers, problem: JSON.parse(body) as Record<string, unknown> };
  }

  it.each([
    ['no token', {}, 401, 'UNAUTHENTICATED'],
    ['an unknown token', bearer('wrong'), 401, 'UNAUTHENTICATED'],
    ['another scheme', { headers: { authorization: 'Basic Og==' } }, 401, 'UNAUTHENTICATED'],
    ['an unknown token as subprotocol', { protocols: ['bearer.wrong'] }, 401, 'UNAUTHENTICATED'],
    ['an empty token as subprotocol', { protocols: ['bearer.'] }, 401, 'UNAUTHENTICATED'],
    ['a broken encoding as subprotocol', { protocols: ['bearer.%zz'] }, 401, 'UNAUTHENTICATED'],
    ['a token without read', bearer(TOKENS.tradeOnly), 403, 'SCOPE_MISSING'],
  ] as const)('with %s is refused before the 101', async (_what, options, status, code) => {
    const refusal = await refusalOf('/ws/ticker/BTCUSDT', options as ProbeOptions);
    expect(refusal.status).toBe(status);
    expect(refusal.problem).toMatchObject({ status, code });
    expect(refusal.headers['www-authenticate']).toEqual(
      status === 401 ? expect.stringContaining('Bearer') : undefined,
    );
  });

  it('never takes a token from the query', async () => {
    const query = `?token=${TOKENS.reader}`;
    expect((await refusalOf(`/ws/ticker/BTCUSDT${query}`)).status).toBe(401);
    const told = await refusalOf(`/ws/ticker/BTCUSDT${query}`, bearer(TOKENS.reader));
    expect(told.status).toBe(400);
    expect(JSON.stringify(told.problem)).not.toContain(TOKENS.reader);
  });

  it.each([
    ['/ws/ticker/BTCUSDT', bearer(TOKENS.reader)],
    ['/ws/ticker/btcusdt/', bearer(TOKENS.trader)],
    ['/ws/depth/ETHUSDT', bearer(TOKENS.reader)],
    ['/ws/depth/ETHUSDT?levels=full', bearer(TOKENS.reader)],
    ['/ws/user', bearer(TOKENS.reader)],
    ['/ws', bearer(TOKENS.reader)],
  ])('of %s with a good token is accepted', async (path, options) => {
    const probe = await open(path, options);
    expect(probe.socket.readyState).toBe(probe.socket.OPEN);
    expect(probe.socket.extensions).toBe('');
  });

  it('gives the request id back on the 101', async () => {
    const asked = request({
      ...hostOf(gateway),
      path: '/ws',
      headers: { ...handshake(), ...bearer(TOKENS.reader).headers, 'X-Request-Id': 'mine-1' },
    }).end();
    const [response, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, { destroy(): void }];
    expect(response.headers['x-request-id']).toBe('mine-1');
    socket.destroy();
  });

  it.each([
    ['the one with the token', [`bearer.${TOKENS.reader}`], `bearer.${TOKENS.reader}`],
    ['ours, if it is offered too', [`bearer.${TOKENS.reader}`, 'binance-gateway'], 'binance-gateway'],
    [
      'exactly what was offered',
      [`bearer.${encodeURIComponent(TOKENS.slashed)}`],
      'bearer.a%2Fb%2Bc-token%3D%3D',
    ],
  ])('by subprotocol chooses %s', async (_what, protocols, chosen) => {
    expect((await open('/ws', { protocols })).socket.protocol).toBe(chosen);
  });

  it('chooses no subprotocol it does not know', async () => {
    await expect(open('/ws', { ...bearer(TOKENS.reader), protocols: ['graphql-ws'] })).rejects.toThrow(
      'Server sent no subprotocol',
    );
  });

  it.each([
    ['/nope', 404, 'NOT_FOUND'],
    ['/ws/ticker', 404, 'NOT_FOUND'],
    ['/ws/ticker/BTCUSDT/more', 404, 'NOT_FOUND'],
    ['/ws/ticker/%zz', 404, 'NOT_FOUND'],
    ['/ws/ticker/NOPEUSDT', 400, 'UNKNOWN_SYMBOL'],
    ['/ws/ticker/BTC%20USDT', 400, 'UNKNOWN_SYMBOL'],
    ['/ws/depth/NOPEUSDT', 400, 'UNKNOWN_SYMBOL'],
    ['/ws/depth/BTCUSDT?levels=7', 400, 'INVALID_INPUT'],
    ['/ws/depth/BTCUSDT?levels=', 400, 'INVALID_INPUT'],
    ['/ws/depth/BTCUSDT?levels=5&levels=10', 400, 'INVALID_INPUT'],
    ['/ws/depth/BTCUSDT?level=5', 400, 'INVALID_INPUT'],
  ])('of %s is refused with %i', async (path, status, code) => {
    const refusal = await refusalOf(path, bearer(TOKENS.reader));
    expect(refusal.problem).toMatchObject({ status, code });
  });

  it('of a page elsewhere is refused, of a listed page and of our own accepted', async () => {
    const from = (origin: string): ProbeOptions => ({
      headers: { ...bearer(TOKENS.reader).headers, origin },
    });
    expect((await refusalOf('/ws', from('https://evil.example'))).problem['code']).toBe('ORIGIN_NOT_ALLOWED');
    expect((await refusalOf('/ws', from('null'))).status).toBe(403);
    await open('/ws', from('https://app.example'));
    await open('/ws', from(gateway.url.replace('ws:', 'http:')));
  });

  it('that is no WebSocket handshake is told so', async () => {
    const authorized = bearer(TOKENS.reader).headers;
    const answers = await Promise.all([
      plain(gateway, { Connection: 'Upgrade', Upgrade: 'h2c', ...authorized }),
      plain(gateway, { ...handshake(), 'Sec-WebSocket-Key': 'short', ...authorized }),
      plain(gateway, { ...handshake(), 'Sec-WebSocket-Version': '12', ...authorized }),
      plain(gateway, { ...authorized }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([426, 400, 400, 426]);
    expect(answers[2]?.headers['sec-websocket-version']).toBe('13');
  });

  it('survives sockets that break off at any point', async () => {
    const { host, port } = hostOf(gateway);
    const head = `GET /ws/ticker/BTCUSDT HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    for (const end of ['', '\r\n', `Authorization: Bearer ${TOKENS.reader}\r\n\r\n`]) {
      for (let i = 0; i < 10; i++) {
        const socket = connect(port, host);
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.write(head + end);
        socket.resetAndDestroy();
      }
    }
    expect((await open('/ws', bearer(TOKENS.reader))).closed).toBeUndefined();
  });

  it('to the account needs an account', async () => {
    const publicOnly = await streamsUnderTest({ hasAccount: false });
    const error = await WsProbe.open(`${publicOnly.url}/ws/user`, bearer(TOKENS.reader)).catch(
      (e: unknown) => e,
    );
    expect(JSON.parse((error as UpgradeRefused).body)).toMatchObject({
      status: 401,
      code: 'CREDENTIALS_MISSING',
    });
    await publicOnly.close();
  });

  it('to one order book too many is refused', async () => {
    const small = await streamsUnderTest({ maxBooks: 1 });
    const probe = await WsProbe.open(`${small.url}/ws/depth/BTCUSDT`, bearer(TOKENS.reader));
    const error = await WsProbe.open(`${small.url}/ws/depth/ETHUSDT`, bearer(TOKENS.reader)).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    await probe.close();
    await small.close();
  });

  it('beyond WS_MAX_CLIENTS is refused with Retry-After until someone leaves', async () => {
    const small = await streamsUnderTest({ env: { WS_MAX_CLIENTS: '2' } });
    const enter = (): Promise<WsProbe> => WsProbe.open(`${small.url}/ws`, bearer(TOKENS.reader));
    const results = await Promise.allSettled([enter(), enter(), enter(), enter()]);
    const inside = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(inside).toHaveLength(2);
    const refused = await enter().catch((error: unknown) => error as UpgradeRefused);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse((refused as UpgradeRefused).body)).toMatchObject({ code: 'FULL', retryAfter: 5 });
    await inside[0]?.close();
    await until(() => small.connections.count === 1);
    await (await enter()).close();
    await inside[1]?.close();
    await small.close();
  });
});

function hostOf(gateway: StreamsUnderTest): { host: string; port: number } {
  const { hostname, port } = new URL(gateway.url);
  return { host: hostname, port: Number(port) };
}

function handshake(): Record<string, string> {
  return {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
}

async function plain(gateway: StreamsUnderTest, headers: Record<string, string>): Promise<IncomingMessage> {
  const asked = request({ ...hostOf(gateway), path: '/ws', headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response;
}
