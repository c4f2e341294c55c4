import { FakeClock, until } from '@binance-gateway/testing';
import { type ControlClient, controlClient, everything } from './control/http/control.bed.js';
import type { Loose } from './rest-client.bed.js';
import { NOON, TWO_SYMBOLS, clientOf, richExchange } from './saved-exchange.bed.js';
import { type Simulator, startSimulator } from './start-simulator.js';

const clock = new FakeClock(NOON);
let rich: Simulator;
let control: ControlClient;
let state: Loose;

beforeAll(async () => {
  rich = await richExchange(clock);
  control = controlClient(rich.urls.rest);
  state = (await control('GET', '/state')).body;
});

afterAll(() => rich.close());

const copy = (): Loose => structuredClone(state);

describe('a saved exchange, restored on a fresh one', () => {
  let fresh: Simulator;

  beforeAll(async () => {
    fresh = await startSimulator({ ...TWO_SYMBOLS, clock, seed: 2 });
    expect((await controlClient(fresh.urls.rest)('PUT', '/state', state)).status).toBe(204);
  });

  afterAll(() => fresh.close());

  const BTC = { symbol: 'BTCUSDT' };
  const ETH = { symbol: 'ETHUSDT' };

  it.each<[string, Record<string, string>]>([
    ['account', {}],
    ['openOrders', {}],
    ['allOrders', BTC],
    ['allOrders', ETH],
    ['myTrades', BTC],
    ['openOrderList', {}],
    ['allOrderList', {}],
    ['account/commission', BTC],
  ])('answers %s %j as the first', async (path, query) => {
    const [expected, answer] = await Promise.all(
      [rich, fresh].map((each) => clientOf(each, clock).signed<Loose>('GET', `/api/v3/${path}`, query)),
    );
    expect(expected?.status).toBe(200);
    expect(answer?.text).toBe(expected?.text);
  });

  it.each<[string, Record<string, string>]>([
    ['depth', { ...BTC, limit: '5000' }],
    ['trades', { ...BTC, limit: '1000' }],
    ['historicalTrades', { ...ETH, fromId: '5000000001' }],
    ['historicalBlockTrades', { ...BTC, fromId: '0' }],
    ['aggTrades', { ...BTC, limit: '1000' }],
    ...['1s', '1m', '4h', '1d', '1w', '1M'].map((interval): [string, Record<string, string>] => [
      'klines',
      { ...BTC, interval, limit: '100' },
    ]),
    ['klines', { ...ETH, interval: '1m', startTime: String(Date.UTC(2020, 0, 1)) }],
    ['uiKlines', { ...ETH, interval: '1h' }],
    ['avgPrice', BTC],
    ['referencePrice', BTC],
    ['referencePrice', ETH],
    ['ticker/24hr', {}],
    ['ticker', { ...BTC, windowSize: '2h' }],
    ['ticker/tradingDay', ETH],
    ['ticker/price', {}],
    ['ticker/bookTicker', {}],
    ['exchangeInfo', {}],
  ])('answers %s %j as the first', async (path, query) => {
    const [expected, answer] = await Promise.all(
      [rich, fresh].map((each) => clientOf(each, clock).get<Loose>(`/api/v3/${path}`, query)),
    );
    expect(expected?.status).toBe(200);
    expect(answer?.text).toBe(expected?.text);
  });

  it('is saved as it was, and goes on: ids follow, the makers keep their orders', async () => {
    expect(fresh.control.save()).toEqual(rich.control.save());
    const [last] = (await clientOf(fresh, clock).get<Loose>('/api/v3/trades', { ...BTC, limit: '1' })).body;
    for (let i = 0; i < 100; i++) fresh.control.market.step(1, 'BTCUSDT');
    const later = await clientOf(fresh, clock).get<Loose>('/api/v3/historicalTrades', {
      ...BTC,
      fromId: String(last.id),
    });
    expect(later.body.length).toBeGreaterThan(1);
    expect(later.body.map(({ id }: Loose) => id - last.id)).toEqual(
      later.body.map((_: unknown, i: number) => i),
    );
    const { bids, asks } = fresh.engine.depth('BTCUSDT', 5000);
    expect([bids.length, asks.length].every((levels) => levels > 100 && levels < 250)).toBe(true);
    fresh.engine.assertConserved();
  });
});

