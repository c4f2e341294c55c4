import { request } from 'node:http';
import { RestClient } from '../../rest-client.bed.js';
import { type Simulator, startSimulator } from '../../start-simulator.js';
import { controlClient } from './control.bed.js';
import { CONTROL_ROUTES } from './routes.js';

let simulator: Simulator;
let control: ReturnType<typeof controlClient>;

async function start(options: Parameters<typeof startSimulator>[0] = {}): Promise<void> {
  simulator = await startSimulator({ market: 'none', seed: 1, ...options });
  control = controlClient(simulator.urls.rest);
}

afterEach(() => simulator.close());

/** Headers that fetch would not send. */
function statusWith(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(simulator.urls.rest);
    const message = request({ hostname, port, path: '/control/time', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    message.on('error', reject).end();
  });
}

describe('who gets in', () => {
  it('programs on this machine; no web page, nobody behind a proxy', async () => {
    await start();
    expect((await control('GET', '/time')).status).toBe(200);
    expect(await statusWith({ origin: 'https://example.com' })).toBe(403);
    expect(await statusWith({ host: 'rebound.example.com' })).toBe(403);
    expect(await statusWith({ 'x-forwarded-for': '10.0.0.1' })).toBe(403);
  });

  it('with a token: whoever has it, nobody else', async () => {
    await start({ controlToken: 'let me in' });
    expect((await control('GET', '/time')).status).toBe(401);
    expect(await statusWith({ authorization: 'Bearer let me out' })).toBe(401);
    expect(await statusWith({ authorization: 'Bearer let me in' })).toBe(200);
  });
});

describe('requests', () => {
  it('GET /control lists every route', async () => {
    await start();
    const { body } = await control('GET', '');
    expect(body.routes).toHaveLength(CONTROL_ROUTES.length);
    expect(body.routes[0]).toMatchObject({ method: 'GET', path: '/control/status' });
  });

  it.each<[string, string, unknown, number, RegExp, string | undefined]>([
    ['GET', '/nothing', undefined, 404, /GET \/control lists/, undefined],
    ['PATCH', '/time', undefined, 405, /use GET, PUT/, undefined],
    ['PUT', '/time', '{"skewMs":', 400, /not JSON/, undefined],
    ['PUT', '/time', '[]', 400, /JSON object/, undefined],
    ['PUT', '/time', {}, 400, /skewMs is missing/, 'skewMs'],
    ['PUT', '/time', { skewMs: '5' }, 400, /skewMs must be a number/, 'skewMs'],
    ['PUT', '/time', { skewMs: 5, unit: 's' }, 400, /unit is unknown here; known are: skewMs/, 'unit'],
    ['POST', '/faults', { fault: 'explode' }, 400, /no fault "explode"/, 'fault'],
    ['DELETE', '/faults/7', undefined, 404, /no fault 7/, 'id'],
    ['GET', '/accounts/nobody', undefined, 404, /no account nobody/, 'account'],
    ['POST', '/accounts', { account: 'main' }, 409, /exists already/, 'account'],
    ['POST', '/accounts', { account: 'a', balances: { USDT: 5 } }, 400, /decimal as text/, 'balances.USDT'],
    ['POST', '/accounts/main/deposits', { asset: 'BTC', amount: '0' }, 400, /more than 0/, 'amount'],
    [
      'POST',
      '/accounts/main/withdrawals',
      { asset: 'BTC', amount: '99' },
      400,
      /insufficient balance/,
      'amount',
    ],
    ['PUT', '/symbols/NOPE/status', { status: 'HALT' }, 404, /no symbol NOPE/, 'symbol'],
    ['PUT', '/symbols/BTCUSDT/status', { status: 'OPEN' }, 400, /one of TRADING/, 'status'],
    ['POST', '/market/pause', undefined, 409, /no synthetic market/, undefined],
    ['POST', '/symbols', { baseAsset: 'BTC', quoteAsset: 'USDT' }, 409, /listed already/, 'symbol'],
    ['GET', '/record/orders?after=x', undefined, 400, /after must be a whole number/, 'after'],
    ['GET', '/accounts/%E0%A4%A', undefined, 400, /percent-encoded/, undefined],
  ])('%s %s %j → %d', async (method, path, body, status, message, field) => {
    await start();
    const answer = await control(method, path, body);
    expect([answer.status, answer.body.field]).toEqual([status, field]);
    expect(answer.body.error).toMatch(message);
  });

  it('are no part of what the exchange saw', async () => {
    await start();
    await control('GET', '/status');
    expect((await control('GET', '/record/requests')).body).toEqual([]);
  });
});

describe('time and faults', () => {
  it('the clock goes wrong and right again', async () => {
    await start();
    const client = new RestClient(simulator.urls.rest, simulator.credentials);
    expect((await control('PUT', '/time', { skewMs: -6000 })).status).toBe(204);
    expect((await control('GET', '/time')).body.skewMs).toBe(-6000);
    expect((await client.signed('GET', '/api/v3/account')).body['code']).toBe(-1021);
    await control('PUT', '/time', { skewMs: 0 });
    expect((await client.signed('GET', '/api/v3/account')).status).toBe(200);
  });

  it('faults are switched on, listed and taken back', async () => {
    await start();
    const client = new RestClient(simulator.urls.rest, simulator.credentials);
    const { body, status } = await control('POST', '/faults', {
      fault: 'unavailable',
      path: '/api/v3/ping',
      times: 10,
    });
    expect([status, body]).toEqual([
      200,
      { id: 1, fault: 'unavailable', settings: { path: '/api/v3/ping', times: 10 }, isStanding: true },
    ]);
    expect((await client.get('/api/v3/ping')).status).toBe(503);
    const listed = await control('GET', '/faults');
    expect(listed.body.active).toEqual([body]);
    // every example of the table is a request that works
    for (const { example } of listed.body.switches) {
      expect((await control('POST', '/faults', example)).status).toBe(200);
      await control('DELETE', '/faults');
    }
    expect((await control('GET', '/faults')).body.active).toEqual([]);
    const again = await control('POST', '/faults', { fault: 'unavailable', times: 10 });
    expect((await control('DELETE', `/faults/${again.body.id}`)).status).toBe(204);
    expect((await client.get('/api/v3/ping')).status).toBe(200);
  });
});
