import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '@binance-gateway/testing';
import type {
  WireBookTickerEvent,
  WireDepth,
  WireDepthUpdate,
  WireTradeEvent,
} from '@binance-gateway/domain-types';
import { liveStreams } from '../server/streams-source.js';
import { LocalBook, MarketBed } from './market.bed.js';
import { Recorder } from './record.js';
import { readRecording, snapshotOf } from './recording.js';
import { SyntheticMarket } from './synthetic-market.js';

const FIXTURE = join(import.meta.dirname, '../../fixtures/simulator-session.jsonl');

/** How the fixture was made; fixtures/SOURCES.md says how to make it anew. */
async function recordSession(seed: number): Promise<string[]> {
  const bed = new MarketBed({ historySeed: seed });
  const market = new SyntheticMarket({ engine: bed.engine, clock: bed.clock, seed, eventsPerSecond: 60 });
  market.start();
  const recorder = new Recorder(liveStreams(bed.market), () => bed.clock.now());
  recorder.start(
    ['depth@100ms', 'bookTicker', 'trade', 'aggTrade', 'kline_1m', 'ticker'].map((name) => `bnbusdt@${name}`),
  );
  await bed.clock.advance(700);
  recorder.snapshot(bed.market.depth('BNBUSDT', 1000));
  await bed.clock.advance(9300);
  market.stop();
  recorder.close();
  return recorder.lines;
}

describe('the recorder', () => {
  it('writes the same session with the same seed', async () => {
    const lines = await recordSession(1);
    expect(await recordSession(1)).toEqual(lines);
    expect(lines.length).toBeGreaterThan(200);
    if (process.env['RECORD_FIXTURE']) writeFileSync(FIXTURE, `${lines.join('\n')}\n`);
  });
});

describe('the recorded session of the simulator', () => {
  const recorded = readRecording(FIXTURE).get('BNBUSDT');
  const frames = recorded?.frames ?? [];
  const eventsOf = <T>(name: string): T[] =>
    frames.filter((frame) => frame.name === name).map(({ payload }) => JSON.parse(payload.toString()) as T);

  it('is small, and has a few hundred messages of six streams', () => {
    const lines = readLines(FIXTURE);
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.join('\n').length).toBeLessThan(200_000);
    expect(new Set(frames.map(({ name }) => name)).size).toBe(6);
  });

  it('has a snapshot that bridges, no gap, and book tickers that agree with the rebuilt book', () => {
    const snapshot = snapshotOf(recorded as NonNullable<typeof recorded>, 5000) as WireDepth;
    const book = LocalBook.from(snapshot);
    const tickers = eventsOf<WireBookTickerEvent>('bnbusdt@bookTicker');
    let agreed = 0;
    for (const event of eventsOf<WireDepthUpdate>('bnbusdt@depth@100ms')) {
      book.apply(event);
      const ticker = tickers.filter(({ u }) => u <= book.updateId).at(-1);
      if (!ticker || book.updateId < snapshot.lastUpdateId) continue;
      const { bids, asks } = book.top(1);
      expect([bids[0], asks[0]]).toEqual([
        [ticker.b, ticker.B],
        [ticker.a, ticker.A],
      ]);
      agreed++;
    }
    expect(agreed).toBeGreaterThan(50);
  });

  it('has contiguous trade ids', () => {
    const ids = eventsOf<WireTradeEvent>('bnbusdt@trade').map(({ t }) => t);
    expect(ids.length).toBeGreaterThan(10);
    expect(ids).toEqual(ids.map((_, i) => (ids[0] as number) + i));
  });
});
