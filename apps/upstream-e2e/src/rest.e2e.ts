import { generateKeyPairSync } from 'node:crypto';
import { createCredential } from '@binance-gateway/binance-client';
import {
  type Account,
  type AccountTrade,
  type NewOrderInput,
  OPERATIONS,
  type Operation,
  type Order,
  cancelOpenOrders,
  cancelOrder,
  fieldsOf,
  getAccountInfo,
  getAccountTrades,
  getAllOrders,
  getExchangeInfo,
  getOpenOrders,
  getOrder,
  getOrderBook,
  getPrice,
  parseInput,
  placeOco,
  placeOrder,
} from '@binance-gateway/domain-types';
import { DEFAULT_SYMBOLS } from '@binance-gateway/exchange-simulator';
import { PositionBook } from '@binance-gateway/trading';
import { type SpotBed, errorOf, openSpotBed, quote } from './spot-bed.js';

let bed: SpotBed;
afterEach(() => bed.close());

const LIMIT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '96000.00',
};
const market = (fields: Partial<NewOrderInput>): NewOrderInput => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'MARKET',
  ...fields,
});

describe('every operation', () => {
  /** Their examples name an order or a list, which must be there. */
  const NEEDS_ORDER = new Map([
    ['get_order', 'my-order-1'],
    ['get_open_orders', 'my-order-1'],
    ['cancel_order', 'my-order-1'],
    ['cancel_open_orders', 'my-order-1'],
    ['amend_order', 'my-order-1'],
    ['replace_order', 'my-order-2'],
  ]);
  const NEEDS_LIST = new Set([
    'get_order_list',
    'get_open_order_lists',
    'get_all_order_lists',
    'cancel_order_list',
  ]);
  /** On a fresh account there are none. */
  const MAY_BE_EMPTY = new Set([
    'get_block_trades',
    'get_prevented_matches',
    'get_allocations',
    'get_order_amendments',
  ]);

  it.each(OPERATIONS.filter((op) => op.upstream).map((op) => [op.name, op] as const))(
    '%s answers its example with what it promises',
    async (_name, op: Operation) => {
      bed = await openSpotBed({ accounts: [{ id: 'main' }, { id: 'maker' }] });
      await quote(bed, 'BUY', '96400.00', '0.5');
      await quote(bed, 'SELL', '96600.00', '0.5');
      await bed.desk.place(market({ quantity: '0.001' }));
      const newClientOrderId = NEEDS_ORDER.get(op.name);
      if (newClientOrderId) await bed.desk.place({ ...LIMIT, newClientOrderId });
      if (NEEDS_LIST.has(op.name)) {
        const list = { ...placeOco.example, listClientOrderId: 'my-list-1' };
        await bed.connection.spot.run(placeOco, parseInput(placeOco.input, list));
      }
      const fields: Record<string, unknown> = { ...op.example };
      // Examples are written for a market at any price; this one is at 96500
      if (fields['type'] === 'LIMIT') fields['price'] = '96000.00';
      const output = await bed.connection.spot.run(op, parseInput(op.input, fields));
      const items = Array.isArray(output) ? (output as object[]) : [output as object];
      expect(Array.isArray(output)).toBe(op.output.shape === 'many');
      if (!MAY_BE_EMPTY.has(op.name)) expect(items.length).toBeGreaterThan(0);
      const required = fieldsOf(op.output.of)
        .filter((f) => f.required)
        .map((f) => f.name);
      for (const item of items) expect(Object.keys(item)).toEqual(expect.arrayContaining(required));
    },
  );
});