describe('what stood still', () => {
  const open: Simulator[] = [];
  const start = async (options: object = {}): Promise<Simulator> => {
    const simulator = await startSimulator({ ...TWO_SYMBOLS, clock, eventsPerSecond: 10, ...options });
    open.push(simulator);
    return simulator;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((simulator) => simulator.close()));
  });

  it('is still standing when it was saved so', async () => {
    const first = await start();
    first.control.market.pause();
    const second = await start({ restore: first.control.save() });
    const before = everything(second);
    await clock.advance(5000);
    expect(second.control.market.summary().isRunning).toBe(false);
    expect(everything(second).replace(/"savedAt":\d+/, '')).toBe(before.replace(/"savedAt":\d+/, ''));
    second.control.market.resume();
    const { updateId } = second.engine.bestBidAsk('BTCUSDT');
    await clock.advance(10_000);
    expect(second.engine.bestBidAsk('BTCUSDT').updateId).toBeGreaterThan(updateId);
  });

  it('is still standing when it stood still before, and goes on when it did', async () => {
    const simulator = await start();
    const running = simulator.control.save();
    simulator.restore(running);
    expect(simulator.control.market.summary().isRunning).toBe(true);
    simulator.control.market.pause();
    expect(() => simulator.restore({ ...running, version: 3 } as never)).toThrow(
      'version must be one of 1, 2',
    );
    expect(simulator.control.market.summary().isRunning).toBe(false);
    simulator.restore(running);
    expect(simulator.control.market.summary().isRunning).toBe(false);
  });

  it('a state without a market begins one anew at the last prices', async () => {
    const first = await start({ eventsPerSecond: 0 });
    const { market: _, details: __, ...old } = first.control.save();
    const second = await start({ eventsPerSecond: 0, restore: { ...old, version: 1 } });
    const lastTrade = (simulator: Simulator): number => simulator.engine.lastTrade('BTCUSDT')?.tradeId ?? 0;
    expect(lastTrade(second)).toBeGreaterThan(lastTrade(first));
    second.engine.assertConserved();
  });

  it('a symbol that was the last one leaves a market that goes on without', async () => {
    const simulator = await start();
    for (const symbol of [...simulator.engine.symbols.keys()]) simulator.control.market.delist(symbol);
    await clock.advance(5000);
    const url = controlClient(simulator.urls.rest);
    expect((await url('POST', '/market/step', { count: 5 })).status).toBe(204);
    expect((await url('POST', '/symbols', { baseAsset: 'NEW', quoteAsset: 'USDT', price: '2' })).status).toBe(
      200,
    );
    await until(() => simulator.engine.bestBidAsk('NEWUSDT').bid);
  });
});

type Change = (state: Loose) => void;
const market = ({ engine }: Loose): Loose => engine.state.markets[0];
const account = ({ engine }: Loose): Loose => engine.state.accounts.find(({ id }: Loose) => id === 'main');
const seat = (from: Loose): Loose => account(from).seats[0];
const order = (from: Loose, status = 'NEW'): Loose =>
  seat(from).orders.find(({ now }: Loose) => now.status === status);
const tape = ({ market: saved }: Loose): Loose => saved.symbols[0];

