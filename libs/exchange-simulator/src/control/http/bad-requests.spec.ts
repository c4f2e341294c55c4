import { FakeClock } from '@binance-gateway/testing';
import { type Simulator, startSimulator } from '../../start-simulator.js';
import { type ControlClient, controlClient, everything } from './control.bed.js';

let simulator: Simulator;
let control: ControlClient;
let before: string;

const ORDER = { side: 'BUY', quantity: '1', price: '90000' };

beforeAll(async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, seed: 1, market: 'none' });
  control = controlClient(simulator.urls.rest);
  await control('POST', '/faults', { fault: 'unavailable', path: '/api/v3/never' });
  await control('PUT', '/symbols/ADAUSDT/status', { status: 'HALT' });
  await control('POST', '/symbols/BTCUSDT/orders', ORDER);
  before = everything(simulator);
});

afterAll(() => simulator.close());

type Row = readonly [method: string, path: string, body: unknown, field: string | undefined, message: RegExp];

/** Each is refused by name of the field, says what would be right, and changes nothing. */
function refuses(rows: readonly Row[], status = 400): void {
  it.each(rows)('%s %s %j', async (method, path, body, field, message) => {
    const answer = await control(method, path, body);
    expect([answer.status, answer.body.field]).toEqual([status, field]);
    expect(answer.body.error).toMatch(message);
    expect(everything(simulator)).toBe(before);
  });
}

const long = 'x'.repeat(300);
const NEW = { baseAsset: 'NEW', quoteAsset: 'USDT', price: '2.5' };

describe('names that are unknown', () => {
  refuses([
    ['GET', '/time?unit=s', undefined, 'unit', /known are: none/],
    ['GET', '/record/orders?acount=main', undefined, 'acount', /account, clientOrderId, after, limit/],
    ['GET', '/record/orders?limit=1&limit=2', undefined, 'limit', /must be sent once/],
    ['GET', '/record/orders?account=', undefined, 'account', /a text of 1 to 256/],
    ['GET', '/record/requests?limit=-1', undefined, 'limit', /a whole number/],
    ['GET', '/record/requests?after=NaN', undefined, 'after', /a whole number/],
    ['PUT', '/time?skewMs=5', { skewMs: 5 }, 'skewMs', /known are: none/],
    ['POST', '/market/pause', { now: true }, 'now', /known are: none/],
    ['POST', '/market/step', { counts: 2 }, 'counts', /known are: count, symbol/],
    ['DELETE', '/record', { kind: 'orders' }, 'kind', /known are: none/],
    ['POST', '/symbols/BTCUSDT/orders', { ...ORDER, stopPrice: '1' }, 'stopPrice', /side, quantity, price/],
    [
      'PUT',
      '/commissions',
      { standard: { maker: '0', taker: '0', fee: '0' } },
      'standard.fee',
      /maker, taker, buyer/,
    ],
    ['POST', '/accounts', { account: 'a', [long]: 1 }, `${'x'.repeat(60)}…`, /is unknown here/],
  ]);
});

describe('time', () => {
  refuses([
    ['PUT', '/time', { skewMs: null }, 'skewMs', /a number/],
    ['PUT', '/time', { skewMs: 'NaN' }, 'skewMs', /a number/],
    ['PUT', '/time', { skewMs: 0.5 }, 'skewMs', /a whole number/],
    ['PUT', '/time', '{"skewMs":1e400}', 'skewMs', /a whole number/],
    ['PUT', '/time', { skewMs: -1e15 }, 'skewMs', /at most a year/],
    ['PUT', '/time', { skewMs: 31_536_000_001 }, 'skewMs', /at most a year/],
  ]);
});

