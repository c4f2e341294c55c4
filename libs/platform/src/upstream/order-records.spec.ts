import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Intent,
  type Order,
  getIntent,
  getPrice,
  listIntents,
  placeOrder,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { loadConfig } from '../config/load-config.js';
import { Metrics } from '../metrics/registry.js';
import { assembleUpstream } from './assemble.js';
import type { Upstream } from './upstream.js';

const CONTEXT = { requestId: 'request-1', principal: 'spec' };
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' } as const;
const PLACE = { method: 'POST', path: '/api/v3/order' };

/** An exchange that outlives the processes that trade on it, and their directory. */
describe('order records', () => {
  let exchange: Simulator;
  let dataDir: string;
  const running: Upstream[] = [];
  const metrics = new Metrics();

  beforeEach(async () => {
    exchange = await (await import('@binance-gateway/exchange-simulator')).startSimulator({ seed: 3 });
    dataDir = mkdtempSync(join(tmpdir(), 'records-spec-'));
  });
  afterEach(async () => {
    for (const upstream of running.splice(0)) await upstream.close();
    await exchange.close();
    rmSync(dataDir, { recursive: true });
  });

  async function start(): Promise<Upstream> {
    const { rest, stream, wsApi } = exchange.urls;
    const config = loadConfig('gateway', {
      DATA_DIR: dataDir,
      BINANCE_ENV: 'testnet',
      BINANCE_REST_URL: rest,
      BINANCE_STREAM_URL: stream,
      BINANCE_WS_API_URL: wsApi,
      BINANCE_API_KEY: exchange.credentials.apiKey,
      BINANCE_API_SECRET: exchange.credentials.apiSecret,
    });
    const deps = { clock: systemClock, random: seededRandom(1), logger: silentLogger, metrics };
    const upstream = await assembleUpstream(config, deps);
    running.push(upstream);
    return upstream;
  }

  const folder = (): string =>
    join(dataDir, 'orders', `testnet-127.0.0.1_${new URL(exchange.urls.rest).port}`);

  it('outlive the process, in a folder of the exchange', async () => {
    const first = await start();
    const order = { ...MARKET, newClientOrderId: 'kept-1' };
    const placed = (await first.operations.run(placeOrder, order, CONTEXT)) as Order;
    await first.close();
    running.length = 0;
    expect(readdirSync(folder())).toContain('data.mdb');

    const second = await start();
    expect(await second.operations.run(placeOrder, order, CONTEXT)).toEqual(placed);
    expect(exchange.control.requests(PLACE)).toHaveLength(1);
    const intent = (await second.operations.run(getIntent, { clientOrderId: 'kept-1' }, CONTEXT)) as Intent;
    expect(intent).toMatchObject({
      state: 'ACCEPTED',
      isSettled: true,
      principal: 'spec',
      symbol: 'BTCUSDT',
    });
    expect(Object.keys(intent)).not.toEqual(expect.arrayContaining(['fingerprint']));
    expect(await second.operations.run(listIntents, { state: 'ACCEPTED' }, CONTEXT)).toEqual([intent]);
    await expect(second.operations.run(getIntent, { clientOrderId: 'none' }, CONTEXT)).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    const text = await metrics.text();
    expect(text).toContain('journal_intents_total{state="ACCEPTED"} 1');
    expect(text).toContain('journal_unresolved_intents 0');
  });

  it('that cannot be read refuse orders and nothing else, and say why the process is not ready', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'data.mdb'), 'not a journal\n'.repeat(1_000));
    const upstream = await start();
    const unavailable = {
      code: 'JOURNAL_UNAVAILABLE',
      message: expect.stringContaining('is not a journal') as string,
    };
    await expect(upstream.operations.run(placeOrder, MARKET, CONTEXT)).rejects.toMatchObject(unavailable);
    await expect(upstream.operations.run(listIntents, {}, CONTEXT)).rejects.toMatchObject(unavailable);
    expect(exchange.control.requests(PLACE)).toEqual([]);
    expect(await upstream.operations.run(getPrice, { symbol: 'BTCUSDT' }, CONTEXT)).toHaveProperty('price');
    await until(() => upstream.readiness().reasons[0]?.includes('journal'));
    expect(upstream.readiness()).toEqual({ ready: false, reasons: [unavailable.message] });
  });

  it('of the embedded exchange leave nothing behind, however it ends', async () => {
    const ours = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('binance-gateway-'));
    const before = new Set(ours());
    const deps = {
      clock: systemClock,
      random: seededRandom(1),
      logger: silentLogger,
      metrics: new Metrics(),
    };
    const upstream = await assembleUpstream(loadConfig('gateway', { DATA_DIR: dataDir }), deps);
    try {
      // others that start beside this one have theirs for a moment
      await until(() => ours().every((name) => before.has(name)));
      const placed = (await upstream.operations.run(placeOrder, MARKET, CONTEXT)) as Order;
      const ref = { clientOrderId: placed.clientOrderId };
      expect(await upstream.operations.run(getIntent, ref, CONTEXT)).toMatchObject({ state: 'ACCEPTED' });
      expect(readdirSync(dataDir)).toEqual([]);
    } finally {
      await upstream.close();
    }
  });
});
