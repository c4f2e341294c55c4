import { type AppError, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { type Request, type Script, ScriptedExchange } from '../../test/scripted-exchange.js';
import { createCredential } from '../credential.js';
import { RequestBudget } from '../http/request-budget.js';
import { WsApiConnection, type WsApiOptions } from './connection.js';

const SECRET = 'a-secret-that-must-not-be-seen';
const credential = createCredential({ apiKey: 'the-key', apiSecret: SECRET });
const echo: Script = (request) => ({ id: request.id, status: 200, result: { method: request.method } });
const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: AppError) => error,
  );

describe('WsApiConnection', () => {
  let exchange: ScriptedExchange;
  let api: WsApiConnection;

  async function start(script: Script = echo, options: Partial<WsApiOptions> = {}): Promise<void> {
    exchange = await ScriptedExchange.start(script);
    api = new WsApiConnection({
      url: `${exchange.url}/ws-api/v3`,
      clock: systemClock,
      random: () => 0.999,
      logger: silentLogger,
      serverClock: { now: () => 1_700_000_000_000.75 },
      credential,
      ...options,
    });
  }

  afterEach(async () => {
    await api.close();
    await exchange.stop();
  });

  it('connects with the first request and answers many at once', async () => {
    await start();
    const answers = await Promise.all(['ping', 'time', 'depth'].map((method) => api.request(method)));
    expect(answers).toEqual([{ method: 'ping' }, { method: 'time' }, { method: 'depth' }]);
    expect(exchange.links.map((link) => link.path)).toEqual(['/ws-api/v3']);
    expect(new Set(exchange.requests.map((request) => request.id)).size).toBe(3);
  });

  it('signs with the time of the exchange', async () => {
    await start();
    await api.request('account.status', { omitZeroBalances: true }, { signed: true });
    const params = exchange.requests[0]?.params as unknown as Record<string, unknown>;
    expect(params).toEqual({
      omitZeroBalances: true,
      apiKey: 'the-key',
      timestamp: 1_700_000_000_000,
      signature: credential.sign('apiKey=the-key&omitZeroBalances=true&timestamp=1700000000000'),
    });
  });

  it('refuses signed requests without credentials, before sending', async () => {
    await start(echo, { credential: undefined as never });
    await api.request('ping');
    expect(await failure(api.request('account.status', {}, { signed: true }))).toMatchObject({
      code: 'CREDENTIALS_MISSING',
    });
    expect(exchange.requests.length).toBe(1);
  });

  it('says of a lost connection what became of each request, and comes back', async () => {
    await start((request, link) => (exchange.links.length === 1 ? void link : echo(request, link)));
    const read = failure(api.request('account.status', {}, { signed: true }));
    const order = failure(
      api.request('order.place', { newClientOrderId: 'mine' }, { signed: true, isOrder: true }),
    );
    await until(() => exchange.requests.length === 2);
    exchange.kill();
    expect(await read).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await order).toMatchObject({ code: 'OUTCOME_UNKNOWN', extra: { clientOrderId: 'mine' } });
    // sent while nothing is connected: waits for the next session
    expect(await api.request('ping')).toEqual({ method: 'ping' });
    expect(exchange.requests.map((request) => request.method)).toEqual([
      'account.status',
      'order.place',
      'ping',
    ]);
    expect(api.status()).toMatchObject({ isOpen: true, losses: 1, waiting: 0 });
  });

  it('knows that what waited for a connection was never sent', async () => {
    await start(echo);
    exchange.isDeaf = true;
    const order = api.request('order.place', {}, { isOrder: true, signed: true, timeoutMs: 30 });
    expect(await failure(order)).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('was not sent'),
    });
    const waiting = failure(api.request('ping'));
    await api.close();
    expect(await waiting).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await failure(api.request('ping'))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('sends nothing more once the exchange has named a limit', async () => {
    const now = 1_700_000_000_000;
    const budget = new RequestBudget({ clock: new FakeClock(now), now: () => now });
    await start(
      (request) => ({
        id: request.id,
        status: 418,
        error: { code: -1003, msg: 'Way too much', data: { serverTime: now, retryAfter: now + 90_000 } },
      }),
      { budget },
    );
    expect(await failure(api.request('depth'))).toMatchObject({
      code: 'UPSTREAM_BANNED',
      retryAfterMs: 90_000,
    });
    const second = await failure(api.request('depth'));
    expect(second).toMatchObject({ code: 'UPSTREAM_BANNED' });
    expect(second.retryAfterMs).toBeGreaterThan(80_000);
    expect(exchange.requests.length).toBe(1);
    expect(budget.fits(1)).toBe(false);
  });

  it('counts weight with REST and learns from the answers', async () => {
    const budget = new RequestBudget({ clock: new FakeClock(), now: () => 1_700_000_010_000 });
    const rateLimits = [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 4_321 },
    ];
    await start((request) => ({ id: request.id, status: 200, result: {}, rateLimits }), { budget });
    await api.request('ping', {}, { weight: 1 });
    expect(budget.use().find((use) => use.rateLimitType === 'REQUEST_WEIGHT')?.used).toBe(4_321);
    expect(await failure(api.request('depth', {}, { weight: 2_000 }))).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(exchange.requests.length).toBe(1);
  });

  it('opens its successor when the server announces its end; what was asked before is still answered', async () => {
    const held: Request[] = [];
    await start((request, link) =>
      request.method === 'slow' ? void held.push(request) : echo(request, link),
    );
    await api.request('ping');
    const slow = api.request('slow');
    await until(() => held.length === 1);
    exchange.send({ event: { e: 'serverShutdown', E: 1 } });
    await until(() => exchange.links.length === 2);
    await until(async () => {
      await api.request('time');
      return exchange.links[1]?.requests.length;
    });
    exchange.send({ id: held[0]?.id, status: 200, result: 'late but there' }, [exchange.links[0]!]);
    expect(await slow).toBe('late but there');
    await until(() => exchange.open.length === 1);
    expect(exchange.open[0]).toBe(exchange.links[1]);
  });

  it('replaces a session before it gets too old', async () => {
    await start(echo, { maxAgeMs: 50 });
    await api.request('ping');
    await until(() => exchange.links.length >= 3 && exchange.open.length <= 2);
    expect(await api.request('ping')).toEqual({ method: 'ping' });
  });

  it('keeps trying for a successor while the session lives', async () => {
    await start();
    await api.request('ping');
    exchange.refuse = { status: 503 };
    exchange.send({ event: { e: 'serverShutdown', E: 1 } });
    await until(() => exchange.attempts === 2);
    expect(await api.request('ping')).toEqual({ method: 'ping' });
    exchange.refuse = undefined;
    await until(() => exchange.links.length === 2);
  });

  it('does not let a secret out', async () => {
    const logged: unknown[] = [];
    const log = (...args: unknown[]): void => void logged.push(args);
    await start(
      (request) => ({ id: request.id, status: 401, error: { code: -2015, msg: 'Invalid API-key' } }),
      { logger: { debug: log, info: log, warn: log, error: log } },
    );
    const error = await failure(api.request('account.status', {}, { signed: true }));
    exchange.kill();
    await until(() => api.status().losses === 1);
    const signature = (exchange.requests[0]?.params as unknown as { signature: string }).signature;
    const everything =
      JSON.stringify([logged, error, error.message, error.extra, api.status()]) + String(error.stack);
    for (const secret of [SECRET, 'the-key', signature]) expect(everything).not.toContain(secret);
  });
});
