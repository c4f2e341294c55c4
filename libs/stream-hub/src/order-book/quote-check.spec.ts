import { type Random, seededRandom } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { Oracle } from '../testing/oracle.js';
import { type DepthDiff, OrderBook, type PriceLevel } from './order-book.js';
import { QuoteCheck } from './quote-check.js';

type Quote = Record<'b' | 'B' | 'a' | 'A', string> & { readonly u: number };

const bytes = (quote: unknown): Buffer => Buffer.from(JSON.stringify(quote));
const EMPTY: PriceLevel = ['0.00000000', '0.00000000'];

/** What `@bookTicker` tells at an update id. */
const quoteAt = (oracle: Oracle, u: number): Quote => {
  const { bids, asks } = oracle.top(u, 1);
  const [[b, B], [a, A]] = [bids[0] ?? EMPTY, asks[0] ?? EMPTY];
  return { u, b, B, a, A };
};

const diff = (U: number, u: number, b: PriceLevel[] = [], a: PriceLevel[] = []): DepthDiff =>
  ({ U, u, b, a }) as unknown as DepthDiff;
const quote = (u: number, b: string, B = '1', a = '10.10', A = '1'): Buffer => bytes({ u, b, B, a, A });

/** A book of two levels a side that is right as of id 100, and its check. */
const setup = () => {
  const book = OrderBook.fromSnapshot(
    'BTCUSDT',
    {
      lastUpdateId: 100,
      bids: [
        ['10.00', '1'],
        ['9.90', '2'],
      ],
      asks: [
        ['10.10', '1'],
        ['10.20', '2'],
      ],
    },
    1000,
  );
  const check = new QuoteCheck();
  return {
    book,
    check,
    apply: (event: DepthDiff): string | undefined => {
      book.apply(event);
      return check.onDiff(event, book);
    },
    hear: (payload: Buffer): string | undefined => check.onQuote(payload, book),
  };
};

