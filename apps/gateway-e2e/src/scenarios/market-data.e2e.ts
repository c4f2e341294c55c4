import { OPERATIONS, fillPath, toJsonSchema } from '@binance-gateway/domain-types';
import { TOKENS, type World, startWorld } from '../start-gateway.js';

describe('market data over REST', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('REST-01 the price of a symbol', async () => {
    const { status, body } = await world.gateway.get('/api/v1/ticker/price?symbol=BTCUSDT');
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['price', 'symbol', 'timestamp']);
    expect(body).toEqual({
      symbol: 'BTCUSDT',
      price: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      timestamp: expect.any(Number) as number,
    });
  });

  it('REST-02 a hundred klines', async () => {
    const path = '/api/v1/klines?symbol=BTCUSDT&interval=1m&limit=100';
    const { status, body } = await world.gateway.get<Record<string, unknown>[]>(path);
    expect(status).toBe(200);
    expect(body).toHaveLength(100);
    const times = body.map((kline) => kline['openTime'] as number);
    times.slice(1).forEach((time, i) => expect(time - (times[i] as number)).toBe(60_000));
    expect(body[0]).toMatchObject({
      open: expect.stringMatching(/^\d+\.\d+$/) as string,
      high: expect.any(String) as string,
      low: expect.any(String) as string,
      close: expect.any(String) as string,
      volume: expect.any(String) as string,
      closeTime: (times[0] as number) + 59_999,
      tradeCount: expect.any(Number) as number,
    });
  });

  it('REST-03 an unknown symbol', async () => {
    world.exchange.control.clearRequests();
    for (const path of [
      '/api/v1/ticker/price?symbol=NOSUCHCOIN',
      '/api/v1/depth?symbol=NOSUCHCOIN',
      '/api/v1/klines?symbol=NOSUCHCOIN&interval=1m',
    ]) {
      const { status, body } = await world.gateway.get(path);
      expect([status, body['code']]).toEqual([400, 'UNKNOWN_SYMBOL']);
      expect(JSON.stringify(body)).toContain('NOSUCHCOIN');
    }
    const lowerCase = await world.gateway.get('/api/v1/ticker/price?symbol=btcusdt');
    expect([lowerCase.status, lowerCase.body['code']]).toEqual([400, 'INVALID_INPUT']);
    const reached = world.exchange.control.requests().filter((r) => /NOSUCH|btcusdt/.test(JSON.stringify(r)));
    expect(reached).toEqual([]);
    expect(world.exchange.control.requests({ path: '/api/v3/ticker/price' })).toEqual([]);
  });

  it('REST-04 identity of every response', async () => {
    const replies = await Promise.all([
      world.gateway.get('/api/v1/time'),
      world.gateway.get('/api/v1/depth'),
      world.gateway.get('/api/v1/nothing-here'),
      world.gateway.get('/api/v1/time', null),
      world.gateway.request('PATCH', '/api/v1/order'),
      world.gateway.request('POST', '/api/v1/order', { body: '{broken' }),
      world.gateway.request('POST', '/api/v1/order', { body: `{"symbol":"${'x'.repeat(200_000)}"}` }),
      world.gateway.request('POST', '/api/v1/order', {
        body: 'a=b',
        headers: { 'content-type': 'text/plain' },
      }),
    ]);
    expect(replies.map((reply) => reply.status)).toEqual([200, 400, 404, 401, 405, 400, 413, 415]);
    for (const { status, headers, body } of replies) {
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      expect(Number(headers.get('x-timestamp'))).toBeGreaterThan(1_700_000_000_000);
      if (status < 400) continue;
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ status, requestId: headers.get('x-request-id') });
      expect(Object.keys(body)).toEqual(
        expect.arrayContaining(['type', 'title', 'detail', 'code', 'timestamp']),
      );
    }
  });

  it('REST-04 a request id of the caller is kept when it is sane', async () => {
    const ask = (id: string): ReturnType<World['gateway']['request']> =>
      world.gateway.request('GET', '/api/v1/time', { headers: { 'x-request-id': id } });
    expect((await ask('my-request-0001')).headers.get('x-request-id')).toBe('my-request-0001');
    expect((await ask('x'.repeat(500))).headers.get('x-request-id')).not.toContain('xxx');
  });

  // those of one order or list need that first
  const ofOneOrder = new Set(['get_order', 'get_order_list', 'get_intent']);
  const reads = OPERATIONS.filter((op) => op.effect === 'read' && !ofOneOrder.has(op.name));
  it.each(reads.map((op) => [op.name, op] as const))('REST-05 the example of %s', async (_name, op) => {
    const { path, rest } = fillPath(op.route, op.example);
    const query = new URLSearchParams(
      Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])),
    );
    const token = op.scope === 'admin' ? TOKENS.admin : TOKENS.trader;
    const { status, body } =
      op.route.method === 'GET'
        ? await world.gateway.get<unknown>(`/api/v1/${path}?${query}`, token)
        : await world.gateway.post<unknown>(`/api/v1/${op.route.path}`, op.example, token);
    expect([status, body]).toEqual([status < 300 ? status : 'a success', body]);
    const answers = (op.output.shape === 'many' ? body : [body]) as Record<string, unknown>[];
    const { required = [] } = toJsonSchema(op.output.of, { closed: false }) as { required?: string[] };
    for (const answer of answers) expect(Object.keys(answer)).toEqual(expect.arrayContaining(required));
  });
});
