import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  delay,
  getKlines,
  getOrderBook,
  getPrice,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { loadConfig } from '../../config/load-config.js';
import { Metrics } from '../../metrics/registry.js';
import { assembleUpstream } from '../assemble.js';

const HURRY = 6;
const START = systemClock.now();
/** One clock for both sides: a minute of the exchange and of the gateway passes in ten seconds. */
const hurried: Clock = {
  now: () => START + (systemClock.now() - START) * HURRY,
  monotonic: () => systemClock.monotonic() * HURRY,
  setTimeout: (callback, delayMs) => systemClock.setTimeout(callback, delayMs / HURRY),
  clearTimeout: (timer) => systemClock.clearTimeout(timer),
};

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT'];
const CLIENTS = 100;
const MINUTE_MS = 60_000;
/** Documented weights of price, depth and klines of one symbol. */
const WEIGHT_OF_A_ROUND = SYMBOLS.length * (2 + 5 + 2);

it('a hundred clients that poll price, depth and klines of five symbols for a minute spend less than one alone', async () => {
  const { startSimulator } = await import('@binance-gateway/exchange-simulator');
  // what is sent within one of the exchange's seconds is sent within a sixth of ours
  const exchange = await startSimulator({
    clock: hurried,
    seed: 1,
    streamLimits: { messagesPerSecond: 1_000 },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'many-clients-spec-'));
  const config = loadConfig('gateway', {
    DATA_DIR: dataDir,
    BINANCE_REST_URL: exchange.urls.rest,
    BINANCE_STREAM_URL: exchange.urls.stream,
    BINANCE_WS_API_URL: exchange.urls.wsApi,
  });
  const deps = { clock: hurried, random: seededRandom(1), logger: silentLogger, metrics: new Metrics() };
  const upstream = await assembleUpstream(config, deps);
  try {
    await until(() => upstream.readiness().ready);
    exchange.control.clearRequests();
    const end = hurried.monotonic() + MINUTE_MS;
    const context = { requestId: 'r', principal: 'spec' };
    const client = async (): Promise<number> => {
      let rounds = 0;
      for (; hurried.monotonic() < end; rounds++) {
        for (const symbol of SYMBOLS) {
          await upstream.operations.run(getPrice, { symbol }, context);
          await upstream.operations.run(getOrderBook, { symbol, limit: 100 }, context);
          await upstream.operations.run(getKlines, { symbol, interval: '1m', limit: 100 }, context);
        }
        await delay(hurried, 1_000);
      }
      return rounds;
    };
    const rounds = await Promise.all(Array.from({ length: CLIENTS }, client));
    const alone = Math.min(...rounds) * WEIGHT_OF_A_ROUND;
    // everything: first answers, snapshots of books, the clock, whether the exchange is there
    const spent = exchange.control.requests().reduce((sum, { weight }) => sum + weight, 0);
    expect(Math.min(...rounds)).toBeGreaterThan(10);
    expect(spent).toBeGreaterThan(0);
    expect({ spent, isLess: spent < alone }).toEqual({ spent, isLess: true });
  } finally {
    await upstream.close();
    await exchange.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 120_000);
