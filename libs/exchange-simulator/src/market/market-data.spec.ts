import { type KlineInterval, KLINE_INTERVALS, type WireKline } from '@binance-gateway/domain-types';
import { aggregateKlines } from './aggregate-klines.js';
import { DAY, HOUR, MINUTE, openTimeOf, shiftOpenTime } from './interval.js';
import { MarketBed, START } from './market.bed.js';

describe('MarketData without a past', () => {
  it('answers every query before the first trade', () => {
    const { market } = new MarketBed();
    expect(market.trades('BTCUSDT')).toEqual([]);
    expect(market.aggTrades('BTCUSDT', {})).toEqual([]);
    expect(market.price('BTCUSDT')).toEqual({ symbol: 'BTCUSDT', price: '96500.00000000' });
    expect(market.avgPrice('BTCUSDT').price).toBe('96500.00000000');
    expect(market.bookTicker('BTCUSDT').bidPrice).toBe('0.00000000');
    expect(market.depth('BTCUSDT', 100)).toEqual({ lastUpdateId: 0, bids: [], asks: [] });
    expect(market.ticker24h('BTCUSDT')).toMatchObject({
      firstId: -1,
      lastId: -1,
      count: 0,
      lastPrice: '96500.00000000',
    });
    expect(market.klines('BTCUSDT', { interval: '1h' })).toHaveLength(1);
  });

  it('lists trades by id and limit', async () => {
    const bed = new MarketBed();
    bed.trade('96000.00', '0.50000', 'BUY');
    await bed.clock.advance(1000);
    bed.trade('95999.99', '0.25000', 'SELL');
    bed.trade('96001.00', '0.10000', 'BUY');
    expect(bed.market.trades('BTCUSDT', 2).map(({ id }) => id)).toEqual([2, 3]);
    expect(bed.market.historicalTrades('BTCUSDT', { fromId: 1, limit: 2 })).toEqual([
      {
        id: 1,
        price: '96000.00000000',
        qty: '0.50000000',
        quoteQty: '48000.00000000',
        time: START,
        isBuyerMaker: false,
        isBestMatch: true,
      },
      {
        id: 2,
        price: '95999.99000000',
        qty: '0.25000000',
        quoteQty: '23999.99750000',
        time: START + 1000,
        isBuyerMaker: true,
        isBestMatch: true,
      },
    ]);
  });

  it('joins the fills of one taker at one price into an aggregate trade', async () => {
    const bed = new MarketBed();
    bed.rest('SELL', '96000.00', '0.10000');
    bed.rest('SELL', '96000.00', '0.20000');
    bed.rest('SELL', '96000.01', '0.30000');
    bed.take('BUY', '0.50000');
    bed.rest('SELL', '96000.01', '0.10000');
    bed.take('BUY', '0.10000');
    bed.take('BUY', '0.10000');
    const rows = bed.market.aggTrades('BTCUSDT', {}).map(({ a, p, q, f, l }) => [a, p, q, f, l]);
    expect(rows).toEqual([
      [1, '96000.00000000', '0.30000000', 1, 2],
      [2, '96000.01000000', '0.20000000', 3, 3],
      [3, '96000.01000000', '0.10000000', 4, 4],
      [4, '96000.01000000', '0.10000000', 5, 5],
    ]);
  });

  it('selects aggregate trades by id and by time, both ends included', async () => {
    const bed = new MarketBed();
    for (let i = 0; i < 6; i++) {
      bed.trade('96000.00', '0.10000');
      await bed.clock.advance(1000);
    }
    const ids = (query: object): number[] => bed.market.aggTrades('BTCUSDT', query).map(({ a }) => a);
    expect(ids({ limit: 2 })).toEqual([5, 6]);
    expect(ids({ fromId: 3, limit: 2 })).toEqual([3, 4]);
    expect(ids({ startTime: START + 1000, endTime: START + 3000 })).toEqual([2, 3, 4]);
    expect(ids({ startTime: START + 1000, limit: 2 })).toEqual([2, 3]);
    expect(ids({ endTime: START + 3999, limit: 2 })).toEqual([3, 4]);
  });

  it('makes klines of the trades and fills the minutes without any', async () => {
    const bed = new MarketBed({ start: Date.UTC(2026, 0, 15, 12) });
    bed.trade('100.00', '1.00000', 'BUY');
    bed.trade('103.00', '2.00000', 'SELL');
    bed.trade('99.00', '1.00000', 'SELL');
    await bed.clock.advance(2 * MINUTE);
    bed.trade('101.00', '1.00000', 'BUY');
    const open = Date.UTC(2026, 0, 15, 12);
    // prettier-ignore
    expect(bed.market.klines('BTCUSDT', { interval: '1m' })).toEqual([
      [open, '100.00000000', '103.00000000', '99.00000000', '99.00000000', '4.00000000', open + 59_999, '405.00000000', 3, '1.00000000', '100.00000000', '0'],
      [open + MINUTE, '99.00000000', '99.00000000', '99.00000000', '99.00000000', '0.00000000', open + 119_999, '0.00000000', 0, '0.00000000', '0.00000000', '0'],
      [open + 2 * MINUTE, '101.00000000', '101.00000000', '101.00000000', '101.00000000', '1.00000000', open + 179_999, '101.00000000', 1, '1.00000000', '101.00000000', '0'],
    ]);
  });

  it('forgets trades after 24 hours, and after the window that was asked for', async () => {
    const bed = new MarketBed();
    bed.trade('100.00', '1.00000');
    await bed.clock.advance(2 * HOUR);
    bed.trade('110.00', '3.00000');
    expect(bed.market.ticker24h('BTCUSDT')).toMatchObject({
      priceChange: '10.00000000',
      priceChangePercent: '10.000',
      weightedAvgPrice: '107.50000000',
      openPrice: '100.00000000',
      lastPrice: '110.00000000',
      lastQty: '3.00000000',
      volume: '4.00000000',
      quoteVolume: '430.00000000',
      firstId: 1,
      lastId: 2,
      count: 2,
    });
    expect(bed.market.rollingTicker('BTCUSDT', '1h')).toMatchObject({ openPrice: '110.00000000', count: 1 });
    expect(bed.market.avgPrice('BTCUSDT')).toEqual({
      mins: 5,
      price: '110.00000000',
      closeTime: START + 2 * HOUR,
    });
    await bed.clock.advance(23 * HOUR);
    expect(bed.market.ticker24h('BTCUSDT')).toMatchObject({
      prevClosePrice: '100.00000000',
      firstId: 2,
      count: 1,
    });
  });

  it('begins the windows of ticker on a minute and those of tradingDay on a local day', () => {
    const { market } = new MarketBed();
    expect(market.rollingTicker('BTCUSDT', '1d')).toMatchObject({
      openTime: Date.UTC(2026, 0, 14, 13, 47),
      closeTime: START,
    });
    expect(market.tradingDayTicker('BTCUSDT', { utcOffsetMinutes: -60 })).toMatchObject({
      openTime: Date.UTC(2026, 0, 15, 1),
      closeTime: Date.UTC(2026, 0, 16, 1) - 1,
    });
  });

  it('leaves out of MINI what MINI does not have', () => {
    const { market } = new MarketBed();
    const keys =
      'symbol openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime firstId lastId count';
    expect(Object.keys(market.ticker24h('BTCUSDT', 'MINI')).join(' ')).toBe(keys);
    expect(Object.keys(market.rollingTicker('BTCUSDT', '4h', 'MINI')).join(' ')).toBe(keys);
  });
});

