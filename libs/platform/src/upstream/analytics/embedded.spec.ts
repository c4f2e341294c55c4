import {
  type AggregateTrade,
  Decimal,
  type DepthSnapshot,
  type MarketAnomalies,
  type MicrostructureHealth,
  type Operation,
  type OrderBookDepth,
  type OrderBookHealth,
  type OrderBookMetrics,
  type OrderFlow,
  type VolumeProfile,
  detectMarketAnomalies,
  getAggregateTrades,
  getMicrostructureHealth,
  getOrderBook,
  getOrderFlow,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderbookMetrics,
  getVolumeProfile,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { loadConfig } from '../../config/load-config.js';
import { Metrics } from '../../metrics/registry.js';
import { assembleUpstream } from '../assemble.js';
import type { Upstream } from '../upstream.js';

const symbol = 'BTCUSDT';
const CONTEXT = { requestId: 'request-1', principal: 'spec' };

jest.setTimeout(60_000);

/** A market in which something happens all the time, over real sockets. */
describe('analytics on the embedded exchange', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    const deps = {
      clock: systemClock,
      random: seededRandom(1),
      logger: silentLogger,
      metrics: new Metrics(),
    };
    upstream = await assembleUpstream(loadConfig('gateway', {}), deps);
    await until(() => upstream.readiness().ready);
  });
  afterAll(() => upstream.close());

  const ask = <A>(operation: { readonly name: string }, input: object): Promise<A> =>
    upstream.operations.run(operation as Operation, input, CONTEXT) as Promise<A>;

  it('shows the book of the exchange', async () => {
    // both are read until they are of the same update
    await until(async () => {
      const truth = await ask<DepthSnapshot>(getOrderBook, { symbol, limit: 100 });
      const seen = await ask<OrderBookDepth>(getOrderbookDepth, { symbol, levels: 100 });
      if (seen.lastUpdateId !== truth.lastUpdateId) return false;
      const { priceScale, quantityScale } = seen;
      const back = (side: OrderBookDepth['bids']): string[][] =>
        side.map(([price, quantity]) => [
          Decimal.fromScaled(BigInt(price as number), priceScale).toFixed(8),
          Decimal.fromScaled(BigInt(quantity as number), quantityScale).toFixed(8),
        ]);
      expect([back(seen.bids), back(seen.asks)]).toEqual([truth.bids, truth.asks]);
      return true;
    });
    const metrics = await ask<OrderBookMetrics>(getOrderbookMetrics, { symbol });
    for (const figure of [metrics.spreadBps, metrics.microprice, metrics.imbalance]) {
      expect(Decimal.isValid(figure)).toBe(true);
    }
    expect(await ask<OrderBookHealth>(getOrderbookHealth, {})).toMatchObject({
      status: 'OK',
      books: [{ symbol, ageMs: expect.any(Number) as number }],
    });
  });

  it('counts every trade of the window it claims', async () => {
    const flow = await until(async () => {
      const seen = await ask<OrderFlow>(getOrderFlow, { symbol });
      return seen.direction === 'insufficient data' ? undefined : seen;
    });
    const { from, to, coveredMs } = flow.window;
    expect([to - from, coveredMs < 60_000]).toEqual([coveredMs, true]);
    const all = await ask<AggregateTrade[]>(getAggregateTrades, {
      symbol,
      startTime: from,
      endTime: to,
      limit: 1000,
    });
    const volume = (isSale: boolean): string =>
      Decimal.sum(all.filter(({ m }) => m === isSale).map(({ q }) => Decimal.of(q))).toString();
    expect([flow.trades, flow.buy.volume, flow.sell.volume]).toEqual([
      all.length,
      volume(false),
      volume(true),
    ]);
  });

  it('has a profile of hours nobody watched', async () => {
    const profile = await ask<VolumeProfile>(getVolumeProfile, { symbol, hours: 2 });
    expect(profile.klines).toBeGreaterThan(100);
    expect(profile.window.coveredMs).toBeGreaterThan(118 * 60_000);
    expect(profile.bins.length).toBeLessThanOrEqual(50);
    const binned = Decimal.sum(profile.bins.map(([, volume]) => Decimal.of(volume as string)));
    expect(binned.toString()).toBe(profile.volume);
    expect(profile.pointOfControl).toMatchObject({ volume: expect.any(String) as string });
  });

  it('has a score as soon as there is enough to see', async () => {
    const health = await until(async () => {
      const seen = await ask<MicrostructureHealth>(getMicrostructureHealth, { symbol });
      return seen.score === 'insufficient data' ? undefined : seen;
    });
    expect(health.score).toBeGreaterThan(0);
    // these need whole seconds of both streams, of which one may have told less than the other
    const anomalies = await until(async () => {
      const seen = await ask<MarketAnomalies>(detectMarketAnomalies, { symbol });
      return seen.quoteStuffing.isDetected === 'insufficient data' ? undefined : seen;
    });
    expect(typeof anomalies.quoteStuffing.isDetected).toBe('boolean');
    expect(typeof anomalies.flashCrash.depthLoss.peak).toBe('number');
    expect(anomalies.bookEvents).toBeGreaterThan(10);
  });
});
