import type { WireBookTickerEvent, WireDepth, WireDepthUpdate } from '@binance-gateway/domain-types';
import { seededRandom } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl, readLines } from '@binance-gateway/testing';
import { Oracle } from '../testing/oracle.js';
import { type Recorded, replay } from '../testing/replay.js';
import { OrderBook, type PriceLevel } from './order-book.js';
import { QuoteCheck } from './quote-check.js';

interface Checkpoint {
  readonly afterUpdateId: number;
  readonly bidLevels: number;
  readonly askLevels: number;
  readonly bids: PriceLevel[];
  readonly asks: PriceLevel[];
}

interface Boundary {
  readonly id: number;
  readonly bid: string | undefined;
  readonly ask: string | undefined;
}

const boundaryOf = (book: OrderBook): Boundary => ({
  id: book.lastUpdateId,
  bid: book.bestBid?.join(' '),
  ask: book.bestAsk?.join(' '),
});

/** Boundaries at which the last bookTicker up to their id shows the same best levels, and those it could judge. */
function agreeing(
  boundaries: readonly Boundary[],
  tickers: readonly WireBookTickerEvent[],
): [number, number] {
  const byId = [...tickers].sort((a, b) => a.u - b.u);
  let next = 0;
  let agreed = 0;
  let judged = 0;
  for (const { id, bid, ask } of boundaries) {
    while (next < byId.length && (byId[next] as WireBookTickerEvent).u <= id) next++;
    const ticker = byId[next - 1];
    if (!ticker) continue;
    judged++;
    if (bid === `${ticker.b} ${ticker.B}` && ask === `${ticker.a} ${ticker.A}`) agreed++;
  }
  return [agreed, judged];
}

const tickersIn = (records: readonly Recorded[]): WireBookTickerEvent[] =>
  records.flatMap((record) =>
    record.kind === 'frame' && record.text.includes('@bookTicker"')
      ? [(JSON.parse(record.text) as { data: WireBookTickerEvent }).data]
      : [],
  );

describe('a generated session', () => {
  it('gives the book of its exchange at every event, from a snapshot that came late', async () => {
    const random = seededRandom(11);
    const oracle = new Oracle('BTCUSDT');
    const records: Recorded[] = [];
    let snapshotAt = 0;
    for (let i = 0; i < 1000; i++) {
      const first = oracle.lastUpdateId + 1;
      const updates = 1 + Math.floor(random() * 5);
      for (let n = 0; n < updates; n++) {
        oracle.update(random() < 0.5 ? 'b' : 'a', 1 + Math.floor(random() * 40), Math.floor(random() * 3));
      }
      if (i === 20) snapshotAt = first; // in the middle of this event, answered ten events later
      const data = oracle.event(first, oracle.lastUpdateId);
      records.push({ kind: 'frame', text: JSON.stringify({ stream: 'btcusdt@depth@100ms', data }) });
      if (i === 30) records.push({ kind: 'snapshot', symbol: 'BTCUSDT', depth: oracle.snapshot(snapshotAt) });
    }
    let seen = 0;
    const result = await replay(records, ['BTCUSDT'], (_symbol, book) => {
      expect(book.depth(99)).toMatchObject(oracle.top(book.lastUpdateId));
      seen++;
    });
    expect(seen).toBe(970);
    expect(result.gaps).toEqual([]);
    expect(result.requests.get('BTCUSDT')).toBe(1);
  }, 120_000);
});

