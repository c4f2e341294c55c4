import { AppError } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import type { UpstreamRequest } from './dispatch.js';
import { RequestBudget, type Settlement } from './request-budget.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const WEIGHT_100 = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 100 },
] as const;

/** Of a kind that may use the whole budget. */
const request = (weight: number, changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  operation: 'cancel_order',
  method: 'DELETE',
  path: '/api/v3/order',
  query: '',
  security: 'TRADE',
  weight,
  idempotent: true,
  timeoutMs: 1_000,
  ...changes,
});

const answered = (used: number, extra: Record<string, string> = {}): Settlement => ({
  kind: 'answered',
  headers: { 'x-mbx-used-weight-1m': String(used), ...extra },
});

function setup(startMs = NOON + 10_000): {
  clock: FakeClock;
  budget: RequestBudget;
  used: () => number | undefined;
} {
  const clock = new FakeClock(startMs);
  const budget = new RequestBudget({ clock, now: () => clock.now(), limits: WEIGHT_100 });
  return { clock, budget, used: () => budget.use()[0]?.used };
}

function refusal(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (AppError.is(error)) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('weight', () => {
  it('starts with the documented limits', () => {
    const budget = new RequestBudget({ clock: new FakeClock(), now: () => NOON });
    expect(budget.use().map((u) => [u.rateLimitType, u.intervalMs, u.limit])).toEqual([
      ['REQUEST_WEIGHT', 60_000, 6_000],
      ['RAW_REQUESTS', 300_000, 300_000],
    ]);
  });

  it('takes a minute for open as long as the time of the exchange is not known better', async () => {
    const clock = new FakeClock(NOON + 50_000);
    let errorMs: number | undefined = 1_200;
    const budget = new RequestBudget({
      clock,
      now: () => clock.now(),
      errorMs: () => errorMs,
      limits: WEIGHT_100,
    });
    budget.admit(request(80)).settle({ kind: 'unanswered' });
    await clock.advance(11_100); // by this clock the next minute began 1.1 s ago
    expect(refusal(() => budget.admit(request(30))).retryAfterMs).toBe(100);
    await clock.advance(100);
    budget.admit(request(30)).settle({ kind: 'unanswered' });
    errorMs = undefined;
    await clock.advance(58_800 + 240);
    expect(refusal(() => budget.admit(request(80))).code).toBe('UPSTREAM_RATE_LIMITED');
    await clock.advance(10);
    budget.admit(request(80));
  });

  it('counts what is under way, and refuses what does not fit until the minute ends', () => {
    const { budget, used } = setup();
    budget.admit(request(60));
    budget.admit(request(40));
    expect(used()).toBe(100);
    const error = refusal(() => budget.admit(request(1)));
    expect(error).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 50_250 });
    expect(error.message).toBe(
      'cancel_order was not sent: it costs 1 and 100 of 100 REQUEST_WEIGHT are used',
    );
    expect(budget.admit(request(0))).toBeDefined();
  });

  it('keeps a part from reads, for orders, cancels and what became of them', () => {
    const { budget } = setup();
    const read = { operation: 'get_depth', method: 'GET', path: '/api/v3/depth', security: 'NONE' } as const;
    budget.admit(request(80, read));
    expect(budget.fits(5)).toBe(true);
    expect(budget.fits(6)).toBe(false);
    expect(refusal(() => budget.admit(request(6, read))).code).toBe('UPSTREAM_RATE_LIMITED');
    const account = { ...read, path: '/api/v3/account', security: 'USER_DATA' } as const;
    expect(refusal(() => budget.admit(request(6, account))).code).toBe('UPSTREAM_RATE_LIMITED');
    budget.admit(request(6, { ...account, path: '/api/v3/order' }));
    budget.admit(request(14));
    expect(refusal(() => budget.admit(request(1))).code).toBe('UPSTREAM_RATE_LIMITED');
  });

  it('believes the exchange rather than its own sums', () => {
    const { budget, used } = setup();
    const free = budget.admit(request(1)); // a successful order is charged nothing
    free.settle(answered(0));
    expect(used()).toBe(0);
    budget.admit(request(5)).settle(answered(70)); // somebody else uses this address too
    expect(used()).toBe(70);
  });

  it('does not go back when answers overtake each other', () => {
    const { budget, used } = setup();
    const first = budget.admit(request(10));
    const second = budget.admit(request(10));
    second.settle(answered(20));
    expect(used()).toBe(30);
    first.settle(answered(10));
    expect(used()).toBe(20);
  });

  it('keeps the weight of a request without an answer until a later one reports', () => {
    const { budget, used } = setup();
    const before = budget.admit(request(1));
    budget.admit(request(30)).settle({ kind: 'unanswered' });
    expect(used()).toBe(31);
    before.settle(answered(1)); // was counted before the lost one
    expect(used()).toBe(31);
    budget.admit(request(2)).settle(answered(33));
    expect(used()).toBe(33);
  });

  it('gives back the weight of a request that never left', () => {
    const { budget, used } = setup();
    budget.admit(request(30)).settle({ kind: 'unsent' });
    expect(used()).toBe(0);
  });

  it('settles once', () => {
    const { budget, used } = setup();
    const admission = budget.admit(request(30));
    admission.settle({ kind: 'unanswered' });
    admission.settle({ kind: 'unanswered' });
    expect(used()).toBe(30);
  });

  it('starts anew with the minute of the exchange, a little late on purpose', () => {
    const { clock, budget, used } = setup(NOON + 59_700);
    budget.admit(request(100)).settle(answered(100));
    clock.advanceSync(500); // 200 ms into the next minute by our idea of it
    expect(used()).toBe(100);
    clock.advanceSync(50);
    expect(used()).toBe(0);
  });

  it('counts in both what may be in the one minute or in the other', () => {
    const { clock, budget, used } = setup(NOON + 59_900);
    budget.admit(request(30)).settle(answered(80));
    expect(refusal(() => budget.admit(request(71))).code).toBe('UPSTREAM_RATE_LIMITED');
    clock.advanceSync(1_000);
    expect(used()).toBe(30);
    budget.admit(request(2)).settle(answered(2)); // it was the old one
    expect(used()).toBe(2);
  });

  it('survives a clock that was ahead and is set right', () => {
    const clock = new FakeClock(NOON + 10_000);
    let offset = 3_600_000;
    const budget = new RequestBudget({ clock, now: () => clock.now() + offset, limits: WEIGHT_100 });
    budget.admit(request(60)).settle(answered(60));
    offset = 0;
    expect(budget.use()[0]?.used).toBe(60);
    budget.admit(request(5)).settle(answered(15));
    expect(budget.use()[0]?.used).toBe(15);
  });

  it('carries what is under way into the new minute', () => {
    const { clock, budget, used } = setup(NOON + 59_000);
    budget.admit(request(40));
    clock.advanceSync(2_000);
    expect(used()).toBe(40);
  });

  it('ignores a count that speaks of the minute before', () => {
    const { clock, budget, used } = setup(NOON + 59_000);
    const late = budget.admit(request(10));
    clock.advanceSync(2_000);
    late.settle(answered(95, { date: new Date(NOON + 59_500).toUTCString() }));
    expect(used()).toBe(0);
  });

  it('asks the Date of the answer which minute it speaks of', () => {
    const { budget, used } = setup(NOON + 59_500);
    // Our clock is late: the exchange had already begun the next minute
    budget.admit(request(10)).settle(answered(10, { date: new Date(NOON + 60_000).toUTCString() }));
    expect(used()).toBe(10);
    budget.admit(request(10)).settle(answered(90, { date: new Date(NOON + 3_600_000).toUTCString() }));
    expect(used()).toBe(90);
  });

  it('takes over the limits of exchangeInfo and keeps what was used', () => {
    const { budget, used } = setup();
    budget.admit(request(50)).settle(answered(50));
    budget.configure([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 60 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
      { rateLimitType: 'SOMETHING_NEW', interval: 'MINUTE', intervalNum: 1, limit: 1 },
    ]);
    expect(budget.use()).toMatchObject([
      { rateLimitType: 'REQUEST_WEIGHT', intervalMs: 60_000, limit: 60, used: 50 },
      { rateLimitType: 'ORDERS', intervalMs: 10_000, limit: 100, used: 0 },
    ]);
    expect(budget.fits(1)).toBe(true); // 51 of the 51 that reads may use
    expect(budget.fits(2)).toBe(false);
    budget.configure([]);
    expect(used()).toBe(50);
    budget.configure([{ rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 9 }]);
    expect(budget.use().map((u) => [u.rateLimitType, u.limit])).toEqual([
      ['RAW_REQUESTS', 9],
      ['REQUEST_WEIGHT', 60],
      ['ORDERS', 100],
    ]);
  });
});

