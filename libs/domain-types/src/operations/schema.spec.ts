import { AppError } from '../errors.js';
import { AccountInput, AccountTradesInput, PositionsInput } from './account.js';
import { EmptyInput, ExchangeInfoInput } from './general.js';
import { OPERATIONS } from './index.js';
import { KlinesInput, OrderBookInput, RecentTradesInput } from './market-data.js';
import { fromQuery, parseInput, schemaSet, toJsonSchema, toStandardSchema } from './schema.js';
import { RollingTickerInput, SymbolsInput } from './tickers.js';
import { Order } from './order.js';
import { NewOrderInput, OrderRefInput, TestOrderInput } from './trading.js';
import type { Class } from './field.js';

function problems(dto: Class, input: unknown): Record<string, string> {
  try {
    parseInput(dto, input);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return Object.fromEntries((error.fields ?? []).map((f) => [f.field, f.message]));
  }
  return {};
}

const limit = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000',
};

describe('one definition of an input', () => {
  it('gives a closed JSON Schema', () => {
    expect(toJsonSchema(RecentTradesInput)).toEqual({
      type: 'object',
      properties: {
        symbol: {
          type: 'string',
          pattern: '^[\\p{Lu}\\p{Lo}\\p{Nd}_.-]{1,40}$',
          maxLength: 40,
          description: 'Symbol, upper case',
          examples: ['BTCUSDT'],
        },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          default: 500,
          description: 'Most trades to give',
          examples: [100],
        },
      },
      required: ['symbol'],
      additionalProperties: false,
    });
  });

  it('puts nested classes under $defs, or where OpenAPI wants them', () => {
    const schema = toJsonSchema(Order, { closed: false });
    expect(schema).toMatchObject({
      properties: { fills: { type: 'array', items: { $ref: '#/$defs/OrderFill' } } },
      $defs: { OrderFill: { type: 'object' } },
    });
    const set = schemaSet(Order, { closed: false, refPrefix: '#/components/schemas/' });
    expect([...set.keys()]).toEqual(['Order', 'OrderFill']);
    expect(JSON.stringify(set.get('Order'))).toContain('#/components/schemas/OrderFill');
  });

  it('gives the input its class and leaves out what was left out', () => {
    const input = parseInput(OrderBookInput, { symbol: 'BTCUSDT' });
    expect(input).toBeInstanceOf(OrderBookInput);
    expect(JSON.stringify(input)).toBe('{"symbol":"BTCUSDT"}');
  });

  it.each([null, undefined, 7, 'x', []])('refuses %j as a whole', (input) => {
    expect(problems(OrderBookInput, input)).toEqual({ '': 'input must be an object' });
  });

  it('names every field that is wrong and what would be right', () => {
    expect(
      problems(NewOrderInput, { ...limit, symbol: 'btcusdt', side: 'LONG', quantity: '1e-7', foo: 1 }),
    ).toEqual({
      foo: expect.stringContaining('foo is not a known field; allowed are symbol, side') as string,
      symbol: 'symbol must be a symbol in upper case such as "BTCUSDT", got "btcusdt"',
      side: 'side must be one of BUY, SELL, got "LONG"',
      quantity:
        'quantity must be a decimal string such as "0.001": digits and a point, no sign, no exponent, got "1e-7"',
    });
  });

  it.each([
    [{ quantity: 0.001 }, 'quantity', 'not a JSON number'],
    [{ quantity: '0' }, 'quantity', 'greater than zero'],
    [{ quantity: '-1' }, 'quantity', 'no sign'],
    [{ quantity: 'NaN' }, 'quantity', 'decimal string'],
    [{ quantity: '' }, 'quantity', 'decimal string'],
    [{ quantity: '1.000000000000000000001' }, 'quantity', 'decimal string'],
    [{ quantity: ['1'] }, 'quantity', 'decimal string'],
    [{ quantity: null }, 'quantity', 'left out or have a value'],
    [{ quantity: undefined }, 'quantity', 'required for a LIMIT order'],
    [{ side: undefined }, 'side', 'side is required'],
    [{ price: undefined }, 'price', 'price or pegPriceType is required'],
    [{ timeInForce: undefined }, 'timeInForce', 'GTC rests'],
    [{ stopPrice: '1' }, 'stopPrice', 'not used by a LIMIT order'],
    [{ newClientOrderId: 'a b' }, 'newClientOrderId', '1 to 36 letters'],
    [{ newClientOrderId: 'x'.repeat(37) }, 'newClientOrderId', 'at most 36'],
    [{ strategyType: 5 }, 'strategyType', 'at least 1000000'],
    [
      { trailingDelta: 1.5, type: 'STOP_LOSS', price: undefined, timeInForce: undefined },
      'trailingDelta',
      'integer',
    ],
    [{ symbol: 'BTC\u0000USDT' }, 'symbol', 'upper case'],
    [{ symbol: { $ne: 1 } }, 'symbol', 'upper case'],
  ])('%j: %s %s', (change, field, message) => {
    expect(problems(NewOrderInput, { ...limit, ...change })[field]).toContain(message);
  });

  it.each([
    [{ type: 'MARKET' }, 'quantity', 'quantity or quoteOrderQty is required'],
    [{ type: 'MARKET', quantity: '1', quoteOrderQty: '1' }, 'quoteOrderQty', 'give one, not both'],
    [{ type: 'MARKET', quantity: '1', price: '1' }, 'price', 'not used by a MARKET order'],
    [{ type: 'LIMIT_MAKER', quantity: '1', price: '1', timeInForce: 'GTC' }, 'timeInForce', 'not used'],
    [{ type: 'STOP_LOSS', quantity: '1' }, 'stopPrice', 'stopPrice or trailingDelta'],
    [{ type: 'LIMIT', quantity: '2', price: '1', timeInForce: 'IOC', icebergQty: '1' }, 'timeInForce', 'GTC'],
  ])('an order by type: %j', (order, field, message) => {
    expect(problems(NewOrderInput, { symbol: 'BTCUSDT', side: 'BUY', ...order })[field]).toContain(message);
  });

  it.each([
    { type: 'MARKET', quantity: '1' },
    { type: 'MARKET', quoteOrderQty: '100' },
    { type: 'LIMIT', timeInForce: 'FOK', quantity: '1', price: '1' },
    { type: 'LIMIT', timeInForce: 'GTC', quantity: '1', pegPriceType: 'PRIMARY_PEG' },
    { type: 'LIMIT_MAKER', quantity: '1', price: '1' },
    { type: 'STOP_LOSS', quantity: '1', trailingDelta: 100 },
    { type: 'TAKE_PROFIT_LIMIT', timeInForce: 'GTC', quantity: '1', price: '1', stopPrice: '2' },
  ])('takes %j', (order) => {
    expect(problems(NewOrderInput, { symbol: 'BTCUSDT', side: 'SELL', ...order })).toEqual({});
  });

  it('applies the rules of a parent class', () => {
    expect(
      problems(TestOrderInput, { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' })['quantity'],
    ).toContain('required');
  });

  it('checks rules over several fields', () => {
    expect(problems(OrderRefInput, { symbol: 'BTCUSDT' })['orderId']).toBe(
      'orderId or origClientOrderId is required',
    );
    expect(problems(RollingTickerInput, {})['symbol']).toBe('symbol or symbols is required');
    expect(problems(SymbolsInput, { symbol: 'BTCUSDT', symbols: ['ETHUSDT'] })['symbols']).toContain(
      'not both',
    );
    expect(problems(SymbolsInput, { symbols: ['ETHUSDT', 'ETHUSDT'] })['symbols']).toContain('twice');
    const times = { startTime: 1_700_000_000_000, endTime: 1_600_000_000_000 };
    expect(problems(KlinesInput, { symbol: 'BTCUSDT', interval: '1m', ...times })['endTime']).toContain(
      'before startTime',
    );
  });

  it('refuses combinations the exchange does not know', () => {
    const trades = { symbol: 'BTCUSDT', orderId: 1 };
    const start = 1_700_000_000_000;
    expect(problems(AccountTradesInput, { ...trades, startTime: start })['startTime']).toContain(
      'with orderId',
    );
    expect(
      problems(AccountTradesInput, { symbol: 'BTCUSDT', fromId: 1, endTime: start })['endTime'],
    ).toContain('fromId');
    expect(problems(AccountTradesInput, { ...trades, fromId: 1 })).toEqual({});
    expect(
      problems(ExchangeInfoInput, { symbol: 'BTCUSDT', symbolStatus: 'HALT' })['symbolStatus'],
    ).toContain('not both');
    expect(problems(ExchangeInfoInput, { permissions: ['SP OT'] })['permissions']).toContain(
      'such as ["SPOT"]',
    );
    expect(problems(ExchangeInfoInput, { permissions: ['SPOT', 'TRD_GRP_005'] })).toEqual({});
  });

  it('names the first of many unknown fields', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, 1]));
    const found = Object.values(problems(OrderBookInput, { symbol: 'BTCUSDT', ...many }));
    expect(found).toHaveLength(10);
    expect(found.filter((message) => message.includes('allowed are'))).toHaveLength(1);
  });

  it('names a value that is nested too deeply to be shown', () => {
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    expect(problems(OrderBookInput, { symbol: deep })['symbol']).toContain('got […]');
    expect(problems(OrderBookInput, { symbol: { deep } })['symbol']).toContain('got {…}');
  });

  it('is not fooled by prototypes', () => {
    expect(
      problems(OrderBookInput, JSON.parse('{"symbol":"BTCUSDT","__proto__":{"limit":7}}')),
    ).toHaveProperty(['__proto__']);
    expect(problems(OrderBookInput, { symbol: 'BTCUSDT', constructor: 1 })).toHaveProperty('constructor');
    expect(problems(EmptyInput, { a: 1 })['a']).toContain('none is accepted');
    expect(problems(EmptyInput, {})).toEqual({});
  });
});

