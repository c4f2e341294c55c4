import { AppError, type WireRateLimit } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { type Admission, type BudgetRequest, RequestBudget } from './request-budget.js';

const LIMITS: readonly WireRateLimit[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 600 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 900 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 20 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 300 },
];

/** mulberry32: the same seed, the same run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const isOrder = (request: BudgetRequest): boolean => request.orderCount !== undefined;

/** Binance's windows as its documents describe them, written without a look at ours. */
class ExchangeModel {
  private readonly counts = new Map<string, number>();
  readonly broken: string[] = [];
  most = { weight: 0, orders: 0 };

  /** Counts an arrived request. @returns the headers of its answer */
  arrive(request: BudgetRequest, time: number, costsNothing: boolean): Record<string, string> {
    const weight = this.add('weight', time, 60_000, costsNothing ? 0 : request.weight, 600);
    if (request.transport !== 'ws') this.add('raw', time, 300_000, 1, 900);
    const headers: Record<string, string> = {
      'x-mbx-used-weight-1m': String(weight),
      date: new Date(Math.floor(time / 1_000) * 1_000).toUTCString(),
    };
    this.most.weight = Math.max(this.most.weight, weight);
    if (!isOrder(request)) return headers;
    const short = this.add('10s', time, 10_000, request.orderCount as number, 20);
    const day = this.add('day', time, 86_400_000, request.orderCount as number, 300);
    this.most.orders = Math.max(this.most.orders, short);
    return { ...headers, 'x-mbx-order-count-10s': String(short), 'x-mbx-order-count-1d': String(day) };
  }

  /** An order filled: its place is free again. */
  fill(time: number): void {
    this.add('10s', time, 10_000, -1, 20);
    this.add('day', time, 86_400_000, -1, 300);
  }

  private add(kind: string, time: number, windowMs: number, cost: number, limit: number): number {
    const key = `${kind} ${Math.floor(time / windowMs)}`;
    const count = Math.max(0, (this.counts.get(key) ?? 0) + cost);
    this.counts.set(key, count);
    if (count > limit) this.broken.push(`${kind}: ${count} of ${limit} at ${new Date(time).toISOString()}`);
    return count;
  }
}

const READ: BudgetRequest = { operation: 'get_depth', weight: 5, security: 'NONE', method: 'GET' };
const SNAPSHOT: BudgetRequest = { ...READ, weight: 50, lane: 'snapshots' };
const RECOVERY: BudgetRequest = { ...READ, weight: 20, lane: 'recovery', security: 'USER_DATA' };
const ORDER: BudgetRequest = { operation: 'place_order', weight: 1, security: 'TRADE', orderCount: 1 };
const LIST: BudgetRequest = { ...ORDER, operation: 'place_otoco', orderCount: 3, transport: 'ws' };
const CANCEL: BudgetRequest = { operation: 'cancel_order', weight: 1, security: 'TRADE', method: 'DELETE' };
const KINDS = [READ, READ, READ, SNAPSHOT, RECOVERY, ORDER, ORDER, LIST, CANCEL];

/** A minute and a half of a busy process: bursts, slow answers, lost answers, fills, a clock that is wrong by up to 240 ms. */
async function run(seed: number): Promise<{ model: ExchangeModel; granted: number; refused: number }> {
  const random = randomFrom(seed);
  const clock = new FakeClock(Date.UTC(2026, 0, 1, 23, 58, 30) + Math.floor(random() * 60_000));
  const error = Math.floor((random() - 0.5) * 480);
  const budget = new RequestBudget({ clock, now: () => clock.now() + error, limits: LIMITS });
  const model = new ExchangeModel();
  let granted = 0;
  let refused = 0;

  const carry = (request: BudgetRequest, admission: Admission): void => {
    granted++;
    const isWs = request.transport === 'ws';
    const fate = random();
    if (fate < 0.02) {
      admission.settle({ kind: 'unsent' });
      return;
    }
    const there = Math.floor(random() * (random() < 0.1 ? 4_000 : 80));
    const back = Math.floor(random() * (random() < 0.1 ? 4_000 : 80));
    clock.setTimeout(() => {
      const { date = '', ...counts } = model.arrive(request, clock.now(), isOrder(request) && random() < 0.7);
      // The WebSocket API says no time; an order that was refused says no count
      const told = fate < 0.1 ? {} : counts;
      const headers = isWs ? told : { ...told, date };
      clock.setTimeout(() => {
        admission.settle(fate < 0.06 ? { kind: 'unanswered' } : { kind: 'answered', headers });
      }, back);
      if (isOrder(request) && random() < 0.3) {
        clock.setTimeout(() => model.fill(clock.now()), Math.floor(random() * 3_000));
      }
    }, there);
  };
  const send = async (request: BudgetRequest): Promise<void> => {
    try {
      carry(request, await budget.acquire(request));
    } catch (refusal) {
      if (!AppError.is(refusal)) throw refusal;
      expect(refusal.retryAfterMs).toBeGreaterThan(0);
      refused++;
    }
  };

  const pending: Promise<void>[] = [];
  for (let step = 0; step < 900; step++) {
    const burst = random() < 0.05 ? 40 : 1;
    for (let i = 0; i < burst; i++) {
      pending.push(send(KINDS[Math.floor(random() * KINDS.length)] as BudgetRequest));
    }
    clock.advanceSync(100);
    await Promise.resolve();
  }
  await clock.advance(60_000);
  await Promise.all(pending);
  return { model, granted, refused };
}

describe('the budget, against a model of the windows of the exchange', () => {
  const seeds = Array.from({ length: Number(process.env['BUDGET_SEEDS'] ?? 6) }, (_, i) => i + 1);

  it.each(seeds)('never exceeds a limit: seed %i', async (seed) => {
    const { model, granted, refused } = await run(seed);
    expect({ seed, broken: model.broken }).toEqual({ seed, broken: [] });
    // A budget that refuses everything keeps every limit
    expect(granted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(0);
    expect(model.most.weight).toBeGreaterThan(0.6 * 600);
    expect(model.most.orders).toBeGreaterThan(0.7 * 20);
  });
});
