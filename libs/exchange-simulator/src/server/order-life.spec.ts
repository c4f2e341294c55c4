import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { until } from '@binance-gateway/testing';
import { type UserFrame, WsClient } from '../ws-client.bed.js';

let simulator: Simulator;
let alice: RestClient;
let bob: RestClient;
let stream: WsClient;

beforeEach(async () => {
  simulator = await startSimulator({
    market: 'none',
    seed: 7,
    accounts: [{ id: 'alice' }, { id: 'bob' }],
  });
  const [first, second] = simulator.accounts;
  alice = new RestClient(simulator.urls.rest, first as (typeof simulator.accounts)[number]);
  bob = new RestClient(simulator.urls.rest, second as (typeof simulator.accounts)[number]);
  stream = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
  const { result } = await stream.signed('userDataStream.subscribe.signature');
  expect(result).toEqual({ subscriptionId: 0 });
});

afterEach(async () => {
  await stream.close();
  await simulator.close();
});

const BUY = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' };

function eventsOf(frames: UserFrame[], type: string): Record<string, Loose>[] {
  return frames.map((frame) => frame.event).filter((event) => event['e'] === type);
}

describe('the life of an order', () => {
  it('placed, partly filled, cancelled: answers, queries and events tell one story', async () => {
    const placed = await alice.signed<Loose>('POST', '/api/v3/order', {
      ...BUY,
      price: '90000',
      quantity: '0.01',
      newClientOrderId: 'life-1',
    });
    expect(placed.status).toBe(200);
    expect(placed.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(placed.headers.get('x-mbx-order-count-1d')).toBe('1');
    const { orderId, transactTime } = placed.body;
    expect(placed.text).toBe(
      `{"symbol":"BTCUSDT","orderId":${orderId},"orderListId":-1,"clientOrderId":"life-1","transactTime":${transactTime},` +
        '"price":"90000.00000000","origQty":"0.01000000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000",' +
        '"cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY",' +
        `"workingTime":${transactTime},"fills":[],"selfTradePreventionMode":"EXPIRE_MAKER"}`,
    );

    const sold = await bob.signed<Loose>('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'MARKET',
      quantity: '0.004',
    });
    expect(sold.body).toMatchObject({
      status: 'FILLED',
      executedQty: '0.00400000',
      cummulativeQuoteQty: '360.00000000',
    });
    expect(sold.body.fills).toEqual([
      {
        price: '90000.00000000',
        qty: '0.00400000',
        commission: '0.36000000',
        commissionAsset: 'USDT',
        tradeId: expect.any(Number),
      },
    ]);

    const open = await alice.signed<Loose[]>('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect(open.body).toHaveLength(1);
    expect(open.body[0]).toMatchObject({
      orderId,
      status: 'PARTIALLY_FILLED',
      executedQty: '0.00400000',
      isWorking: true,
    });

    const cancelled = await alice.signed<Loose>('DELETE', '/api/v3/order', {
      symbol: 'BTCUSDT',
      origClientOrderId: 'life-1',
      newClientOrderId: 'cancel-1',
    });
    expect(cancelled.body).toMatchObject({
      origClientOrderId: 'life-1',
      clientOrderId: 'cancel-1',
      status: 'CANCELED',
      executedQty: '0.00400000',
    });

    const found = await alice.signed<Loose>('GET', '/api/v3/order', {
      symbol: 'BTCUSDT',
      orderId: String(orderId),
    });
    expect(found.body).toMatchObject({ clientOrderId: 'life-1', status: 'CANCELED', isWorking: false });
    const all = await alice.signed<Loose[]>('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' });
    expect(all.body).toEqual([found.body]);
    const mine = await alice.signed<Loose[]>('GET', '/api/v3/myTrades', {
      symbol: 'BTCUSDT',
      orderId: String(orderId),
    });
    expect(mine.body).toEqual([
      {
        symbol: 'BTCUSDT',
        id: sold.body.fills[0].tradeId,
        orderId,
        orderListId: -1,
        price: '90000.00000000',
        qty: '0.00400000',
        quoteQty: '360.00000000',
        commission: '0.00000400',
        commissionAsset: 'BTC',
        time: expect.any(Number),
        isBuyer: true,
        isMaker: true,
        isBestMatch: true,
      },
    ]);
    const account = await alice.signed<Loose>('GET', '/api/v3/account', { omitZeroBalances: 'true' });
    const balance = (asset: string): object =>
      account.body.balances.find((row: { asset: string }) => row.asset === asset);
    expect(balance('USDT')).toEqual({ asset: 'USDT', free: '99640.00000000', locked: '0.00000000' });
    expect(balance('BTC')).toEqual({ asset: 'BTC', free: '1.00399600', locked: '0.00000000' });

    const frames = await until(() => (stream.events().length >= 6 ? stream.events() : undefined));
    expect(
      frames.map((frame) => [frame.subscriptionId, frame.event['e'], frame.event['x'], frame.event['X']]),
    ).toEqual([
      [0, 'executionReport', 'NEW', 'NEW'],
      [0, 'outboundAccountPosition', undefined, undefined],
      [0, 'executionReport', 'TRADE', 'PARTIALLY_FILLED'],
      [0, 'outboundAccountPosition', undefined, undefined],
      [0, 'executionReport', 'CANCELED', 'CANCELED'],
      [0, 'outboundAccountPosition', undefined, undefined],
    ]);
    const [created, traded, gone] = eventsOf(frames, 'executionReport');
    expect(Object.keys(created ?? {}).join('')).toBe('eEscSofqpPFgCxXrilzLnNTtIwmMOZYQWV');
    expect(created).toMatchObject({
      c: 'life-1',
      C: '',
      i: orderId,
      n: '0',
      N: null,
      t: -1,
      w: true,
      m: false,
    });
    expect(traded).toMatchObject({
      l: '0.00400000',
      z: '0.00400000',
      L: '90000.00000000',
      Y: '360.00000000',
      n: '0.00000400',
      N: 'BTC',
      m: true,
      w: true,
    });
    expect(gone).toMatchObject({ c: 'cancel-1', C: 'life-1', w: false });
    const positions = eventsOf(frames, 'outboundAccountPosition');
    expect(positions[0]?.['B']).toEqual(
      expect.arrayContaining([{ a: 'USDT', f: '99100.00000000', l: '900.00000000' }]),
    );
    simulator.engine.assertConserved();
  });

  it('answers ACK, RESULT and FULL, by type when not asked', async () => {
    const place = async (params: Record<string, string>): Promise<string[]> => {
      const answer = await alice.signed<object>('POST', '/api/v3/order', {
        ...params,
        price: '90000',
        quantity: '0.001',
      });
      return Object.keys(answer.body);
    };
    const ack = ['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime'];
    const maker = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER' };
    expect(await place(maker)).toEqual(ack);
    expect(await place({ ...maker, newOrderRespType: 'RESULT' })).not.toContain('fills');
    expect(await place({ ...maker, newOrderRespType: 'FULL' })).toContain('fills');
    expect(await place({ ...BUY, newOrderRespType: 'ACK' })).toEqual(ack);
    expect(await place(BUY)).toContain('fills');
  });

  it('a triggered order waits, shows its stop price, and may be tested without effect', async () => {
    simulator.engine.addAccount('maker', [], { unlimited: true });
    const common = { account: 'maker', symbol: 'BTCUSDT', clientOrderId: '' } as const;
    simulator.engine.place({
      ...common,
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: 96_500n * UNIT,
      quantity: UNIT,
    });
    simulator.engine.place({ ...common, side: 'BUY', type: 'MARKET', quantity: UNIT / 10n });
    const stop = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: '94000',
      stopPrice: '95000',
    };
    const tested = await alice.signed('POST', '/api/v3/order/test', stop);
    expect(tested.text).toBe('{}');
    const priced = await alice.signed<Loose>('POST', '/api/v3/order/test', {
      ...stop,
      computeCommissionRates: 'true',
    });
    expect(priced.body.standardCommissionForOrder).toEqual({ maker: '0.00100000', taker: '0.00100000' });
    expect((await alice.signed<Loose[]>('GET', '/api/v3/openOrders')).body).toEqual([]);
    const placed = await alice.signed<Loose>('POST', '/api/v3/order', {
      ...stop,
      newOrderRespType: 'RESULT',
    });
    expect(placed.body).toMatchObject({ status: 'NEW', stopPrice: '95000.00000000', workingTime: -1 });
    const [open] = (await alice.signed<Loose[]>('GET', '/api/v3/openOrders')).body;
    expect(open).toMatchObject({ isWorking: false, workingTime: -1 });
    const [created] = eventsOf(stream.events(), 'executionReport');
    expect(created).toMatchObject({ P: '95000.00000000', w: false });
    expect(created).not.toHaveProperty('W');
  });

  it('cancelAll gives every cancel its own id', async () => {
    for (const price of ['90000', '90001'])
      await alice.signed('POST', '/api/v3/order', { ...BUY, price, quantity: '0.001' });
    const { body } = await alice.signed<Loose[]>('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect(body.map((order) => order.status)).toEqual(['CANCELED', 'CANCELED']);
    expect(new Set(body.flatMap((order) => [order.clientOrderId, order.origClientOrderId])).size).toBe(4);
    const again = await alice.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect([again.status, again.body['code']]).toEqual([400, -2011]);
  });

  it('deposits and withdrawals are balance updates', async () => {
    simulator.engine.transfer('alice', 'USDT', -5n * UNIT);
    const frames = await until(() => (stream.events().length >= 1 ? stream.events() : undefined));
    expect(eventsOf(frames, 'balanceUpdate')).toEqual([
      { e: 'balanceUpdate', E: expect.any(Number), a: 'USDT', d: '-5.00000000', T: expect.any(Number) },
    ]);
  });
});