describe('QuoteCheck', () => {
  it('finds a level that should not be, by two quotes in two diffs', () => {
    const { apply, hear } = setup();
    expect(hear(quote(102, '9.90', '2'))).toBeUndefined();
    expect(apply(diff(101, 103))).toBeUndefined();
    expect(hear(quote(105, '9.90', '2'))).toBeUndefined();
    expect(apply(diff(104, 106))).toBe('bookTicker disagrees: bids at 10.00');
  });

  it('finds a level that is missing, and one with another quantity', () => {
    for (const [price, quantity] of [
      ['10.05', '1'],
      ['10.00', '7'],
    ] as const) {
      const { apply, hear } = setup();
      hear(quote(101, price, quantity));
      expect(apply(diff(101, 101))).toBeUndefined();
      hear(quote(102, price, quantity, '10.10', '1.0'));
      expect(apply(diff(102, 102))).toBe(`bookTicker disagrees: bids at ${price}`);
    }
  });

  it('finds a level finer than any of the book missing', () => {
    for (const [side, price] of [
      ['bids', '10.001'],
      ['asks', '10.09999'],
    ] as const) {
      const { apply, hear } = setup();
      const tell = (u: number): unknown =>
        hear(side === 'bids' ? quote(u, price) : quote(u, '10.00', '1', price));
      tell(101);
      apply(diff(101, 101));
      tell(102);
      expect(apply(diff(102, 102))).toBe(`bookTicker disagrees: ${side} at ${price}`);
    }
  });

  it('finds the same in asks, also when the quotes come after their diffs', () => {
    const { apply, hear } = setup();
    apply(diff(101, 103));
    expect(hear(quote(103, '10.00', '1', '10.20', '2'))).toBeUndefined();
    expect(hear(quote(103, '10.00', '1', '10.20', '2'))).toBeUndefined(); // one for each diff
    apply(diff(104, 106));
    expect(hear(quote(104, '10.00', '1', '10.20', '2'))).toBe('bookTicker disagrees: asks at 10.10');
  });

  it('believes a diff that names the level: then, in between, and next to it', () => {
    const { apply, hear } = setup();
    hear(quote(102, '10.05'));
    // it came and went within the diff
    expect(apply(diff(101, 103, [['10.05000', '0']]))).toBeUndefined();
    // left out of its diff as it was gone a moment later, which the next one says
    hear(quote(105, '10.06'));
    expect(apply(diff(104, 106))).toBeUndefined();
    expect(apply(diff(107, 109, [['10.06', '0']]))).toBeUndefined();
    hear(quote(111, '10.06'));
    expect(apply(diff(110, 112))).toBeUndefined();
    hear(quote(114, '10.00'));
    expect(apply(diff(113, 115))).toBeUndefined();
  });

  it('takes nothing for a contradiction that it cannot know', () => {
    const cases: (() => unknown)[] = [];
    for (const payload of [
      quote(99, '9.90'), // of before the book
      bytes({ u: 102, b: '9.90', B: 'x', a: '10.10', A: '1' }),
      bytes({ u: '102', b: '9.90', B: '2', a: '10.10', A: '1' }),
      bytes({ u: 102, b: '9.90' }),
      bytes({ u: 102, b: '9'.repeat(90), B: '2', a: '10.10', A: '1' }),
      bytes({ u: 102, b: '0.00000000', B: '0.00000000', a: '10.10', A: '1' }),
      bytes(null),
      Buffer.from('{"u":102,'),
      Buffer.alloc(0),
    ]) {
      cases.push(() => {
        const { apply, hear } = setup();
        for (let i = 0; i < 4; i++) {
          expect(hear(Buffer.from(payload.toString().replace('102', String(102 + 3 * i))))).toBeUndefined();
          expect(apply(diff(101 + 3 * i, 103 + 3 * i))).toBeUndefined();
        }
      });
    }
    expect.assertions(cases.length * 8);
    for (const run of cases) run();
  });

  it('hears without a book, and of a book that does not know its best level, without a word', () => {
    const check = new QuoteCheck();
    expect(check.onQuote(quote(101, '9.90'), undefined)).toBeUndefined();
    const levels = (prices: number[]): [string, string][] => prices.map((price) => [`${price}.00`, '1']);
    const shallow = OrderBook.fromSnapshot(
      'BTCUSDT',
      { lastUpdateId: 100, bids: levels([9]), asks: levels([11]) },
      1,
    );
    for (const id of [101, 102, 103]) {
      const event = diff(
        id,
        id,
        id === 101 ? [['9.00', '0'] as PriceLevel, ['8.00', '1'] as PriceLevel] : [],
      );
      shallow.apply(event);
      expect(check.onQuote(quote(id, '8.50', '1', '11.00'), shallow)).toBeUndefined();
      expect(check.onDiff(event, shallow)).toBeUndefined();
    }
  });

  it('does not wait for ever for the ids of a quote', () => {
    const { apply, hear } = setup();
    hear(quote(9_000_000, '9.90', '2'));
    let id = 100;
    const next = (): string | undefined => apply(diff(++id, id));
    for (let i = 0; i <= 600; i++) next();
    hear(quote(id + 1, '9.90', '2'));
    expect(next()).toBeUndefined();
    hear(quote(id + 1, '9.90', '2'));
    expect(next()).toMatch(/disagrees/);
  });
});

/** An exchange that cuts its updates into diffs, and what it sends, in some order. */
interface Session {
  readonly oracle: Oracle;
  readonly sent: ({ readonly diff: DepthDiff } | { readonly quote: Quote })[];
}

/**
 * Quotes come before or after the diff with their ids, out of order, twice or not at all; diffs leave out a level that
 * the next one removes, as Binance's do.
 */
