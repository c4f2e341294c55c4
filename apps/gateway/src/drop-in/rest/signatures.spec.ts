import { type Answer, BinanceCaller, hmacKey } from '../testing/binance-caller.js';
import { DropInUnderTest } from '../testing/drop-in-under-test.js';

const TEST = '/api/v3/order/test';
const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';
const OPEN = '/api/v3/openOrders';
const UNICODE = '%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456';

type Ask = (caller: BinanceCaller) => Promise<Answer>;

const at = (offsetMs = 0): string => `timestamp=${Date.now() + offsetMs}`;

/** One character per byte. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

describe('how requests are signed', () => {
  let bed: DropInUnderTest;
  let through: BinanceCaller;
  let straight: BinanceCaller;
  let strangers: Record<'through' | 'straight', BinanceCaller>;

  beforeAll(async () => {
    bed = await DropInUnderTest.start();
    const { apiKey, apiSecret } = await bed.issue('bot');
    through = bed.caller(hmacKey(apiKey, apiSecret));
    straight = bed.direct();
    const { credentials, urls } = bed.exchange;
    strangers = {
      through: bed.caller(hmacKey(apiKey, 'wrong')),
      straight: new BinanceCaller(urls.rest, hmacKey(credentials.apiKey, 'wrong')),
    };
  });
  afterAll(() => bed.close());

  it.each<[string, number, Ask]>([
    ['signature last', 200, (c) => c.signed('GET', OPEN, 'symbol=BTCUSDT')],
    [
      'signature first',
      200,
      (c) => {
        const payload = `symbol=BTCUSDT&${at()}`;
        return c.send('GET', `${OPEN}?${c.signature(payload)}&${payload}`);
      },
    ],
    [
      'signature in the middle',
      200,
      (c) => {
        const time = at();
        return c.send('GET', `${OPEN}?symbol=BTCUSDT&${c.signature(`symbol=BTCUSDT&${time}`)}&${time}`);
      },
    ],
    [
      'signature in capitals',
      200,
      (c) => {
        const payload = `symbol=BTCUSDT&${at()}`;
        return c.send('GET', `${OPEN}?${payload}&signature=${c.signature(payload).slice(10).toUpperCase()}`);
      },
    ],
    ['everything in the body', 200, (c) => c.signedBody('POST', TEST, '', `${LIMIT}&${at()}`)],
    [
      'half in the query, half in the body',
      200,
      (c) =>
        c.signedBody(
          'POST',
          TEST,
          'symbol=BTCUSDT&side=BUY',
          `type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000&${at()}`,
        ),
    ],
    [
      'signature in the query of a body',
      200,
      (c) => {
        const body = `${LIMIT}&${at()}`;
        return c.send('POST', `${TEST}?${c.signature(body)}`, { body });
      },
    ],
    [
      'a name in query and body: the query wins',
      200,
      (c) => c.signedBody('POST', TEST, 'side=BUY', `${LIMIT.replace('side=BUY', 'side=NOWHERE')}&${at()}`),
    ],
    [
      'a form under another content type',
      200,
      (c) => {
        const body = `${LIMIT}&${at()}`;
        return c.send('POST', TEST, {
          body: `${body}&${c.signature(body)}`,
          headers: { 'Content-Type': 'application/json' },
        });
      },
    ],
    [
      'no body under a content type',
      200,
      (c) => c.signed('POST', TEST, LIMIT, { 'Content-Type': 'application/json' }),
    ],
    [
      'a body where none belongs',
      400,
      (c) => c.signedBody('DELETE', '/api/v3/order', '', `symbol=BTCUSDT&orderId=1&${at()}`),
    ],
    ['escapes in small letters', 400, (c) => c.signed('GET', OPEN, `symbol=${UNICODE.toLowerCase()}`)],
    ['escapes of what needs none', 200, (c) => c.signed('GET', OPEN, 'symbol=%42TCUSDT')],
    ['a symbol of another script', 400, (c) => c.signed('GET', OPEN, `symbol=${UNICODE}`)],
    ['a plus for a blank', 400, (c) => c.signed('GET', OPEN, 'symbol=BTC+USDT')],
    ['a parameter twice', 400, (c) => c.signed('GET', OPEN, 'symbol=BTCUSDT&symbol=BTCUSDT')],
    [
      'a signature twice',
      400,
      (c) => {
        const payload = `symbol=BTCUSDT&${at()}`;
        return c.send('GET', `${OPEN}?${payload}&${c.signature(payload)}&${c.signature(payload)}`);
      },
    ],
    ['a timestamp twice', 400, (c) => c.signed('GET', OPEN, `${at()}&${at()}`)],
    ['empty parameters between', 200, (c) => c.signed('GET', OPEN, '&symbol=BTCUSDT&')],
    ['a broken escape', 400, (c) => c.signed('GET', OPEN, 'symbol=%E8%BF')],
    [
      'signed before it was encoded',
      400,
      (c) => {
        const time = at();
        const signature = c.signature(bytes(`symbol=这是测试币456&${time}`));
        return c.send('GET', `${OPEN}?symbol=${UNICODE}&${time}&${signature}`);
      },
    ],
    [
      'a parameter added after signing',
      400,
      (c) => {
        const payload = `symbol=BTCUSDT&${at()}`;
        return c.send('GET', `${OPEN}?${payload}&${c.signature(payload)}&recvWindow=6000`);
      },
    ],
    [
      'parameters in another order than signed',
      400,
      (c) => {
        const time = at();
        return c.send('GET', `${OPEN}?${time}&symbol=BTCUSDT&${c.signature(`symbol=BTCUSDT&${time}`)}`);
      },
    ],
    ['no signature', 400, (c) => c.send('GET', `${OPEN}?symbol=BTCUSDT&${at()}`)],
    ['an empty signature', 400, (c) => c.send('GET', `${OPEN}?symbol=BTCUSDT&${at()}&signature=`)],
    ['a signature that is no hex', 400, (c) => c.send('GET', `${OPEN}?${at()}&signature=${'zz'.repeat(32)}`)],
    ['no timestamp', 400, (c) => c.send('GET', `${OPEN}?symbol=BTCUSDT&${c.signature('symbol=BTCUSDT')}`)],
    ['an empty timestamp', 400, (c) => c.signed('GET', OPEN, 'timestamp=')],
    ['a timestamp in words', 400, (c) => c.signed('GET', OPEN, 'timestamp=now')],
    ['a timestamp with a fraction', 400, (c) => c.signed('GET', OPEN, `${at()}.5`)],
    ['a timestamp in microseconds', 200, (c) => c.signed('GET', OPEN, `symbol=BTCUSDT&${at()}123`)],
    ['a stale timestamp', 400, (c) => c.signed('GET', OPEN, at(-6_000))],
    [
      'a stale timestamp in a wide window',
      200,
      (c) => c.signed('GET', OPEN, `symbol=BTCUSDT&recvWindow=60000&${at(-30_000)}`),
    ],
    ['a timestamp from the future', 400, (c) => c.signed('GET', OPEN, at(5_000))],
    ['a window too wide', 400, (c) => c.signed('GET', OPEN, 'recvWindow=60001')],
    ['a window with three decimals', 200, (c) => c.signed('GET', OPEN, 'symbol=BTCUSDT&recvWindow=6000.346')],
    ['a window with four', 400, (c) => c.signed('GET', OPEN, 'recvWindow=6000.3461')],
    ['an empty window', 400, (c) => c.signed('GET', OPEN, 'recvWindow=')],
    ['a window in words', 400, (c) => c.signed('GET', OPEN, 'recvWindow=wide')],
    ['no key', 401, (c) => c.without().signed('GET', OPEN)],
    ['a key that is none', 401, (c) => c.without().signed('GET', OPEN, '', { 'X-MBX-APIKEY': 'a b' })],
    ['a key nobody has', 401, (c) => c.without().signed('GET', OPEN, '', { 'X-MBX-APIKEY': 'k'.repeat(64) })],
  ])('%s: %i, as at the exchange', async (_what, status, ask) => {
    const [mine, theirs] = [await ask(through), await ask(straight)];
    expect([mine.status, mine.text]).toEqual([theirs.status, theirs.text]);
    expect(mine.status).toBe(status);
  });

  it('refuses a signature by another secret', async () => {
    const [mine, theirs] = [
      await strangers.through.signed('GET', OPEN),
      await strangers.straight.signed('GET', OPEN),
    ];
    expect([mine.status, mine.text]).toEqual([theirs.status, theirs.text]);
    expect(mine.body.code).toBe(-1022);
  });

  it('an order sent again under its id is a duplicate while it is open', async () => {
    for (const caller of [through, straight]) {
      const query = `${LIMIT}&newClientOrderId=again-${caller === through ? 1 : 2}&${at()}`;
      const target = `/api/v3/order?${query}&${caller.signature(query)}`;
      expect((await caller.send('POST', target)).status).toBe(200);
      const replayed = await caller.send('POST', target);
      expect([replayed.status, replayed.text]).toEqual([400, '{"code":-2010,"msg":"Duplicate order sent."}']);
    }
  });

  it('an id whose order was refused is free', async () => {
    const id = 'newClientOrderId=free-again';
    const refused = await through.signed(
      'POST',
      '/api/v3/order',
      `symbol=BTCUSDT&side=SELL&type=MARKET&quantity=90&${id}`,
    );
    expect(refused.body).toEqual({
      code: -2010,
      msg: 'Account has insufficient balance for requested action.',
    });
    expect((await through.signed('POST', '/api/v3/order', `${LIMIT}&${id}`)).status).toBe(200);
  });

  it('what is late for the exchange is not sent there', async () => {
    bed.exchange.control.clearRequests();
    const late = await through.signed('POST', '/api/v3/order', `${LIMIT}&recvWindow=100&${at(-200)}`);
    expect(late.body.code).toBe(-1021);
    expect(bed.exchange.control.requests({ path: '/api/v3/order' })).toEqual([]);
  });
});
