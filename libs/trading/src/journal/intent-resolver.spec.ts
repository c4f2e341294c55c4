import {
  AppError,
  type Order,
  type OrderRefInput,
  type WireExecutionReport,
} from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { intentOf, openJournal, orderOf, storeDirectory } from '../../test/journal-bed.js';
import type { DurableJournal } from './durable-journal.js';
import { askOutcome } from '../outcome.js';
import { IntentResolver } from './intent-resolver.js';
import { OrderReports } from './order-reports.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const nothing = new AppError('ORDER_NOT_FOUND', 'Order does not exist.');

interface Room {
  clock: FakeClock;
  journal: DurableJournal;
  reports: OrderReports;
  resolver: IntentResolver;
  /** Times of the questions, ms after the start. */
  asked: number[];
  answer: (ref: OrderRefInput) => Order | Error;
  /** Until the journal has this state; the clock goes on in steps of a tenth of a second. */
  reach(id: string, state: string): Promise<void>;
}

async function room(left: string[], options: { account?: string } = {}): Promise<Room> {
  const { path, remove } = storeDirectory();
  const clock = new FakeClock();
  const exchangeTime = (): number => clock.now();
  const dead = await openJournal(path, { exchangeTime });
  for (const id of left) {
    await dead.intent(intentOf(id, {}, clock.now()));
    dead.sent(id);
  }
  await dead.close();
  const journal = await openJournal(path, { clock, exchangeTime });
  const reports = new OrderReports();
  const asked: number[] = [];
  const spot = {
    run: (_operation: object, ref: object): Promise<Order> => {
      asked.push(clock.monotonic());
      const answer = it.answer(ref as OrderRefInput);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const it: Room = {
    clock,
    journal,
    reports,
    asked,
    answer: () => nothing,
    resolver: new IntentResolver({
      journal,
      reports,
      ask: (question, since) => askOutcome(spot, question, since),
      clock,
      exchangeTime,
      recvWindowMs: 5_000,
      account: options.account ?? 'account-1',
    }),
    reach: async (id, state) => {
      await until(async () => {
        const isThere = (): boolean => journal.find(id)?.state === state;
        for (let step = 0; step < 100 && !isThere(); step++) await clock.advance(100);
        return isThere();
      });
    },
  };
  closers.push(remove, async () => {
    it.resolver.close();
    await journal.close();
  });
  return it;
}

const report = (changes: Partial<WireExecutionReport>): WireExecutionReport =>
  ({
    e: 'executionReport',
    x: 'NEW',
    X: 'NEW',
    s: 'BTCUSDT',
    i: 9,
    C: '',
    ...changes,
  }) as WireExecutionReport;

describe('what a process has left open', () => {
  it('is asked for at once, and what is found is written down', async () => {
    const { resolver, reach, journal, asked } = await room(['a', 'b']).then((r) => {
      r.answer = ({ origClientOrderId = '' }) => orderOf(origClientOrderId, { time: r.clock.now() });
      return r;
    });
    expect(resolver.pending).toBe(0);
    resolver.start();
    expect(resolver.pending).toBe(2);
    await reach('a', 'ACCEPTED');
    await reach('b', 'ACCEPTED');
    expect(journal.find('a')).toMatchObject({
      settledBy: 'query',
      answer: { orderId: 7, transactTime: expect.any(Number) as number },
    });
    expect(asked).toHaveLength(2);
    expect([resolver.pending, resolver.size, journal.unresolved]).toEqual([0, 0, 0]);
  });

  it('is not placed only when three answers, seconds apart, say so after the request had run out', async () => {
    const { resolver, reach, asked } = await room(['a']);
    resolver.start();
    await reach('a', 'NOT_PLACED');
    const late = asked.filter((ms) => ms >= 15_000);
    expect(late).toHaveLength(3);
    late.slice(1).forEach((ms, i) => expect(ms - (late[i] as number)).toBeGreaterThanOrEqual(5_000));
    expect(resolver.pending).toBe(0);
  });

  it('is not taken for an older order of the same id', async () => {
    const it = await room(['a']);
    it.answer = () => orderOf('a', { time: it.clock.now() - 3_600_000, status: 'FILLED' });
    it.resolver.start();
    await it.reach('a', 'NOT_PLACED');
  });

  it('stays open while the exchange only fails, which keeps the process from being ready for two minutes', async () => {
    const it = await room(['a']);
    it.answer = () => new AppError('UPSTREAM_UNAVAILABLE', 'HTTP 503');
    it.resolver.start();
    await it.clock.advance(100_000);
    expect([it.journal.find('a')?.state, it.resolver.pending]).toEqual(['SENT', 1]);
    await it.clock.advance(30_000);
    expect([it.resolver.pending, it.resolver.size]).toEqual([0, 1]);
    const before = it.asked.length;
    await it.clock.advance(600_000);
    expect(it.asked.length - before).toBeLessThanOrEqual(11);
    it.answer = () => orderOf('a', { time: it.clock.now() });
    await it.reach('a', 'ACCEPTED');
  });

  it('asks nothing while the exchange wants silence', async () => {
    const it = await room(['a']);
    it.answer = () => new AppError('UPSTREAM_BANNED', 'banned', { retryAfterMs: 60_000 });
    it.resolver.start();
    await it.clock.advance(59_000);
    expect(it.asked).toHaveLength(1);
    it.answer = () => orderOf('a', { time: it.clock.now() });
    await it.reach('a', 'ACCEPTED');
    expect(it.asked[1]).toBeGreaterThanOrEqual(60_000);
  });

  it('of another account is never proved absent', async () => {
    const it = await room(['a'], { account: 'account-2' });
    it.resolver.start();
    expect(it.resolver.pending).toBe(0);
    await it.clock.advance(120_000);
    expect(it.journal.find('a')?.state).toBe('SENT');
  });
});

it('is not ready before orders are settled that another process had open at the start', async () => {
  const it = await room([]);
  const { path, remove } = storeDirectory();
  closers.push(remove);
  const other = await openJournal(path);
  const mine = await openJournal(path);
  closers.push(
    () => other.close(),
    () => mine.close(),
  );
  await other.intent(intentOf('theirs'));
  const { clock, reports } = it;
  const ask = async (): Promise<Order> => orderOf('theirs');
  const options = { journal: mine, reports, ask, clock, exchangeTime: () => clock.now() };
  const resolver = new IntentResolver({ ...options, recvWindowMs: 5_000, account: 'account-1' });
  resolver.start();
  expect([resolver.pending, resolver.size]).toEqual([1, 0]);
  other.ended('theirs', { state: 'ACCEPTED', by: 'answer', order: orderOf('theirs') });
  await until(() => resolver.pending === 0);
  resolver.close();
});

describe('events of the account', () => {
  it('settle it without a question being answered, under its own id or a cancel of it', async () => {
    const it = await room(['a', 'b']);
    it.resolver.start();
    it.reports.offer(report({ c: 'other', O: it.clock.now() }));
    it.reports.offer(report({ c: 'a', O: it.clock.now() - 3_600_000 }));
    it.reports.offer(report({ c: 'a', x: 'REJECTED', X: 'REJECTED', O: it.clock.now() }));
    expect(it.journal.find('a')?.state).toBe('SENT');
    it.reports.offer(report({ c: 'a', O: it.clock.now() }));
    it.reports.offer(report({ c: 'cancel-1', C: 'b', x: 'CANCELED', X: 'CANCELED', O: it.clock.now() }));
    expect(it.journal.find('a')).toMatchObject({
      state: 'ACCEPTED',
      settledBy: 'event',
      answer: { orderId: 9 },
    });
    expect(it.journal.find('b')).toMatchObject({ answer: { clientOrderId: 'b', status: 'CANCELED' } });
    expect(it.resolver.size).toBe(0);
  });
});

it('follows an outcome that becomes unknown while it runs', async () => {
  const it = await room([]);
  it.resolver.start();
  await it.journal.intent(intentOf('a', {}, it.clock.now()));
  it.journal.sent('a');
  it.journal.ended('a', { state: 'UNKNOWN', error: { code: 'OUTCOME_UNKNOWN', message: 'silence' } });
  expect([it.resolver.size, it.resolver.pending]).toEqual([1, 0]);
  it.answer = () => orderOf('a', { time: it.clock.now(), status: 'FILLED' });
  await it.reach('a', 'ACCEPTED');
  expect(it.journal.find('a')).toMatchObject({ answer: { status: 'FILLED' } });
});