describeWithFixtures('650 recorded seconds of BTCUSDT', () => {
  const lines = (): Recorded[] =>
    readLines(fixture('ws/btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz')).map(
      (line) => {
        const text = line.slice(line.indexOf('"raw":') + 6, -1);
        if (text.startsWith('{"stream":')) return { kind: 'frame', text };
        return { kind: 'snapshot', symbol: 'BTCUSDT', depth: JSON.parse(text) as WireDepth };
      },
    );

  it('give the expected book at every checkpoint, and the best levels of the bookTicker stream', async () => {
    const records = lines();
    expect(records).toHaveLength(99_574);
    const checkpoints = new Map(
      readJsonl<Checkpoint>(fixture('ws/btcusdt_expected_book_checkpoints.jsonl')).map((each) => [
        each.afterUpdateId,
        each,
      ]),
    );
    const total = checkpoints.size;
    const boundaries: Boundary[] = [];
    const result = await replay(records, ['BTCUSDT'], (_symbol, book) => {
      boundaries.push(boundaryOf(book));
      const expected = checkpoints.get(book.lastUpdateId);
      if (!expected) return;
      checkpoints.delete(book.lastUpdateId);
      expect({
        bidLevels: book.bidLevels,
        askLevels: book.askLevels,
        bids: book.bids(20),
        asks: book.asks(20),
      }).toEqual({
        bidLevels: expected.bidLevels,
        askLevels: expected.askLevels,
        bids: expected.bids,
        asks: expected.asks,
      });
    });
    expect(result.gaps).toEqual([]);
    expect(result.states.get('BTCUSDT')).toBe('live');
    expect(total).toBe(65);
    expect([...checkpoints.keys()]).toEqual([]);
    const [agreed, judged] = agreeing(boundaries, tickersIn(records));
    expect(judged).toBeGreaterThan(6400);
    expect(agreed / judged).toBeGreaterThanOrEqual(0.999);
  }, 120_000);

  it('show a wrong level of a book soon after it has become the best one, and nothing of a right book', () => {
    const [snapshot, ...frames] = lines().sort((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : 0));
    if (snapshot?.kind !== 'snapshot') throw new Error('no snapshot');
    const right = OrderBook.fromSnapshot('BTCUSDT', snapshot.depth, 1000);
    const copy = (): OrderBook => {
      const { lastUpdateId, bids, asks } = right.depth(Infinity);
      const levels = (side: readonly PriceLevel[]) => side.map(([p, q]): [string, string] => [p, q]);
      const wire = { lastUpdateId, bids: levels(bids), asks: levels(asks) };
      return OrderBook.fromSnapshot('BTCUSDT', wire, Infinity);
    };
    const best = (book: OrderBook): string => `${String(book.bestBid)} ${String(book.bestAsk)}`;
    const random = seededRandom(5);
    let wrong = copy();
    let [damaged, found, wrongFor, longest, falseAlarms] = [0, 0, 0, 0, 0];
    const checks = { right: new QuoteCheck(), wrong: new QuoteCheck() };
    const repair = (): void => {
      wrong = copy();
      checks.wrong.reset();
      longest = Math.max(longest, wrongFor);
      wrongFor = 0;
    };
    for (const frame of frames) {
      if (frame.kind !== 'frame') continue;
      const text = frame.text.slice(frame.text.indexOf('"data":') + 7, -1);
      let verdict: string | undefined;
      if (frame.text.includes('@bookTicker"')) {
        const payload = Buffer.from(text);
        if (checks.right.onQuote(payload, right) !== undefined) falseAlarms++;
        verdict = checks.wrong.onQuote(payload, wrong);
      } else if (frame.text.includes('@depth@')) {
        const diff = JSON.parse(text) as WireDepthUpdate;
        if (diff.u <= right.lastUpdateId) continue;
        right.apply(diff);
        if (checks.right.onDiff(diff, right) !== undefined) falseAlarms++;
        const side = random() < 0.5 ? 'b' : 'a';
        // one diff in ten lacks the first level of a side, among them those that remove the best one
        const isDamaged = random() < 0.1 && diff[side].length > 0;
        if (isDamaged) damaged++;
        const told = isDamaged ? { ...diff, [side]: diff[side].slice(1) } : diff;
        wrong.apply(told);
        verdict = checks.wrong.onDiff(told, wrong);
        if (best(wrong) !== best(right)) wrongFor++;
        else if (wrongFor > 0) {
          longest = Math.max(longest, wrongFor);
          wrongFor = 0;
        }
      }
      if (verdict === undefined) continue;
      found++;
      repair();
    }
    expect(falseAlarms).toBe(0);
    expect(damaged).toBeGreaterThan(600);
    // most are told anew by the next diff; nobody was told a wrong best level for a second
    expect(found).toBeGreaterThan(50);
    expect(longest).toBeLessThan(10);
  }, 120_000);
});

describeWithFixtures('four recorded symbols of 2021', () => {
  interface Line {
    readonly kind: 'ws' | 'http';
    readonly url?: string;
    readonly raw: unknown;
  }

  it('sync from their recorded snapshots without a second one', async () => {
    const records = readJsonl<Line>(fixture('ws/cryptofeed_BINANCE.jsonl')).flatMap((line): Recorded[] => {
      if (line.kind === 'ws') return [{ kind: 'frame', text: JSON.stringify(line.raw) }];
      const symbol = /symbol=([A-Z]+)/.exec(line.url ?? '')?.[1];
      return symbol ? [{ kind: 'snapshot', symbol, depth: line.raw as WireDepth }] : [];
    });
    const symbols = ['NKNUSDT', 'BLZETH', 'LRCBTC', 'RUNEEUR'];
    const updates = new Map<string, Boundary[]>(symbols.map((symbol) => [symbol, []]));
    const result = await replay(records, symbols, (symbol, book) => {
      expect(book.isCrossed).toBe(false);
      updates.get(symbol)?.push(boundaryOf(book));
    });
    expect(result.gaps).toEqual([]);
    expect([...result.states.values()]).toEqual(['live', 'live', 'live', 'live']);
    expect([...result.requests.values()]).toEqual([1, 1, 1, 1]);
    const tickers = tickersIn(records);
    const judgements = symbols.map((symbol) =>
      agreeing(
        updates.get(symbol) as Boundary[],
        tickers.filter(({ s }) => s === symbol),
      ),
    );
    for (const [agreed, judged] of judgements) expect(agreed).toBe(judged);
    const total = judgements.reduce((sum, [, judged]) => sum + judged, 0);
    expect(total).toBeGreaterThan(100); // the quiet symbols have few tickers, one has none
  });
});
