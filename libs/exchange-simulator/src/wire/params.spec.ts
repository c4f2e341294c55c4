import { parseForm } from './form.js';
import { Params } from './params.js';

const params = (text: string): Params => new Params(parseForm(text));

describe('Params', () => {
  it.each<[string, (p: Params) => unknown, string, number, string]>([
    [
      'missing',
      (p) => p.requiredText('symbol'),
      '',
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    ],
    ['empty', (p) => p.text('symbol'), 'symbol=', -1105, "Parameter 'symbol' was empty."],
    [
      'lower case symbol',
      (p) => p.symbolName(),
      'symbol=btcusdt',
      -1100,
      "Illegal characters found in parameter 'symbol'; legal range is '^[\\w\\-._&&[^a-z]]{1,50}$'.",
    ],
    [
      'exponent',
      (p) => p.amount('price'),
      'price=1e-7',
      -1100,
      "Illegal characters found in parameter 'price'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
    ],
    [
      'negative amount',
      (p) => p.amount('price'),
      'price=-1',
      -1100,
      "Illegal characters found in parameter 'price'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
    ],
    [
      'nine decimals',
      (p) => p.amount('price'),
      'price=0.123456789',
      -1111,
      "Parameter 'price' has too much precision.",
    ],
    [
      'too large',
      (p) => p.amount('price'),
      'price=99999999999999999999',
      -1108,
      "Parameter 'price' overflowed.",
    ],
    [
      'order id',
      (p) => p.integer('orderId'),
      'orderId=1.5',
      -1100,
      "Illegal characters found in parameter 'orderId'; legal range is '^[0-9]{1,20}$'.",
    ],
    [
      'order id beyond 2^53',
      (p) => p.integer('orderId'),
      'orderId=9007199254740993',
      -1108,
      "Parameter 'orderId' overflowed.",
    ],
    [
      'client order id',
      (p) => p.clientOrderId('newClientOrderId'),
      'newClientOrderId=a.b',
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    ],
    [
      'long client order id',
      (p) => p.clientOrderId('c'),
      `c=${'x'.repeat(37)}`,
      -1100,
      "Illegal characters found in parameter 'c'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    ],
    ['limit 0', (p) => p.limit(500, 1000), 'limit=0', -1130, "Data sent for parameter 'limit' is not valid."],
    [
      'symbols that are no list',
      (p) => p.symbolNames(),
      'symbols=BTCUSDT',
      -1100,
      'Illegal characters found in parameter \'symbols\'; legal range is \'^\\["[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}\\]$\'.',
    ],
    [
      'the same symbol twice',
      (p) => p.symbolNames(),
      'symbols=["A","A"]',
      -1151,
      'Symbol is present multiple times in the list.',
    ],
    [
      'boolean',
      (p) => p.boolean('x'),
      'x=1',
      -1100,
      "Illegal characters found in parameter 'x'; legal range is '^(true|false)$'.",
    ],
  ])('refuses %s', (_, read, text, code, message) => {
    expect(() => read(params(text))).toThrow(expect.objectContaining({ code, message }));
  });

  it('reads what Binance accepts', () => {
    const p = params(
      'symbol=%E8%BF%99456&price=0.10000000000&orderId=12&limit=9999&symbols=%5B%22A%22,%22B%22%5D&ok=TRUE&time=1700000000000123',
    );
    expect(p.symbolName()).toBe('这456');
    expect(p.amount('price')).toBe(10_000_000n);
    expect(p.integer('orderId')).toBe(12);
    expect(p.limit(500, 1000)).toBe(1000);
    expect(p.symbolNames()).toEqual(['A', 'B']);
    expect(p.boolean('ok')).toBe(true);
    expect(p.timestamp('time')).toBe(1_700_000_000_000.123);
    expect(() => p.assertAllRead()).not.toThrow();
  });

  it('counts what nobody read', () => {
    const some = params('symbol=A&foo=1&bar=2');
    some.symbolName();
    expect(() => some.assertAllRead()).toThrow(
      "Not all sent parameters were read; read '1' parameter(s) but was sent '3'.",
    );
    expect(() => params('foo=1').assertAllRead()).toThrow(
      "Too many parameters; expected '0' and received '1'.",
    );
  });
});

describe('parseForm', () => {
  it('decodes escapes, plus signs and raw UTF-8', () => {
    const raw = Buffer.from('c=币', 'utf8').toString('latin1');
    expect([...parseForm(`a=1+2&b=%E5%B8%81&${raw}&d&`)]).toEqual([
      ['a', '1 2'],
      ['b', '币'],
      ['c', '币'],
      ['d', ''],
    ]);
  });

  it('refuses a name that comes twice, and a broken escape', () => {
    expect(() => parseForm('a=1&a=1')).toThrow(expect.objectContaining({ code: -1101 }));
    expect(() => parseForm('a=%E5%B8')).toThrow(expect.objectContaining({ code: -1100 }));
  });
});
