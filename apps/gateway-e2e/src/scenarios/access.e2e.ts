import { type UpgradeRefused, WsProbe } from '@binance-gateway/testing';
import { TOKENS, type World, startWorld } from '../start-gateway.js';

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000',
};

describe('who may do what', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('AUTH-01 no token and a wrong token', async () => {
    for (const token of [null, 'wrong-token', '']) {
      const { status, body, headers } = await world.gateway.get('/api/v1/ticker/price?symbol=BTCUSDT', token);
      expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED']);
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
    for (const path of ['/ws', '/ws/ticker/BTCUSDT', '/ws/depth/BTCUSDT', '/ws/user']) {
      const refused = await WsProbe.open(`${world.gateway.wsUrl}${path}`).catch((error: unknown) => error);
      expect([path, (refused as UpgradeRefused).status]).toEqual([path, 401]);
    }
    const inQuery = await WsProbe.open(`${world.gateway.wsUrl}/ws?token=${TOKENS.trader}`).catch(
      (e: unknown) => e,
    );
    expect((inQuery as UpgradeRefused).status).toBe(401);
  });

  it('AUTH-01 a browser gives its token as a subprotocol', async () => {
    const probe = await WsProbe.open(`${world.gateway.wsUrl}/ws/ticker/BTCUSDT`, {
      protocols: [`bearer.${TOKENS.reader}`],
    });
    expect(await probe.next()).toMatchObject({ e: '24hrTicker', s: 'BTCUSDT' });
    await probe.close();
  });

  it('AUTH-02 a read token on an order', async () => {
    world.exchange.control.clearRequests();
    const place = await world.gateway.post('/api/v1/order', ORDER, TOKENS.reader);
    const cancel = await world.gateway.delete('/api/v1/order?symbol=BTCUSDT&orderId=1', TOKENS.reader);
    const cancelAll = await world.gateway.delete('/api/v1/openOrders?symbol=BTCUSDT', TOKENS.reader);
    for (const { status, body } of [place, cancel, cancelAll]) {
      expect([status, body['code']]).toEqual([403, 'SCOPE_MISSING']);
    }
    expect(world.exchange.control.requests({ path: '/api/v3/order' })).toEqual([]);
    expect((await world.gateway.get('/api/v1/openOrders?symbol=BTCUSDT', TOKENS.reader)).status).toBe(200);
  });

  it('AUTH-03 no secret in any output', async () => {
    await world.gateway.post('/api/v1/order', ORDER);
    await world.gateway.get(`/api/v1/time?token=${TOKENS.trader}`);
    await world.gateway.get('/api/v1/account', `${TOKENS.trader}x`);
    const { apiSecret } = world.exchange.credentials;
    const metrics = await world.gateway.get<string>('/metrics', null);
    for (const secret of [apiSecret, TOKENS.trader, TOKENS.reader, 'signature=']) {
      expect(world.gateway.output).not.toContain(secret);
      expect(metrics.body).not.toContain(secret);
    }
  });
});
