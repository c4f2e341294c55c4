import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import type { WireBookTickerEvent, WireDepthUpdate, WireKlineEvent } from '@binance-gateway/domain-types';
import { liveStreams } from '../server/streams-source.js';
import { LocalBook, MarketBed, START } from './market.bed.js';
import { Recorder } from './record.js';
import { SyntheticMarket } from './synthetic-market.js';

interface Combined {
  stream: string;
  data: Record<string, unknown>;
}

/** Key order per stream kind, from Binance's documentation. */
const KEYS: Record<string, string> = {
  trade: 'e E s t p q T m M',
  aggTrade: 'e E s a p q f l T m M',
  depthUpdate: 'e E s U u b a',
  kline: 'e E s k',
  k: 't T s i f L o c h l v n x q V Q B',
  '24hrMiniTicker': 'e E s c o h l v q',
  '24hrTicker': 'e E s p P w x c Q b B a A o h l v q O C F L n',
  '1hTicker': 'e E s p P o h l c w v q O C F L n',
  avgPrice: 'e E s i w T',
  bookTicker: 'u s b B a A',
  partialDepth: 'lastUpdateId bids asks',
};

function record(bed: MarketBed, ...names: string[]): Recorder {
  const recorder = new Recorder(liveStreams(bed.market), () => bed.clock.now());
  recorder.start(names);
  return recorder;
}

function framesOf(recorder: Recorder): Combined[] {
  return recorder.lines.map((line) => (JSON.parse(line) as { raw: Combined }).raw);
}

function dataOf<T>(recorder: Recorder, name: string): T[] {
  return framesOf(recorder)
    .filter(({ stream }) => stream === name)
    .map(({ data }) => data as T);
}

function shapeOf(data: Record<string, unknown>): string {
  if (typeof data['e'] === 'string') return data['e'];
  return 'u' in data ? 'bookTicker' : 'partialDepth';
}

