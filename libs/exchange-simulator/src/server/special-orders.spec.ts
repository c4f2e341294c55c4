import { FakeClock, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import type { SimulatorOptions } from '../simulator-options.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, market: 'none', seed: 1, ...options });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
  for (const [side, prices] of [
    ['SELL', [96_600n, 96_700n]],
    ['BUY', [96_400n, 96_300n]],
  ] as const) {
    for (const price of prices) {
      simulator.control.market.order({ symbol: 'BTCUSDT', side, quantity: 5n * UNIT, price: price * UNIT });
    }
  }
}

afterEach(() => simulator.close());

const send = (path: string, params: Record<string, string>, method = 'POST'): Promise<Loose> =>
  client.signed<Loose>(method, `/api/v3/${path}`, { symbol: 'BTCUSDT', ...params });

const LIMIT = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };

describe('special orders on the wire', () => {
  it('pegged: the price comes from the book', async () => {
    await start();
    const peg = { pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '1' };
    const { body } = await send('order', { ...LIMIT, ...peg });
    expect(body).toMatchObject({
      ...peg,
      pegOffsetValue: 1,
      price: '0.00000000',
      peggedPrice: '96300.00000000',
      status: 'NEW',
    });
    const query = await send('order', { orderId: String(body.orderId) }, 'GET');
    expect(query.body.peggedPrice).toBe('96300.00000000');
    expect((await send('order', { ...LIMIT, pegPriceType: 'BEST' })).body.code).toBe(-1210);
    const badOffset = { ...peg, pegOffsetType: 'TICK' };
    expect((await send('order', { ...LIMIT, ...badOffset })).body.code).toBe(-1211);
    expect((await send('order', { ...LIMIT, ...peg, pegOffsetValue: '101' })).body.code).toBe(-1130);
  });

  it('trailing stops say how far and since when', async () => {
    await start();
    const stop = { side: 'SELL', type: 'STOP_LOSS', quantity: '0.01', trailingDelta: '100' };
    const { body } = await send('order', { ...stop, newOrderRespType: 'RESULT' });
    expect(body).toMatchObject({ status: 'NEW', trailingDelta: 100, trailingTime: expect.any(Number) });
    expect((await send('order', { ...stop, trailingDelta: '1' })).body.msg).toBe(
      'Filter failure: TRAILING_DELTA',
    );
  });

  it('icebergs show a part', async () => {
    await start();
    const { body } = await send('order', { ...LIMIT, price: '96450', icebergQty: '0.004' });
    expect(body.icebergQty).toBe('0.00400000');
    const depth = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT', limit: '1' });
    expect(depth.body.bids).toEqual([['96450.00000000', '0.00400000']]);
  });

  it('amend: the order keeps its place, changes its id, and says so on both streams', async () => {
    await start();
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    await ws.signed('userDataStream.subscribe.signature');
    const { body } = await send('order', { ...LIMIT, price: '96000', newClientOrderId: 'first' });
    const amended = await send(
      'order/amend/keepPriority',
      { orderId: String(body.orderId), newQty: '0.006', newClientOrderId: 'second' },
      'PUT',
    );
    expect(Object.keys(amended.body)).toEqual(['transactTime', 'executionId', 'amendedOrder']);
    expect(amended.body.amendedOrder).toMatchObject({
      origClientOrderId: 'first',
      clientOrderId: 'second',
      qty: '0.00600000',
    });
    const amendments = await client.signed<Loose>('GET', '/api/v3/order/amendments', {
      symbol: 'BTCUSDT',
      orderId: String(body.orderId),
    });
    expect(amendments.body).toEqual([
      {
        symbol: 'BTCUSDT',
        orderId: body.orderId,
        executionId: amended.body.executionId,
        origClientOrderId: 'first',
        newClientOrderId: 'second',
        origQty: '0.01000000',
        newQty: '0.00600000',
        time: clock.now(),
      },
    ]);
    const replaced = await until(() => ws.events().find(({ event }) => event['x'] === 'REPLACED'));
    expect(replaced?.event).toMatchObject({ c: 'second', C: 'first', X: 'NEW', q: '0.00600000' });
    const larger = { orderId: String(body.orderId), newQty: '1' };
    const refused = await send('order/amend/keepPriority', larger, 'PUT');
    expect([refused.status, refused.body.code]).toEqual([400, -2038]);
    await ws.close();
  });

  it('SOR takes limit and market orders by quantity, and says that it did', async () => {
    await start({ sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT'] }] });
    const info = await client.get<Loose>('/api/v3/exchangeInfo', { symbol: 'BTCUSDT' });
    expect(info.body.sors).toEqual([{ baseAsset: 'BTC', symbols: ['BTCUSDT'] }]);
    const bought = await send('sor/order', { side: 'BUY', type: 'MARKET', quantity: '0.01' });
    expect(bought.body).toMatchObject({ status: 'FILLED', usedSor: true, workingFloor: expect.any(String) });
    expect(bought.body.fills).toHaveLength(1);
    const test = await send('sor/order/test', {
      ...LIMIT,
      price: '90000',
      computeCommissionRates: 'true',
    });
    expect(Object.keys(test.body)).toEqual([
      'standardCommissionForOrder',
      'taxCommissionForOrder',
      'discount',
    ]);
    expect((await send('sor/order', { ...LIMIT, type: 'STOP_LOSS' })).body.code).toBe(-1116);
    expect((await send('sor/order', { side: 'BUY', type: 'MARKET', quoteOrderQty: '100' })).body.code).toBe(
      -1102,
    );
    expect((await send('myAllocations', { orderId: '1' }, 'GET')).body).toEqual([]);
    expect((await send('myAllocations', { orderId: '1', startTime: '1' }, 'GET')).body.code).toBe(-1128);
  });

  it('rules and filters of the exchange, a symbol and an account are where they belong', async () => {
    const [btc, ...others] = (await import('../engine/default-symbols.js')).DEFAULT_SYMBOLS;
    const priceRange = { bidUp: (11n * UNIT) / 10n, askDown: (9n * UNIT) / 10n };
    await start({
      symbols: [{ ...(btc as NonNullable<typeof btc>), priceRange }, ...others],
      exchangeFilters: { maxNumOrders: 1000 },
    });
    const rules = await client.get<Loose>('/api/v3/executionRules', { symbol: 'BTCUSDT' });
    expect(rules.text).toBe(
      '{"symbolRules":[{"symbol":"BTCUSDT","rules":[{"ruleType":"PRICE_RANGE","bidLimitMultUp":"1.1000","askLimitMultDown":"0.9000"}]}]}',
    );
    const two = await client.get<Loose>('/api/v3/executionRules', { symbols: '["ETHUSDT","BTCUSDT"]' });
    expect(two.body.symbolRules.map((row: Loose) => row.rules.length)).toEqual([0, 1]);
    const both = { symbol: 'BTCUSDT', symbolStatus: 'TRADING' };
    expect((await client.get('/api/v3/executionRules', both)).body['code']).toBe(-1128);
    const filters = await client.signed<Loose>('GET', '/api/v3/myFilters', { symbol: 'BTCUSDT' });
    expect(Object.keys(filters.body)).toEqual(['exchangeFilters', 'symbolFilters', 'assetFilters']);
    expect(filters.body.exchangeFilters).toEqual([
      { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1000 },
    ]);
    const info = await client.get<Loose>('/api/v3/exchangeInfo', { symbol: 'BTCUSDT' });
    expect(info.body.exchangeFilters).toEqual(filters.body.exchangeFilters);
    expect(info.body.symbols[0].filters).toEqual(filters.body.symbolFilters);
    expect(info.body.symbols[0].filters.map((filter: Loose) => filter.filterType)).toEqual([
      'PRICE_FILTER',
      'LOT_SIZE',
      'ICEBERG_PARTS',
      'MARKET_LOT_SIZE',
      'TRAILING_DELTA',
      'PERCENT_PRICE_BY_SIDE',
      'NOTIONAL',
      'MAX_NUM_ORDERS',
      'MAX_NUM_ORDER_LISTS',
      'MAX_NUM_ALGO_ORDERS',
      'MAX_NUM_ORDER_AMENDS',
    ]);
  });
});
