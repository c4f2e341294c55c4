import {
  AppError,
  type NewOrderInput,
  type WireExchangeInfo,
  getAccountInfo,
  getExchangeInfo,
  getKlines,
  getOrder,
  getOrderBook,
  getPrice,
  placeOrder,
  systemClock,
} from '@binance-gateway/domain-types';
import { type Answerer, type StubAnswer, StubExchange } from '../../test/stub-exchange.js';
import { type SpotConnection, connectSpot } from '../connect-spot.js';
import { createCredential } from '../credential.js';
import type { RestCall } from '../http/interceptors/trace.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const symbolOf = (symbol: string, baseAsset: string): object => ({
  symbol,
  status: 'TRADING',
  baseAsset,
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  filters: [],
});

const INFO = {
  serverTime: 1,
  rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1_200 }],
  symbols: [symbolOf('BTCUSDT', 'BTC'), symbolOf('ETHUSDT', 'ETH')],
};

interface Setup {
  exchange: StubExchange;
  connection: SpotConnection;
  calls: RestCall[];
}

async function setup(answers: Record<string, StubAnswer | Answerer>, withCredential = true): Promise<Setup> {
  const exchange = await StubExchange.start((request, index) => {
    if (request.path === '/api/v3/exchangeInfo') return { json: INFO };
    if (request.path === '/api/v3/time') return { json: { serverTime: Date.now() + 60_000 } };
    const answer = answers[`${request.method} ${request.path}`] ?? { status: 404, text: '' };
    return typeof answer === 'function' ? answer(request, index) : answer;
  });
  const calls: RestCall[] = [];
  const connection = connectSpot({
    restUrl: exchange.url,
    ...(withCredential ? { credential: createCredential({ apiKey: 'key', apiSecret: 'secret' }) } : {}),
    clock: systemClock,
    random: () => 0.5,
    newClientOrderId: () => 'made-1',
    metrics: { onCall: (call) => calls.push(call) },
  });
  closers.push(
    () => exchange.close(),
    () => connection.close(),
  );
  return { exchange, connection, calls };
}

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

it('learns time, symbols and limits at the start', async () => {
  const { connection } = await setup({});
  await connection.start();
  expect(connection.serverClock.offsetMs).toBeGreaterThan(55_000);
  expect(connection.symbols.get('ETHUSDT')).toBeDefined();
  expect(connection.budget.use().find((u) => u.rateLimitType === 'REQUEST_WEIGHT')?.limit).toBe(1_200);
});

it('makes nothing anew of an exchangeInfo that says the same again', async () => {
  const { connection, exchange } = await setup({});
  await connection.start();
  const asked = (): number => exchange.requests.filter(({ path }) => path === '/api/v3/exchangeInfo').length;
  const before = await connection.symbols.all();
  await connection.symbols.refresh();
  expect([asked(), (await connection.symbols.all()) === before]).toEqual([2, true]);
  const infos = [
    (await connection.spot.run(getExchangeInfo, {})) as WireExchangeInfo,
    (await connection.spot.run(getExchangeInfo, {})) as WireExchangeInfo,
  ];
  expect([asked(), infos[0]?.symbols === infos[1]?.symbols]).toEqual([4, true]);
});

it('gives outputs as the operation describes them', async () => {
  const row = [1, '2', '4', '1', '3', '10', 59_999, '25', 7, '5', '12', '0'];
  const { connection } = await setup({
    'GET /api/v3/klines': { json: [row] },
    'GET /api/v3/ticker/price': { json: { symbol: 'BTCUSDT', price: '1.5' } },
  });
  await connection.start();
  expect(await connection.spot.run(getKlines, { symbol: 'BTCUSDT', interval: '1m' })).toMatchObject([
    { open: '2', tradeCount: 7 },
  ]);
  const price = (await connection.spot.run(getPrice, { symbol: 'BTCUSDT' })) as { timestamp: number };
  expect(price).toMatchObject({ symbol: 'BTCUSDT', price: '1.5' });
  // Of the exchange, which is a minute ahead
  expect(price.timestamp).toBeGreaterThan(Date.now() + 55_000);
});

it('refuses unknown symbols without asking the exchange', async () => {
  const { connection, exchange } = await setup({});
  await connection.start();
  const before = exchange.requests.length;
  expect(await errorOf(connection.spot.run(getOrderBook, { symbol: 'NOPE' }))).toMatchObject({
    code: 'UNKNOWN_SYMBOL',
    fields: [{ field: 'symbol' }],
  });
  expect(await errorOf(connection.spot.run(getPrice, { symbols: ['BTCUSDT', 'NOPE'] }))).toMatchObject({
    code: 'UNKNOWN_SYMBOL',
    fields: [{ field: 'symbols' }],
  });
  expect(exchange.requests).toHaveLength(before);
});

it('serves public data without a credential, and says what an account call lacks', async () => {
  const { connection } = await setup(
    { 'GET /api/v3/depth': { json: { lastUpdateId: 1, bids: [], asks: [] } } },
    false,
  );
  expect(await connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' })).toEqual({
    lastUpdateId: 1,
    bids: [],
    asks: [],
  });
  expect((await errorOf(connection.spot.run(getAccountInfo, {}))).code).toBe('CREDENTIALS_MISSING');
});

