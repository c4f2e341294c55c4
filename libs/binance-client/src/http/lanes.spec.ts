import { AppError } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { LANE_RULES, laneOf } from './lanes.js';
import { type Admission, type BudgetRequest, RequestBudget } from './request-budget.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const READ: BudgetRequest = { operation: 'get_depth', weight: 10, security: 'NONE' };
const SNAPSHOT: BudgetRequest = { ...READ, lane: 'snapshots' };
const RECOVERY: BudgetRequest = { ...READ, lane: 'recovery' };
const CANCEL: BudgetRequest = { operation: 'cancel_order', weight: 10, security: 'TRADE' };

describe('lanes', () => {
  it('orders, cancels and the question about an order go first, whoever sends them', () => {
    expect(laneOf({ security: 'TRADE', method: 'POST', path: '/api/v3/order', lane: 'reads' })).toBe(
      'orders',
    );
    expect(laneOf({ security: 'TRADE', method: 'DELETE', path: '/api/v3/openOrders' })).toBe('orders');
    expect(laneOf({ security: 'USER_DATA', method: 'GET', path: '/api/v3/order' })).toBe('orders');
    expect(laneOf({ security: 'USER_DATA', method: 'GET', path: '/api/v3/allOrders' })).toBe('reads');
    expect(laneOf({ security: 'NONE', lane: 'snapshots' })).toBe('snapshots');
  });
});

describe('waiting for room', () => {
  let clock: FakeClock;
  let budget: RequestBudget;
  let done: string[];

  /** A budget of 100, of which 100 are used; the minute ends in `leftMs`. */
  function full(leftMs: number): void {
    clock = new FakeClock(NOON + 60_000 - leftMs);
    budget = new RequestBudget({
      clock,
      now: () => clock.now(),
      limits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 100 }],
    });
    done = [];
    budget.admit({ ...CANCEL, weight: 100 }).settle({
      kind: 'answered',
      headers: { 'x-mbx-used-weight-1m': '100', date: new Date(clock.now()).toUTCString() },
    });
  }
  const ask = (name: string, request: BudgetRequest): Promise<Admission | undefined> =>
    (async () => budget.acquire(request))().then(
      (admission) => {
        done.push(name);
        return admission;
      },
      (error: unknown) => {
        done.push(`${name}: ${AppError.is(error) ? error.code : String(error)}`);
        return undefined;
      },
    );
  const lane = (name: string): object | undefined => budget.lanes().find((l) => l.lane === name);

  it('is served by lane and in each lane in turn, as far as the room goes', async () => {
    full(900);
    void ask('snapshot 1', { ...SNAPSHOT, weight: 40 });
    void ask('snapshot 2', { ...SNAPSHOT, weight: 40 });
    void ask('recovery', { ...RECOVERY, weight: 20 });
    await clock.advance(200);
    void ask('cancel', CANCEL);
    expect(lane('snapshots')).toMatchObject({ waiting: 2 });
    await clock.advance(949);
    expect(done).toEqual([]);
    await clock.advance(2);
    // 85 for all but orders: 10 + 20 + 40, and the next 40 have to wait for the next minute, which is too long
    expect(done).toEqual(['cancel', 'recovery', 'snapshot 1', 'snapshot 2: UPSTREAM_RATE_LIMITED']);
    expect(lane('orders')).toEqual({ lane: 'orders', waiting: 0, waited: 1, refused: 0 });
    expect(lane('snapshots')).toEqual({ lane: 'snapshots', waiting: 0, waited: 2, refused: 1 });
    expect(clock.pending).toBe(0);
  });

  it('is refused at once when it would take longer than the lane waits', async () => {
    full(30_000);
    await Promise.all([ask('read', READ), ask('cancel', CANCEL), ask('snapshot', SNAPSHOT)]);
    expect(done).toEqual([
      'read: UPSTREAM_RATE_LIMITED',
      'cancel: UPSTREAM_RATE_LIMITED',
      'snapshot: UPSTREAM_RATE_LIMITED',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('is for nobody who reads: who asks too much is told so', async () => {
    full(300);
    await ask('read', READ);
    expect(done).toEqual(['read: UPSTREAM_RATE_LIMITED']);
  });

  it('ends when the caller hangs up', async () => {
    full(2_000);
    const controller = new AbortController();
    const given = ask('recovery', { ...RECOVERY, signal: controller.signal });
    await clock.advance(100);
    controller.abort(new Error('gone'));
    await given;
    expect(done).toEqual(['recovery: Error: gone']);
    expect(clock.pending).toBe(0);
  });

  it('ends early when a ban makes it pointless', async () => {
    full(2_000);
    const given = ask('recovery', RECOVERY);
    await clock.advance(100);
    budget.silence(120_000, true);
    await given;
    expect(done).toEqual(['recovery: UPSTREAM_BANNED']);
  });

  it('goes on early when something gives its room back', async () => {
    clock = new FakeClock(NOON + 58_500);
    budget = new RequestBudget({
      clock,
      now: () => clock.now(),
      limits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 100 }],
    });
    done = [];
    const big = budget.admit({ ...CANCEL, weight: 100 });
    const given = ask('recovery', RECOVERY);
    await clock.advance(10);
    big.settle({ kind: 'unsent' });
    await given;
    expect(done).toEqual(['recovery']);
  });

  it('is bounded', async () => {
    full(2_000);
    const { maxWaiting } = LANE_RULES.recovery;
    for (let i = 0; i < maxWaiting + 3; i++) void ask(`recovery ${i}`, RECOVERY);
    await clock.advance(1);
    expect(done).toHaveLength(3);
    expect(lane('recovery')).toMatchObject({ waiting: maxWaiting, refused: 3 });
  });

  it('lets nobody overtake who comes just when there is room again', async () => {
    full(900);
    void ask('snapshot', { ...SNAPSHOT, weight: 80 });
    clock.advanceSync(1_149); // the timer has not fired
    (clock as unknown as { current: number }).current += 5;
    await ask('read', READ);
    await clock.advance(0);
    expect(done.toSorted()).toEqual(['read: UPSTREAM_RATE_LIMITED', 'snapshot']);
  });
});
