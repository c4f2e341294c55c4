import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@binance-gateway/testing';
import { type Answer, GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

const PRICE = '/api/v1/ticker/price?symbol=BTCUSDT';
const DEPTH = '/api/v1/depth?symbol=BTCUSDT&limit=20';

jest.setTimeout(30_000);

describe('where a read comes from', () => {
  let gateway: GatewayUnderTest;
  beforeEach(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterEach(() => gateway.close());

  const streamed = (url: string): Promise<Answer> =>
    until(async () => {
      const answer = await gateway.call('GET', url);
      return answer.headers['x-source'] === 'stream' ? answer : undefined;
    });

  it.each([PRICE, DEPTH, '/api/v1/ticker/24hr?symbol=BTCUSDT', '/api/v1/ticker/bookTicker?symbol=BTCUSDT'])(
    'is told by %s: at first the exchange, then live state, with the same fields',
    async (url) => {
      const first = await gateway.call('GET', url);
      expect(first.headers).toMatchObject({ 'x-source': 'rest', age: '0' });
      const answer = await streamed(url);
      expect(answer.headers['age']).toMatch(/^[0-5]$/);
      expect(Object.keys(json(answer))).toEqual(Object.keys(json(first)));
      gateway.reachedExchange();
      expect((await gateway.call('GET', url)).headers['x-source']).toBe('stream');
      expect(gateway.reachedExchange()).toEqual([]);
    },
  );

  it('is told by reads that no stream answers, and by no error and no write', async () => {
    const klines = await gateway.call('GET', '/api/v1/klines?symbol=BTCUSDT&interval=1m&limit=5');
    expect(klines.headers).toMatchObject({ 'x-source': 'rest', age: '0' });
    for (let i = 0; i < 2; i++) {
      const wrong = await gateway.call('GET', '/api/v1/ticker/price?symbol=BTCUSDT&limit=5');
      expect([wrong.status, wrong.headers['x-source'], wrong.headers['age']]).toEqual([
        400,
        undefined,
        undefined,
      ]);
    }
    const order = await gateway.call('POST', '/api/v1/order/test', {
      body: { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' },
    });
    expect([order.status, order.headers['x-source']]).toEqual([200, undefined]);
  });

  it('K1: is the exchange again once the streams are frozen', async () => {
    await streamed(PRICE);
    await streamed(DEPTH);
    gateway.upstream.simulator?.control.streams.freezeConnections();
    for (const url of [PRICE, DEPTH]) {
      await until(async () => {
        const answer = await gateway.call('GET', url);
        expect(Number(answer.headers['age'])).toBeLessThanOrEqual(5);
        return answer.headers['x-source'] === 'rest';
      });
    }
  });

  it('K3: a thousand clients that ask at once are one call', async () => {
    await gateway.app.listen(0, '127.0.0.1');
    const { port } = gateway.app.getHttpServer().address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
    const headers = { authorization: `Bearer ${TOKENS.reader}` };
    const ask = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get({ port, path, agent, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        }).on('error', reject);
      });
    const begun = performance.now();
    await Promise.all(Array.from({ length: 1_000 }, () => ask('/health')));
    // everybody is connected; the exchange answers when all have asked, which takes a busy machine longer
    const ms = Math.min(8_000, Math.max(1_000, Math.ceil(4 * (performance.now() - begun))));
    gateway.upstream.simulator?.control.inject({ effect: { kind: 'delay', ms } });
    gateway.reachedExchange();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(PRICE)));
    agent.destroy();
    expect(new Set(answers)).toEqual(new Set([200]));
    // whether the exchange still answers is asked every ten seconds
    const asked = gateway.reachedExchange().filter((request) => request !== 'GET /api/v3/time');
    expect(asked).toEqual(['GET /api/v3/ticker/price']);
  });
});