describe('query strings', () => {
  it('become what the fields are', () => {
    expect(fromQuery(OrderBookInput, { symbol: 'BTCUSDT', limit: '5' })).toEqual({
      symbol: 'BTCUSDT',
      limit: 5,
    });
    expect(fromQuery(AccountInput, { omitZeroBalances: 'true' })).toEqual({ omitZeroBalances: true });
    expect(fromQuery(SymbolsInput, { symbols: '["A","B"]' })).toEqual({ symbols: ['A', 'B'] });
    expect(fromQuery(SymbolsInput, { symbols: 'A,B' })).toEqual({ symbols: ['A', 'B'] });
    expect(fromQuery(SymbolsInput, { symbols: ['A', 'B'] })).toEqual({ symbols: ['A', 'B'] });
    expect(fromQuery(ExchangeInfoInput, { permissions: 'SPOT' })).toEqual({ permissions: ['SPOT'] });
  });

  it.each(['5.5', '-5', '1e2', '', ' 5', '0x5', '9'.repeat(17), 'NaN'])(
    'leave %j for the check to name',
    (text) => {
      expect(
        problems(OrderBookInput, fromQuery(OrderBookInput, { symbol: 'BTCUSDT', limit: text }))['limit'],
      ).toContain('limit must be an integer from 1 to 5000');
    },
  );

  it('refuse a parameter that was given twice', () => {
    expect(() => fromQuery(OrderBookInput, { symbol: ['BTCUSDT', 'ETHUSDT'] })).toThrow(
      'symbol was given 2 times',
    );
  });
});

