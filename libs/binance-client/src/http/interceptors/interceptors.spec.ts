import { type AppError } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { bench, closeBenches, errorOf, json, order, read } from '../../../test/layers.js';
import type { StubAnswer } from '../../../test/stub-exchange.js';
import type { ServerClock } from '../../server-clock.js';
import { sign } from './sign.js';

afterEach(closeBenches);

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
    const { dispatch, exchange, deadlines } = await bench(() => 'silence');
    const failure = errorOf(dispatch(order({ timeoutMs: 50 })));
    await until(() => exchange.requests.length === 1);
    await deadlines.advance(50);
    expect((await failure).code).toBe('OUTCOME_UNKNOWN');
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

  it('sends nothing of what waits for a socket once a 429 was read', async () => {
    const sockets = 32;
    let answerAll: (() => void) | undefined;
    const all = new Promise<void>((resolve) => (answerAll = resolve));
    const { dispatch, exchange, budget } = await bench(async (_request, index) => {
      if (index === sockets - 1) answerAll?.();
      if (index > 0) await all.then(() => new Promise((resolve) => setImmediate(resolve)));
      else await all;
      return index === 0 ? json(429, -1003, 'Too much request weight used', { 'retry-after': '7' }) : {};
    });
    const sent: number[] = [];
    const calls = Array.from({ length: sockets + 8 }, (_, i) => {
      const request = i % 2 ? read({ onSent: () => sent.push(i) }) : order({ onSent: () => sent.push(i) });
      return errorOf(dispatch(request)).then(
        (error) => error.code,
        () => 'ok',
      );
    });
    const codes = await Promise.all(calls);
    expect(exchange.requests).toHaveLength(sockets);
    expect(sent).toHaveLength(sockets);
    expect(codes.slice(sockets)).toEqual(Array(8).fill('UPSTREAM_RATE_LIMITED'));
    // 16 reads and 16 orders; what was not sent costs nothing
    expect(budget.use()[0]?.used).toBe(16 * 5 + 16);
  });

  it('lets no order, and no question about one, wait for the sockets of slow reads', async () => {
    const { dispatch, exchange, deadlines } = await bench(({ path, params }) =>
      path === '/api/v3/depth' && params.get('slow') ? 'silence' : {},
    );
    const reads = Array.from({ length: 40 }, () =>
      errorOf(dispatch(read({ query: 'slow=1', idempotent: false }))),
    );
    await until(() => exchange.requests.length === 32);
    await dispatch(order({ security: 'TRADE' }));
    await dispatch(read({ path: '/api/v3/order', method: 'GET' }));
    await dispatch(order({ method: 'DELETE', security: 'TRADE' }));
    expect(exchange.requests).toHaveLength(35);
    await deadlines.advance(5_000);
    for (const { code } of await Promise.all(reads)) expect(code).toBe('UPSTREAM_TIMEOUT');
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

  it('charges nothing for what could not be signed', async () => {
    const serverClock = { now: () => 0, sync: () => Promise.resolve() } as unknown as ServerClock;
    const unsigned = sign({ credential: undefined, serverClock, recvWindowMs: 5_000 });
    const { dispatch, exchange, budget } = await bench(() => ({}), [unsigned]);
    for (const call of [read({ security: 'USER_DATA' }), order({ security: 'TRADE' })])
      expect((await errorOf(dispatch(call))).code).toBe('CREDENTIALS_MISSING');
    expect(exchange.requests).toEqual([]);
    expect(budget.use()[0]?.used).toBe(0);
  });

  it('charges for what was sent and never answered', async () => {
    const { dispatch, budget } = await bench(() => 'drop');
    await errorOf(dispatch(read({ idempotent: false })));
    await errorOf(dispatch(order()));
    expect(budget.use()[0]?.used).toBe(6);
  });

  it('refuses at once what does not fit', async () => {
    const { dispatch, exchange } = await bench(() => ({ headers: { 'x-mbx-used-weight-1m': '5096' } }));
    await dispatch(read());
    expect(await errorOf(dispatch(read()))).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 50_250,
    });
    await dispatch(read({ weight: 4 }));
    expect(exchange.requests).toHaveLength(2);
  });
});

it('trace reports success with its status', async () => {
  const { dispatch, calls } = await bench(() => ({}));
  await dispatch(read());
  expect(calls).toEqual([{ operation: 'get_depth', outcome: 'ok', status: 200, durationMs: 0 }]);
});