describe('a broken state is refused whole, by the name of what is wrong in it', () => {
  it.each<[string, Change, RegExp]>([
    ['engine', (s) => (s.engine = null), /must be an object of version, state/],
    ['engine', (s) => delete s.engine, /is missing/],
    ['engine.state', (s) => delete s.engine.state, /is missing/],
    ['engine.state', (s) => (s.engine.state = []), /must be an object/],
    ['engine.version', (s) => (s.engine.version = 99), /must be 1/],
    ['version', (s) => (s.version = 7), /one of 1, 2/],
    ['version', (s) => (s.version = '2'), /one of 1, 2/],
    ['savedAt', (s) => (s.savedAt = -1), /from 0/],
    ['accounts', (s) => delete s.accounts, /is missing/],
    ['accounts[0]', (s) => (s.accounts = [1]), /1 to 64 letters/],
    ['accounts[2]', (s) => s.accounts.push('main'), /another one/],
    ['accounts[2]', (s) => s.accounts.push('nobody'), /an account of the engine/],
    ['keys[0]', (s) => (s.keys = [1]), /must be an object of id, apiKey/],
    ['keys[0].id', (s) => (s.keys[0].id = 'nobody'), /one of accounts/],
    ['keys[0].apiKey', (s) => delete s.keys[0].apiKey, /is missing/],
    ['keys[1].apiKey', (s) => (s.keys[1].apiKey = s.keys[0].apiKey), /another one/],
    ['keys[0].admin', (s) => (s.keys[0].admin = true), /is unknown here/],
    ['more', (s) => (s.more = 1), /is unknown here; known are: version, savedAt/],
    ['market', (s) => delete s.market, /in version 2/],
    ['details', (s) => delete s.details, /in version 2/],
    ['details.main.uid', (s) => (s.details.main.uid = 7), /from 350000001/],
    ['details.nobody', (s) => (s.details.nobody = {}), /of one of accounts/],
    ['market', (s) => (s.version = 1), /absent in version 1/],
    ['market.symbols', (s) => s.market.symbols.pop(), /ETHUSDT is missing/],
    ['market.symbols[0].symbol', (s) => (tape(s).symbol = 'NOPE'), /symbols of the engine/],
    ['market.symbols[0].trades', (s) => tape(s).trades.pop(), /last trade of the engine/],
    ['market.symbols[0].trades[1]', (s) => tape(s).trades.splice(1, 1), /number 5000000001/],
    ['market.symbols[0].trades[0][1]', (s) => (tape(s).trades[0][1] = 'n:0'), /from 1/],
    ['market.symbols[0].bars[3][0][0]', (s) => (tape(s).bars[3][0][0] += 1), /multiple of 1000/],
    ['market.symbols[0].bars[0][0]', (s) => (tape(s).bars[0][0][2] = 'n:1'), /high and low/],
    ['market.symbols[0].origin.start', (s) => (tape(s).origin.start = 1e15), /up to 4102444800000/],
    ['market.synthetic.isPaused', (s) => delete s.market.synthetic.isPaused, /true or false/],
    ['market.synthetic.walls.BTCUSDT.BUY', (s) => (s.market.synthetic.walls.BTCUSDT.BUY = {}), /a list/],
    ['engine.state.markets[0].spec.tickSize', (s) => (market(s).spec.tickSize = 'n:0'), /from 1/],
    [
      'engine.state.markets[0].spec.tickSize',
      (s) => (market(s).spec.tickSize = 1_000_000),
      /in units of 10\^-8/,
    ],
    [
      'engine.state.markets[0].spec.minPrice',
      (s) => (market(s).spec.minPrice = 'n:1000000000000000'),
      /at most maxPrice/,
    ],
    ['engine.state.markets[0].status', (s) => (market(s).status = 'OPEN'), /one of TRADING/],
    [
      'engine.state.markets[0].counters.lastOrderId',
      (s) => (market(s).counters.lastOrderId = 1.5),
      /a whole number/,
    ],
    ['engine.state.markets[0].lastTrade', (s) => (market(s).counters.lastTradeId = 1), /of at most counters/],
    ['engine.state.markets[0].average.base', (s) => market(s).average.base.pop(), /a list of 30/],
    [
      'engine.state.markets[0].average.baseSum',
      (s) => (market(s).average.baseSum = 'n:1'),
      /the sum of base/,
    ],
    [
      'engine.state.markets[0].resting[1]',
      (s) => (market(s).resting[1] = market(s).resting[0]),
      /another open order/,
    ],
    ['engine.state.markets[0].resting[0]', (s) => (market(s).resting[0] = 999_999), /another open order/],
    ['engine.state.markets[0].stops[0]', (s) => (market(s).stops[0] = order(s).orderId), /belongs to stops/],
    [
      'engine.state.markets[1].spec.symbol',
      (s) => (s.engine.state.markets[1].spec.symbol = 'BTCUSDT'),
      /another one/,
    ],
    ['engine.state', (s) => (account(s).balances[0].free = 'n:7'), /does not add up: ADA: .* deposited/],
    ['engine.state', (s) => (account(s).balances[0].locked = 'n:7'), /does not add up: main has .* locked/],
  ])('%s (case %#)', async (field, change, message) => {
    const broken = copy();
    change(broken);
    const before = everything(rich);
    const answer = await control('PUT', '/state', broken);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
    expect(answer.body.error).toMatch(message);
    expect(everything(rich)).toBe(before);
  });

  it.each<[string, Change, RegExp]>([
    ['the order is nowhere', (s) => market(s).resting.splice(0, 1), /is open, so its id must be in resting/],
    ['its status', (s) => (order(s).now.status = 'ASLEEP'), /now.status must be one of NEW/],
    ['what is left of it', (s) => (order(s).now.leaves = 'n:1'), /now.leaves must be origQty − executedQty/],
    ['what it locks', (s) => (order(s).now.locked = 'n:1'), /locks something else/],
    [
      'its list',
      (s) => (order(s).now.orderListId = 77),
      /now.orderListId must be the id of the open order list/,
    ],
    ['its partner', (s) => (order(s).partner = 1), /partner must be the id of the other order/],
    ['its id', (s) => (order(s).orderId = 0), /orderId must be an id of its own|resting|clientIds/],
    ['a list of one', (s) => account(s).openLists[0].orders.pop(), /openLists\[0\].orders must be/],
    ['a seat of no symbol', (s) => (seat(s).symbol = 'NOPE'), /seats\[0\].symbol must be one of the symbols/],
    ['a fill of another', (s) => (seat(s).fills[0].account = 'second'), /must be of the account and symbol/],
    [
      'nested too deep',
      (s) => (s.engine.state = JSON.parse('['.repeat(3000) + ']'.repeat(3000))),
      /nested deeper than 20/,
    ],
    [
      'a number of digits',
      (s) => (order(s).now.locked = `n:${'9'.repeat(10_000)}`),
      /now.locked must be an amount/,
    ],
  ])('%s', async (_, change, message) => {
    const broken = copy();
    change(broken);
    const before = everything(rich);
    const answer = await control('PUT', '/state', broken);
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringMatching(message)]);
    expect(everything(rich)).toBe(before);
  });
});
