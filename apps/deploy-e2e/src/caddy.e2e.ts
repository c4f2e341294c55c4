import { type UpgradeRefused, type WsProbe, until } from '@binance-gateway/testing';
import { BinanceKey } from './binance-key.js';
import { Deployment } from './caddy-deployment.js';
import { HttpsClient } from './https-client.js';
import { describeWithTool } from './tool.js';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } },
};
const ACCEPT = { accept: 'application/json, text/event-stream' };

interface EventStream {
  readonly text: () => string;
  readonly hasEnded: () => boolean;
  close(): void;
}

describeWithTool('caddy', 'behind Caddy, over HTTPS', () => {
  let deployment: Deployment;
  let client: HttpsClient;
  beforeAll(async () => {
    deployment = await Deployment.start();
    client = deployment.client;
  });
  afterAll(() => deployment.close());

  const events = async (path: string): Promise<EventStream> => {
    const response = await client.open('GET', path, undefined, { accept: 'text/event-stream' });
    expect(response.statusCode).toBe(200);
    let text = '';
    let hasEnded = false;
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    for (const end of ['close', 'error'] as const) response.on(end, () => (hasEnded = true));
    return { text: () => text, hasEnded: () => hasEnded, close: () => response.destroy() };
  };

  it('answers REST, and sends plain HTTP to HTTPS', async () => {
    const price = await client.ask('GET', '/api/v1/ticker/price?symbol=BTCUSDT');
    expect([price.status, JSON.parse(price.body)]).toMatchObject([200, { symbol: 'BTCUSDT' }]);
    expect(price.headers).toMatchObject({
      'x-request-id': expect.any(String),
      'strict-transport-security': 'max-age=31536000',
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' };
    expect((await client.ask('POST', '/api/v1/order', order)).status).toBe(200);
    const plain = await fetch(`http://127.0.0.1:${deployment.ports.http}/docs`, {
      headers: { host: 'localhost' },
      redirect: 'manual',
    });
    expect([plain.status, plain.headers.get('location')]).toEqual([
      308,
      expect.stringMatching(/^https:\/\//),
    ]);
  });

  it('keeps what is for the inside inside', async () => {
    for (const path of ['/metrics', '/health/ready'])
      expect((await client.ask('GET', path)).status).toBe(404);
    expect((await client.ask('GET', '/health')).status).toBe(200);
    expect((await new HttpsClient(client.port, client.ca, 'wrong').ask('GET', '/api/v1/time')).status).toBe(
      401,
    );
  });

  it.each([
    ['/ws/ticker/BTCUSDT', '24hrTicker'],
    ['/ws/depth/BTCUSDT?levels=20', 'depthSnapshot'],
  ])('passes %s', async (path, event) => {
    const probe = await deployment.open(path);
    expect(await probe.next()).toMatchObject({ e: event });
    await probe.close();
  });

  it('passes /ws and /ws/user', async () => {
    const [many, user] = await Promise.all([deployment.open('/ws'), deployment.open('/ws/user')]);
    many.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
    await until(() => many.messages.some((text) => text.includes('"stream":"btcusdt@trade"')));
    await client.ask('POST', '/api/v1/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quoteOrderQty: '50',
    });
    await until(() => user.messages.some((text) => text.includes('"executionReport"')));
    await Promise.all([many.close(), user.close()]);
  });

  describe('for clients of Binance', () => {
    const LIMIT = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '50000',
    };
    const FORM = new URLSearchParams(LIMIT).toString();
    let key: BinanceKey;
    /** Knows of no token, as they do. */
    let their: HttpsClient;
    beforeAll(async () => {
      const issued = await client.ask('POST', '/api/v1/admin/keys', { name: 'proxied-bot' });
      const { apiKey, apiSecret } = JSON.parse(issued.body) as { apiKey: string; apiSecret: string };
      key = new BinanceKey(apiKey, apiSecret);
      their = new HttpsClient(client.port, client.ca);
    });

    interface Event {
      readonly e?: string;
      readonly s?: string;
      readonly stream?: string;
      readonly data?: Event;
    }

    it.each<[string, (message: Event) => boolean]>([
      ['/ws/btcusdt@trade', ({ e }) => e === 'trade'],
      ['/ws/btcusdt@trade/ethusdt@bookTicker', ({ s }) => s === 'ETHUSDT'],
      ['/stream?streams=btcusdt@trade', ({ data }) => data?.e === 'trade'],
      ['/stream?streams=btcusdt@trade/ethusdt@kline_1m', ({ stream }) => stream === 'ethusdt@kline_1m'],
    ])('passes %s', async (path, wanted) => {
      const probe = await deployment.open(path, key.header);
      expect(await probe.next(wanted)).toBeDefined();
      await probe.close();
    });

    it.each(['/stream', '/stream/ws/0', '/stream/ws/7', '/ws/0'])(
      'passes %s with subscriptions',
      async (path) => {
        const probe = await deployment.open(path, key.header);
        probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@depth@100ms'], id: 1 });
        expect(await probe.next(({ id }) => id === 1)).toEqual({ result: null, id: 1 });
        const { stream, data, ...event } = await probe.next<Event>();
        expect(data ?? event).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
        expect(stream).toBe(path === '/stream' ? 'btcusdt@depth@100ms' : undefined);
        await probe.close();
      },
    );

    it('passes /ws-api/v3: an order is placed, told of and cancelled', async () => {
      const probe = await deployment.open('/ws-api/v3', {});
      const call = (id: string, method: string, params?: Record<string, string>): Promise<unknown> => {
        probe.send(key.request(id, method, params));
        return probe.next<{ id?: unknown }>((message) => message.id === id);
      };
      expect(await call('r-1', 'userDataStream.subscribe.signature')).toMatchObject({ status: 200 });
      probe.send(key.request('r-2', 'order.place', { ...LIMIT, newClientOrderId: 'proxied-1' }));
      // the event may come before the answer
      const frames = (): { id?: string; event?: { e: string; c: string } }[] => probe.json();
      await until(() => frames().some(({ event }) => event?.c === 'proxied-1'));
      const placed = await until(() => frames().find(({ id }) => id === 'r-2'));
      expect(placed).toMatchObject({ status: 200, result: { clientOrderId: 'proxied-1', status: 'NEW' } });
      const ref = { symbol: 'BTCUSDT', origClientOrderId: 'proxied-1' };
      expect(await call('r-3', 'order.cancel', ref)).toMatchObject({ result: { status: 'CANCELED' } });
      await probe.close();
    });

    it('passes /api/v3, and changes none of the bytes that are signed', async () => {
      const ask = (
        method: string,
        path: string,
        query: string,
        body?: string,
      ): ReturnType<HttpsClient['ask']> =>
        their.ask(method, `${path}${query === '' ? '' : `?${query}`}`, body, key.header);
      const time = await ask('GET', '/api/v3/time', '');
      expect([time.status, JSON.parse(time.body)]).toEqual([200, { serverTime: expect.any(Number) }]);
      for (const query of ['symbol=BTCUSDT', 'symbol=%42TCUSDT', '&symbol=BTCUSDT&']) {
        const orders = await ask('GET', '/api/v3/openOrders', key.signed(query));
        expect([query, orders.status]).toEqual([query, 200]);
      }
      const [inQuery, inBody] = [
        await ask('POST', '/api/v3/order/test', key.signed(FORM)),
        await ask('POST', '/api/v3/order/test', '', key.signed(FORM)),
      ];
      expect([inQuery.body, inBody.body]).toEqual(['{}', '{}']);
      const placed = await ask('POST', '/api/v3/order', '', key.signed(`${FORM}&newClientOrderId=proxied-2`));
      expect([placed.status, JSON.parse(placed.body)]).toMatchObject([200, { clientOrderId: 'proxied-2' }]);
      const ref = 'symbol=BTCUSDT&origClientOrderId=proxied-2';
      expect((await ask('DELETE', '/api/v3/order', key.signed(ref))).status).toBe(200);
      const refused = await ask('GET', '/api/v3/account', `${key.signed()}0`);
      expect([refused.status, JSON.parse(refused.body)]).toMatchObject([400, { code: -1022 }]);
    });

    it('wants a key for market data, which it does not on the machine itself', async () => {
      for (const path of ['/ws/btcusdt@trade', '/stream?streams=btcusdt@trade', '/stream/ws/0']) {
        const refused: unknown = await deployment.open(path, {}).catch((error: unknown) => error);
        expect([path, (refused as UpgradeRefused).status]).toEqual([path, 401]);
      }
      const outside = await their.ask('GET', '/api/v3/ping');
      expect([outside.status, JSON.parse(outside.body)]).toMatchObject([401, { code: -2014 }]);
      const probe: WsProbe = await deployment.open('/ws-api/v3', {});
      probe.send({ id: 'r-1', method: 'ping' });
      expect(await probe.next()).toMatchObject({ status: 401, error: { code: -2014 } });
      await probe.close();
      const inside = await fetch(`http://127.0.0.1:${deployment.ports.gateway}/api/v3/ping`);
      expect([inside.status, await inside.text()]).toEqual([200, '{}']);
    });
  });

  it('keeps an idle event stream open over four heartbeats, a minute, and it still works', async () => {
    const stream = await events('/mcp/sse');
    const endpoint = await until(() => /data: (\/mcp\/message\?\S+)/.exec(stream.text())?.[1]);
    await until(() => (stream.text().match(/^:/gm) ?? []).length >= 4, { timeoutMs: 120_000 });
    expect(stream.hasEnded()).toBe(false);
    expect((await client.ask('POST', endpoint, INITIALIZE)).status).toBe(202);
    await until(() => stream.text().includes('"serverInfo"'));
    stream.close();
  }, 180_000);

  it('speaks Streamable HTTP, and names itself to those without a token', async () => {
    const answer = await client.ask('POST', '/mcp', INITIALIZE, ACCEPT);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"serverInfo"');
    const stranger = await new HttpsClient(client.port, client.ca, 'wrong').ask(
      'POST',
      '/mcp',
      INITIALIZE,
      ACCEPT,
    );
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining(`resource_metadata="https://localhost:${client.port}/`),
    ]);
  });

  it('tells clients of a restart, and they are back and resumed within seconds', async () => {
    const probe = await deployment.open('/ws');
    probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
    const { epoch, offset } = (await until(() =>
      probe.json<{ stream?: string; epoch?: string; offset?: number }>().find(({ stream }) => stream),
    )) as { epoch: string; offset: number };
    const restarted = deployment.restartGateway();
    await until(() => probe.closed);
    expect(probe.closed).toMatchObject({ code: 3001, reason: expect.stringContaining('shutdown') });
    const again = await until(() => deployment.open('/ws'), { timeoutMs: 30_000 });
    await restarted;
    again.send({ method: 'SUBSCRIBE', params: [{ stream: 'btcusdt@trade', epoch, offset }], id: 2 });
    // another process has another epoch: it cannot have what was missed, and says so
    const resumed = await until(() => again.json().find((message) => 'recovered' in message));
    expect(resumed).toMatchObject({ stream: 'btcusdt@trade', recovered: false });
    await until(() => again.messages.some((text) => text.includes('"e":"trade"')));
    await again.close();
  }, 90_000);

  it('ends event streams at a restart, and takes new ones after it', async () => {
    const stream = await events('/mcp/sse');
    await until(() => stream.text().includes('/mcp/message'));
    const restarted = deployment.restartMcp();
    await until(() => stream.hasEnded(), { timeoutMs: 30_000 });
    await restarted;
    const next = await until(() => events('/mcp/sse'), { timeoutMs: 30_000 });
    await until(() => next.text().includes('/mcp/message'));
    next.close();
  }, 90_000);
});