describe('MarketData with a past', () => {
  const bed = new MarketBed({ historySeed: 1 });
  const klines = (interval: KlineInterval, query: object = {}): WireKline[] =>
    bed.market.klines('BTCUSDT', { interval, ...query });

  beforeAll(async () => {
    for (const price of ['96510.00', '96490.00', '96505.00']) {
      bed.trade(price, '0.50000');
      await bed.clock.advance(700);
    }
  });

  it.each(KLINE_INTERVALS)('has a thousand klines of %s, or all there are since August 2017', (interval) => {
    const rows = klines(interval, { limit: 1000 });
    expect(rows.length).toBe({ '3d': 1000, '1w': 440, '1M': 102 }[interval as string] ?? 1000);
    rows.forEach((row, i) => {
      const next = shiftOpenTime(interval, row[0], 1);
      expect([row[0], row[6]]).toEqual([openTimeOf(interval, row[0]), next - 1]);
      if (i > 0) expect((rows[i - 1] as WireKline)[6] + 1).toBe(row[0]);
    });
  });

  it.each<[KlineInterval, KlineInterval]>([
    ['1s', '1m'],
    ['1m', '15m'],
    ['1m', '1h'],
    ['5m', '4h'],
    ['1h', '1d'],
    ['1d', '1M'],
    ['1d', '1w'],
  ])('makes %s add up to %s, across the start of the market', (short, long) => {
    const [first] = klines(long, { limit: 3 }) as [WireKline];
    const rows: WireKline[] = [];
    for (let from = first[0]; ;) {
      const page = klines(short, { startTime: from, limit: 1000 });
      rows.push(...page);
      if (page.length < 1000) break;
      from = (page.at(-1) as WireKline)[6] + 1;
    }
    expect(aggregateKlines(rows, long)).toEqual(klines(long, { limit: 3 }));
  });

  it('goes on where the past ended', () => {
    const rows = klines('1s', { startTime: START - 2450, limit: 3 });
    expect(rows.map((row) => row[1])).toEqual([expect.any(String), expect.any(String), '96510.00000000']);
    expect((rows[1] as WireKline)[4]).toBe('96500.00000000');
  });

  it('reads startTime and endTime as open times, in UTC, limit from the start', () => {
    const day = Date.UTC(2025, 5, 1);
    const opens = (query: object): number[] => klines('1d', query).map(([openTime]) => openTime);
    expect(opens({ startTime: day, endTime: day + 2 * DAY })).toEqual([day, day + DAY, day + 2 * DAY]);
    expect(opens({ startTime: day + 1, limit: 2 })).toEqual([day + DAY, day + 2 * DAY]);
    expect(opens({ endTime: day + DAY - 1, limit: 2 })).toEqual([day - DAY, day]);
    expect(opens({ startTime: day, limit: 1 })).toEqual([day]);
    expect(opens({ startTime: START + DAY })).toEqual([]);
    expect(opens({ endTime: Date.UTC(2016, 0, 1) })).toEqual([]);
  });

  it('opens local days in the time zone asked for, made of the same hours', () => {
    const [row] = klines('1d', { startTime: Date.UTC(2025, 5, 1), utcOffsetMinutes: 345, limit: 1 }) as [
      WireKline,
    ];
    expect(row[0]).toBe(Date.UTC(2025, 5, 1, 18, 15));
    const quarters = klines('15m', { startTime: row[0], limit: 96 });
    expect(row[5]).toBe(aggregateKlines(quarters, '1M')[0]?.[5]);
  });

  it('counts past and present trades in the 24 hour ticker', () => {
    const ticker = bed.market.ticker24h('BTCUSDT');
    expect(ticker).toMatchObject({ lastPrice: '96505.00000000', lastId: 3, firstId: 0 });
    expect(ticker.count).toBeGreaterThan(86_400);
  });
});
