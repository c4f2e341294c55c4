import { FakeClock, WsProbe, until } from '@binance-gateway/testing';
import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient, hmac, query } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;
const SYMBOL = '这是测试币456USDT';
const SECRET = 'secret';

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  const [model] = DEFAULT_SYMBOLS;
  if (!model) throw new Error('no symbols');
  simulator = await startSimulator({
    clock,
    market: 'none',
    accounts: [{ id: 'main', apiKey: 'key', apiSecret: SECRET }],
    symbols: [...DEFAULT_SYMBOLS, { ...model, symbol: SYMBOL, baseAsset: '这是测试币456' }],
  });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
});

afterEach(() => simulator.close());

const path = '/api/v3/order';
const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };
const stamped = (params: Record<string, string>): string => query({ ...params, timestamp: `${clock.now()}` });
const sign = hmac(SECRET);
const open = (): number => simulator.engine.openOrders('main').length;

describe('where parameters may be', () => {
  const text = (): string => stamped({ ...ORDER, price: '90000' });

  it.each<[string, () => Promise<Loose>, number, number | undefined]>([
    [
      'everything in the query, content type JSON, no body',
      () =>
        client.send('POST', `${path}?${text()}&signature=${sign(text())}`, {
          ...client.key(),
          'content-type': 'application/json',
        }),
      200,
      undefined,
    ],
    [
      'everything in a form',
      () => client.send('POST', path, client.key(), `${text()}&signature=${sign(text())}`),
      200,
      undefined,
    ],
    [
      'a signature in the query over a form',
      () => client.send('POST', `${path}?signature=${sign(text())}`, client.key(), text()),
      200,
      undefined,
    ],
    [
      'a signature that is not last',
      () => {
        const [first, ...rest] = text().split('&');
        return client.send(
          'POST',
          `${path}?${first}&signature=${sign(text())}&${rest.join('&')}`,
          client.key(),
        );
      },
      200,
      undefined,
    ],
    [
      'a JSON body',
      () => {
        const body = JSON.stringify({ ...ORDER, price: '90000', timestamp: clock.now() });
        return client.send('POST', path, { ...client.key(), 'content-type': 'application/json' }, body);
      },
      400,
      -1102,
    ],
    [
      'a name twice in the query',
      () => {
        const twice = `${text()}&side=BUY`;
        return client.send('POST', `${path}?${twice}&signature=${sign(twice)}`, client.key());
      },
      400,
      -1101,
    ],
    [
      'a name twice in the form',
      () => {
        const twice = `${text()}&side=SELL`;
        return client.send('POST', path, client.key(), `${twice}&signature=${sign(twice)}`);
      },
      400,
      -1101,
    ],
    [
      'a changed order of the signed bytes',
      () => {
        const turned = text().split('&').reverse().join('&');
        return client.send('POST', `${path}?${turned}&signature=${sign(text())}`, client.key());
      },
      400,
      -1022,
    ],
    [
      'a form with DELETE: understood, and nothing was open',
      () => {
        const params = stamped({ symbol: 'BTCUSDT' });
        return client.send(
          'DELETE',
          '/api/v3/openOrders',
          client.key(),
          `${params}&signature=${sign(params)}`,
        );
      },
      400,
      -2011,
    ],
  ])('%s', async (_, request, status, code) => {
    const answer = await request();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(open()).toBe(status === 200 ? 1 : 0);
  });

  it('the same request again: as long as it is in time it counts again', async () => {
    const params = stamped({ ...ORDER, price: '90000' });
    const target = `${path}?${params}&signature=${sign(params)}`;
    const again = async (): Promise<unknown> =>
      (await client.send('POST', target, client.key())).body['code'];
    expect(await again()).toBeUndefined();
    clock.advanceSync(5000);
    expect(await again()).toBeUndefined();
    clock.advanceSync(1);
    expect(await again()).toBe(-1021);
    expect(open()).toBe(2);
    // a client id makes the difference
    const named = stamped({ ...ORDER, price: '90000', newClientOrderId: 'mine' });
    const signed = `${path}?${named}&signature=${sign(named)}`;
    expect((await client.send('POST', signed, client.key())).status).toBe(200);
    expect((await client.send('POST', signed, client.key())).body['msg']).toBe('Duplicate order sent.');
  });
});

describe('a symbol of other letters', () => {
  it('trades over REST, percent-encoded and signed as encoded', async () => {
    const placed = await client.signed<Loose>('POST', path, { ...ORDER, symbol: SYMBOL, price: '90000' });
    expect([placed.status, placed.body.symbol]).toEqual([200, SYMBOL]);
    expect(placed.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    const raw = stamped({ symbol: 'X' }).replace('X', SYMBOL);
    const refused = await client.send(
      'GET',
      `/api/v3/openOrders?${encodeURI(raw)}&signature=${sign(raw)}`,
      client.key(),
    );
    expect(refused.body['code']).toBe(-1022);
  });

  it('trades over the WS API, signed raw; its stream has its name', async () => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    const placed = await ws.signed('order.place', { ...ORDER, symbol: SYMBOL, price: '90000' });
    expect(placed.result.symbol).toBe(SYMBOL);
    const name = `${SYMBOL.toLowerCase()}@bookTicker`;
    const probe = await WsProbe.open(`${simulator.urls.stream}/stream?streams=${encodeURIComponent(name)}`);
    await until(() => simulator.control.streams.stats().streams[name] === 1);
    simulator.control.market.order({ symbol: SYMBOL, side: 'BUY', quantity: UNIT, price: 91_000n * UNIT });
    expect(await probe.next<Loose>()).toMatchObject({ stream: name, data: { s: SYMBOL } });
    await Promise.all([ws.close(), probe.close()]);
  });
});