describe('the market', () => {
  refuses([
    ['POST', '/market/step', { count: 0 }, 'count', /from 1 up to 10000/],
    ['POST', '/market/step', { count: 10_001 }, 'count', /from 1 up to 10000/],
    ['POST', '/market/step', { symbol: 'NOPE' }, 'symbol', /must be one of BTCUSDT, /],
    ['POST', '/market/step', { symbol: 5 }, 'symbol', /must be one of BTCUSDT, /],
    ['PUT', '/symbols/BTCUSDT/price', {}, 'price', /is missing/],
    ['PUT', '/symbols/BTCUSDT/price', { price: 90_000 }, 'price', /a decimal as text/],
    ['PUT', '/symbols/BTCUSDT/price', { price: '90000.001' }, 'price', /in steps of 0.01/],
    ['PUT', '/symbols/BTCUSDT/price', { price: '-1' }, 'price', /a decimal as text/],
    ['PUT', '/symbols/BTCUSDT/price', { price: '1e5' }, 'price', /a decimal as text/],
    ['PUT', '/symbols/BTCUSDT/price', { price: '0' }, 'price', /more than 0/],
    ['PUT', '/symbols/BTCUSDT/price', { price: '1000000.01' }, 'price', /0.01000000 to 1000000.0/],
    ['POST', '/symbols/BTCUSDT/orders', { ...ORDER, side: 'buy' }, 'side', /one of BUY, SELL/],
    ['POST', '/symbols/BTCUSDT/orders', { ...ORDER, quantity: '0' }, 'quantity', /more than 0/],
    [
      'POST',
      '/symbols/BTCUSDT/orders',
      { ...ORDER, quantity: '0.000001' },
      'quantity',
      /in steps of 0.00001/,
    ],
    ['POST', '/symbols/BTCUSDT/orders', { ...ORDER, quantity: '9000.00001' }, 'quantity', /to 9000.0/],
    ['POST', '/symbols/BTCUSDT/orders', { side: 'BUY', quantity: '100.1' }, 'quantity', /to 100.0/],
    ['POST', '/symbols/BTCUSDT/orders', { ...ORDER, price: '90000.005' }, 'price', /in steps of 0.01/],
    [
      'POST',
      '/symbols/BTCUSDT/orders',
      { ...ORDER, price: '99999999999999' },
      'price',
      /at most 92233720368/,
    ],
    ['POST', '/symbols/BTCUSDT/blockTrades', { price: '0.001', quantity: '1' }, 'price', /in steps of/],
    [
      'POST',
      '/symbols/BTCUSDT/blockTrades',
      { price: '1', quantity: '1', isBuyerMaker: 1 },
      'isBuyerMaker',
      /true or false/,
    ],
    ['PUT', '/symbols/BTCUSDT/referencePrice', { price: 'median' }, 'price', /a decimal as text/],
    ['PUT', '/symbols/BTCUSDT/referencePrice', { price: '0' }, 'price', /more than 0/],
    ['PUT', '/symbols/BTCUSDT/status', { status: 'CLOSED' }, 'status', /TRADING, END_OF_DAY, HALT/],
  ]);

  refuses(
    [['POST', '/symbols/ADAUSDT/orders', { side: 'BUY', quantity: '1' }, 'symbol', /its status is HALT/]],
    409,
  );
  refuses(
    [
      ['POST', '/symbols/btcusdt/orders', ORDER, 'symbol', /no symbol btcusdt/],
      ['DELETE', '/symbols/NOPE', undefined, 'symbol', /no symbol NOPE/],
    ],
    404,
  );
});

