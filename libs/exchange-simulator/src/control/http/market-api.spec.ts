import { FakeClock, WsProbe, until } from '@binance-gateway/testing';
import { type Loose, RestClient } from '../../rest-client.bed.js';
import type { SimulatorOptions } from '../../simulator-options.js';
import { type Simulator, startSimulator } from '../../start-simulator.js';
import { controlClient } from './control.bed.js';

let simulator: Simulator;
let client: RestClient;
let control: ReturnType<typeof controlClient>;
let clock: FakeClock;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, seed: 1, ...options });
  client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
  control = controlClient(simulator.urls.rest);
}

afterEach(() => simulator.close());

const price = async (symbol: string): Promise<number> =>
  Number((await client.get('/api/v3/ticker/price', { symbol })).body['price']);

describe('the synthetic market', () => {
  it('stands still, goes on, and moves event by event', async () => {
    await start();
    const update = (): number => simulator.engine.bestBidAsk('BTCUSDT').updateId;
    expect((await control('GET', '/market')).body.isRunning).toBe(true);
    await control('POST', '/market/pause');
    const before = update();
    clock.advanceSync(5000);
    expect(update()).toBe(before);
    await control('POST', '/market/step', { symbol: 'BTCUSDT', count: 20 });
    const stepped = update();
    expect(stepped).toBeGreaterThan(before);
    await control('POST', '/market/resume');
    clock.advanceSync(5000);
    expect(update()).toBeGreaterThan(stepped);
    expect((await control('GET', '/market')).body.symbols[0]).toMatchObject({
      symbol: 'BTCUSDT',
      status: 'TRADING',
      lastUpdateId: update(),
    });
  });

  it.each([
    ['BTCUSDT', 1.05],
    ['BTCUSDT', 0.9],
    ['ETHBTC', 1.02],
  ])(
    'the price of %s is sent to %d times where it was, through the orders on the way',
    async (symbol, factor) => {
      await start({ eventsPerSecond: 0 });
      const { bid } = simulator.engine.bestBidAsk(symbol);
      const { tickSize = 1n } = simulator.engine.symbols.get(symbol) ?? {};
      const target = ((bid?.[0] ?? 0n) * BigInt(Math.round(factor * 100))) / 100n;
      const ticks = target / tickSize;
      const text = (Number(ticks * tickSize) / 1e8).toFixed(8);
      expect((await control('PUT', `/symbols/${symbol}/price`, { price: text })).status).toBe(204);
      const after = (await control('GET', '/market')).body.symbols.find(
        (row: Loose) => row.symbol === symbol,
      );
      expect(Math.abs(Number(after.bid) / Number(text) - 1)).toBeLessThan(0.001);
      expect(Math.abs(Number(after.ask) / Number(text) - 1)).toBeLessThan(0.001);
      expect(after.lastPrice).toBe(text);
      simulator.engine.assertConserved();
    },
  );

  it("fills a client's order when the price comes to it", async () => {
    await start({ eventsPerSecond: 0 });
    const sale = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const placed = await client.signed<Loose>('POST', '/api/v3/order', { ...sale, price: '100000' });
    expect(placed.body.status).toBe('NEW');
    await control('PUT', '/symbols/BTCUSDT/price', { price: '101000' });
    const query = { symbol: 'BTCUSDT', orderId: String(placed.body.orderId) };
    expect((await client.signed<Loose>('GET', '/api/v3/order', query)).body.status).toBe('FILLED');
  });
});

