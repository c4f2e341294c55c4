// Cost of one decision of the budget: asked, reserved, settled by the headers of an answer. Unit: µs per request,
// median of 7 runs. Four limits, as exchangeInfo has them, and requests under way as on a busy day.
import { systemClock } from '@binance-gateway/domain-types';
import { type Admission, type BudgetRequest, RequestBudget } from '../src/http/request-budget.js';

const RUNS = 7;
const ROUNDS = 100_000;
const HUGE = 1e9;

const budget = new RequestBudget({
  clock: systemClock,
  now: () => systemClock.now(),
  limits: [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: HUGE },
    { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: HUGE },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: HUGE },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: HUGE },
  ],
});
const full = new RequestBudget({
  clock: systemClock,
  now: () => systemClock.now(),
  limits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1 }],
});

const order: BudgetRequest = {
  operation: 'place_order',
  weight: 1,
  orderCount: 1,
  security: 'TRADE',
  method: 'POST',
  path: '/api/v3/order',
};
const read: BudgetRequest = { operation: 'get_order_book', weight: 5, security: 'NONE', method: 'GET' };
const headers = {
  date: new Date().toUTCString(),
  'x-mbx-used-weight-1m': '4321',
  'x-mbx-order-count-10s': '12',
  'x-mbx-order-count-1d': '4043',
};

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function measure(once: () => void): number {
  const runs: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < ROUNDS; i++) once();
    const us = Number(process.hrtime.bigint() - start) / 1_000 / ROUNDS;
    if (run > 0) runs.push(us); // the first one warms up
  }
  return median(runs);
}

const underWay: Admission[] = Array.from({ length: 50 }, () => budget.admit(order));
const cases: Record<string, () => void> = {
  'read, admitted and settled': () =>
    (budget.acquire(read) as Admission).settle({ kind: 'answered', headers }),
  'order, admitted and settled': () =>
    (budget.acquire(order) as Admission).settle({ kind: 'answered', headers }),
  'read, refused': () => {
    try {
      void full.acquire(read);
    } catch {
      return;
    }
    throw new Error('was not refused');
  },
};
for (const [name, once] of Object.entries(cases))
  console.log(`${name.padEnd(28)} ${measure(once).toFixed(2)} µs`);
for (const admission of underWay) admission.settle({ kind: 'unsent' });