describe('unfilled orders', () => {
  const order = request(1, { isOrder: true, orderCount: 1, method: 'POST' });
  const ORDERS_3 = [
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 3 },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 100 },
  ] as const;
  const counts = (short: number, day: number): Settlement => ({
    kind: 'answered',
    headers: { 'x-mbx-order-count-10s': String(short), 'x-mbx-order-count-1d': String(day) },
  });

  function orders(): { clock: FakeClock; budget: RequestBudget; used: () => number[]; full: () => number } {
    const clock = new FakeClock(NOON + 1_000);
    let full = 0;
    const onOrdersFull = (): number => full++;
    const budget = new RequestBudget({ clock, now: () => clock.now(), limits: ORDERS_3, onOrdersFull });
    return { clock, budget, used: () => budget.use().map((u) => u.used), full: () => full };
  }

  it('are counted for the account, whichever window is the shorter', () => {
    const { budget, used, full } = orders();
    budget.admit(request(1, { orderCount: 3 }));
    expect(used()).toEqual([3, 3]);
    const error = refusal(() => budget.admit(order));
    expect(error).toMatchObject({ code: 'ORDER_LIMIT_REACHED', retryAfterMs: 9_250 });
    expect(error.message).toBe(
      'cancel_order was not sent: it costs 1 and 3 of 3 unfilled orders of 10 SECOND are used; fills make room',
    );
    expect(full()).toBe(1);
    budget.admit(request(1)); // cancels cost none
  });

  it('go down again when they fill, as the next answer tells', () => {
    const { budget, used } = orders();
    budget.admit(order).settle(counts(3, 50));
    expect(used()).toEqual([3, 50]);
    expect(refusal(() => budget.admit(order)).code).toBe('ORDER_LIMIT_REACHED');
    const asked = budget.ticket();
    budget.learnOrders(
      [
        { ...ORDERS_3[0], count: 1 },
        { ...ORDERS_3[1], count: 48 },
      ],
      asked,
    );
    expect(used()).toEqual([1, 48]);
    budget.admit(order);
  });

  it('of answers that overlap the higher count holds, until a later request has heard', () => {
    const { budget, used } = orders();
    const first = budget.admit(order);
    const second = budget.admit(order);
    second.settle(counts(2, 2));
    first.settle(counts(1, 1));
    expect(used()).toEqual([2, 2]);
    budget.admit(order).settle(counts(1, 1));
    expect(used()).toEqual([1, 1]);
  });

  it('stay counted when the refusal of one does not say', () => {
    const { budget, used } = orders();
    budget.admit(order).settle({ kind: 'answered', headers: {} });
    expect(used()).toEqual([1, 1]);
  });
});

