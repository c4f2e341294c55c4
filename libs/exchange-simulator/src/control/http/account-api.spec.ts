import { WsProbe, until } from '@binance-gateway/testing';
import { type Loose, RestClient } from '../../rest-client.bed.js';
import { type Simulator, startSimulator } from '../../start-simulator.js';
import { WsClient } from '../../ws-client.bed.js';
import { controlClient } from './control.bed.js';

let simulator: Simulator;
let control: ReturnType<typeof controlClient>;

beforeEach(async () => {
  simulator = await startSimulator({ market: 'none', seed: 1 });
  control = controlClient(simulator.urls.rest);
});

afterEach(() => simulator.close());

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '90000',
  quantity: '0.001',
};

describe('accounts', () => {
  it('are opened with a key, get more, and lose them', async () => {
    const opened = await control('POST', '/accounts', { account: 'bot', balances: { USDT: '500' } });
    expect(opened.body).toMatchObject({ account: 'bot', apiKey: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
    const bot = new RestClient(simulator.urls.rest, opened.body);
    const own = await bot.signed<Loose>('GET', '/api/v3/account');
    expect(own.body.balances).toEqual([{ asset: 'USDT', free: '500.00000000', locked: '0.00000000' }]);
    const reader = await control('POST', '/accounts/bot/keys', {
      apiKey: 'reader',
      apiSecret: 'secret',
      permissions: ['USER_DATA'],
    });
    const readOnly = new RestClient(simulator.urls.rest, reader.body);
    expect((await readOnly.signed('GET', '/api/v3/account')).status).toBe(200);
    expect((await readOnly.signed('POST', '/api/v3/order', LIMIT)).body['code']).toBe(-2015);
    expect((await control('GET', '/accounts/bot')).body.apiKeys).toEqual([opened.body.apiKey, 'reader']);
    expect((await control('DELETE', '/keys/reader')).status).toBe(204);
    expect((await control('DELETE', '/keys/reader')).status).toBe(404);
    expect((await readOnly.signed('GET', '/api/v3/account')).body['code']).toBe(-2015);
    expect((await control('GET', '/accounts')).body).toHaveLength(2);
    expect((await control('POST', '/accounts', { account: 'b', apiKey: opened.body.apiKey })).status).toBe(
      409,
    );
  });

  it('are kept from trading with those of their trade group, whose number is told wherever it counts', async () => {
    const group = { tradeGroupId: 7, balances: { USDT: '1000', BTC: '1' } };
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (account) => {
        const { body } = await control('POST', '/accounts', { account, ...group });
        return new RestClient(simulator.urls.rest, body);
      }),
    );
    const stp = { ...LIMIT, selfTradePreventionMode: 'TRANSFER' };
    const maker = await one?.signed<Loose>('POST', '/api/v3/order', stp);
    const taker = await other?.signed<Loose>('POST', '/api/v3/order', { ...stp, side: 'SELL' });
    expect(taker?.body).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      fills: [],
      preventedQuantity: '0.00100000',
      tradeGroupId: 7,
      preventedMatches: [
        {
          preventedMatchId: 0,
          makerSymbol: 'BTCUSDT',
          makerOrderId: maker?.body.orderId,
          price: '90000.00000000',
          takerPreventedQuantity: '0.00100000',
          makerPreventedQuantity: '0.00100000',
        },
      ],
    });
    const account = await other?.signed<Loose>('GET', '/api/v3/account');
    expect(account?.body).toMatchObject({
      tradeGroupId: 7,
      balances: [
        { asset: 'BTC', free: '0.99900000' },
        { asset: 'USDT', free: '1090.00000000' },
      ],
    });
    const query = { symbol: 'BTCUSDT', orderId: String(taker?.body.orderId) };
    const matches = await one?.signed<Loose>('GET', '/api/v3/myPreventedMatches', query);
    expect(matches?.body).toMatchObject([{ tradeGroupId: 7, selfTradePreventionMode: 'TRANSFER' }]);
    const events = await control('GET', '/record/userEvents?account=one');
    expect(JSON.stringify(events.body)).toContain('"u":7,');
    expect((await control('POST', '/accounts', { account: 'c', tradeGroupId: 0.5 })).status).toBe(400);
  });

  it('deposits and withdrawals are on the user data stream', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
    await ws.signed('userDataStream.subscribe.signature');
    await control('POST', '/accounts/main/deposits', { asset: 'BTC', amount: '1.5' });
    await control('POST', '/accounts/main/withdrawals', { asset: 'BTC', amount: '0.5' });
    await until(() => ws.events().length === 4);
    const [deposit, position, withdrawal] = ws.events().map(({ event }) => event);
    expect(deposit).toMatchObject({ e: 'balanceUpdate', a: 'BTC', d: '1.50000000' });
    expect(position).toMatchObject({ e: 'outboundAccountPosition', B: [{ a: 'BTC', f: '2.50000000' }] });
    expect(withdrawal).toMatchObject({ e: 'balanceUpdate', d: '-0.50000000' });
    simulator.engine.assertConserved();
    await ws.close();
  });

  it('another system locks a part, and lets it go', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
    await ws.signed('userDataStream.subscribe.signature');
    await control('POST', '/accounts/main/locks', { asset: 'BTC', amount: '0.4' });
    await until(() => ws.events().length === 2);
    const [lock, position] = ws.events().map(({ event }) => event);
    expect(lock).toMatchObject({ e: 'externalLockUpdate', a: 'BTC', d: '0.40000000' });
    expect(position).toMatchObject({ B: [{ a: 'BTC', f: '0.60000000', l: '0.40000000' }] });
    await control('POST', '/accounts/main/locks', { asset: 'BTC', amount: '0.4', unlock: true });
    const { body } = await control('GET', '/accounts/main');
    expect(body.balances).toContainEqual({ asset: 'BTC', free: '1.00000000', locked: '0.00000000' });
    await ws.close();
  });
});

