import { connect } from 'node:net';
import { FakeClock, WsProbe, describeWithFixtures, fixture, until } from '@binance-gateway/testing';
import { type Loose, RestClient } from './rest-client.bed.js';
import { startSimulator } from './start-simulator.js';

describe('startSimulator', () => {
  it('is an exchange that trades by itself, on one free loopback port', async () => {
    const simulator = await startSimulator();
    expect(simulator.urls.rest).toMatch(/^http:\/\/127\.0\.0\.1:[1-9][0-9]*$/);
    expect(simulator.urls.wsApi).toBe(`${simulator.urls.stream}/ws-api/v3`);
    expect(simulator.credentials.apiKey).toMatch(/^[A-Za-z0-9]{64}$/);
    const client = new RestClient(simulator.urls.rest, simulator.credentials);
    const depth = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT', limit: '20' });
    expect([depth.body.bids.length, depth.body.asks.length]).toEqual([20, 20]);
    const klines = await client.get<unknown[]>('/api/v3/klines', {
      symbol: 'BTCUSDT',
      interval: '1d',
      limit: '1000',
    });
    expect(klines.body).toHaveLength(1000);
    const stream = await WsProbe.open(
      `${simulator.urls.stream}/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker`,
    );
    await stream.next<{ stream: string }>((message) => message.stream === 'btcusdt@bookTicker');
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' };
    const bought = await client.signed<Loose>('POST', '/api/v3/order', order);
    expect(bought.body.status).toBe('FILLED');
    simulator.engine.assertConserved();
    await stream.close();
    await simulator.close();
  });

  it('close leaves no timer, no socket and no port', async () => {
    const clock = new FakeClock();
    const simulator = await startSimulator({ clock });
    const stream = await WsProbe.open(`${simulator.urls.stream}/ws/btcusdt@depth`);
    const api = await WsProbe.open(simulator.urls.wsApi);
    const idle = connect(Number(new URL(simulator.urls.rest).port), '127.0.0.1');
    let isIdleClosed = false;
    idle.on('close', () => (isIdleClosed = true)).on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    expect(clock.pending).toBeGreaterThan(0);
    await simulator.close();
    await until(() => clock.pending === 0);
    await until(() => stream.closed && api.closed && isIdleClosed);
    await expect(fetch(simulator.urls.rest)).rejects.toThrow('fetch failed');
  });

  it('the same seed, clock and requests give the same exchange', async () => {
    const bodies: string[] = [];
    for (let run = 0; run < 2; run++) {
      const clock = new FakeClock();
      const simulator = await startSimulator({
        clock,
        seed: 42,
        accounts: [{ id: 'a', apiKey: 'k', apiSecret: 's' }],
      });
      const client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
      clock.advanceSync(5000);
      const order = { symbol: 'ETHUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5' };
      const sold = await client.signed('POST', '/api/v3/order', order);
      bodies.push(sold.text + (await client.get('/api/v3/depth', { symbol: 'ETHUSDT' })).text);
      await simulator.close();
    }
    expect(bodies[0]).toContain('"status":"FILLED"');
    expect(bodies[0]).toBe(bodies[1]);
  });

  it('two keys of one account, and accounts that do not see each other', async () => {
    const simulator = await startSimulator({
      market: 'none',
      accounts: [{ id: 'a', balances: { USDT: '5' } }, { id: 'a' }, { id: 'b', balances: {} }],
    });
    const answers = await Promise.all(
      simulator.accounts.map((credentials) =>
        new RestClient(simulator.urls.rest, credentials).signed<Loose>('GET', '/api/v3/account'),
      ),
    );
    expect(answers.map(({ body }) => body.balances)).toEqual([
      [{ asset: 'USDT', free: '5.00000000', locked: '0.00000000' }],
      [{ asset: 'USDT', free: '5.00000000', locked: '0.00000000' }],
      [],
    ]);
    expect(answers[0]?.body.uid).toBe(answers[1]?.body.uid);
    expect(answers[0]?.body.uid).not.toBe(answers[2]?.body.uid);
    await simulator.close();
  });

  it('a port in use is an error, and nothing is left behind', async () => {
    const first = await startSimulator({ market: 'none' });
    const clock = new FakeClock();
    const port = Number(new URL(first.urls.rest).port);
    await expect(startSimulator({ clock, port })).rejects.toThrow('EADDRINUSE');
    expect(clock.pending).toBe(0);
    await first.close();
  });
});

describeWithFixtures('a recorded market', () => {
  it('answers depth and streams from the recording', async () => {
    const replay = fixture('ws/btcusdt_20240808_first20s.jsonl');
    const simulator = await startSimulator({ market: { replay, speed: 'max', holdForSnapshot: true } });
    const client = new RestClient(simulator.urls.rest, simulator.credentials);
    const stream = await WsProbe.open(`${simulator.urls.stream}/stream?streams=btcusdt@depth@100ms`);
    const depth = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT', limit: '1000' });
    expect(depth.body.bids).toHaveLength(1000);
    const { data } = await stream.next<Loose>();
    expect(data).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
    expect(Math.abs(data.u - depth.body.lastUpdateId)).toBeLessThan(100_000);
    await until(() => simulator.market.replay?.isFinished);
    await stream.close();
    await simulator.close();
  });
});