describe('silence', () => {
  it('refuses everything until it is over', () => {
    const { clock, budget } = setup();
    budget.silence(5_000, false);
    expect(refusal(() => budget.admit(request(1)))).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 5_000,
    });
    expect(budget.fits(1)).toBe(false);
    clock.advanceSync(5_000);
    expect(budget.fits(1)).toBe(true);
    budget.admit(request(1));
  });

  it('a ban stays a ban, and the longer silence holds', () => {
    const { clock, budget } = setup();
    budget.silence(120_000, true);
    budget.silence(1_000, false);
    clock.advanceSync(2_000);
    expect(refusal(() => budget.admit(request(1)))).toMatchObject({
      code: 'UPSTREAM_BANNED',
      retryAfterMs: 118_000,
    });
    budget.silence(180_000, false);
    expect(refusal(() => budget.admit(request(1)))).toMatchObject({
      code: 'UPSTREAM_BANNED',
      retryAfterMs: 180_000,
    });
  });

  it('does not end because a clock was set right', () => {
    const clock = new FakeClock(NOON);
    let offset = 0;
    const budget = new RequestBudget({ clock, now: () => clock.now() + offset });
    budget.silence(120_000, true);
    offset = 3_600_000;
    expect(refusal(() => budget.admit(request(1)))).toMatchObject({
      code: 'UPSTREAM_BANNED',
      retryAfterMs: 120_000,
      message: 'cancel_order was not sent: the exchange asked for silence for another 120 s',
    });
  });

  it('of orders leaves cancels and reads alone', () => {
    const { clock, budget } = setup();
    budget.silenceOrders(8_000);
    const order = request(1, { isOrder: true, orderCount: 1 });
    expect(refusal(() => budget.admit(order))).toMatchObject({
      code: 'ORDER_LIMIT_REACHED',
      retryAfterMs: 8_000,
    });
    budget.admit(request(1, { isOrder: true }));
    budget.admit(request(1));
    clock.advanceSync(8_000);
    budget.admit(order);
  });
});