describe('the record', () => {
  it('knows requests, accepted orders and user data events', async () => {
    const client = new RestClient(simulator.urls.rest, simulator.credentials);
    await control('POST', '/faults', { fault: 'acceptThenReset', method: 'POST', path: '/api/v3/order' });
    await client
      .signed('POST', '/api/v3/order', { ...LIMIT, newClientOrderId: 'lost' })
      .catch(() => undefined);
    await client.signed('POST', '/api/v3/order', { ...LIMIT, newClientOrderId: 'kept' });
    await client.signed('POST', '/api/v3/order', { ...LIMIT, price: '1', newClientOrderId: 'refused' });
    const requests = await control('GET', '/record/requests?path=/api/v3/order');
    expect(requests.body.map((row: Loose) => [row.status, row.code])).toEqual([
      [undefined, undefined],
      [200, undefined],
      [400, -1013],
    ]);
    const orders = await control('GET', '/record/orders');
    expect(orders.body.map((row: Loose) => row.clientOrderId)).toEqual(['lost', 'kept']);
    const lost = await control('GET', '/record/orders?clientOrderId=lost&account=main');
    expect(lost.body).toMatchObject([{ sequence: 1, symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT' }]);
    const events = await control('GET', '/record/userEvents?limit=2');
    expect(events.body.map((row: Loose) => [row.receivers, row.event.e])).toEqual([
      [0, 'executionReport'],
      [0, 'outboundAccountPosition'],
    ]);
    const later = await control('GET', `/record/userEvents?after=${events.body[1].sequence}`);
    expect(later.body[0].event).toMatchObject({ e: 'executionReport', c: 'kept' });
    await control('DELETE', '/record');
    expect((await control('GET', '/record/orders')).body).toEqual([]);
    await client.signed('POST', '/api/v3/order', LIMIT);
    expect((await control('GET', '/record/orders')).body).toMatchObject([{ sequence: 3 }]);
  });

  it('keeps frames when told to, also those that a fault lost', async () => {
    const probe = await WsProbe.open(`${simulator.urls.stream}/ws/btcusdt@bookTicker`);
    await until(() => simulator.control.streams.stats().connections === 1);
    await control('PUT', '/record/frames', { keep: true });
    await control('POST', '/faults', { fault: 'dropFrames', stream: 'btcusdt@bookTicker' });
    const path = '/symbols/BTCUSDT/orders';
    for (const price of ['90000', '90001'])
      await control('POST', path, { side: 'BUY', quantity: '1', price });
    await until(() => probe.messages.length === 1);
    const { body } = await control('GET', '/record/frames?stream=btcusdt@bookTicker');
    expect(body.map((row: Loose) => JSON.parse(row.payload).b)).toEqual(['90000.00000000', '90001.00000000']);
    expect(body[1].payload).toBe(probe.messages[0]);
    await control('PUT', '/record/frames', { keep: false });
    await control('POST', path, { side: 'BUY', quantity: '1', price: '90002' });
    await until(() => probe.messages.length === 2);
    expect((await control('GET', '/record/frames')).body).toHaveLength(2);
    await probe.close();
  });
});
