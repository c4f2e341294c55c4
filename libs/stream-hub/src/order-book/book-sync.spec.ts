import fc from 'fast-check';
import { Oracle } from '../testing/oracle.js';
import { BookSync } from './book-sync.js';

const SYMBOL = 'BTCUSDT';
/** Orders of events that are tried: 100,000 take half a minute, which a machine may spend more often than its owner. */
const INTERLEAVINGS = Number(process.env['SEEDS'] ?? (process.env['CI'] ? 100_000 : 10_000));

/** An exchange that has made so many updates. */
const exchange = (updates: number): Oracle => {
  const oracle = new Oracle(SYMBOL);
  for (let i = 0; i < updates; i++) oracle.update(i % 2 ? 'a' : 'b', 1 + (i % 7), (i % 4) + 1);
  return oracle;
};

describe('BookSync', () => {
  it('joins a snapshot with the events around it', () => {
    const oracle = exchange(20);
    const sync = new BookSync(SYMBOL, 1000);
    expect(sync.onDiff(oracle.event(1001, 1005))).toBe('buffered');
    expect(sync.onDiff(oracle.event(1006, 1010))).toBe('buffered');
    expect(sync.onSnapshot(oracle.snapshot(1007))).toBe('synced');
    expect(sync.state).toBe('live');
    expect(sync.book?.lastUpdateId).toBe(1010);
    expect(sync.onDiff(oracle.event(1006, 1010))).toBe('stale');
    expect(sync.onDiff(oracle.event(1011, 1020))).toBe('applied');
    expect(sync.book?.depth(99)).toMatchObject(oracle.top(1020));
  });

  it('accepts a first event that begins right after the snapshot', () => {
    const oracle = exchange(10);
    const sync = new BookSync(SYMBOL, 1000);
    sync.onDiff(oracle.event(1006, 1008));
    expect(sync.onSnapshot(oracle.snapshot(1005))).toBe('synced');
    expect(sync.book?.depth(99)).toMatchObject(oracle.top(1008));
  });

  it('serves a snapshot no event has confirmed yet, and says so', () => {
    const oracle = exchange(10);
    const sync = new BookSync(SYMBOL, 1000);
    expect(sync.onSnapshot(oracle.snapshot(1005))).toBe('synced');
    expect(sync.state).toBe('unconfirmed');
    expect(sync.onDiff(oracle.event(1004, 1006))).toBe('applied');
    expect(sync.state).toBe('live');
  });

  it('keeps its events while snapshots are too old', () => {
    const oracle = exchange(10);
    const sync = new BookSync(SYMBOL, 1000);
    sync.onDiff(oracle.event(1006, 1008));
    for (let i = 0; i < 5; i++) expect(sync.onSnapshot(oracle.snapshot(1004))).toBe('too-old');
    expect(sync.buffered).toBe(1);
    expect(sync.onSnapshot(oracle.snapshot(1005))).toBe('synced');
  });

  it('has no book from the very event that shows the hole', () => {
    const oracle = exchange(20);
    const sync = new BookSync(SYMBOL, 1000);
    sync.onSnapshot(oracle.snapshot(1005));
    expect(sync.onDiff(oracle.event(1007, 1009))).toBe('lost');
    expect(sync.book).toBeUndefined();
    expect(sync.lossReason).toBe('sequence gap: 1005 then 1007');
    sync.onDiff(oracle.event(1010, 1012));
    expect(sync.onSnapshot(oracle.snapshot(1006))).toBe('synced'); // the event of the hole was kept
    expect(sync.book?.lastUpdateId).toBe(1012);
  });

  it.each([
    ['crossed', { U: 1006, u: 1006, b: [['99.00', '1']], a: [] }, /crossed/],
    ['malformed in its prices', { U: 1006, u: 1006, b: [['1e3', '1']], a: [] }, /malformed/],
    ['malformed in its levels', { U: 1006, u: 1006, b: [null], a: [] }, /malformed/],
    ['malformed in its ids', { b: [], a: [] }, /malformed/],
  ])('has no book after an event that is %s', (_case, event, reason) => {
    const sync = new BookSync(SYMBOL, 1000);
    sync.onSnapshot(exchange(5).snapshot(1005));
    expect(sync.onDiff(event as never)).toBe('lost');
    expect(sync.book).toBeUndefined();
    expect(sync.lossReason).toMatch(reason);
  });

  it('refuses snapshots that are no book', () => {
    const sync = new BookSync(SYMBOL, 1000);
    expect(sync.onSnapshot({ lastUpdateId: 5, bids: [['2', '1']], asks: [['1', '1']] })).toBe('malformed');
    expect(sync.onSnapshot({ lastUpdateId: 5, bids: [['x', '1']], asks: [] })).toBe('malformed');
    expect(sync.onSnapshot({} as never)).toBe('malformed');
    expect(sync.state).toBe('syncing');
  });

  it('forgets its events at an interruption: the ids that follow may be anything', () => {
    const sync = new BookSync(SYMBOL, 1000);
    sync.onDiff(exchange(500).event(1490, 1500));
    sync.lose('connection lost');
    expect(sync.buffered).toBe(0);
    sync.onDiff(exchange(10).event(1001, 1002));
    expect(sync.buffered).toBe(1);
  });

  it('does not freeze when the ids of the exchange start over', () => {
    const sync = new BookSync(SYMBOL, 1000);
    sync.onSnapshot(exchange(500).snapshot(1500));
    const other = exchange(400);
    const outcomes = new Set<string>();
    for (let id = 1001; id <= 1400 && sync.book; id++) outcomes.add(sync.onDiff(other.event(id, id)));
    expect(outcomes).toEqual(new Set(['stale', 'lost']));
  });

  it('takes a deeper snapshot in the place of a live book without a break', () => {
    const oracle = exchange(30);
    const sync = new BookSync(SYMBOL, 3);
    sync.onSnapshot(oracle.snapshot(1005, 3));
    sync.onDiff(oracle.event(1006, 1010));
    sync.beginRenewal();
    sync.onDiff(oracle.event(1011, 1015));
    expect(sync.onSnapshot(oracle.snapshot(1018, 3))).toBe('pending');
    const before = sync.book;
    expect(sync.onDiff(oracle.event(1016, 1017))).toBe('applied');
    expect(sync.book).toBe(before);
    expect(sync.onDiff(oracle.event(1018, 1020))).toBe('applied');
    expect(sync.book).not.toBe(before);
    expect(sync.book?.lastUpdateId).toBe(1020);
    const n = sync.book?.completeDepth as number;
    expect(sync.book?.depth(n)).toMatchObject(oracle.top(1020, n));
  });
});