describe('listings', () => {
  refuses([
    ['POST', '/symbols', { ...NEW, tickSize: '0' }, 'tickSize', /more than 0/],
    ['POST', '/symbols', { ...NEW, stepSize: '-1' }, 'stepSize', /a decimal as text/],
    [
      'POST',
      '/symbols',
      { ...NEW, price: '2.505', tickSize: '0.01' },
      'price',
      /whole number of ticks of 0.01/,
    ],
    ['POST', '/symbols', { ...NEW, price: '2000000' }, 'price', /at most maxPrice, 1000000.0/],
    ['POST', '/symbols', { ...NEW, minPrice: '5', maxPrice: '4' }, 'minPrice', /at most maxPrice, 4.0/],
    ['POST', '/symbols', { ...NEW, minQty: '5', maxQty: '4' }, 'minQty', /at most maxQty, 4.0/],
    ['POST', '/symbols', { ...NEW, minNotional: '10000000' }, 'minNotional', /at most maxNotional/],
    ['POST', '/symbols', { ...NEW, tickSize: '2000000' }, 'tickSize', /at most maxPrice/],
    ['POST', '/symbols', { ...NEW, baseAsset: 'new' }, 'baseAsset', /capital letters/],
    ['POST', '/symbols', { ...NEW, baseAsset: 'A/B' }, 'baseAsset', /capital letters/],
    ['POST', '/symbols', { ...NEW, baseAsset: '' }, 'baseAsset', /capital letters/],
    ['POST', '/symbols', { ...NEW, baseAsset: long.toUpperCase() }, 'baseAsset', /up to 50/],
    [
      'POST',
      '/symbols',
      { ...NEW, baseAsset: 'A'.repeat(30), quoteAsset: 'B'.repeat(30) },
      'symbol',
      /up to 50/,
    ],
    ['POST', '/symbols', { ...NEW, baseAsset: 'USDT' }, 'quoteAsset', /another asset than baseAsset/],
    ['POST', '/symbols', { ...NEW, like: 'NOPE' }, 'like', /must be one of BTCUSDT/],
    ['POST', '/symbols', { ...NEW, status: 'OPEN' }, 'status', /one of TRADING/],
  ]);
});

describe('accounts', () => {
  const move = { asset: 'BTC', amount: '1' };
  const pem = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
  refuses([
    ...['a/b', '', long, 'имя', ' a', '.a', 'house', 'liquidity', 5, null].map((account): Row => [
      'POST',
      '/accounts',
      { account },
      'account',
      /1 to 64 letters, digits/,
    ]),
    ['POST', '/accounts', {}, 'account', /is missing/],
    ['POST', '/accounts', { account: 'a', balances: [] }, 'balances', /an object of asset to amount/],
    ['POST', '/accounts', { account: 'a', balances: { BTC: '-1' } }, 'balances.BTC', /a decimal as text/],
    ['POST', '/accounts', { account: 'a', balances: { 'B C': '1' } }, 'balances.B C', /capital letters/],
    ['POST', '/accounts', { account: 'a', balances: { GOLD: '1' } }, 'balances.GOLD', /must be one of ADA, /],
    ['POST', '/accounts', { account: 'a', apiKey: 'a b' }, 'apiKey', /1 to 128 letters/],
    ['POST', '/accounts', { account: 'a', apiSecret: '' }, 'apiSecret', /a text of 1 to/],
    ['POST', '/accounts', { account: 'a', publicKey: pem }, 'publicKey', /RSA or Ed25519 public key/],
    [
      'POST',
      '/accounts',
      { account: 'a', permissions: ['ADMIN'] },
      'permissions',
      /some of TRADE, USER_DATA/,
    ],
    ['POST', '/accounts/main/keys', { publicKey: 'no key' }, 'publicKey', /SPKI in PEM/],
    ['POST', '/accounts/main/deposits', { ...move, asset: 'GOLD' }, 'asset', /must be one of ADA, /],
    ['POST', '/accounts/main/deposits', { ...move, amount: '0.000000001' }, 'amount', /at most 8 decimals/],
    ['POST', '/accounts/main/deposits', { ...move, amount: 1 }, 'amount', /a decimal as text/],
    [
      'POST',
      '/accounts/main/deposits',
      { ...move, amount: '92233720368.54775808' },
      'amount',
      /at most 92233720368/,
    ],
    ['POST', '/accounts/main/deposits', { ...move, amount: '9'.repeat(21) }, 'amount', /a decimal as text/],
    ['POST', '/accounts/main/withdrawals', { ...move, asset: 'GOLD' }, 'asset', /must be one of ADA, /],
    ['POST', '/accounts/main/withdrawals', { ...move, amount: '1.1' }, 'amount', /at most what is free, 1.0/],
    ['POST', '/accounts/main/locks', { ...move, unlock: 'yes' }, 'unlock', /true or false/],
    ['POST', '/accounts/main/locks', { ...move, amount: '2' }, 'amount', /at most what is free/],
    ['POST', '/accounts/main/locks', { ...move, unlock: true }, undefined, /insufficient balance/],
    ['PUT', '/commissions', { standard: { maker: '1.1', taker: '0' } }, 'standard', /at most 100 %/],
    ['PUT', '/commissions', { tax: { maker: '0.6', taker: '0', buyer: '0.5' } }, 'tax', /it would be 110 %/],
    ['PUT', '/commissions', { special: { maker: '-0.1', taker: '0' } }, 'special.maker', /a decimal as text/],
    ['PUT', '/commissions', { standard: { maker: '0.1' } }, 'standard.taker', /is missing/],
    ['PUT', '/commissions', { standard: 0.1 }, 'standard', /an object/],
  ]);
  refuses(
    [
      ['POST', '/accounts/nobody/deposits', move, 'account', /no account nobody/],
      ['PUT', '/commissions', { account: 'nobody' }, 'account', /no account nobody/],
      ['PUT', '/commissions', { symbol: 'NOPE' }, 'symbol', /no symbol NOPE/],
      ['DELETE', '/keys/nothing', undefined, 'apiKey', /no such API key/],
    ],
    404,
  );
});

