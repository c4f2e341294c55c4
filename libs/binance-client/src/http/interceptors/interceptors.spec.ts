import { AppError, systemClock } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { type Answerer, type StubAnswer, StubExchange } from '../../../test/stub-exchange.js';
import { createCredential } from '../../credential.js';
import { ServerClock } from '../../server-clock.js';
import { type Dispatch, type Interceptor, type UpstreamRequest, compose } from '../dispatch.js';
import { RequestBudget } from '../request-budget.js';
import { undiciTransport } from '../undici-transport.js';
import { rateLimit } from './rate-limit.js';
import { responseError } from './response-error.js';
import { retry } from './retry.js';
import { sign } from './sign.js';
import { type RestCall, trace } from './trace.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Bench {
  exchange: StubExchange;
  clock: FakeClock;
  budget: RequestBudget;
  calls: RestCall[];
  dispatch: Dispatch;
}

/** Every layer around a real transport; policy runs on a clock that stands still, sockets on the real one. */
async function bench(answer: Answerer, extra: Interceptor[] = []): Promise<Bench> {
  const exchange = await StubExchange.start(answer);
  const transport = undiciTransport({ baseUrl: exchange.url, clock: systemClock });
  closers.push(
    () => exchange.close(),
    () => transport.close(),
  );
  const clock = new FakeClock(Date.UTC(2026, 0, 1, 12, 0, 10));
  const budget = new RequestBudget({ now: () => clock.now() });
  const calls: RestCall[] = [];
  const dispatch = compose(transport.dispatch, [
    trace(clock, { onCall: (call) => calls.push(call) }),
    retry({ clock, random: () => 1 }),
    rateLimit(budget),
    ...extra,
    responseError(() => clock.now()),
  ]);
  return { exchange, clock, budget, calls, dispatch };
}

const read = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
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

const order = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest =>
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

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

const json = (
  status: number,
  code: number,
  msg: string,
  headers: Record<string, string> = {},
): StubAnswer => ({
  status,
  headers,
  json: { code, msg },
});