function session(random: Random, diffs: number, spread = 8): Session {
  const oracle = new Oracle('BTCUSDT');
  const events: DepthDiff[] = [];
  let before = quoteAt(oracle, oracle.lastUpdateId);
  const quotes: { readonly at: number; readonly quote: Quote }[] = [];
  for (let i = 0; i < diffs; i++) {
    const U = oracle.lastUpdateId + 1;
    for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
      oracle.update(random() < 0.5 ? 'b' : 'a', 1 + Math.floor(random() * spread), Math.floor(random() * 4));
      const now = quoteAt(oracle, oracle.lastUpdateId);
      const isNews = before.b !== now.b || before.B !== now.B || before.a !== now.a || before.A !== now.A;
      before = now;
      if (!isNews || random() < 0.1) continue;
      for (let copies = random() < 0.1 ? 2 : 1; copies > 0; copies--)
        quotes.push({ at: i - 0.6 + random() * 2, quote: now });
    }
    events.push(oracle.event(U, oracle.lastUpdateId));
  }
  for (const [i, event] of events.entries()) {
    const next = events[i + 1];
    for (const side of ['b', 'a'] as const) {
      const known = oracle.top(event.U - 1)[side === 'b' ? 'bids' : 'asks'].map(([price]) => price);
      const isOmitted = ([price, amount]: PriceLevel): boolean =>
        !known.includes(price) &&
        Number(amount) > 0 &&
        next?.[side].some((level) => level[0] === price && Number(level[1]) === 0) === true &&
        random() < 0.5;
      const kept = event[side].filter((level) => !isOmitted(level as PriceLevel));
      event[side].splice(0, Infinity, ...kept);
    }
  }
  const timed = [
    ...events.map((event, i) => ({ at: i, message: { diff: event } })),
    ...quotes.map(({ at, quote: each }) => ({ at, message: { quote: each } })),
  ];
  return { oracle, sent: timed.sort((x, y) => x.at - y.at).map(({ message }) => message) };
}

/**
 * Plays a session to a book; `damage` may change a diff. @returns what was said, and how many quotes came while the best
 * levels were wrong
 */
function play({ oracle, sent }: Session, damage: (diff: DepthDiff) => DepthDiff = (each) => each) {
  const book = OrderBook.fromSnapshot('BTCUSDT', oracle.snapshot(oracle.firstUpdateId), 1000);
  const check = new QuoteCheck();
  let heard = 0;
  let isWrong = false;
  for (const message of sent) {
    let verdict: string | undefined;
    if ('quote' in message) {
      verdict = check.onQuote(bytes(message.quote), book);
      if (isWrong) heard++;
    } else {
      const event = damage(message.diff);
      book.apply(event);
      verdict = check.onDiff(event, book);
      const truth = oracle.top(book.lastUpdateId, 1);
      isWrong =
        String(book.bestBid) !== String(truth.bids[0]) || String(book.bestAsk) !== String(truth.asks[0]);
      if (!isWrong) heard = 0;
    }
    if (verdict !== undefined) return { verdict, heard };
  }
  return { verdict: undefined, heard };
}

describe('a book and its quotes in any order', () => {
  it('never cries wolf', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 60 }), (seed, diffs) => {
        const { verdict } = play(session(seededRandom(seed), diffs));
        if (verdict !== undefined) throw new Error(verdict);
      }),
      { numRuns: Number(process.env['SEEDS'] ?? 300) },
    );
  }, 300_000);

  it('finds a best level that is wrong', () => {
    const found = { verdicts: 0, leftWrong: 0 };
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed);
      const made = session(random, 60, 12);
      const side = random() < 0.5 ? 'b' : 'a';
      let isDone = false;
      const { verdict, heard } = play(made, (event) => {
        const isBest = ([price]: PriceLevel): boolean =>
          String(price) === made.oracle.top(event.u)[side === 'b' ? 'bids' : 'asks'][0]?.[0];
        if (isDone || event.U < 1030 || !event[side].some((level) => isBest(level))) return event;
        isDone = true;
        return { ...event, [side]: event[side].filter((level) => !isBest(level)) };
      });
      if (verdict !== undefined) found.verdicts++;
      else if (heard > 8) found.leftWrong++;
      // the same session without the damage is silent, so what was said is of the damage
      expect(play(made).verdict).toBeUndefined();
    }
    expect(found.leftWrong).toBe(0);
    expect(found.verdicts).toBeGreaterThan(15); // most are told anew before two quotes came
  });
});
