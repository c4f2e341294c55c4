import { WsProbe, until } from '@binance-gateway/testing';
import { FAULTS, startSimulator } from '@binance-gateway/exchange-simulator';
import { GatewayProcess, type World, startWorld } from '../start-gateway.js';

describe('operating it', () => {
  let gateway: GatewayProcess;
  let token: string;
  beforeAll(async () => {
    gateway = await GatewayProcess.start({ LOG_FORMAT: 'pretty', NO_COLOR: '1' }).catch(() =>
      GatewayProcess.start({}),
    );
    token = await until(() => /Authorization: Bearer ([\w-]{20,})/.exec(gateway.output)?.[1], {
      what: 'printed token',
    });
  });
  afterAll(() => gateway.stop('SIGKILL'));

  it('OPS-01 the printed curl commands work', async () => {
    const commands = [...gateway.output.matchAll(/curl [^\n]*/g)].map(([command]) => command);
    expect(commands.length).toBeGreaterThanOrEqual(2);
    for (const command of commands) {
      const url = /(http:\/\/[^\s'"]+)/.exec(command)?.[1] as string;
      const data = /-d '([^']+)'/.exec(command)?.[1];
      const reply = await gateway.request(data ? 'POST' : 'GET', url.replace(gateway.url, ''), {
        token,
        ...(data ? { body: data } : {}),
      });
      expect([command, reply.status < 300]).toEqual([command, true]);
    }
  });

  it('OPS-02 health, readiness, metrics', async () => {
    expect((await gateway.get('/health', null)).status).toBe(200);
    await until(async () => (await gateway.get('/health/ready', null)).status === 200);
    const metrics = await gateway.get<string>('/metrics', null);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.body).toMatch(/# TYPE gateway_http_requests_total counter/);
  });

  it('OPS-03 a stop says why and ends cleanly', async () => {
    const probe = await WsProbe.open(`${gateway.wsUrl}/ws/ticker/BTCUSDT`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await probe.next();
    const code = await gateway.stop('SIGTERM');
    expect(code).toBe(0);
    await until(() => probe.closed);
    expect(probe.closed?.code).toBeGreaterThanOrEqual(3000);
    expect(probe.closed?.code).toBeLessThan(3500);
    expect(probe.closed?.reason).not.toBe('');
  });
});

describe('an exchange that goes away', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('OPS-04 readiness follows it', async () => {
    const ready = async (): Promise<number> => (await world.gateway.get('/health/ready', null)).status;
    const port = Number(new URL(world.exchange.urls.rest).port);
    await until(async () => (await ready()) === 200);
    await world.exchange.close();
    await until(async () => (await ready()) === 503, { timeoutMs: 40_000 });
    expect((await world.gateway.get('/health', null)).status).toBe(200);
    const again = await startSimulator({ port });
    await until(async () => (await ready()) === 200, { timeoutMs: 40_000 });
    await again.close();
  });
});

describe('a stop in the middle of an order', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('OPS-05 answers it as unknown, with its id', async () => {
    const match = { method: 'POST', path: '/api/v3/order' };
    world.exchange.control.inject({ match, effect: FAULTS.acceptThenSilence });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' };
    const answer = world.gateway.post('/api/v1/order', order);
    await until(() => world.exchange.control.requests(match).length === 1);
    const code = world.gateway.stop('SIGTERM');
    const { status, body } = await answer;
    expect([status, body['code'], body['outcome']]).toEqual([504, 'OUTCOME_UNKNOWN', 'UNKNOWN']);
    expect(body['clientOrderId']).toMatch(/^[a-zA-Z0-9_-]{1,36}$/);
    expect(await code).toBe(0);
  });
});
