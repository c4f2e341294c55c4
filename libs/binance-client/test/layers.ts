import { AppError } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { type Dispatch, type Interceptor, type UpstreamRequest, compose } from '../src/http/dispatch.js';
import { rateLimit } from '../src/http/interceptors/rate-limit.js';
import { responseError } from '../src/http/interceptors/response-error.js';
import { retry } from '../src/http/interceptors/retry.js';
import { type RestCall, trace } from '../src/http/interceptors/trace.js';
import { RequestBudget } from '../src/http/request-budget.js';
import { undiciTransport } from '../src/http/undici-transport.js';
import { type Answerer, type StubAnswer, StubExchange } from './stub-exchange.js';

const closers: (() => Promise<unknown>)[] = [];

/** For `afterEach`: ends every server and socket that `bench` opened. */
export async function closeBenches(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export interface Bench {
  exchange: StubExchange;
  clock: FakeClock;
  /** Of the transport alone. */
  deadlines: FakeClock;
  budget: RequestBudget;
  calls: RestCall[];
  dispatch: Dispatch;
}

/** Every layer around a real transport, on clocks that stand still. */
export async function bench(answer: Answerer, extra: Interceptor[] = []): Promise<Bench> {
  const exchange = await StubExchange.start(answer);
  const deadlines = new FakeClock();
  const transport = undiciTransport({ baseUrl: exchange.url, clock: deadlines });
  closers.push(
    () => exchange.close(),
    () => transport.close(),
  );
  const clock = new FakeClock(Date.UTC(2026, 0, 1, 12, 0, 10));
  const budget = new RequestBudget({ clock, now: () => clock.now() });
  const calls: RestCall[] = [];
  const dispatch = compose(transport.dispatch, [
    trace(clock, { onCall: (call) => calls.push(call) }),
    retry({ clock, random: () => 1 }),
    rateLimit(budget),
    ...extra,
    responseError(() => clock.now()),
  ]);
  return { exchange, clock, deadlines, budget, calls, dispatch };
}

export const read = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  operation: 'get_depth',
  method: 'GET',
  path: '/api/v3/depth',
  query: 'symbol=BTCUSDT',
  security: 'NONE',
  weight: 5,
  idempotent: true,
  timeoutMs: 5_000,
  ...changes,
});

export const order = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest =>
  read({
    operation: 'place_order',
    method: 'POST',
    path: '/api/v3/order',
    query: '',
    body: 'symbol=BTCUSDT',
    weight: 1,
    isOrder: true,
    orderCount: 1,
    clientOrderId: 'mine-1',
    ...changes,
  });

export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

export const json = (
  status: number,
  code: number,
  msg: string,
  headers: Record<string, string> = {},
): StubAnswer => ({
  status,
  headers,
  json: { code, msg },
});
