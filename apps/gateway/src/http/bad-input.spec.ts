import { GatewayUnderTest, json } from '../testing/gateway-under-test.js';

const GOOD = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.reachedExchange());

describe('an order body', () => {
  it.each<[string, object, string]>([
    ['a number for an amount', { quantity: 0.001 }, 'quantity'],
    ['an exponent', { quantity: '1e-3' }, 'quantity'],
    ['a negative amount', { quantity: '-1' }, 'quantity'],
    ['a signed amount', { quantity: '+1' }, 'quantity'],
    ['a zero amount', { quantity: '0' }, 'quantity'],
    ['a long zero', { price: '0.00000000' }, 'price'],
    ['NaN', { quantity: 'NaN' }, 'quantity'],
    ['Infinity', { price: 'Infinity' }, 'price'],
    ['hexadecimal', { quantity: '0x10' }, 'quantity'],
    ['an amount with a comma', { price: '50,000' }, 'price'],
    ['an amount with blanks', { price: ' 50000 ' }, 'price'],
    ['digits of another script', { quantity: '١٢٣' }, 'quantity'],
    ['full-width digits', { quantity: '１' }, 'quantity'],
    ['too many digits', { quantity: '1'.repeat(21) }, 'quantity'],
    ['a list for an amount', { quantity: ['0.001'] }, 'quantity'],
    ['an object for an amount', { quantity: { $gt: '0' } }, 'quantity'],
    ['null', { price: null }, 'price'],
    ['a boolean', { quantity: true }, 'quantity'],
    ['an empty text', { quantity: '' }, 'quantity'],
    ['a lower-case symbol', { symbol: 'btcusdt' }, 'symbol'],
    ['a symbol with a path in it', { symbol: '../../etc' }, 'symbol'],
    ['a symbol with markup', { symbol: '<script>' }, 'symbol'],
    ['a symbol with a zero byte', { symbol: 'BTC\u0000USDT' }, 'symbol'],
    ['a number for a symbol', { symbol: 7 }, 'symbol'],
    ['an unknown side', { side: 'HOLD' }, 'side'],
    ['an unknown type', { type: 'ICEBERG' }, 'type'],
    ['a client order id with blanks', { newClientOrderId: 'my order' }, 'newClientOrderId'],
    ['a client order id that is too long', { newClientOrderId: 'x'.repeat(37) }, 'newClientOrderId'],
    ['text for an integer', { strategyId: '12' }, 'strategyId'],
    ['a fraction for an integer', { strategyId: 1.5 }, 'strategyId'],
    ['an integer past 2^53', { strategyId: 2 ** 53 }, 'strategyId'],
    ['an unknown field', { leverage: '10' }, 'leverage'],
    ['a key of ours', { apiKey: 'x' }, 'apiKey'],
    ['a signature', { signature: 'x' }, 'signature'],
    ['a constructor', { constructor: { prototype: { admin: true } } }, 'constructor'],
  ])('is refused by field: %s', async (_, change, field) => {
    const answer = await gateway.call('POST', '/api/v1/order', { body: { ...GOOD, ...change } });
    const problem = json(answer);
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    expect(problem.fields.map((f: { field: string }) => f.field)).toContain(field);
    expect(problem.detail).toContain(field);
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('is refused by field: __proto__', async () => {
    const body = `{"__proto__":{"polluted":true},${JSON.stringify(GOOD).slice(1)}`;
    const problem = json(await gateway.call('POST', '/api/v1/order', { body }));
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field: '__proto__' }] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('is refused by field: a member that comes twice', async () => {
    const body = `${JSON.stringify(GOOD).slice(0, -1)},"quantity":"5"}`;
    const problem = json(await gateway.call('POST', '/api/v1/order', { body }));
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT', fields: [{ field: 'quantity' }] });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
  ])('names all that is missing in %s', async (_, body) => {
    const problem = json(await gateway.call('POST', '/api/v1/order', { body }));
    expect(problem.fields.map((f: { field: string }) => f.field)).toEqual(['symbol', 'side', 'type']);
  });

  it.each([
    ['a list', []],
    ['a text', '"BTCUSDT"'],
    ['a number', 7],
    ['null', 'null'],
    ['NaN, which is not JSON', '{"quantity":NaN}'],
    ['two documents', '{}{}'],
    ['a very deep list', '['.repeat(20_000)],
    ['a lone surrogate', '{"symbol":"\\ud800"}'],
  ])('is refused as a whole: %s', async (_, body) => {
    const answer = await gateway.call('POST', '/api/v1/order', { body });
    expect(answer.status).toBe(400);
    expect(['INVALID_INPUT', 'MALFORMED_BODY']).toContain(json(answer).code);
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('belongs in the body: parameters in the query are refused by name', async () => {
    const problem = json(
      await gateway.call('POST', '/api/v1/order?symbol=BTCUSDT&side=SELL', { body: GOOD }),
    );
    expect(problem.fields).toEqual([
      { field: 'symbol', message: 'symbol belongs in the JSON body' },
      { field: 'side', message: 'side belongs in the JSON body' },
    ]);
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('of 100 kB is refused before it is read', async () => {
    const answer = await gateway.call('POST', '/api/v1/order', {
      body: { ...GOOD, note: 'x'.repeat(100_000) },
    });
    expect(json(answer)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('for an unknown symbol is refused here', async () => {
    const body = { ...GOOD, symbol: 'NOSUCHCOIN' };
    const problem = json(await gateway.call('POST', '/api/v1/order', { body }));
    expect(problem).toMatchObject({ status: 400, code: 'UNKNOWN_SYMBOL', fields: [{ field: 'symbol' }] });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('with every field right is placed, once', async () => {
    const answer = await gateway.call('POST', '/api/v1/order', { body: GOOD });
    expect(answer.status).toBe(200);
    expect(gateway.reachedExchange()).toEqual(['POST /api/v3/order']);
    expect((await gateway.call('DELETE', '/api/v1/openOrders?symbol=BTCUSDT')).status).toBe(200);
  });
});

describe('a query', () => {
  it.each([
    ['a parameter given twice', '/api/v1/depth?symbol=BTCUSDT&symbol=ETHUSDT', 'symbol'],
    ['the same value twice', '/api/v1/depth?symbol=BTCUSDT&limit=5&limit=5', 'limit'],
    ['an unknown parameter', '/api/v1/depth?symbol=BTCUSDT&depth=5', 'depth'],
    ['brackets', '/api/v1/depth?symbol[]=BTCUSDT', 'symbol[]'],
    ['a dotted name', '/api/v1/depth?symbol=BTCUSDT&a.b=1', 'a.b'],
    ['__proto__', '/api/v1/depth?symbol=BTCUSDT&__proto__=1', '__proto__'],
    ['__proto__ with a member', '/api/v1/depth?symbol=BTCUSDT&__proto__[admin]=1', '__proto__[admin]'],
    ['constructor', '/api/v1/depth?symbol=BTCUSDT&constructor=1', 'constructor'],
    ['hasOwnProperty', '/api/v1/depth?symbol=BTCUSDT&hasOwnProperty=1', 'hasOwnProperty'],
    ['a fraction', '/api/v1/depth?symbol=BTCUSDT&limit=1.5', 'limit'],
    ['an exponent', '/api/v1/depth?symbol=BTCUSDT&limit=1e2', 'limit'],
    ['a negative number', '/api/v1/depth?symbol=BTCUSDT&limit=-5', 'limit'],
    ['zero', '/api/v1/depth?symbol=BTCUSDT&limit=0', 'limit'],
    ['one too many', '/api/v1/depth?symbol=BTCUSDT&limit=5001', 'limit'],
    ['an empty value', '/api/v1/depth?symbol=', 'symbol'],
    ['blanks', '/api/v1/depth?symbol=%20BTCUSDT', 'symbol'],
    ['a line break', '/api/v1/depth?symbol=BTCUSDT%0d%0aX-Evil:1', 'symbol'],
    ['a missing parameter', '/api/v1/klines?symbol=BTCUSDT', 'interval'],
    ['an interval nobody has', '/api/v1/klines?symbol=BTCUSDT&interval=7m', 'interval'],
    ['a time before Binance', '/api/v1/klines?symbol=BTCUSDT&interval=1m&startTime=1000', 'startTime'],
    [
      'an end before the beginning',
      '/api/v1/klines?symbol=BTCUSDT&interval=1m&startTime=1700000000000&endTime=1600000000000',
      'endTime',
    ],
    ['two that exclude each other', '/api/v1/ticker/price?symbol=BTCUSDT&symbols=ETHUSDT', 'symbols'],
    ['a list with a wrong symbol', '/api/v1/ticker/price?symbols=BTCUSDT,eth', 'symbols'],
    ['a list that names one twice', '/api/v1/ticker/price?symbols=["BTCUSDT","BTCUSDT"]', 'symbols'],
    ['a parameter where none is known', '/api/v1/time?symbol=BTCUSDT', 'symbol'],
    ['neither of two', '/api/v1/order?symbol=BTCUSDT', 'orderId'],
    ['a signature of the caller', '/api/v1/account?timestamp=1&signature=x', 'signature'],
  ])('is refused by parameter: %s', async (_, url, field) => {
    const problem = json(await gateway.call('GET', url));
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    expect(problem.fields.map((f: { field: string }) => f.field)).toContain(field);
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('for an unknown symbol is refused here', async () => {
    const problem = json(await gateway.call('GET', '/api/v1/ticker/price?symbol=NOSUCHCOIN'));
    expect(problem).toMatchObject({ status: 400, code: 'UNKNOWN_SYMBOL', fields: [{ field: 'symbol' }] });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('of a DELETE stays in the query', async () => {
    const body = { symbol: 'BTCUSDT', orderId: 1 };
    const problem = json(await gateway.call('DELETE', '/api/v1/order', { body }));
    expect(problem).toMatchObject({
      status: 400,
      detail: 'parameters of this method belong in the query string',
    });
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('takes lists as commas or as JSON', async () => {
    for (const symbols of ['BTCUSDT,ETHUSDT', encodeURIComponent('["BTCUSDT","ETHUSDT"]')]) {
      const answer = await gateway.call('GET', `/api/v1/ticker/price?symbols=${symbols}`);
      expect(
        json(answer)
          .map((t: { symbol: string }) => t.symbol)
          .sort(),
      ).toEqual(['BTCUSDT', 'ETHUSDT']);
    }
  });
});
