import type { ErrorCode } from '@binance-gateway/domain-types';
import { type Answer, type BinanceCaller, hmacKey } from '../testing/binance-caller.js';
import { DropInUnderTest } from '../testing/drop-in-under-test.js';

const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';
const OPEN = '/api/v3/openOrders';
const NO_KEY = 'k'.repeat(64);

const at = (offsetMs = 0): string => `timestamp=${Date.now() + offsetMs}`;

describe('every refusal of the REST face is named in X-Gateway-Error', () => {
  type Ask = (callers: Record<'bot' | 'reader' | 'bound' | 'frugal', BinanceCaller>) => Promise<Answer>;
  let bed: DropInUnderTest;
  let callers: Parameters<Ask>[0];

  beforeAll(async () => {
    bed = await DropInUnderTest.start({ BODY_LIMIT: '2kb' });
    callers = {
      bot: await bed.client('bot'),
      reader: await bed.client('reader', { scopes: ['read'] }),
      bound: await bed.client('bound', { policy: { maxNotionalPerOrder: '1' } }),
      frugal: await bed.client('frugal', { requestWeightPerMinute: 1 }),
    };
  });
  afterAll(() => bed.close());

  it.each<[ErrorCode, number, number | undefined, string, Ask]>([
    ['UNAUTHENTICATED', 401, -2014, 'no key', ({ bot }) => bot.without().signed('GET', OPEN)],
    [
      'UNAUTHENTICATED',
      401,
      -2015,
      'a key nobody has',
      ({ bot }) => bot.without().signed('GET', OPEN, '', { 'X-MBX-APIKEY': NO_KEY }),
    ],
    [
      'UNAUTHENTICATED',
      400,
      -1022,
      'another signature',
      ({ bot }) => bot.send('GET', `${OPEN}?${at()}&signature=${'ab'.repeat(32)}`),
    ],
    ['SCOPE_MISSING', 401, -2015, 'no scope', ({ reader }) => reader.signed('POST', '/api/v3/order', LIMIT)],
    ['REQUEST_TIMEOUT', 400, -1021, 'an old timestamp', ({ bot }) => bot.signed('GET', OPEN, at(-6_000))],
    ['INVALID_INPUT', 400, -1021, 'a future timestamp', ({ bot }) => bot.signed('GET', OPEN, at(5_000))],
    [
      'INVALID_INPUT',
      400,
      -1100,
      'a timestamp in words',
      ({ bot }) => bot.signed('GET', OPEN, 'timestamp=x'),
    ],
    ['INVALID_INPUT', 400, -1100, 'a broken escape', ({ bot }) => bot.signed('GET', OPEN, 'symbol=%E8%BF')],
    [
      'INVALID_INPUT',
      400,
      -1101,
      'a parameter twice',
      ({ bot }) => bot.signed('GET', OPEN, 'symbol=BTCUSDT&symbol=BTCUSDT'),
    ],
    ['INVALID_INPUT', 400, -1102, 'no signature', ({ bot }) => bot.send('GET', `${OPEN}?${at()}`)],
    ['INVALID_INPUT', 400, -1102, 'no timestamp', ({ bot }) => bot.send('GET', `${OPEN}?signature=ab`)],
    ['INVALID_INPUT', 400, -1102, 'a wide window', ({ bot }) => bot.signed('GET', OPEN, 'recvWindow=60001')],
    ['INVALID_INPUT', 400, -1105, 'an empty timestamp', ({ bot }) => bot.signed('GET', OPEN, 'timestamp=')],
    [
      'INVALID_INPUT',
      400,
      -1155,
      'SBE',
      ({ bot }) => bot.send('GET', '/api/v3/ping', { headers: { 'X-MBX-SBE': '3:1' } }),
    ],
    [
      'INVALID_INPUT',
      400,
      -1194,
      'a unit of time there is not',
      ({ bot }) => bot.send('GET', '/api/v3/ping', { headers: { 'X-MBX-TIME-UNIT': 'HOUR' } }),
    ],
    ['INVALID_INPUT', 400, -1100, 'a path with a broken escape', ({ bot }) => bot.send('GET', '/api/v3/%zz')],
    [
      'BODY_TOO_LARGE',
      413,
      undefined,
      'a long body',
      ({ bot }) => bot.send('POST', '/api/v3/order', { body: 'x'.repeat(3_000) }),
    ],
    ['POLICY_REFUSED', 400, -2010, 'a policy', ({ bound }) => bound.signed('POST', '/api/v3/order', LIMIT)],
    ['RATE_LIMITED', 429, -1003, 'a budget', ({ frugal }) => frugal.signed('GET', '/api/v3/account')],
    ['NOT_FOUND', 404, undefined, 'an unknown path', ({ bot }) => bot.send('GET', '/api/v3/nothing')],
    ['NOT_FOUND', 404, undefined, 'another method', ({ bot }) => bot.send('PUT', '/api/v3/order')],
    [
      'NOT_FOUND',
      404,
      undefined,
      'a path of Binance, not of Spot',
      ({ bot }) => bot.send('GET', '/sapi/v1/x'),
    ],
    ['NOT_FOUND', 410, undefined, 'listen keys', ({ bot }) => bot.send('POST', '/api/v3/userDataStream')],
    // the exchange's own refusals
    ['UNKNOWN_SYMBOL', 400, -1121, 'a symbol', ({ bot }) => bot.send('GET', '/api/v3/depth?symbol=NOSUCH')],
    ['REJECTED_BY_EXCHANGE', 400, -1102, 'what is missing', ({ bot }) => bot.send('GET', '/api/v3/depth')],
    [
      'ORDER_NOT_FOUND',
      400,
      -2013,
      'an order',
      ({ bot }) => bot.signed('GET', '/api/v3/order', 'symbol=BTCUSDT&orderId=999999'),
    ],
  ])('%s (HTTP %s, %s): %s', async (name, status, code, _what, ask) => {
    const answer = await ask(callers);
    expect([answer.status, answer.headers.get('x-gateway-error')]).toEqual([status, name]);
    expect(code === undefined ? undefined : answer.body.code).toBe(code);
  });

  it('a result has no such header', async () => {
    const answer = await callers.bot.signed('GET', OPEN, 'symbol=BTCUSDT');
    expect([answer.status, answer.headers.get('x-gateway-error')]).toEqual([200, null]);
  });
});

it('its name is that of the table even where the key cannot sign', async () => {
  const bed = await DropInUnderTest.start({ TRADING_ENABLED: 'false' });
  try {
    const { apiKey, apiSecret } = await bed.issue('bot');
    const answer = await bed.caller(hmacKey(apiKey, apiSecret)).signed('POST', '/api/v3/order', LIMIT);
    expect([answer.status, answer.body.code]).toEqual([401, -2015]);
    expect(answer.headers.get('x-gateway-error')).toBe('TRADING_DISABLED');
  } finally {
    await bed.close();
  }
});
