import { generateKeyPairSync, sign } from 'node:crypto';
import { FakeClock, until } from '@binance-gateway/testing';
import { controlClient } from './control/http/control.bed.js';
import { type Loose, RestClient } from './rest-client.bed.js';
import { type Simulator, startSimulator } from './start-simulator.js';
import { WsClient } from './ws-client.bed.js';

const ed25519 = generateKeyPairSync('ed25519');
const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };

let clock: FakeClock;
const open: Simulator[] = [];

async function start(options: Parameters<typeof startSimulator>[0] = {}): Promise<Simulator> {
  const simulator = await startSimulator({ clock, seed: 1, eventsPerSecond: 0, ...options });
  open.push(simulator);
  return simulator;
}

function clientOf({ urls, accounts }: Simulator, index = 0): RestClient {
  const credentials = accounts[index];
  if (!credentials) throw new Error('no such key');
  return new RestClient(urls.rest, credentials, undefined, () => clock.now());
}

beforeEach(() => (clock = new FakeClock(Date.UTC(2026, 0, 1, 12))));
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

describe('a saved exchange', () => {
  it('goes on elsewhere: orders, balances, ids, accounts and keys', async () => {
    const first = await start({
      accounts: [
        { id: 'main' },
        { id: 'ed', publicKey: ed25519.publicKey.export({ type: 'spki', format: 'pem' }) as string },
      ],
    });
    const client = clientOf(first);
    const bought = await client.signed<Loose>('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.01',
    });
    const resting = await client.signed<Loose>('POST', '/api/v3/order', { ...ORDER, price: '90000' });
    first.control.market.delist('DOGEUSDT');
    const saved = JSON.parse(JSON.stringify(first.control.save())) as ReturnType<typeof first.control.save>;
    const before = await client.signed<Loose>('GET', '/api/v3/account');
    const lastPrice = (await client.get<Loose>('/api/v3/ticker/price', { symbol: 'BTCUSDT' })).body.price;

    const second = await start({ restore: saved });
    const again = clientOf(second);
    expect(second.accounts).toEqual(first.accounts);
    expect((await again.signed<Loose>('GET', '/api/v3/account')).body.balances).toEqual(before.body.balances);
    const found = await again.signed<Loose>('GET', '/api/v3/order', {
      symbol: 'BTCUSDT',
      orderId: String(resting.body.orderId),
    });
    expect(found.body).toMatchObject({ status: 'NEW', price: '90000.00000000' });
    const trades = await again.signed<Loose>('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' });
    expect(trades.body[0].orderId).toBe(bought.body.orderId);
    expect((await again.get('/api/v3/depth', { symbol: 'DOGEUSDT' })).body['code']).toBe(-1121);
    const price = (await again.get<Loose>('/api/v3/ticker/price', { symbol: 'BTCUSDT' })).body.price;
    expect(Math.abs(Number(price) / Number(lastPrice) - 1)).toBeLessThan(0.005);
    const depth = await again.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT', limit: '500' });
    expect(depth.body.bids.length).toBeGreaterThan(100);
    const next = await again.signed<Loose>('POST', '/api/v3/order', { ...ORDER, price: '90001' });
    expect(next.body.orderId).toBeGreaterThan(resting.body.orderId);
    const signed = new RestClient(
      second.urls.rest,
      second.accounts[1] as (typeof second.accounts)[number],
      (payload) => sign(null, Buffer.from(payload), ed25519.privateKey).toString('base64'),
      () => clock.now(),
    );
    expect((await signed.signed('GET', '/api/v3/account')).status).toBe(200);
    second.engine.assertConserved();
  });

  it('takes over at the same port, over HTTP; what is nonsense changes nothing', async () => {
    const simulator = await start({ market: 'none' });
    const control = controlClient(simulator.urls.rest);
    const client = clientOf(simulator);
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    await client.signed('POST', '/api/v3/order', { ...ORDER, price: '90000', newClientOrderId: 'kept' });
    const { body: saved, status } = await control('GET', '/state');
    expect(status).toBe(200);
    await client.signed('POST', '/api/v3/order', { ...ORDER, price: '90000', newClientOrderId: 'gone' });
    await control('POST', '/accounts', { account: 'late' });

    expect((await control('PUT', '/state', { version: 7 })).status).toBe(400);
    expect((await control('PUT', '/state', { ...saved, engine: { version: 99, state: {} } })).status).toBe(
      400,
    );
    expect(simulator.engine.openOrders('main')).toHaveLength(2);

    expect((await control('PUT', '/state', saved)).status).toBe(204);
    expect(await until(() => ws.probe.closed)).toMatchObject({ code: 1006 });
    const orders = await client.signed<Loose>('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect(orders.body.map((order: Loose) => order.clientOrderId)).toEqual(['kept']);
    expect((await control('GET', '/accounts/late')).status).toBe(404);
    expect(simulator.engine.openOrders('main')).toHaveLength(1);
    expect(simulator.control.requests().length).toBe(1);
  });
});
