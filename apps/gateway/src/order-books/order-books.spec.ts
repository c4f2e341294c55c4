import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '@binance-gateway/domain-types';
import { GatewayUnderTest, json } from '../testing/gateway-under-test.js';

describe('order books over REST', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterAll(() => gateway.close());

  it('take the symbol from the path, and nowhere else', async () => {
    const metrics = await gateway.call('GET', '/api/v1/orderbook/BTCUSDT/metrics');
    expect(json(metrics)).toMatchObject({ symbol: 'BTCUSDT', slippage: [{ quote: '10000' }, {}, {}] });
    expect(metrics.headers['x-source']).toBe('stream');
    const twice = await gateway.call('GET', '/api/v1/orderbook/BTCUSDT/metrics?symbol=ETHUSDT');
    expect(json(twice)).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
      fields: [{ field: 'symbol', message: 'symbol belongs in the path' }],
    });
  });

  it.each([
    ['btcusdt/metrics', 'INVALID_INPUT', 'symbol'],
    ['%00/metrics', 'INVALID_INPUT', 'symbol'],
    ['BTC%2FUSDT/metrics', 'INVALID_INPUT', 'symbol'],
    ['NOSUCHCOIN/metrics', 'UNKNOWN_SYMBOL', 'symbol'],
    ['NOSUCHCOIN/flow', 'UNKNOWN_SYMBOL', 'symbol'],
    ['BTCUSDT/depth?levels=21', 'INVALID_INPUT', 'levels'],
    ['BTCUSDT/flow?windowSeconds=4', 'INVALID_INPUT', 'windowSeconds'],
    ['BTCUSDT/anomalies?windowSeconds=301', 'INVALID_INPUT', 'windowSeconds'],
    ['BTCUSDT/profile?hours=25', 'INVALID_INPUT', 'hours'],
    ['BTCUSDT/health?hours=1', 'INVALID_INPUT', 'hours'],
  ])('refuse %s with %s', async (path, code, field) => {
    const { status, text } = await gateway.call('GET', `/api/v1/orderbook/${path}`);
    expect([status, JSON.parse(text)]).toEqual([400, expect.objectContaining({ code })]);
    expect(JSON.parse(text)).toMatchObject({ fields: [{ field }] });
  });

  it('tell which books are kept', async () => {
    await gateway.call('GET', '/api/v1/orderbook/BTCUSDT/depth');
    const health = json(await gateway.call('GET', '/api/v1/orderbook/health'));
    expect(health).toMatchObject({
      status: 'OK',
      maxBooks: gateway.config.books.max,
      books: [{ symbol: 'BTCUSDT' }],
    });
    const one = json(await gateway.call('GET', '/api/v1/orderbook/health?symbol=ETHUSDT'));
    expect(one).toMatchObject({ status: 'IDLE', books: [] });
  });
});

describe('the bound on order books', () => {
  it('is a 503 that says when to come back', async () => {
    const gateway = await GatewayUnderTest.start({ env: { MAX_BOOKS: '1' } });
    try {
      expect((await gateway.call('GET', '/api/v1/orderbook/BTCUSDT/metrics')).status).toBe(200);
      const second = await gateway.call('GET', '/api/v1/orderbook/ETHUSDT/metrics');
      expect(json(second)).toMatchObject({ status: 503, code: 'FULL', maxBooks: 1 });
      expect(second.headers['retry-after']).toBe('60');
    } finally {
      await gateway.close();
    }
  });
});

describe('docs/analytics.md', () => {
  it('names every operation on order books with its route', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/analytics.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z]+_[a-z_]+)` +\| `([^`]+)` /gm)].map(([, name, path]) => [
      name,
      path,
    ]);
    const operations = OPERATIONS.filter(({ tag }) => tag === 'order books');
    expect(rows.sort()).toEqual(operations.map(({ name, route }) => [name, route.path]).sort());
  });
});