describe('the Standard Schema of an input', () => {
  it('has the same schema and the same messages', () => {
    const standard = toStandardSchema(NewOrderInput)['~standard'];
    expect(standard.jsonSchema.input()).toEqual(toJsonSchema(NewOrderInput));
    const bad = { ...limit, quantity: 'x', y: 1 };
    const expected = Object.entries(problems(NewOrderInput, bad)).map(([field, message]) => ({
      path: [field],
      message,
    }));
    expect(standard.validate(bad)).toEqual({ issues: expected });
    expect(standard.validate(limit)).toEqual({ value: expect.any(NewOrderInput) as NewOrderInput });
  });
});

describe('the catalog', () => {
  it('has unique names and routes', () => {
    expect(new Set(OPERATIONS.map((op) => op.name)).size).toBe(OPERATIONS.length);
    expect(new Set(OPERATIONS.map((op) => `${op.route.method} ${op.route.path}`)).size).toBe(
      OPERATIONS.length,
    );
  });

  it.each(OPERATIONS.map((op) => [op.name, op] as const))(
    '%s has an example that its own input takes',
    (_name, op) => {
      expect(problems(op.input, op.example)).toEqual({});
    },
  );

  it.each(OPERATIONS.map((op) => [op.name, op] as const))('%s is safe by its own account', (_name, op) => {
    expect(op.name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    if (op.tag === 'admin') expect([op.scope, op.upstream]).toEqual(['admin', undefined]);
    // what has no endpoint changes the gateway alone, whose answer is the outcome
    if (op.effect !== 'read' && op.upstream) {
      expect(op.idempotent).toBe(false);
      expect([op.scope, op.errors]).toEqual(['trade', expect.arrayContaining(['OUTCOME_UNKNOWN'])]);
    }
    if (op.effect !== 'read') expect(op.scope).not.toBe('read');
    if (op.upstream) expect(op.upstream.security !== 'NONE').toBe(op.needsAccount);
  });

  it('takes the default quote asset of positions', () => {
    expect(problems(PositionsInput, { quoteAsset: 'usdt' })['quoteAsset']).toContain('upper case');
  });
});
