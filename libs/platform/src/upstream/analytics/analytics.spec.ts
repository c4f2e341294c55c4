import {
  AppError,
  type BookWindowInput,
  type Kline,
  type MarketAnomalies,
  type MicrostructureHealth,
  type OrderBookDepth,
  type OrderBookHealth,
  type OrderBookMetrics,
  type OrderFlow,
  type VolumeProfile,
  detectMarketAnomalies,
  getLiquidityVacuums,
  getMicrostructureHealth,
  getOrderFlow,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderbookMetrics,
  getVolumeProfile,
} from '@binance-gateway/domain-types';
import { AnalyticsBench } from '../../testing/analytics-bench.js';

const MINUTE = 60_000;
const symbol = 'BTCUSDT';

describe('Analytics', () => {
  it('begins a book with the first question, and answers when it is there', async () => {
    const bench = new AnalyticsBench();
    expect(await bench.ask(getOrderbookHealth, {})).toMatchObject({ status: 'IDLE', maxBooks: 2, books: [] });
    const first = bench.ask<OrderBookMetrics>(getOrderbookMetrics, { symbol });
    await bench.clock.advance(0);
    expect([...bench.subscribed].sort()).toEqual(['btcusdt@aggTrade', 'btcusdt@depth@100ms']);
    expect(await bench.ask(getOrderbookHealth, {})).toMatchObject({
      status: 'DEGRADED',
      books: [{ symbol, state: 'syncing' }],
    });
    await bench.depth();
    await bench.clock.advance(1_000);
    expect(await first).toMatchObject({
      symbol,
      bestBid: '100',
      bestAsk: '100.02',
      spreadBps: '1.9998',
      askVolume: '1002',
      bidWalls: 'insufficient data',
      // 100.02 × 2 = 200.04, the rest at 101: 97.0293 more; 10000 against 100.02 × 99.0293 = 9904.91
      slippage: [{ quote: '10000', buyBps: '96', sellBps: 'insufficient data' }, {}, {}],
    });
    await bench.depth();
    expect(await bench.ask<OrderBookDepth>(getOrderbookDepth, { symbol })).toEqual({
      symbol,
      lastUpdateId: 102,
      time: bench.clock.now(),
      priceScale: 2,
      quantityScale: 3,
      bids: [[10_000, 1_500]],
      asks: [
        [10_002, 2_000],
        [10_100, 1_000_000],
      ],
    });
    expect(await bench.ask<OrderBookHealth>(getOrderbookHealth, { symbol })).toMatchObject({ status: 'OK' });
  });

  it('claims only the time it has watched', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    bench.trade('100', '1', false);
    const early = await bench.ask<OrderFlow>(getOrderFlow, { symbol });
    expect(early).toMatchObject({ trades: 1, direction: 'insufficient data' });
    expect(early.window).toMatchObject({ requestedMs: 60_000, to: bench.clock.now() });
    expect(early.window.coveredMs).toBeLessThan(2_000);
    await bench.clock.advance(10_000);
    // nothing has come, and the stream is known to be whole: time passes all the same
    expect((await bench.ask<OrderFlow>(getOrderFlow, { symbol })).window.to).toBe(bench.clock.now());
    bench.silentMs = 1_500;
    expect((await bench.ask<OrderFlow>(getOrderFlow, { symbol })).window.to).toBe(bench.clock.now() - 1_500);
    bench.silentMs = 0;
    for (let i = 0; i < 10; i++) bench.trade('100', i < 8 ? '3' : '1', i < 8);
    const flow = await bench.ask<OrderFlow>(getOrderFlow, { symbol, windowSeconds: 10 });
    expect(flow).toMatchObject({
      trades: 11,
      sell: { volume: '24', trades: 8, tradesPerSecond: 0.8 },
      buy: { volume: '3' },
      cumulativeDelta: '-21',
      direction: 'STRONG_SELL',
      window: { coveredMs: 10_000 },
    });
  });

  it('knows what came up to the newest event, however long ago the connection was last confirmed', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    bench.silentMs = 2_400;
    await bench.clock.advance(5_000);
    await bench.depth();
    bench.trade('100', '1', false);
    const { window } = await bench.ask<OrderFlow>(getOrderFlow, { symbol });
    expect(window.to).toBe(bench.clock.now());
    const anomalies = await bench.ask<MarketAnomalies>(detectMarketAnomalies, { symbol });
    expect(anomalies.window.to).toBe(bench.clock.now());
    await bench.clock.advance(1_000);
    const later = await bench.ask<OrderFlow>(getOrderFlow, { symbol });
    expect(later.window.to).toBe(bench.clock.now() - 1_000);
    await bench.clock.advance(5_000);
    expect((await bench.ask<OrderFlow>(getOrderFlow, { symbol })).window.to).toBe(bench.clock.now() - 2_400);
  });

  it('ends no window before it begins', async () => {
    const bench = new AnalyticsBench();
    bench.silentMs = 2_400;
    const first = await bench.ask<OrderFlow>(getOrderFlow, { symbol });
    expect(first.window).toMatchObject({ from: bench.clock.now(), to: bench.clock.now(), coveredMs: 0 });
    await bench.begin();
    const { window } = await bench.ask<OrderFlow>(getOrderFlow, { symbol });
    expect(window.to - window.from).toBe(window.coveredMs);
  });

  it('begins anew after a gap', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    for (let i = 0; i < 120; i++) {
      bench.trade('100', '1', i % 2 === 0);
      await bench.depth([['100.00', String(1 + (i % 3))]]);
    }
    const health = (): Promise<MicrostructureHealth> => bench.ask(getMicrostructureHealth, { symbol });
    expect(await health()).toMatchObject({
      bookEvents: 120,
      trades: 120,
      level: 'EXCELLENT',
      components: { flowBalance: 100, updateRate: 100, spreadStability: 100 },
    });
    bench.hub.gap(['btcusdt@aggTrade', 'btcusdt@depth@100ms'], 'connection lost');
    expect(await health()).toMatchObject({
      window: { coveredMs: 0 },
      bookEvents: 0,
      trades: 0,
      score: 'insufficient data',
      components: { depth: 'insufficient data', updateRate: 'insufficient data' },
    });
    await bench.depth();
    await bench.clock.advance(2_000);
    await bench.depth();
    await bench.depth();
    const after = await health();
    expect(after.window.coveredMs).toBeGreaterThan(0);
    expect(after.window.coveredMs).toBeLessThan(3_000);
  });

  it('takes no trade twice, and begins anew where one is missing or unreadable', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    const flow = (): Promise<OrderFlow> => bench.ask(getOrderFlow, { symbol });
    await bench.clock.advance(10_000);
    bench.trade('100', '1', false);
    const { coveredMs } = (await flow()).window;
    expect(coveredMs).toBeGreaterThan(9_000);
    bench.tradeId--;
    bench.trade('100', '1', false);
    expect(await flow()).toMatchObject({ trades: 1, window: { coveredMs } });
    bench.tradeId++;
    bench.trade('100', '1', false);
    expect(await flow()).toMatchObject({ trades: 1, window: { coveredMs: 0 } });
    bench.hub.publish('btcusdt@aggTrade', Buffer.from('{"e":"aggTrade","p":"NaN"}'));
    expect(await flow()).toMatchObject({ trades: 0, window: { coveredMs: 0 } });
    await bench.depth();
    bench.trade('100', '1', false);
    expect(await flow()).toMatchObject({ trades: 1 });
  });

  it('finds what stands out', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    // levels far away come and go by the hundred: 100 an event, ten events a second, no trade
    const flood = (on: boolean): [string, string][] =>
      Array.from({ length: 100 }, (_, i) => [`${10 + i / 100}`, on ? '1' : '0']);
    for (let i = 0; i < 70; i++) await bench.depth(flood(i % 2 === 0));
    const found = await bench.ask<MarketAnomalies>(detectMarketAnomalies, {
      symbol,
      windowSeconds: 60,
    } satisfies BookWindowInput);
    expect(found).toMatchObject({
      quoteStuffing: { isDetected: true, peakUpdatesPerSecond: 1_000, peakFillShare: 0 },
      icebergs: { isDetected: 'insufficient data', refilledPrices: 0 },
      flashCrash: { cancelShare: { isTriggered: false, peak: 0.5 } },
    });
  });

  it('makes a profile of klines and trades that neither overlap nor leave a hole', async () => {
    const bench = new AnalyticsBench();
    const start = Math.floor(bench.clock.now() / MINUTE) * MINUTE;
    bench.klines = Array.from({ length: 70 }, (_, i) =>
      kline(start + (i - 60) * MINUTE, '90.00', '91.00', '1'),
    );
    await bench.begin();
    const before = await bench.ask<VolumeProfile>(getVolumeProfile, { symbol, hours: 1 });
    expect(before).toMatchObject({
      klines: 60,
      trades: 0,
      volume: '60',
      window: { requestedMs: 60 * MINUTE },
    });
    // from the second minute on every trade is watched; those of the first are in its kline
    bench.trade('95.00', '1000', false);
    await bench.clock.advance(start + 2 * MINUTE - bench.clock.now());
    for (let i = 0; i < 10; i++) bench.trade('100.00', '10', false);
    const after = await bench.ask<VolumeProfile>(getVolumeProfile, { symbol, hours: 1, ticksPerBin: 100 });
    expect(bench.asked.at(-1)).toEqual({
      symbol,
      interval: '1m',
      startTime: start - 58 * MINUTE,
      endTime: start + MINUTE - 1,
      limit: 1000,
    });
    expect(after).toMatchObject({
      klines: 59,
      trades: 10,
      volume: '159',
      binSize: '1',
      pointOfControl: { low: '100', high: '101', volume: '100' },
      window: { from: start - 58 * MINUTE, coveredMs: 60 * MINUTE },
    });
    const vacuums = bench.ask(getLiquidityVacuums, { symbol, hours: 1, ticksPerBin: 10 });
    expect(await vacuums).toMatchObject({ vacuums: [{ low: '91.1', high: '100', bins: 89, volume: '0' }] });
    await expect(bench.ask(getVolumeProfile, { symbol, ticksPerBin: 1 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'ticksPerBin' }],
    });
  });

  it('asks for no klines once the hours are watched', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    for (let minute = 0; minute < 62; minute++) {
      await bench.clock.advance(MINUTE);
      bench.trade('100.00', '1', false);
      await bench.ask(getOrderFlow, { symbol });
    }
    const profile = await bench.ask<VolumeProfile>(getVolumeProfile, { symbol, hours: 1 });
    expect(profile).toMatchObject({ klines: 0, window: { coveredMs: 60 * MINUTE } });
    expect(profile.trades).toBeGreaterThanOrEqual(60);
    expect(bench.asked).toEqual([]);
  });

  it('asks for three-minute klines when a day of minutes would be too many', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    expect(await bench.ask(getVolumeProfile, { symbol, hours: 24 })).toMatchObject({
      volume: '0',
      pointOfControl: 'insufficient data',
    });
    expect(bench.asked).toMatchObject([{ interval: '3m', limit: 1000 }]);
  });

  it('refuses unknown symbols without watching them', async () => {
    const bench = new AnalyticsBench();
    for (const operation of [getOrderbookMetrics, getOrderFlow, getVolumeProfile, getMicrostructureHealth]) {
      await expect(bench.ask(operation, { symbol: 'NOTHING' })).rejects.toMatchObject({
        code: 'UNKNOWN_SYMBOL',
      });
    }
    expect(bench.subscribed.size).toBe(0);
  });

  it('begins anew with a book that could not be built', async () => {
    const bench = new AnalyticsBench();
    bench.snapshotError = new AppError('REJECTED_BY_EXCHANGE', 'no');
    const refused = expect(bench.ask(getOrderbookMetrics, { symbol })).rejects.toMatchObject({
      code: 'REJECTED_BY_EXCHANGE',
    });
    await bench.depth();
    await bench.clock.advance(1_000);
    await refused;
    expect(bench.analytics.watched).toBe(0);
  });

  it('tells of each book how it is', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    await bench.ask(getOrderFlow, { symbol: 'ETHUSDT' });
    expect(await bench.ask<OrderBookHealth>(getOrderbookHealth, {})).toMatchObject({
      status: 'DEGRADED',
      books: [{ symbol }, { symbol: 'ETHUSDT', state: 'syncing', bookCoveredMs: 0 }],
    });
    const one = await bench.ask<OrderBookHealth>(getOrderbookHealth, { symbol });
    expect(one).toMatchObject({ status: 'OK', books: [{ symbol }] });
    expect(one.books).toHaveLength(1);
  });

  it('keeps no more books than it may, and makes room when nobody asks', async () => {
    const bench = new AnalyticsBench(2);
    const flow = (name: string): Promise<OrderFlow> => bench.ask(getOrderFlow, { symbol: name });
    await flow('BTCUSDT');
    await flow('ETHUSDT');
    await expect(flow('BNBUSDT')).rejects.toMatchObject({ code: 'FULL', retryAfterMs: 60_000 });
    expect(bench.analytics.watched).toBe(2);
    await bench.clock.advance(50_000);
    await flow('BTCUSDT');
    await bench.clock.advance(20_000);
    // refused once more, but what nobody asked for in a minute is given up, and free a minute later
    await expect(flow('BNBUSDT')).rejects.toMatchObject({ code: 'FULL' });
    expect(bench.analytics.watched).toBe(1);
    await bench.clock.advance(60_000);
    await flow('BNBUSDT');
    expect(bench.analytics.watched).toBe(2);
  });

  it('drops what nobody has asked for in ten minutes', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    await bench.clock.advance(599_000);
    await bench.ask(getOrderFlow, { symbol });
    await bench.clock.advance(599_000);
    expect(bench.analytics.watched).toBe(1);
    await bench.clock.advance(300_000);
    expect(bench.analytics.watched).toBe(0);
    expect(bench.subscribed.size).toBe(0);
    expect(bench.clock.pending).toBe(0);
  });

  it('lets go of everything when it is closed', async () => {
    const bench = new AnalyticsBench();
    await bench.begin();
    bench.analytics.close();
    await expect(bench.ask(getOrderFlow, { symbol })).rejects.toMatchObject({ code: 'NOT_READY' });
    await bench.clock.advance(120_000);
    expect(bench.subscribed.size).toBe(0);
  });
});

function kline(openTime: number, low: string, high: string, volume: string): Kline {
  return { openTime, low, high, volume } as Kline;
}