describe('the life of an order', () => {
  beforeEach(async () => {
    bed = await openSpotBed();
  });

  it('placed, seen, canceled', async () => {
    const { spot } = bed.connection;
    const placed = await bed.desk.place({ ...LIMIT, newClientOrderId: 'life-1' });
    expect(placed).toMatchObject({
      status: 'NEW',
      clientOrderId: 'life-1',
      price: '96000.00000000',
      fills: [],
    });
    const { symbol, orderId } = placed;
    expect(await spot.run(getOrder, { symbol, orderId })).toMatchObject({ status: 'NEW', isWorking: true });
    expect(await spot.run(getOpenOrders, { symbol })).toMatchObject([{ orderId }]);
    const account = (await spot.run(getAccountInfo, { omitZeroBalances: true })) as Account;
    expect(account.balances.find((b) => b.asset === 'USDT')).toMatchObject({ locked: '960.00000000' });
    expect(await bed.desk.cancel({ symbol, origClientOrderId: 'life-1' })).toMatchObject({
      status: 'CANCELED',
      origClientOrderId: 'life-1',
    });
    expect(await spot.run(getOpenOrders, {})).toEqual([]);
    expect(await spot.run(getAllOrders, { symbol })).toMatchObject([{ orderId, status: 'CANCELED' }]);
  });

  it('filled, with fills, trades, balances and a position', async () => {
    await quote(bed, 'SELL', '96500.00', '0.01');
    await quote(bed, 'SELL', '96600.00', '0.01');
    const bought = await bed.desk.place(market({ quantity: '0.02' }));
    expect(bought).toMatchObject({
      status: 'FILLED',
      executedQty: '0.02000000',
      cummulativeQuoteQty: '1931.00000000',
    });
    expect(bought.fills).toMatchObject([{ price: '96500.00000000' }, { price: '96600.00000000' }]);
    const trades = (await bed.connection.spot.run(getAccountTrades, { symbol: 'BTCUSDT' })) as AccountTrade[];
    expect(trades.map((t) => [t.orderId, t.isBuyer, t.commissionAsset])).toEqual([
      [bought.orderId, true, 'BTC'],
      [bought.orderId, true, 'BTC'],
    ]);
    const book = new PositionBook({ spot: bed.connection.spot, exchangeTime: () => Date.now(), pageSize: 1 });
    const { positions } = await book.report({});
    const btc = positions.find((p) => p.asset === 'BTC');
    // 0.1 % of 0.02 was kept as commission; 1931 / 0.01998
    expect(btc).toMatchObject({
      quantity: '1.01998',
      costedQuantity: '0.01998',
      averageEntryPrice: '96646.64664665',
      markPrice: '96600',
      unrealizedPnl: '-0.932',
    });
  });

  it('answers as ACK and RESULT, and is canceled with all others', async () => {
    const ack = await bed.desk.place({ ...LIMIT, newOrderRespType: 'ACK' });
    expect(ack.status).toBeUndefined();
    const result = await bed.desk.place({ ...LIMIT, newOrderRespType: 'RESULT' });
    expect(result).toMatchObject({ status: 'NEW' });
    const canceled = (await bed.connection.spot.run(cancelOpenOrders, { symbol: 'BTCUSDT' })) as Order[];
    expect(canceled.map((o) => [o.orderId, o.status]).sort()).toEqual(
      [ack, result].map((o) => [o.orderId, 'CANCELED']).sort(),
    );
  });
});

