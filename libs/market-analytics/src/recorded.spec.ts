import {
  Decimal,
  type WireDepth,
  type WireDepthUpdate,
  type WireTradeEvent,
} from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { SAMPLE_LEVELS } from './book-sample.js';
import { flashCrashPrecursors } from './flash-crash.js';
import { icebergs } from './icebergs.js';
import { MarketWindow } from './market-window.js';
import { isMeasured } from './measured.js';
import { microstructureHealth } from './microstructure-health.js';
import { orderFlow } from './order-flow.js';
import { quoteStuffing } from './quote-stuffing.js';
import { secondsOf } from './second-activity.js';
import { PlainBook } from './testing/plain-book.js';
import { volumeProfile } from './volume-profile.js';

interface Line {
  readonly raw: { readonly data?: WireDepthUpdate | WireTradeEvent } & Partial<WireDepth>;
}

const RECORDING = 'ws/btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz';

/** 650 seconds of BTCUSDT, every trade and depth event of them. */
describeWithFixtures('on the recorded session', () => {
  const window = new MarketWindow();
  const trades: WireTradeEvent[] = [];
  let now = 0;

  beforeAll(() => {
    const lines = readJsonl<Line>(fixture(RECORDING));
    // the events before its line are needed too: the snapshot came a moment late
    const book = new PlainBook(lines.find(({ raw }) => raw.lastUpdateId !== undefined)?.raw as WireDepth);
    for (const { raw } of lines) {
      const event = raw.data;
      if (!event) continue;
      if (event.e === 'trade') {
        trades.push(event);
        if (trades.length === 1) window.startTrades(event.T);
        window.pushTrade({
          time: event.T,
          price: event.p,
          quantity: event.q,
          takerSide: event.m ? 'SELL' : 'BUY',
          fills: 1,
        });
      } else if (event.e === 'depthUpdate' && event.u > book.lastUpdateId) {
        book.apply(event);
        if (now === 0) window.startBook(event.E, book.top(SAMPLE_LEVELS));
        const removedLevels = [...event.b, ...event.a].filter(([, q]) => Number.parseFloat(q) === 0).length;
        window.pushBook(event.E, book.top(SAMPLE_LEVELS), {
          levelChanges: event.b.length + event.a.length,
          removedLevels,
        });
        now = event.E;
      }
    }
  });

  it('order flow adds up to what was recorded', () => {
    const observed = window.trades(60_000, now);
    const flow = orderFlow(observed);
    const wanted = trades.filter(({ T }) => T >= now - 60_000 && T <= now);
    const volume = (isSale: boolean) =>
      Decimal.sum(wanted.filter(({ m }) => m === isSale).map(({ q }) => Decimal.of(q)));
    expect(observed.window.coveredMs).toBe(60_000);
    expect(flow.trades).toBe(wanted.length);
    expect(flow.buy.volume).toBe(volume(false).toString());
    expect(flow.sell.volume).toBe(volume(true).toString());
    expect(flow.cumulativeDelta).toBe(volume(false).minus(volume(true)).toString());
    expect(isMeasured(flow.direction)).toBe(true);
  });

  it('the profile has every trade of the session', () => {
    const observed = window.trades(3_600_000, now);
    expect(observed.items).toHaveLength(trades.filter(({ T }) => T <= now).length);
    const profile = volumeProfile({ trades: observed.items, klines: [], tickSize: '0.01' });
    expect(profile.volume).toBe(
      Decimal.sum(observed.items.map(({ quantity }) => Decimal.of(quantity))).toString(),
    );
    const { valueArea } = profile;
    if (!isMeasured(valueArea)) throw new Error('ten minutes of BTCUSDT are enough');
    const mid = Decimal.of(valueArea.pointOfControl.low);
    expect(mid.compare(Decimal.of(valueArea.valueAreaLow))).toBeGreaterThanOrEqual(0);
    expect(mid.lessThan(Decimal.of(valueArea.valueAreaHigh))).toBe(true);
  });

  it('anomalies are found as often as the documentation says', () => {
    const book = window.book(300_000, now);
    const seconds = secondsOf(book, window.trades(300_000, now));
    expect(seconds).toHaveLength(300);
    // a liquid market passes 500 updates a second without anybody stuffing: docs/analytics.md
    expect(quoteStuffing(seconds)).toMatchObject({ stuffedSeconds: 118, peakUpdatesPerSecond: 2367 });
    const refilled = icebergs(window.refills(300_000, now).items);
    expect(refilled).toMatchObject({ refilledPrices: 356, medianRefills: '1', isDetected: true });
    expect(refilled.prices[0]).toMatchObject({ side: 'SELL', price: '61642.02', refills: 20 });
    expect(flashCrashPrecursors(window.book(60_000, now), seconds.slice(0, 60))).toMatchObject({
      depthLoss: { isTriggered: false },
      spreadWidening: { isTriggered: false, peak: 1.0008 },
      cancelShare: { isTriggered: false },
      triggered: 0,
    });
    expect(flashCrashPrecursors(book, seconds).spreadWidening).toMatchObject({
      isTriggered: true,
      peak: 350.563,
    });
  });

  it('a calm minute is a healthy one', () => {
    const health = microstructureHealth(window.book(60_000, now), window.trades(60_000, now));
    expect(health).toMatchObject({ bookEvents: 600, trades: 1540, score: 99, level: 'EXCELLENT' });
    expect(health.components).toEqual({ spreadStability: 100, depth: 100, flowBalance: 95, updateRate: 100 });
  });
});