describe('faults', () => {
  const fault = (name: string, settings: object, field: string, message: RegExp): Row => [
    'POST',
    '/faults',
    { fault: name, ...settings },
    field,
    message,
  ];
  refuses([
    ['POST', '/faults', {}, 'fault', /is missing/],
    ['POST', '/faults', { fault: 5 }, 'fault', /a text/],
    fault('__proto__', {}, 'fault', /no fault/),
    fault('reset', { method: 'post' }, 'method', /one of GET, POST, PUT, DELETE, WS/),
    fault('reset', { path: 'api v3' }, 'path', /a path such as/),
    fault('reset', { symbol: 'btcusdt' }, 'symbol', /capital letters/),
    fault('reset', { times: 1e300 }, 'times', /a whole number/),
    fault('reset', { skip: -1 }, 'skip', /from 0/),
    fault('delay', { ms: 86_400_001 }, 'ms', /up to 86400000/),
    fault('late', { ms: -1 }, 'ms', /from 0/),
    fault('delayUserEvents', { ms: 2 ** 31 }, 'ms', /up to 86400000/),
    fault('ban', { ms: 1e15 }, 'ms', /up to 2592000000/),
    fault('banned', { retryAfterMs: 1e15 }, 'retryAfterMs', /up to 2592000000/),
    fault('spendWeight', { weight: 1e15 }, 'weight', /up to 1000000000/),
    fault('clockSkew', { ms: 1e15 }, 'ms', /at most a year/),
    fault('staleSnapshots', { symbol: 'NOPE' }, 'symbol', /NOPE is none/),
    fault('dropFrames', { stream: 'btcusdt' }, 'stream', /a stream name/),
    fault('dropFrames', { stream: 'BTCUSDT@trade' }, 'stream', /small letters/),
    fault('damageFrames', { drop: 1.5 }, 'drop', /from 0 up to 1/),
    fault('closeStreams', { code: 1005 }, 'code', /1000 to 1003, 1007 to 1014/),
    fault('closeStreams', { code: 2000 }, 'code', /3000 to 4999/),
    fault('closeStreams', { reason: 'я'.repeat(62) }, 'reason', /at most 123 bytes/),
    fault('closeWsApi', { code: 1006 }, 'code', /1000 to 1003/),
    fault('refuseStreams', { status: 101 }, 'status', /from 400 up to 599/),
    ['DELETE', '/faults/0x1', undefined, 'id', /a whole number/],
    ['DELETE', '/faults/%201', undefined, 'id', /a whole number/],
  ]);
});
