import { until } from '@binance-gateway/testing';
import { type World, startWorld } from '../start-gateway.js';

/** Longer than a killed process needs to be back, also on a busy machine. */
const BAN_MS = 20_000;

describe('limits of the exchange', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const banned = async (path: string): Promise<void> => {
    const { status, body, headers } = await world.gateway.get(path);
    expect([path, status, body['code']]).toEqual([path, 429, 'UPSTREAM_BANNED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  };

  it('LIMIT-01 a ban outlasts kill -9, and nothing is sent until it is over', async () => {
    const { control } = world.exchange;
    await until(async () => (await world.gateway.get('/health/ready')).status === 200);
    const endsAt = control.ban(BAN_MS);
    await banned('/api/v1/trades?symbol=BTCUSDT');
    await banned('/api/v1/account');
    await world.gateway.stop('SIGKILL');
    const reached = control.requests().length;

    await world.restart();
    await banned('/api/v1/account');
    const ready = await world.gateway.get('/health/ready');
    expect([ready.status, ready.body['code']]).toEqual([503, 'NOT_READY']);
    const { body } = await world.gateway.get('/api/v1/limits');
    expect(body['silence']).toMatchObject({ banned: true });
    // the exchange was not asked by anything the new process does on its own either
    expect(Date.now() < endsAt ? control.requests().length : reached).toBe(reached);

    await until(async () => (await world.gateway.get('/api/v1/account')).status === 200, {
      timeoutMs: BAN_MS + 20_000,
    });
    expect(control.disobedientRequests()).toEqual([]);
  });
});