describe('the streams of a running market', () => {
  it('have the keys that Binance documents, in its order', async () => {
    const bed = new MarketBed({ historySeed: 1 });
    const names = [
      'trade',
      'aggTrade',
      'depth@100ms',
      'depth5',
      'kline_1m',
      'miniTicker',
      'ticker',
      'ticker_1h',
      'avgPrice',
      'bookTicker',
    ];
    const recorder = record(bed, ...names.map((name) => `btcusdt@${name}`));
    bed.rest('BUY', '96000.00', '1.00000');
    bed.trade('96001.00', '0.50000');
    await bed.clock.advance(2000);
    const seen = new Set<string>();
    for (const { data } of framesOf(recorder)) {
      seen.add(shapeOf(data));
      expect(Object.keys(data).join(' ')).toBe(KEYS[shapeOf(data)]);
      if (data['e'] === 'kline') expect(Object.keys(data['k'] as object).join(' ')).toBe(KEYS['k']);
    }
    expect([...seen].sort()).toEqual(
      Object.keys(KEYS)
        .filter((key) => key !== 'k')
        .sort(),
    );
  });

  it('cover every update id once, in both speeds, and rebuild the book of the engine', async () => {
    const bed = new MarketBed();
    const synthetic = new SyntheticMarket({
      engine: bed.engine,
      clock: bed.clock,
      seed: 5,
      eventsPerSecond: 80,
    });
    synthetic.start();
    bed.clock.advanceSync(500);
    const first = bed.market.depth('BTCUSDT', 5000);
    const recorder = record(bed, 'btcusdt@depth@100ms', 'btcusdt@depth', 'btcusdt@bookTicker');
    await bed.clock.advance(3000);
    synthetic.stop();
    await bed.clock.advance(1000);
    for (const name of ['btcusdt@depth@100ms', 'btcusdt@depth']) {
      const events = dataOf<WireDepthUpdate>(recorder, name);
      expect(events[0]?.U).toBe(first.lastUpdateId + 1);
      expect(events.every(({ U }, i) => i === 0 || U === (events[i - 1] as WireDepthUpdate).u + 1)).toBe(
        true,
      );
      const book = LocalBook.from(first);
      for (const event of events) book.apply(event);
      const { lastUpdateId, bids, asks } = bed.market.depth('BTCUSDT', 5000);
      expect(book.updateId).toBe(lastUpdateId);
      expect(book.top(5000)).toEqual({ bids, asks });
    }
    expect(dataOf(recorder, 'btcusdt@depth@100ms').length).toBeGreaterThan(20);
    expect(dataOf(recorder, 'btcusdt@depth')).toHaveLength(3);
  });

  it('send a book ticker for each change of the top, true at its update id', async () => {
    const bed = new MarketBed();
    const recorder = record(bed, 'btcusdt@bookTicker', 'btcusdt@depth@100ms');
    bed.rest('BUY', '96000.00', '1.00000');
    bed.rest('BUY', '95999.00', '1.00000');
    bed.rest('SELL', '96002.00', '2.00000');
    bed.take('BUY', '0.50000');
    await bed.clock.advance(100);
    const tickers = dataOf<WireBookTickerEvent>(recorder, 'btcusdt@bookTicker');
    expect(tickers.map(({ u, b, B, a, A }) => [u, b, B, a, A])).toEqual([
      [1, '96000.00000000', '1.00000000', '0.00000000', '0.00000000'],
      [3, '96000.00000000', '1.00000000', '96002.00000000', '2.00000000'],
      [4, '96000.00000000', '1.00000000', '96002.00000000', '1.50000000'],
    ]);
    expect(dataOf<WireDepthUpdate>(recorder, 'btcusdt@depth@100ms')).toEqual([
      {
        e: 'depthUpdate',
        E: START + 50,
        s: 'BTCUSDT',
        U: 1,
        u: 4,
        b: [
          ['96000.00000000', '1.00000000'],
          ['95999.00000000', '1.00000000'],
        ],
        a: [['96002.00000000', '1.50000000']],
      },
    ]);
  });

  it('close a kline when its time is over and say nothing of an empty running one', async () => {
    const bed = new MarketBed({ start: Date.UTC(2026, 0, 15, 12, 0, 57, 500) });
    const recorder = record(bed, 'btcusdt@kline_1m');
    bed.trade('96000.00', '0.50000');
    await bed.clock.advance(3500);
    bed.trade('96100.00', '0.25000');
    await bed.clock.advance(1000);
    const events = dataOf<WireKlineEvent>(recorder, 'btcusdt@kline_1m');
    expect(events.map(({ E, k }) => [E % 60_000, k.x, k.c, k.f, k.L, k.n])).toEqual([
      [58_000, false, '96000.00000000', 1, 1, 1],
      [0, true, '96000.00000000', 1, 1, 1],
      [2000, false, '96100.00000000', 2, 2, 1],
    ]);
    expect((events[1] as WireKlineEvent).k.T + 1).toBe((events[2] as WireKlineEvent).k.t);
  });

  it('put only what has changed into the arrays of all symbols', async () => {
    const bed = new MarketBed();
    const recorder = record(bed, '!miniTicker@arr', '!ticker_4h@arr');
    await bed.clock.advance(1000);
    bed.trade('96000.00', '0.50000');
    bed.trade('3400.00', '0.50000', 'BUY', 'ETHUSDT');
    await bed.clock.advance(3000);
    for (const name of ['!miniTicker@arr', '!ticker_4h@arr']) {
      const symbols = dataOf<{ s: string }[]>(recorder, name).map((all) => all.map(({ s }) => s));
      expect(symbols).toEqual([bed.market.symbols, ['BTCUSDT', 'ETHUSDT']]);
    }
  });

  it('stop working when nobody listens', async () => {
    const bed = new MarketBed();
    const recorder = record(bed, 'btcusdt@depth@100ms', '!miniTicker@arr', 'btcusdt@kline_1s');
    expect(bed.clock.pending).toBe(3);
    recorder.close();
    expect(bed.clock.pending).toBe(0);
  });

  it.each(['BTCUSDT@trade', 'btcusdt@nothing', 'nosuch@trade', '', '!ticker@arr', 'btcusdt@depth7'])(
    'accept the name %j and stay silent',
    async (name) => {
      const bed = new MarketBed();
      const recorder = record(bed, name);
      bed.trade('96000.00', '0.50000');
      await bed.clock.advance(2000);
      expect(recorder.lines).toEqual([]);
    },
  );
});

describeWithFixtures('the recorded streams', () => {
  it('have the same keys in the same order', () => {
    const files = [
      'ws/btcusdt_20240808_first20s.jsonl',
      'ws/cryptofeed_BINANCE.jsonl',
      'ws/market_event_samples_unicornfy.jsonl',
    ];
    const seen = new Set<string>();
    for (const { raw } of files.flatMap((file) => readJsonl<{ raw: Partial<Combined> }>(fixture(file)))) {
      if (!raw.data) continue;
      const { data } = raw;
      seen.add(shapeOf(data));
      expect(Object.keys(data).join(' ')).toBe(KEYS[shapeOf(data)]);
      if (data['e'] === 'kline') expect(Object.keys(data['k'] as object).join(' ')).toBe(KEYS['k']);
    }
    expect([...seen].sort()).toEqual([
      '24hrMiniTicker',
      '24hrTicker',
      'aggTrade',
      'bookTicker',
      'depthUpdate',
      'kline',
      'trade',
    ]);
  });
});