describe('any order of events, losses, repeats, swaps, snapshots and reconnects', () => {
  const update = fc.record({
    side: fc.constantFrom('b' as const, 'a' as const),
    distance: fc.integer({ min: 1, max: 8 }),
    amount: fc.nat({ max: 3 }),
  });
  const step = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constantFrom('event', 'event', 'event', 'drop', 'swap', 'overlap'),
        updates: fc.array(update, { minLength: 1, maxLength: 4 }),
        back: fc.nat({ max: 6 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom('repeat', 'snapshot', 'snapshot', 'reconnect', 'renew'),
        updates: fc.constant([]),
        back: fc.nat({ max: 12 }),
      }),
    },
  );

  /** The book, wherever there is one, is the exchange's at its id, as far as it claims to be complete. */
  const check = (sync: BookSync, oracle: Oracle): void => {
    const { book } = sync;
    if (!book) return;
    const n = Math.min(book.completeDepth, 99);
    const { bids, asks } = book.depth(n);
    const truth = oracle.top(book.lastUpdateId, n);
    if (JSON.stringify([bids, asks]) !== JSON.stringify([truth.bids, truth.asks])) {
      expect({ bids, asks }).toEqual(truth); // for the message
    }
  };

  it('G6 never gives a wrong book, never passes over a hole, and always recovers', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(2, 1000), (steps, limit) => {
        const oracle = new Oracle(SYMBOL);
        const sync = new BookSync(SYMBOL, limit);
        const sent: [number, number][] = [];
        let held: [number, number] | undefined;
        const deliver = ([U, u]: [number, number]): void => {
          const before = sync.book?.lastUpdateId;
          const outcome = sync.onDiff(oracle.event(U, u));
          if (before !== undefined && U > before + 1 && outcome !== 'lost') {
            throw new Error(`hole between ${before} and ${U} passed over as ${outcome}`);
          }
          if (before !== undefined && u > before && U <= before + 1 && outcome !== 'applied') {
            throw new Error(`contiguous ${U}..${u} after ${before} was ${outcome}`);
          }
          check(sync, oracle);
        };
        for (const { kind, updates, back } of steps) {
          const first = oracle.lastUpdateId + 1;
          for (const each of updates) oracle.update(each.side, each.distance, each.amount);
          const range: [number, number] = [first, oracle.lastUpdateId];
          if (updates.length > 0) sent.push(range);
          if (kind === 'event') {
            deliver(range);
            if (held) deliver(held);
            held = undefined;
          } else if (kind === 'swap') {
            if (held) deliver(held);
            held = range;
          } else if (kind === 'overlap') {
            deliver([Math.max(oracle.firstUpdateId + 1, first - back), range[1]]);
          } else if (kind === 'repeat') {
            for (const each of sent.slice(-1 - back)) deliver(each);
          } else if (kind === 'snapshot') {
            const id = Math.max(oracle.firstUpdateId, oracle.lastUpdateId - back);
            const before = sync.book?.lastUpdateId ?? 0;
            if (!sync.book || sync.isRenewing) sync.onSnapshot(oracle.snapshot(id, limit));
            if (before > 0) expect(sync.book?.lastUpdateId).toBe(before); // a renewal never goes back
            check(sync, oracle);
          } else if (kind === 'reconnect') {
            sync.lose('connection lost');
            held = undefined;
            expect(sync.book).toBeUndefined();
          } else if (kind === 'renew') {
            sync.beginRenewal();
          }
        }
        sync.cancelRenewal();
        const next = oracle.lastUpdateId + 1;
        oracle.update('b', 1, 9);
        sync.onDiff(oracle.event(next, next));
        if (!sync.book) expect(sync.onSnapshot(oracle.snapshot(next, limit))).toBe('synced');
        expect(sync.book?.lastUpdateId).toBe(next);
        check(sync, oracle);
      }),
      { numRuns: INTERLEAVINGS },
    );
  }, 900_000);
});
