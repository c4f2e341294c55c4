import { createHmac } from 'node:crypto';
import { WsProbe, until } from '@binance-gateway/testing';
import { type World, startWorld } from '../start-gateway.js';

const ADMIN = 'e2e-admin-token-0000001';
const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';

interface Key {
  readonly apiKey: string;
  readonly apiSecret: string;
}

describe('the gateway in the place of Binance', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: { GATEWAY_TOKENS: `ops:${ADMIN}:admin` } });
    await ready();
  });
  afterAll(() => world.close());

  const ready = (): Promise<boolean> =>
    until(async () => (await fetch(`${world.gateway.url}/health/ready`)).ok, {
      timeoutMs: 30_000,
      what: 'readiness',
    });

  async function issue(name: string, more: object = {}): Promise<Key> {
    const { status, body } = await world.gateway.post<Key & Record<string, unknown>>(
      '/api/v1/admin/keys',
      { name, ...more },
      ADMIN,
    );
    expect([status, body]).toEqual([200, expect.objectContaining({ name })]);
    return body;
  }

  const sign = ({ apiSecret }: Key, payload: string): string =>
    `${payload}&signature=${createHmac('sha256', apiSecret).update(payload).digest('hex')}`;

  function signed(key: Key, method: string, path: string, query = ''): Promise<Response> {
    const payload = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}`;
    return fetch(`${world.gateway.url}${path}?${sign(key, payload)}`, {
      method,
      headers: { 'X-MBX-APIKEY': key.apiKey },
    });
  }

  it('DROPIN-01 a key trades, outlives a kill, and is gone when it is revoked', async () => {
    const key = await issue('bot');
    const placed = await signed(key, 'POST', '/api/v3/order', `${LIMIT}&newClientOrderId=drop-1`);
    expect([placed.status, await placed.json()]).toEqual([
      200,
      expect.objectContaining({ clientOrderId: 'drop-1' }),
    ]);
    await world.gateway.stop('SIGKILL');
    await world.restart();
    await ready();
    const found = await signed(key, 'GET', '/api/v3/order', 'symbol=BTCUSDT&origClientOrderId=drop-1');
    expect(await found.json()).toMatchObject({ status: 'NEW' });
    const again = await signed(key, 'POST', '/api/v3/order', `${LIMIT}&newClientOrderId=drop-1`);
    expect(await again.json()).toEqual({ code: -2010, msg: 'Duplicate order sent.' });
    const revoked = await world.gateway.delete('/api/v1/admin/keys/bot', ADMIN);
    expect(revoked.status).toBe(200);
    const refused = await signed(key, 'GET', '/api/v3/account');
    expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code: -2015 })]);
  });

  it('DROPIN-02 a policy holds before anything is sent', async () => {
    const key = await issue('careful', { policy: { maxNotionalPerOrder: '10' } });
    world.exchange.control.clearRequests();
    const refused = await signed(key, 'POST', '/api/v3/order', LIMIT);
    expect([refused.status, refused.headers.get('x-gateway-error')]).toEqual([400, 'POLICY_REFUSED']);
    expect(world.exchange.control.requests({ path: '/api/v3/order' })).toEqual([]);
  });

  it('DROPIN-03 an open socket dies with its key', async () => {
    const key = await issue('listener');
    const probe = await WsProbe.open(`${world.gateway.wsUrl}/ws-api/v3`);
    const payload = `apiKey=${key.apiKey}&timestamp=${Date.now()}`;
    const params = Object.fromEntries(new URLSearchParams(sign(key, payload)));
    probe.send({ id: 1, method: 'userDataStream.subscribe.signature', params });
    expect(await probe.next(({ id }) => id === 1)).toMatchObject({
      status: 200,
      result: { subscriptionId: 0 },
    });
    await signed(key, 'POST', '/api/v3/order', `${LIMIT}&newClientOrderId=heard-1`);
    await probe.next<{ event?: { c: string } }>(({ event }) => event?.c === 'heard-1');
    await world.gateway.delete('/api/v1/admin/keys/listener', ADMIN);
    await until(() => probe.closed, { what: 'end of the connection' });
  });

  it('DROPIN-04 no secret in any output', async () => {
    const key = await issue('secretive');
    await signed(key, 'GET', '/api/v3/account');
    await signed({ ...key, apiSecret: 'wrong' }, 'GET', '/api/v3/account');
    const metrics = await world.gateway.get<string>('/metrics', null);
    for (const secret of [key.apiSecret, world.exchange.credentials.apiSecret, 'signature=']) {
      expect(world.gateway.output).not.toContain(secret);
      expect(metrics.body).not.toContain(secret);
    }
  });
});