describe('response-error', () => {
  it.each<[string, StubAnswer, Partial<AppError>]>([
    [
      'a code',
      json(400, -1121, 'Invalid symbol.'),
      { code: 'UNKNOWN_SYMBOL', message: 'Invalid symbol.', binanceCode: -1121 },
    ],
    ['a new code', json(400, -9999, 'What?'), { code: 'REJECTED_BY_EXCHANGE', binanceCode: -9999 }],
    [
      'a firewall page',
      { status: 403, text: '<html><head><title>403 Forbidden</title></head>\n<body>blocked</body></html>' },
      {
        code: 'REJECTED_BY_EXCHANGE',
        message: 'the exchange answered HTTP 403: 403 Forbidden blocked',
        binanceCode: undefined,
      },
    ],
    [
      'nothing',
      { status: 404, text: '' },
      { code: 'REJECTED_BY_EXCHANGE', message: 'the exchange answered HTTP 404 without a body' },
    ],
    ['broken JSON', { status: 400, text: '{"code":-1121,' }, { code: 'REJECTED_BY_EXCHANGE' }],
    ['JSON that is no error', { status: 401, text: '{"error":"no"}' }, { code: 'CREDENTIALS_REFUSED' }],
    [
      'a bad signature',
      json(400, -1022, 'Signature for this request is not valid.'),
      { code: 'CREDENTIALS_REFUSED' },
    ],
    [
      'half a cancel-replace',
      {
        status: 409,
        json: {
          code: -2021,
          msg: 'Order cancel-replace partially failed.',
          data: { cancelResult: 'SUCCESS' },
        },
      },
      { code: 'PARTIAL_FAILURE', extra: { data: { cancelResult: 'SUCCESS' } } },
    ],
    [
      'a shortage',
      json(400, -2010, 'Account has insufficient balance for requested action.'),
      { code: 'INSUFFICIENT_BALANCE' },
    ],
    ['a filter', json(400, -1013, 'Filter failure: LOT_SIZE'), { code: 'FILTER_FAILURE' }],
  ])('types %s', async (_name, answer, expected) => {
    const { dispatch, exchange } = await bench(() => answer);
    expect(await errorOf(dispatch(order()))).toMatchObject(expected);
    expect(exchange.requests).toHaveLength(1);
  });

  it('keeps a long page short', async () => {
    const { dispatch } = await bench(() => ({ status: 403, text: `<p>${'no '.repeat(5_000)}</p>` }));
    expect((await errorOf(dispatch(read()))).message.length).toBeLessThan(200);
  });

  it.each<[string, StubAnswer]>([
    ['a lost connection', 'drop'],
    ['HTTP 502 of a proxy', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['HTTP 503 with -1008', json(503, -1008, 'Server is currently overloaded')],
    ['-1007, whatever the status', json(400, -1007, 'Timeout waiting for response from backend server.')],
    ['-1006', json(500, -1006, 'An unexpected response was received')],
    ['-1000', json(400, -1000, 'An unknown error occurred')],
  ])(
    'says of an order after %s that its outcome is unknown, and sends nothing again',
    async (_name, answer) => {
      const { dispatch, exchange } = await bench(() => answer);
      const error = await errorOf(dispatch(order()));
      expect(error).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        extra: { outcome: 'UNKNOWN', clientOrderId: 'mine-1' },
      });
      expect(error.message).toContain('mine-1');
      expect(exchange.requests).toHaveLength(1);
    },
  );

  it('says of an order after a deadline that its outcome is unknown', async () => {
    const { dispatch, exchange } = await bench(() => 'silence');
    const error = await errorOf(dispatch(order({ timeoutMs: 50 })));
    expect(error.code).toBe('OUTCOME_UNKNOWN');
    expect(exchange.requests).toHaveLength(1);
  });

  it('knows of an order that never left that it was not placed', async () => {
    const { dispatch, exchange } = await bench(() => ({}));
    await exchange.close();
    expect((await errorOf(dispatch(order()))).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('retry', () => {
  it('repeats a read on passing trouble, with growing pauses, and stops after three attempts', async () => {
    const { dispatch, exchange, clock, calls } = await bench(() => ({ status: 502, text: '' }));
    const failed = errorOf(dispatch(read()));
    await until(() => clock.pending === 1);
    await clock.advance(199);
    expect(exchange.requests).toHaveLength(1);
    await clock.advance(1);
    await until(() => exchange.requests.length === 2 && clock.pending === 1);
    await clock.advance(400);
    expect((await failed).code).toBe('UPSTREAM_UNAVAILABLE');
    expect(exchange.requests).toHaveLength(3);
    expect(calls).toEqual([
      { operation: 'get_depth', outcome: 'UPSTREAM_UNAVAILABLE', status: 502, durationMs: 600 },
    ]);
  });

  it('gives the answer of the attempt that worked, every attempt paid for', async () => {
    const { dispatch, clock, budget } = await bench((_request, index) =>
      index === 0 ? 'drop' : { json: { ok: 1 } },
    );
    const answer = dispatch(read());
    await until(() => clock.pending === 1);
    await clock.advance(200);
    expect((await answer).body).toBe('{"ok":1}');
    expect(budget.use()[0]?.used).toBe(10);
  });

  it('waits as long as Retry-After says, and gives up when that is too long', async () => {
    const busy = (seconds: string): StubAnswer => ({
      status: 503,
      headers: { 'retry-after': seconds },
      text: '',
    });
    const { dispatch, exchange, clock } = await bench((_request, index) => busy(index === 0 ? '3' : '60'));
    const failed = errorOf(dispatch(read()));
    await until(() => clock.pending === 1);
    await clock.advance(2_999);
    expect(exchange.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await failed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterMs: 60_000 });
    expect(exchange.requests).toHaveLength(2);
  });

  it('leaves alone what is not idempotent, what the exchange refused, and every order', async () => {
    const { dispatch, exchange, clock } = await bench((request) =>
      request.path === '/api/v3/depth' ? json(400, -1100, 'Illegal characters') : { status: 502, text: '' },
    );
    await errorOf(dispatch(read()));
    await errorOf(dispatch(read({ path: '/x', idempotent: false })));
    await errorOf(dispatch(order({ idempotent: true })));
    expect(exchange.requests).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it('ends its pause when the caller hangs up', async () => {
    const { dispatch, exchange, clock } = await bench(() => ({ status: 502, text: '' }));
    const controller = new AbortController();
    const failed = errorOf(dispatch(read({ signal: controller.signal })));
    await until(() => clock.pending === 1);
    controller.abort(new Error('gone'));
    expect((await failed).code).toBe('UPSTREAM_UNAVAILABLE');
    expect(exchange.requests).toHaveLength(1);
  });
});

describe('rate-limit', () => {
  it.each<[string, StubAnswer, string, number]>([
    [
      '429',
      json(429, -1003, 'Too much request weight used', { 'retry-after': '7' }),
      'UPSTREAM_RATE_LIMITED',
      7_000,
    ],
    [
      '418',
      json(418, -1003, 'Way too much request weight used', { 'retry-after': '120' }),
      'UPSTREAM_BANNED',
      120_000,
    ],
    [
      '418 that names its end',
      json(418, -1003, 'IP banned until 1767268870000. Please'),
      'UPSTREAM_BANNED',
      60_000,
    ],
    ['418 without a word', { status: 418, text: '' }, 'UPSTREAM_BANNED', 120_000],
    ['429 without a word', { status: 429, text: '' }, 'UPSTREAM_RATE_LIMITED', 50_000],
  ])('sends nothing after %s until it is over', async (_name, answer, code, silenceMs) => {
    const { dispatch, exchange, clock } = await bench((_request, index) => (index === 0 ? answer : {}));
    expect(await errorOf(dispatch(read()))).toMatchObject({ code, retryAfterMs: silenceMs });
    expect(await errorOf(dispatch(order()))).toMatchObject({ code, retryAfterMs: silenceMs });
    await clock.advance(silenceMs - 1);
    expect(await errorOf(dispatch(read()))).toMatchObject({ code, retryAfterMs: 1 });
    expect(exchange.requests).toHaveLength(1);
    await clock.advance(1);
    await dispatch(read());
    expect(exchange.requests).toHaveLength(2);
  });

  it('stops new orders alone when there are too many unfilled ones', async () => {
    const { dispatch, exchange } = await bench((_request, index) =>
      index === 0 ? json(429, -1015, 'Too many new orders', { 'retry-after': '9' }) : {},
    );
    expect(await errorOf(dispatch(order()))).toMatchObject({
      code: 'ORDER_LIMIT_REACHED',
      retryAfterMs: 9_000,
    });
    expect(await errorOf(dispatch(order()))).toMatchObject({ code: 'ORDER_LIMIT_REACHED' });
    await dispatch(read({ method: 'DELETE', isOrder: true }));
    expect(exchange.requests.map((r) => r.method)).toEqual(['POST', 'DELETE']);
  });

  it('learns the weight used from successes, errors and unknown outcomes', async () => {
    const used = ['100', '200', '300'];
    const { dispatch, budget } = await bench((_request, index) => ({
      status: [200, 400, 503][index] ?? 200,
      headers: { 'x-mbx-used-weight-1m': used[index] ?? '' },
      json: { code: -1100, msg: 'x' },
    }));
    await dispatch(read());
    expect(budget.use()[0]?.used).toBe(100);
    await errorOf(dispatch(read()));
    expect(budget.use()[0]?.used).toBe(200);
    expect((await errorOf(dispatch(order()))).code).toBe('OUTCOME_UNKNOWN');
    expect(budget.use()[0]?.used).toBe(300);
  });

  it('refuses at once what does not fit', async () => {
    const { dispatch, exchange } = await bench(() => ({ headers: { 'x-mbx-used-weight-1m': '5996' } }));
    await dispatch(read());
    expect(await errorOf(dispatch(read()))).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 50_250,
    });
    await dispatch(read({ weight: 4 }));
    expect(exchange.requests).toHaveLength(2);
  });
});

describe('sign', () => {
  const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
  const credential = createCredential({ apiKey: 'the-key', apiSecret: SECRET });
  const T0 = 1_499_827_319_559;

  function signer(times: number[] = []): { layer: Interceptor; serverClock: ServerClock } {
    const serverClock = new ServerClock({
      clock: new FakeClock(T0),
      samples: 1,
      fetchTime: () => {
        const time = times.shift();
        return time === undefined ? Promise.reject(new Error('no time')) : Promise.resolve(time);
      },
    });
    return { serverClock, layer: sign({ credential, serverClock, recvWindowMs: 5_000 }) };
  }

  it('adds recvWindow, timestamp and, last, the signature over the bytes that go out', async () => {
    const { dispatch, exchange } = await bench(() => ({}), [signer().layer]);
    const fields = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1';
    const signed = `${fields}&recvWindow=5000&timestamp=${T0}&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`;
    await dispatch(order({ security: 'TRADE', body: fields }));
    await dispatch(read({ security: 'USER_DATA', query: fields }));
    expect(exchange.requests.map((r) => [r.query, r.body])).toEqual([
      ['', signed],
      [signed, ''],
    ]);
    expect(exchange.requests.map((r) => r.headers['x-mbx-apikey'])).toEqual(['the-key', 'the-key']);
  });

  it('signs query and body joined without anything between, and leaves a given recvWindow', async () => {
    const { dispatch, exchange } = await bench(() => ({}), [signer().layer]);
    await dispatch(order({ security: 'TRADE', query: 'symbol=A', body: 'recvWindow=100' }));
    const [seen] = exchange.requests;
    const body = `recvWindow=100&timestamp=${T0}`;
    expect(seen?.body).toBe(`${body}&signature=${credential.sign(`symbol=A${body}`)}`);
  });

  it('needs a credential for signed requests only', async () => {
    const none = sign({ credential: undefined, serverClock: signer().serverClock, recvWindowMs: 5_000 });
    const { dispatch, exchange } = await bench(() => ({}), [none]);
    await dispatch(read());
    expect((await errorOf(dispatch(read({ security: 'USER_DATA' })))).code).toBe('CREDENTIALS_MISSING');
    expect(exchange.requests).toHaveLength(1);
    expect(exchange.requests[0]?.query).toBe('symbol=BTCUSDT');
  });

  it('sets its clock right after -1021 and signs once more, an order too', async () => {
    const { layer } = signer([T0 + 60_000]);
    const { dispatch, exchange } = await bench(
      (request) =>
        Number(request.params.get('timestamp')) === T0
          ? json(400, -1021, 'Timestamp outside recvWindow')
          : { json: { orderId: 1 } },
      [layer],
    );
    expect((await dispatch(order({ security: 'TRADE' }))).body).toBe('{"orderId":1}');
    expect(exchange.requests.map((r) => r.params.get('timestamp'))).toEqual([`${T0}`, `${T0 + 60_000}`]);
  });

  it('gives up when the time is still wrong, or cannot be asked', async () => {
    const wrong = json(400, -1021, 'Timestamp outside recvWindow');
    const again = await bench(() => wrong, [signer([T0 + 1]).layer]);
    expect((await errorOf(again.dispatch(order({ security: 'TRADE' })))).binanceCode).toBe(-1021);
    expect(again.exchange.requests).toHaveLength(2);
    const deaf = await bench(() => wrong, [signer().layer]);
    expect((await errorOf(deaf.dispatch(order({ security: 'TRADE' })))).binanceCode).toBe(-1021);
    expect(deaf.exchange.requests).toHaveLength(1);
  });

  it('never signs again after an unknown outcome', async () => {
    const { dispatch, exchange } = await bench(() => json(503, -1021, 'odd'), [signer([T0 + 1]).layer]);
    expect((await errorOf(dispatch(order({ security: 'TRADE' })))).code).toBe('OUTCOME_UNKNOWN');
    expect(exchange.requests).toHaveLength(1);
  });

  it('keeps the secret and the signature out of every message', async () => {
    const { dispatch } = await bench(() => 'drop', [signer().layer]);
    const error = await errorOf(dispatch(order({ security: 'TRADE' })));
    const told = JSON.stringify([error.message, error.extra, String(error.cause), error.stack]);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('signature');
    expect(told).not.toContain('the-key');
  });
});

it('trace reports success with its status', async () => {
  const { dispatch, calls } = await bench(() => ({}));
  await dispatch(read());
  expect(calls).toEqual([{ operation: 'get_depth', outcome: 'ok', status: 200, durationMs: 0 }]);
});
