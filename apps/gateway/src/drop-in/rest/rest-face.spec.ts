import { until } from '@binance-gateway/testing';
import type { Answer, BinanceCaller } from '../testing/binance-caller.js';
import { DropInUnderTest } from '../testing/drop-in-under-test.js';

const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';

describe('the drop-in REST face', () => {
  let bed: DropInUnderTest;
  let client: BinanceCaller;
  let direct: BinanceCaller;

  beforeAll(async () => {
    bed = await DropInUnderTest.start();
    client = await bed.client('bot');
    direct = bed.direct();
  });
  afterAll(() => bed.close());

  const both = (ask: (caller: BinanceCaller) => Promise<Answer>): Promise<[Answer, Answer]> =>
    Promise.all([ask(client), ask(direct)]);

  it.each([
    ['GET', '/api/v3/ping'],
    ['GET', '/api/v3/exchangeInfo'],
    ['GET', '/api/v3/exchangeInfo?symbol=BTCUSDT'],
    ['GET', '/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=3&endTime=1500000000000'],
    // what the exchange refuses, in its own words
    ['GET', '/api/v3/depth'],
    ['GET', '/api/v3/depth?symbol=NOSUCH'],
    ['GET', '/api/v3/depth?symbol=btcusdt'],
    ['GET', '/api/v3/depth?symbol=BTCUSDT&limit=abc'],
    ['GET', '/api/v3/ticker/price?symbol=NOSUCH'],
    ['GET', '/api/v3/ticker/24hr?symbol=BTCUSDT&type=HUGE'],
    ['GET', '/api/v3/klines?symbol=BTCUSDT&interval=2w'],
    ['GET', '/api/v3/time?x=1'],
    ['GET', '/api/v3/ping?symbol=BTCUSDT&symbol=ETHUSDT'],
    ['GET', '/api/v3/depth?symbol=%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456'],
    ['GET', '/api/v3/depth?symbol=%zz'],
    ['GET', '/api/v3/account?x=1'],
    // what is not signed, or not by a key
    ['GET', '/api/v3/account'],
    ['POST', '/api/v3/order'],
    ['GET', '/api/v3/nothing'],
    ['PUT', '/api/v3/order'],
    ['POST', '/api/v3/userDataStream'],
    ['DELETE', '/api/v1/userDataStream'],
    ['GET', '/sapi/v1/capital/config/getall'],
    ['GET', '/sapi/v1/margin/allPairs'],
    ['GET', '/sapi/v1/system/status'],
    ['GET', '/fapi/v1/exchangeInfo'],
    ['GET', '/dapi/v1/exchangeInfo'],
  ])('answers %s %s as the exchange does, byte for byte', async (method, target) => {
    const [through, straight] = await both((caller) => caller.send(method, target));
    const timeless = ({ text }: Answer): string => text.replace(/"serverTime":[0-9]{13}/, '"serverTime":0');
    // not toEqual on both at once: exchangeInfo fills a screen
    expect(through.status).toBe(straight.status);
    expect(timeless(through) === timeless(straight) || through.text).toBe(true);
    expect(through.headers.get('content-type')).toBe(straight.headers.get('content-type'));
  });

  it.each([
    ['GET', '/api/v3/account', ''],
    ['GET', '/api/v3/account', 'omitZeroBalances=true&recvWindow=60000'],
    ['GET', '/api/v3/openOrders', 'symbol=BTCUSDT'],
    ['GET', '/api/v3/myTrades', 'symbol=BTCUSDT&limit=5'],
    ['GET', '/api/v3/allOrders', 'symbol=BTCUSDT'],
    ['POST', '/api/v3/order/test', LIMIT],
    // refused by the exchange
    ['GET', '/api/v3/order', 'symbol=BTCUSDT&orderId=999999'],
    ['GET', '/api/v3/order', 'symbol=BTCUSDT'],
    ['GET', '/api/v3/allOrders', ''],
    ['DELETE', '/api/v3/order', 'symbol=BTCUSDT&orderId=999999'],
    ['POST', '/api/v3/order', LIMIT.replace('0.001', '99999').replace('quantity', 'quantity')],
    ['POST', '/api/v3/order', LIMIT.replace('50000', '50000.001')],
    ['POST', '/api/v3/order', LIMIT.replace('0.001', '0.00000001')],
    ['POST', '/api/v3/order', LIMIT.replace('BTCUSDT', 'NOSUCH')],
    ['POST', '/api/v3/order', LIMIT.replace('BUY', 'HOLD')],
    ['POST', '/api/v3/order', LIMIT.replace('LIMIT', 'WISH')],
    ['POST', '/api/v3/order', LIMIT.replace('GTC', 'XXX')],
    ['POST', '/api/v3/order', LIMIT.replace('price=50000', '')],
    ['POST', '/api/v3/order', LIMIT.replace('50000', '')],
    ['POST', '/api/v3/order', LIMIT.replace('0.001', '1e-7')],
    ['POST', '/api/v3/order', `${LIMIT}&newClientOrderId=a.b`],
    ['POST', '/api/v3/order', `${LIMIT}&surprise=1`],
    ['POST', '/api/v3/order', 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=100000'],
    ['POST', '/api/v3/order', ''],
  ])('answers a signed %s %s?%s as the exchange does', async (method, path, query) => {
    const [through, straight] = await both((caller) => caller.signed(method, path, query));
    expect([through.status, through.text]).toEqual([straight.status, straight.text]);
  });

  it.each([
    '/api/v3/ticker/price?symbol=BTCUSDT',
    '/api/v3/ticker/bookTicker?symbol=BTCUSDT',
    '/api/v3/ticker/24hr?symbol=BTCUSDT',
    '/api/v3/depth?symbol=BTCUSDT&limit=5',
  ])('answers %s in the same form from live state', async (target) => {
    const straight = await direct.send('GET', target);
    const through = await until(async () => {
      const answer = await client.send('GET', target);
      return answer.headers.get('x-source') === 'stream' ? answer : undefined;
    });
    const form = (text: string): string => text.replace(/[0-9]/g, '0').replace(/0+/g, '0');
    expect(form(through.text)).toBe(form(straight.text));
    expect(Object.keys(through.body)).toEqual(Object.keys(straight.body));
  });

  it('places an order under the id it was given, journals it and answers the very bytes', async () => {
    const placed = await client.signed('POST', '/api/v3/order', `${LIMIT}&newClientOrderId=dropin-1`);
    expect(placed.status).toBe(200);
    expect(placed.body).toMatchObject({ clientOrderId: 'dropin-1', status: 'NEW', fills: [] });
    expect(Object.keys(placed.body)).toEqual(
      Object.keys((await direct.signed('POST', '/api/v3/order', LIMIT)).body),
    );
    expect(placed.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(placed.headers.get('x-mbx-order-count-1d')).toBe('1');
    const intent = await bed.gateway.call('GET', '/api/v1/intents/dropin-1', { token: 'desk-token-000001' });
    expect(JSON.parse(intent.text)).toMatchObject({ state: 'ACCEPTED', principal: 'bot' });
    const cancelled = await client.signed(
      'DELETE',
      '/api/v3/order',
      'symbol=BTCUSDT&origClientOrderId=dropin-1',
    );
    expect(cancelled.body).toMatchObject({ origClientOrderId: 'dropin-1', status: 'CANCELED' });
  });

  it('makes a client order id of 22 letters and digits for an order without one', async () => {
    const { body } = await client.signed('POST', '/api/v3/order', LIMIT);
    expect(body.clientOrderId).toMatch(/^[A-Za-z0-9]{22}$/);
    const all = await client.signed('DELETE', '/api/v3/openOrders', 'symbol=BTCUSDT');
    expect(all.body.map((order: { origClientOrderId: string }) => order.origClientOrderId)).toContain(
      body.clientOrderId,
    );
  });

  it('takes parameters in the query, in the body, in both and in any order', async () => {
    const now = Date.now();
    const answers = [
      await client.signed('POST', '/api/v3/order/test', LIMIT),
      await client.signedBody('POST', '/api/v3/order/test', '', `${LIMIT}&timestamp=${now}`),
      await client.signedBody(
        'POST',
        '/api/v3/order/test',
        'symbol=BTCUSDT&side=BUY',
        `timestamp=${now}&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000`,
      ),
    ];
    const payload = `${LIMIT}&timestamp=${now}`;
    const first = await client.send('POST', `/api/v3/order/test?${client.signature(payload)}&${payload}`);
    expect([...answers, first].map(({ status, text }) => [status, text])).toEqual(Array(4).fill([200, '{}']));
  });

  it('never passes on what a client signed with', async () => {
    bed.exchange.control.clearRequests();
    const now = Date.now();
    await client.signed('GET', '/api/v3/account', `recvWindow=1234.5&timestamp=${now}`);
    const [seen] = bed.exchange.control.requests({ path: '/api/v3/account' });
    // the log of the exchange keeps no signature
    expect(Object.keys(seen?.params ?? {}).sort()).toEqual(['recvWindow', 'timestamp']);
    // the moment it expires is the client's: the gateway's clock and the exchange's may differ by a few milliseconds
    const expires = Number(seen?.params['timestamp']) + Number(seen?.params['recvWindow']);
    expect(expires).toBeLessThanOrEqual(now + 1235);
    expect(expires).toBeGreaterThan(now + 1233);
  });
});