it('signs with the time of the exchange', async () => {
  const { connection, exchange } = await setup({ 'GET /api/v3/account': { json: { balances: [] } } });
  await connection.start();
  await connection.spot.run(getAccountInfo, {});
  const timestamp = Number(exchange.asked('/api/v3/account')[0]?.params.get('timestamp'));
  expect(timestamp).toBeGreaterThan(Date.now() + 55_000);
});

it('says of a body it cannot read that the exchange broke its protocol; of an order, that nobody knows', async () => {
  const order = { symbol: 'BTCUSDT', orderId: 1, clientOrderId: 'made-1', status: 'HALF_DONE' };
  const { connection } = await setup({
    'GET /api/v3/order': { json: order },
    'POST /api/v3/order': { json: order },
  });
  expect((await errorOf(connection.spot.run(getOrder, { symbol: 'BTCUSDT', orderId: 1 }))).code).toBe(
    'UPSTREAM_PROTOCOL',
  );
  const input = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as NewOrderInput;
  const error = await errorOf(connection.spot.run(placeOrder, input));
  expect(error).toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    extra: { outcome: 'UNKNOWN', clientOrderId: 'made-1' },
  });
  expect(error.message).toContain('HALF_DONE');
});

it('counts calls', async () => {
  const { connection, calls } = await setup({});
  await errorOf(connection.spot.run(getAccountInfo, {}));
  expect(calls).toMatchObject([
    { operation: 'get_account_info', outcome: 'REJECTED_BY_EXCHANGE', status: 404 },
  ]);
});

describe('insufficient balance', () => {
  const SHORT: StubAnswer = {
    status: 400,
    json: { code: -2010, msg: 'Account has insufficient balance for requested action.' },
  };
  const ANSWERS = {
    'POST /api/v3/order': SHORT,
    'GET /api/v3/account': {
      json: {
        balances: [
          { asset: 'USDT', free: '12.50000000', locked: '100.0' },
          { asset: 'BTC', free: '0.10000000', locked: '0.0' },
        ],
      },
    },
    'GET /api/v3/ticker/bookTicker': {
      json: { symbol: 'BTCUSDT', bidPrice: '30000.0', bidQty: '1', askPrice: '31000.0', askQty: '1' },
    },
  };
  const order = (fields: Partial<NewOrderInput>): NewOrderInput => ({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    ...fields,
  });

  it.each<[string, Partial<NewOrderInput>, string, string | undefined, string]>([
    ['a limit purchase', { price: '50000.5', quantity: '0.003' }, 'USDT', '150.0015', '12.5'],
    ['a sale', { side: 'SELL', price: '50000', quantity: '0.25' }, 'BTC', '0.25', '0.1'],
    ['a market purchase by quote', { type: 'MARKET', quoteOrderQty: '400' }, 'USDT', '400', '12.5'],
    [
      'a market purchase by quantity, at the best ask',
      { type: 'MARKET', quantity: '0.01' },
      'USDT',
      '310',
      '12.5',
    ],
    [
      'a market sale by quote, at the best bid',
      { side: 'SELL', type: 'MARKET', quoteOrderQty: '10000' },
      'BTC',
      '0.33333334',
      '0.1',
    ],
    [
      'a stop, at its trigger',
      { type: 'STOP_LOSS', stopPrice: '60000', quantity: '1' },
      'USDT',
      '60000',
      '12.5',
    ],
    ['an asset the account has none of', { symbol: 'ETHUSDT', side: 'SELL', quantity: '2' }, 'ETH', '2', '0'],
  ])('is explained for %s', async (_name, fields, asset, needed, available) => {
    const { connection } = await setup(ANSWERS);
    const error = await errorOf(connection.spot.run(placeOrder, order(fields)));
    expect(error).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      binanceCode: -2010,
      extra: { asset, needed, available },
    });
    expect(error.message).toBe(
      `Account has insufficient balance for requested action. (${needed} ${asset} needed, ${available} ${asset} available)`,
    );
  });

  it('stays unexplained when the budget is short or the account cannot be read', async () => {
    const poor = await setup(ANSWERS);
    await poor.connection.symbols.refresh();
    // Room for the symbols and the order, in whichever minute, but never for the account
    poor.connection.budget.configure([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 21 },
    ]);
    const error = await errorOf(poor.connection.spot.run(placeOrder, order({ price: '1', quantity: '1' })));
    expect(error).toMatchObject({ code: 'INSUFFICIENT_BALANCE', binanceCode: -2010 });
    expect(error.extra).toBeUndefined();
    expect(poor.exchange.asked('/api/v3/account')).toHaveLength(0);

    const blind = await setup({ 'POST /api/v3/order': SHORT });
    expect(
      await errorOf(blind.connection.spot.run(placeOrder, order({ price: '1', quantity: '1' }))),
    ).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      message: 'Account has insufficient balance for requested action.',
    });
  });
});
