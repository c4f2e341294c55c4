import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  type Order,
  getAccountInfo,
  getPrice,
  placeOrder,
  seededRandom,
  stopTrading,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import type { Simulator, SimulatorOptions } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { type Environment, loadConfig } from '../config/load-config.js';
import { Metrics } from '../metrics/registry.js';
import { assembleUpstream } from './assemble.js';
import type { Upstream } from './upstream.js';
import { USER_CHANNEL } from './user-channel.js';

const CONTEXT = { requestId: 'request-1', principal: 'spec' };
const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
} as const;

/** Like the code under test, loaded on demand. */
async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  return (await import('@binance-gateway/exchange-simulator')).startSimulator(options);
}

async function withUpstream(
  environment: Environment,
  use: (upstream: Upstream, metrics: Metrics) => Promise<void>,
): Promise<void> {
  const metrics = new Metrics();
  const deps = { clock: systemClock, random: seededRandom(1), logger: silentLogger, metrics };
  const dataDir = mkdtempSync(join(tmpdir(), 'assemble-spec-'));
  const config = loadConfig('gateway', { DATA_DIR: dataDir, ...environment });
  const upstream = await assembleUpstream(config, deps);
  try {
    await use(upstream, metrics);
  } finally {
    await upstream.close();
    rmSync(dataDir, { recursive: true });
  }
}

const accountOf = async ({ operations }: Upstream): Promise<Account> =>
  (await operations.run(getAccountInfo, {}, CONTEXT)) as Account;

describe('assembleUpstream', () => {
  it('brings an exchange with an account, and becomes ready by itself', () =>
    withUpstream({}, async (upstream, metrics) => {
      expect((await accountOf(upstream)).canTrade).toBe(true);
      await until(() => upstream.readiness().ready);
      expect(await metrics.text()).toContain('upstream_ready 1');
      expect(await metrics.text()).toContain(
        'upstream_calls_total{operation="get_account_info",outcome="ok"} 1',
      );
    }));

  it('leaves figures that can still be read when it is closed', async () => {
    let figures: Metrics | undefined;
    await withUpstream({}, async (upstream, metrics) => {
      await until(() => upstream.readiness().ready);
      await upstream.operations.run(stopTrading, { principal: 'local' }, CONTEXT);
      expect(await metrics.text()).toContain('trading_stopped_tokens 1');
      figures = metrics;
    });
    const text = await figures?.text();
    expect(text).toContain('trading_stopped_tokens 1');
    expect(text).not.toContain('gateway_scrape_failures_total{');
  });

  it.each([
    [{ SIMULATOR_API_KEY: 'sim-key', SIMULATOR_API_SECRET: 'sim-secret' }, 'sim-key'],
    [{ BINANCE_API_KEY: 'own-key', BINANCE_API_SECRET: 'own-secret' }, 'own-key'],
  ])('opens its account with the key that is set', (environment, apiKey) =>
    withUpstream(environment, async (upstream) => {
      expect(upstream.simulator?.credentials.apiKey).toBe(apiKey);
      expect((await accountOf(upstream)).accountType).toBe('SPOT');
    }),
  );

  it('starts no exchange when every URL points to one', async () => {
    const key = { apiKey: 'shared-key', apiSecret: 'shared-secret' };
    const elsewhere = await startSimulator({ market: 'none', accounts: [{ id: 'main', ...key }] });
    const { rest, stream, wsApi } = elsewhere.urls;
    try {
      await withUpstream(
        {
          BINANCE_REST_URL: rest,
          BINANCE_STREAM_URL: stream,
          BINANCE_WS_API_URL: wsApi,
          SIMULATOR_API_KEY: key.apiKey,
          SIMULATOR_API_SECRET: key.apiSecret,
        },
        async (upstream) => {
          expect(upstream.simulator).toBeUndefined();
          expect((await accountOf(upstream)).canTrade).toBe(true);
          expect(elsewhere.control.requests({ path: '/api/v3/account' })).toHaveLength(1);
        },
      );
    } finally {
      await elsewhere.close();
    }
  });

  it('carries events of the account to whoever taps them, and market data from one subscription', () =>
    withUpstream({}, async (upstream) => {
      const events: string[] = [];
      const tickers: string[] = [];
      const untap = upstream.hub.tap(USER_CHANNEL, {
        onMessage: (payload) => void events.push(payload.toString()),
      });
      upstream.hub.tap('btcusdt@ticker', { onMessage: (payload) => void tickers.push(payload.toString()) });
      // the subscription of the account has to be active before something happens to it
      await until(() => upstream.simulator!.control.wsApiConnections === 1);
      await until(async () => {
        const order = (await upstream.operations.run(placeOrder, LIMIT, CONTEXT)) as Order;
        return events.some((event) => event.includes(order.clientOrderId));
      });
      expect(JSON.parse(events[0] as string)).toMatchObject({ e: 'executionReport', s: 'BTCUSDT', X: 'NEW' });
      await until(() => tickers.length > 0);
      // and one that tells whether the market moves
      const names = [...upstream.hub.positions()].map(([name]) => name);
      expect(names.sort()).toEqual(['!miniTicker@arr', 'btcusdt@ticker'].slice(2 - names.length));
      untap();
    }));

  it('keeps order books, and no more than MAX_BOOKS', () =>
    withUpstream({ MAX_BOOKS: '1' }, async ({ books, hub }) => {
      const handle = books.acquire('BTCUSDT');
      const book = await handle.whenLive(10_000);
      expect(book.bids(1)).toHaveLength(1);
      expect(books.acquire('BTCUSDT').symbol).toBe('BTCUSDT');
      expect(() => books.acquire('ETHUSDT')).toThrow(expect.objectContaining({ code: 'FULL' }));
      expect(() => hub.tap('depth:ETHUSDT:5', { onMessage: () => undefined })).toThrow(
        expect.objectContaining({ code: 'FULL' }),
      );
    }));

  it('answers without an account what needs none, and says what to set for the rest', async () => {
    const elsewhere = await startSimulator({ market: 'none' });
    const { rest, stream, wsApi } = elsewhere.urls;
    const urls = { BINANCE_REST_URL: rest, BINANCE_STREAM_URL: stream, BINANCE_WS_API_URL: wsApi };
    try {
      await withUpstream({ ...urls, BINANCE_ENV: 'mainnet' }, async (upstream) => {
        const { operations, hub } = upstream;
        expect(await operations.run(getPrice, { symbol: 'BTCUSDT' }, CONTEXT)).toMatchObject({
          symbol: 'BTCUSDT',
        });
        const missing = expect.objectContaining({ code: 'CREDENTIALS_MISSING' });
        await expect(operations.run(getAccountInfo, {}, CONTEXT)).rejects.toEqual(missing);
        expect(() => hub.tap(USER_CHANNEL, { onMessage: () => undefined })).toThrow(missing);
        const disabled = expect.objectContaining({ code: 'TRADING_DISABLED' });
        await expect(operations.run(placeOrder, LIMIT, CONTEXT)).rejects.toEqual(disabled);
      });
    } finally {
      await elsewhere.close();
    }
  });

  it('is not ready once it closes', () =>
    withUpstream({}, async (upstream) => {
      await until(() => upstream.readiness().ready);
      void upstream.close();
      expect(upstream.readiness()).toEqual({ ready: false, reasons: ['shutting down'] });
    }));
});
