import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { FakeClock } from '@binance-gateway/testing';
import { type Loose, RestClient, hmac, query } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';

const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof rsa.publicKey): string => key.export({ type: 'spki', format: 'pem' }) as string;

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock();
  simulator = await startSimulator({
    clock,
    market: 'none',
    accounts: [
      { id: 'main', apiKey: 'hmacKey', apiSecret: 'hmacSecret' },
      { id: 'main', apiKey: 'edKey', publicKey: pem(ed25519.publicKey) },
      { id: 'main', apiKey: 'rsaKey', publicKey: pem(rsa.publicKey) },
      { id: 'main', apiKey: 'readOnly', apiSecret: 'hmacSecret', permissions: ['USER_DATA'] },
    ],
  });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
});

afterEach(() => simulator.close());

const account = '/api/v3/account';

describe('signatures over the wire', () => {
  it('HMAC in lower and upper case', async () => {
    expect((await client.signed('GET', account)).status).toBe(200);
    const loud = new RestClient(
      simulator.urls.rest,
      simulator.credentials,
      (payload) => hmac('hmacSecret')(payload).toUpperCase(),
      () => clock.now(),
    );
    expect((await loud.signed('GET', account)).status).toBe(200);
  });

  it.each([
    [1, ed25519.privateKey, null],
    [2, rsa.privateKey, 'sha256'],
  ] as const)('key %d: base64, percent-encoded', async (index, key, algorithm) => {
    const credentials = simulator.accounts[index] as (typeof simulator.accounts)[number];
    const signer = (payload: string): string =>
      sign(
        algorithm,
        Buffer.from(payload),
        createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })),
      ).toString('base64');
    const other = new RestClient(simulator.urls.rest, credentials, signer, () => clock.now());
    expect((await other.signed('GET', account)).status).toBe(200);
    const tampered = await other.send(
      'GET',
      `${account}?timestamp=${clock.now()}&signature=${encodeURIComponent(signer('timestamp=1'))}`,
      other.key(),
    );
    expect(tampered.body['code']).toBe(-1022);
  });

  it('covers query and body without a separator; the query wins', async () => {
    const timestamp = String(clock.now());
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '90000' };
    const mixed = await client.sendSigned<Loose>(
      'POST',
      '/api/v3/order',
      query({ ...order, newOrderRespType: 'RESULT' }),
      query({ quantity: '0.001', price: '1', timestamp }),
    );
    expect([mixed.status, mixed.body.price]).toEqual([200, '90000.00000000']);
    const split = `${query(order)}&`;
    const bad = await client.send(
      'POST',
      `/api/v3/order?${query(order)}`,
      client.key(),
      `quantity=0.001&timestamp=${timestamp}&signature=${hmac('hmacSecret')(`${split}quantity=0.001&timestamp=${timestamp}`)}`,
    );
    expect(bad.body['code']).toBe(-1022);
  });

  it('is checked on the bytes as sent, not on what they decode to', async () => {
    const timestamp = clock.now();
    const escaped = `symbol=BTC%55SDT&timestamp=${timestamp}`;
    const sent = await client.sendSigned('GET', '/api/v3/openOrders', escaped, '');
    expect(sent.status).toBe(200);
    const decoded = hmac('hmacSecret')(`symbol=BTCUSDT&timestamp=${timestamp}`);
    const refused = await client.send(
      'GET',
      `/api/v3/openOrders?${escaped}&signature=${decoded}`,
      client.key(),
    );
    expect(refused.body['code']).toBe(-1022);
  });
});

describe('keys', () => {
  it.each([
    [{}, 401, -2014],
    [{ 'X-MBX-APIKEY': 'white space' }, 401, -2014],
    [{ 'X-MBX-APIKEY': 'unknown' }, 401, -2015],
  ])('%j → %d, %d', async (headers, status, code) => {
    const answer = await client.send('GET', `${account}?timestamp=${clock.now()}`, headers);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('a key without the permission, and a revoked one', async () => {
    const reader = new RestClient(
      simulator.urls.rest,
      { ...simulator.credentials, apiKey: 'readOnly' },
      undefined,
      () => clock.now(),
    );
    expect((await reader.signed('GET', account)).status).toBe(200);
    expect((await reader.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).body['code']).toBe(
      -2015,
    );
    simulator.control.revokeKey('hmacKey');
    expect((await client.signed('GET', account)).body['code']).toBe(-2015);
  });
});

describe('timing', () => {
  it.each<[string, (now: number) => Record<string, string>, number]>([
    ['right now', (now) => ({ timestamp: `${now}` }), 200],
    ['999 ms ahead', (now) => ({ timestamp: `${now + 999}` }), 200],
    ['1000 ms ahead', (now) => ({ timestamp: `${now + 1000}` }), -1021],
    ['5000 ms old', (now) => ({ timestamp: `${now - 5000}` }), 200],
    ['5001 ms old', (now) => ({ timestamp: `${now - 5001}` }), -1021],
    ['old with a wide window', (now) => ({ timestamp: `${now - 59_000}`, recvWindow: '60000' }), 200],
    ['microseconds', (now) => ({ timestamp: `${now * 1000 - 4_999_999}` }), 200],
    ['microseconds too old', (now) => ({ timestamp: `${now * 1000 - 5_000_001}` }), -1021],
    ['a window with decimals', (now) => ({ timestamp: `${now - 100}`, recvWindow: '99.999' }), -1021],
    [
      'a window with decimals that fits',
      (now) => ({ timestamp: `${now - 100}`, recvWindow: '100.001' }),
      200,
    ],
    ['a window too wide', (now) => ({ timestamp: `${now}`, recvWindow: '60000.001' }), -1102],
    ['a window with four decimals', (now) => ({ timestamp: `${now}`, recvWindow: '1.0001' }), -1100],
    ['no number', () => ({ timestamp: 'now' }), -1100],
  ])('%s', async (_, params, expected) => {
    const answer = await client.signed('GET', account, params(clock.now()));
    expect(answer.status === 200 ? 200 : answer.body['code']).toBe(expected);
  });

  it('says which of the two it was', async () => {
    const ahead = await client.signed('GET', account, { timestamp: String(clock.now() + 5000) });
    expect(ahead.body['msg']).toBe("Timestamp for this request was 1000ms ahead of the server's time.");
    const late = await client.signed('GET', account, { timestamp: String(clock.now() - 6000) });
    expect(late.body['msg']).toBe('Timestamp for this request is outside of the recvWindow.');
  });

  it('timestamp and signature are mandatory', async () => {
    const noTime = await client.sendSigned('GET', account, 'recvWindow=5000', '');
    expect(noTime.body['msg']).toBe(
      "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.",
    );
    const unsigned = await client.send('GET', `${account}?timestamp=${clock.now()}`, client.key());
    expect(unsigned.body['msg']).toBe(
      "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.",
    );
  });

  it('a skewed exchange refuses everybody until they have asked it for the time', async () => {
    simulator.control.skewClock(-30_000);
    expect((await client.signed('GET', account)).body['code']).toBe(-1021);
    const { body } = await client.get<{ serverTime: number }>('/api/v3/time');
    expect(body.serverTime).toBe(clock.now() - 30_000);
    expect((await client.signed('GET', account, { timestamp: String(body.serverTime) })).status).toBe(200);
  });
});