describe('refusals', () => {
  beforeEach(async () => {
    bed = await openSpotBed();
  });

  it('an unknown symbol, asked past our own check, is known by its code', async () => {
    expect(await errorOf(bed.connection.rest.call(getOrderBook, { symbol: 'NOPEUSDT' }))).toMatchObject({
      code: 'UNKNOWN_SYMBOL',
      binanceCode: -1121,
    });
    const before = bed.exchange.control.requests().length;
    await errorOf(bed.connection.spot.run(getOrderBook, { symbol: 'NOPEUSDT' }));
    expect(bed.exchange.control.requests()).toHaveLength(before);
  });

  it('our checks and those of the exchange refuse the same orders', async () => {
    const broken: [NewOrderInput, string][] = [
      [{ ...LIMIT, price: '96000.001' }, 'PRICE_FILTER'],
      [{ ...LIMIT, quantity: '0.000001' }, 'LOT_SIZE'],
      [{ ...LIMIT, quantity: '0.00001' }, 'NOTIONAL'],
      [market({ quantity: '101' }), 'MARKET_LOT_SIZE'],
    ];
    for (const [order, filter] of broken) {
      expect(await errorOf(bed.desk.place(order))).toMatchObject({
        code: 'FILTER_FAILURE',
        extra: { filter },
      });
      const remote = await errorOf(bed.connection.spot.run(placeOrder, order));
      expect(remote).toMatchObject({ code: 'FILTER_FAILURE', message: `Filter failure: ${filter}` });
    }
  });

  it('what we call the nearest legal value, the exchange takes', async () => {
    for (const wrong of [
      { price: '96000.004' },
      { quantity: '0.000016' },
      { quantity: '0.00004', price: '96000.00' },
    ]) {
      let order: NewOrderInput = { ...LIMIT, ...wrong };
      for (let i = 0; i < 3; i++) {
        const error: unknown = await bed.desk.place(order).then(
          () => undefined,
          (e: unknown) => e,
        );
        if (!error) break;
        const { fields, extra } = error as Awaited<ReturnType<typeof errorOf>>;
        order = { ...order, [fields?.[0]?.field ?? '']: extra?.['nearest'] };
      }
      expect(await bed.connection.spot.run(placeOrder, order)).toMatchObject({ status: 'NEW' });
    }
  });

  it('a shortage says what is missing', async () => {
    const poor = await errorOf(bed.desk.place({ ...LIMIT, quantity: '5' }));
    expect(poor).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      binanceCode: -2010,
      extra: { asset: 'USDT', needed: '480000', available: '100000' },
    });
    expect(poor.message).toContain('480000 USDT needed, 100000 USDT available');
  });

  it('an id twice, a maker that would take, cancels of nothing', async () => {
    await bed.desk.place({ ...LIMIT, newClientOrderId: 'twice' });
    expect(await errorOf(bed.desk.place({ ...LIMIT, newClientOrderId: 'twice' }))).toMatchObject({
      code: 'CONFLICT',
    });
    await quote(bed, 'SELL', '96500.00', '0.01');
    const { timeInForce: _timeInForce, ...maker } = {
      ...LIMIT,
      type: 'LIMIT_MAKER' as const,
      price: '96600.00',
    };
    expect(await errorOf(bed.desk.place(maker))).toMatchObject({
      code: 'ORDER_REJECTED',
      binanceCode: -2010,
    });
    expect(await errorOf(bed.desk.cancel({ symbol: 'BTCUSDT', orderId: 999_999 }))).toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    const done = await bed.desk.place(market({ quantity: '0.01' }));
    expect(await errorOf(bed.desk.cancel({ symbol: 'BTCUSDT', orderId: done.orderId }))).toMatchObject({
      code: 'CANCEL_REJECTED',
      extra: { status: 'FILLED' },
    });
    expect(
      await errorOf(bed.connection.spot.run(cancelOrder, { symbol: 'BTCUSDT', orderId: done.orderId })),
    ).toMatchObject({
      binanceCode: -2011,
    });
    expect(await errorOf(bed.desk.query({ symbol: 'BTCUSDT', orderId: 999_999 }))).toMatchObject({
      code: 'ORDER_NOT_FOUND',
      binanceCode: -2013,
    });
  });

  it('a wrong secret and a revoked key', async () => {
    const { apiKey } = bed.exchange.credentials;
    const wrong = await openSpotBed();
    bed.exchange.control.revokeKey(apiKey);
    expect(await errorOf(bed.connection.spot.run(getAccountInfo, {}))).toMatchObject({
      code: 'CREDENTIALS_REFUSED',
    });
    await bed.close();
    bed = wrong;
    const stranger = await openSpotBed(
      {},
      {
        restUrl: wrong.exchange.urls.rest,
        credential: createCredential({ apiKey: wrong.exchange.credentials.apiKey, apiSecret: 'no' }),
      },
    );
    expect(await errorOf(stranger.connection.spot.run(getAccountInfo, {}))).toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      binanceCode: -1022,
    });
    await stranger.close();
  });
});

describe('signatures', () => {
  it.each(['rsa', 'ed25519'] as const)('by %s keys are accepted', async (type) => {
    const pair =
      type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    bed = await openSpotBed(
      { accounts: [{ id: 'main', apiKey: 'pem-key', publicKey }, { id: 'maker' }] },
      { credential: createCredential({ apiKey: 'pem-key', privateKey }) },
    );
    expect(await bed.desk.place(LIMIT)).toMatchObject({ status: 'NEW' });
    expect(await bed.desk.query({ symbol: 'BTCUSDT', origClientOrderId: 'desk-1' })).toMatchObject({
      status: 'NEW',
    });
  });

  it('hold over symbols that are not ASCII', async () => {
    const btc = DEFAULT_SYMBOLS[0];
    if (!btc) throw new Error('no symbols');
    const chinese = { ...btc, symbol: '这是测试币456', baseAsset: '这是测试币', quoteAsset: 'USDT' };
    bed = await openSpotBed({ symbols: [btc, chinese] });
    expect(await bed.desk.place({ ...LIMIT, symbol: '这是测试币456' })).toMatchObject({
      symbol: '这是测试币456',
    });
    expect(await bed.connection.spot.run(getOpenOrders, { symbol: '这是测试币456' })).toHaveLength(1);
    expect(await bed.connection.spot.run(getPrice, { symbols: ['BTCUSDT', '这是测试币456'] })).toHaveLength(
      2,
    );
    expect(await bed.connection.spot.run(getExchangeInfo, { symbol: '这是测试币456' })).toMatchObject({
      symbols: [{ symbol: '这是测试币456' }],
    });
  });
});