describe('symbols', () => {
  it('orders of the house are liquidity and trades', async () => {
    await start({ market: 'none' });
    const orders = '/symbols/BTCUSDT/orders';
    const rested = await control('POST', orders, { side: 'SELL', quantity: '2', price: '97000' });
    expect(rested.body).toEqual({ orderId: 1, status: 'NEW' });
    const taken = await control('POST', orders, { side: 'BUY', quantity: '0.5' });
    expect(taken.body.status).toBe('FILLED');
    expect(await price('BTCUSDT')).toBe(97_000);
    await control('DELETE', orders);
    const depth = await client.get<Loose>('/api/v3/depth', { symbol: 'BTCUSDT' });
    expect(depth.body.asks).toEqual([]);
  });

  it('are listed at run time with a market of their own, and taken off again', async () => {
    await start();
    const early = await WsProbe.open(`${simulator.urls.stream}/ws/newusdt@bookTicker`);
    await until(() => simulator.control.streams.stats().connections === 1);
    const listed = await control('POST', '/symbols', {
      baseAsset: 'NEW',
      quoteAsset: 'USDT',
      price: '2.5',
      tickSize: '0.0001',
      stepSize: '0.1',
    });
    expect(listed.body).toEqual({ symbol: 'NEWUSDT' });
    const info = await client.get<Loose>('/api/v3/exchangeInfo', { symbol: 'NEWUSDT' });
    expect(info.body.symbols[0]).toMatchObject({ status: 'TRADING', baseAsset: 'NEW' });
    expect(Math.abs((await price('NEWUSDT')) / 2.5 - 1)).toBeLessThan(0.01);
    await control('POST', '/market/step', { symbol: 'NEWUSDT', count: 50 });
    expect(await early.next<Loose>()).toMatchObject({ s: 'NEWUSDT' });
    const order = { symbol: 'NEWUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' };
    const placed = await client.signed<Loose>('POST', '/api/v3/order', {
      ...order,
      price: '2',
      quantity: '10',
    });
    expect(placed.body.status).toBe('NEW');
    expect((await control('DELETE', '/symbols/NEWUSDT')).status).toBe(204);
    expect((await client.get('/api/v3/depth', { symbol: 'NEWUSDT' })).body['code']).toBe(-1121);
    const [usdt] = simulator.engine.balances('main').filter(({ asset }) => asset === 'USDT');
    expect(usdt?.locked).toBe(0n);
    clock.advanceSync(5000);
    simulator.engine.assertConserved();
    await early.close();
  });

  it('are halted and may trade again', async () => {
    await start({ market: 'none' });
    await control('PUT', '/symbols/BTCUSDT/status', { status: 'HALT' });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const refused = await client.signed<Loose>('POST', '/api/v3/order', { ...order, price: '90000' });
    expect(refused.body.msg).toBe('Market is closed.');
    const halted = await client.get<Loose>('/api/v3/exchangeInfo', { symbolStatus: 'HALT' });
    expect(halted.body.symbols.map((row: Loose) => row.symbol)).toEqual(['BTCUSDT']);
    await control('PUT', '/symbols/BTCUSDT/status', { status: 'TRADING' });
    const placed = await client.signed<Loose>('POST', '/api/v3/order', { ...order, price: '90000' });
    expect(placed.body.status).toBe('NEW');
  });

  it('reference prices and block trades', async () => {
    await start({ market: 'none' });
    const reference = async (): Promise<Loose> =>
      (await client.get('/api/v3/referencePrice', { symbol: 'BTCUSDT' })).body;
    const path = '/symbols/BTCUSDT/referencePrice';
    await control('PUT', path, { price: '95000' });
    expect(await reference()).toMatchObject({ referencePrice: '95000.00000000' });
    await control('PUT', path, { price: null });
    expect(await reference()).toMatchObject({ referencePrice: null });
    await control('PUT', path, { price: 'none' });
    expect(await reference()).toMatchObject({ code: -2043 });
    await control('POST', '/symbols/BTCUSDT/blockTrades', { price: '95000', quantity: '30' });
    const trades = await client.get<Loose>('/api/v3/historicalBlockTrades', {
      symbol: 'BTCUSDT',
      fromId: '0',
    });
    expect(trades.body).toMatchObject([{ id: 1, qty: '30.00000000', isBuyerMaker: false }]);
  });
});