describe('refused orders', () => {
  const LIMIT = { ...BUY, price: '90000', quantity: '0.001' };

  it.each<[string, Record<string, string>, number, string]>([
    ['no symbol', { symbol: '' }, -1105, "Parameter 'symbol' was empty."],
    ['unknown symbol', { symbol: 'BTCEUR' }, -1121, 'Invalid symbol.'],
    ['side', { side: 'LONG' }, -1117, 'Invalid side.'],
    ['type', { type: 'STOP' }, -1116, 'Invalid orderType.'],
    ['time in force', { timeInForce: 'GTX' }, -1115, 'Invalid timeInForce.'],
    [
      'exponent',
      { price: '9e4' },
      -1100,
      "Illegal characters found in parameter 'price'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
    ],
    ['precision', { quantity: '0.0010000001' }, -1111, "Parameter 'quantity' has too much precision."],
    [
      'client order id',
      { newClientOrderId: 'no.dots' },
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    ],
    [
      'a stop price on a limit order',
      { stopPrice: '1' },
      -1106,
      "Parameter 'stopPrice' sent when not required.",
    ],
    [
      'an unknown parameter',
      { leverage: '5' },
      -1104,
      "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
    ],
    ['tick size', { price: '90000.001' }, -1013, 'Filter failure: PRICE_FILTER'],
    ['step size', { quantity: '0.000001' }, -1013, 'Filter failure: LOT_SIZE'],
    ['notional', { quantity: '0.00001' }, -1013, 'Filter failure: NOTIONAL'],
    ['balance', { quantity: '10' }, -2010, 'Account has insufficient balance for requested action.'],
    ['strategy type', { strategyType: '999999' }, -1134, '`strategyType` was less than 1000000.'],
    [
      'response type',
      { newOrderRespType: 'ALL' },
      -1130,
      "Data sent for parameter 'newOrderRespType' is not valid.",
    ],
    [
      'half a peg offset',
      { pegPriceType: 'PRIMARY_PEG', pegOffsetValue: '1' },
      -1102,
      "Mandatory parameter 'pegOffsetType' was not sent, was empty/null, or malformed.",
    ],
  ])('%s', async (_, change, code, msg) => {
    const answer = await alice.signed('POST', '/api/v3/order', { ...LIMIT, ...change });
    expect([answer.status, answer.body]).toEqual([400, { code, msg }]);
    expect(simulator.engine.openOrders('alice')).toEqual([]);
    expect(answer.headers.has('x-mbx-order-count-10s')).toBe(false);
    expect(simulator.control.requests({ path: '/api/v3/order' }).at(-1)).toMatchObject({ status: 400, code });
  });

  it('a duplicate client order id, while the first is open', async () => {
    const order = { ...LIMIT, newClientOrderId: 'twice' };
    expect((await alice.signed('POST', '/api/v3/order', order)).status).toBe(200);
    const second = await alice.signed('POST', '/api/v3/order', order);
    expect([second.status, second.body]).toEqual([400, { code: -2010, msg: 'Duplicate order sent.' }]);
  });

  it('orders that are not there', async () => {
    const symbol = 'BTCUSDT';
    const gone = await alice.signed('GET', '/api/v3/order', { symbol, orderId: '999' });
    expect(gone.body).toEqual({ code: -2013, msg: 'Order does not exist.' });
    const cancel = await alice.signed('DELETE', '/api/v3/order', { symbol, origClientOrderId: 'nope' });
    expect(cancel.body).toEqual({ code: -2011, msg: 'Unknown order sent.' });
    const nothing = await alice.signed('DELETE', '/api/v3/order', { symbol });
    expect(nothing.body['msg']).toBe(
      "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    );
    const restriction = await alice.signed('DELETE', '/api/v3/order', {
      symbol,
      orderId: '1',
      cancelRestrictions: 'ANY',
    });
    expect(restriction.body).toEqual({ code: -1145, msg: 'Invalid cancelRestrictions' });
  });

  it('queries with combinations that do not exist', async () => {
    const symbol = 'BTCUSDT';
    const trades = await alice.signed('GET', '/api/v3/myTrades', { symbol, orderId: '1', startTime: '1' });
    expect(trades.body['code']).toBe(-1128);
    const day = 24 * 3_600_000;
    const long = await alice.signed('GET', '/api/v3/allOrders', {
      symbol,
      startTime: '1',
      endTime: String(day + 2),
    });
    expect(long.body).toEqual({ code: -1127, msg: 'More than 24 hours between startTime and endTime.' });
  });
});
