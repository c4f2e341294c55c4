import { Decimal } from '@binance-gateway/domain-types';
import { FAULTS } from '@binance-gateway/exchange-simulator';
import { PLACE } from '../order-way.js';
import { type World, startWorld } from '../start-gateway.js';

type Json = Record<string, unknown>;
interface Balance {
  asset: string;
  free: string;
  locked: string;
}

const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };

describe('orders', () => {
  let world: World;
  beforeAll(async () => {
    // answers that never come are given up after 3 s instead of 10
    world = await startWorld({ env: { UPSTREAM_TIMEOUT_MS: '3000' } });
  });
  afterAll(() => world.close());

  /** A price the market will not reach: nine tenths of the best bid, on the tick. */
  async function restingPrice(): Promise<string> {
    const { body } = await world.gateway.get<{ bidPrice: string }>(
      '/api/v1/ticker/bookTicker?symbol=BTCUSDT',
    );
    return Decimal.of(body.bidPrice).times(Decimal.of('0.9')).floorToStep(Decimal.of('0.01')).toString();
  }

  async function balances(): Promise<Map<string, Decimal>> {
    const { body } = await world.gateway.get<{ balances: Balance[] }>('/api/v1/account');
    return new Map(body.balances.map((b) => [b.asset, Decimal.of(b.free).plus(Decimal.of(b.locked))]));
  }

  it('ORDER-01 limit order from NEW to CANCELED', async () => {
    const order = { ...LIMIT, price: await restingPrice(), newClientOrderId: 'e2e-life-1' };
    const placed = await world.gateway.post('/api/v1/order', order);
    expect(placed.status).toBeLessThan(300);
    expect(placed.body).toMatchObject({ status: 'NEW', clientOrderId: 'e2e-life-1', symbol: 'BTCUSDT' });
    const { orderId } = placed.body as { orderId: number };

    const byId = await world.gateway.get(`/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`);
    expect(byId.body).toMatchObject({ orderId, status: 'NEW', side: 'BUY', type: 'LIMIT' });
    const byClientId = await world.gateway.get('/api/v1/order?symbol=BTCUSDT&origClientOrderId=e2e-life-1');
    expect(byClientId.body).toEqual(byId.body);
    const open = await world.gateway.get<Json[]>('/api/v1/openOrders?symbol=BTCUSDT');
    expect(open.body.map((o) => o['orderId'])).toContain(orderId);

    const canceled = await world.gateway.delete(`/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`);
    expect([canceled.status, canceled.body['status']]).toEqual([200, 'CANCELED']);
    const after = await world.gateway.get(`/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`);
    expect(after.body['status']).toBe('CANCELED');
    const again = await world.gateway.delete(`/api/v1/order?symbol=BTCUSDT&orderId=${orderId}`);
    expect([again.status, again.body['code'], again.body['binanceCode']]).toEqual([
      400,
      'CANCEL_REJECTED',
      -2011,
    ]);
  });

  it('ORDER-01 an order without an id gets one from the gateway, an unknown order is a 404', async () => {
    const placed = await world.gateway.post('/api/v1/order', { ...LIMIT, price: await restingPrice() });
    expect(placed.body['clientOrderId']).toMatch(/^[a-zA-Z0-9_-]{1,36}$/);
    const all = await world.gateway.delete<Json[]>('/api/v1/openOrders?symbol=BTCUSDT');
    expect(all.body.map((o) => o['status'])).toEqual(all.body.map(() => 'CANCELED'));
    const missing = await world.gateway.get('/api/v1/order?symbol=BTCUSDT&orderId=999999999');
    expect([missing.status, missing.body['code']]).toEqual([404, 'ORDER_NOT_FOUND']);
  });

  it('ORDER-02 insufficient balance', async () => {
    const price = await restingPrice();
    const { status, body } = await world.gateway.post('/api/v1/order', { ...LIMIT, quantity: '50', price });
    expect([status, body['code']]).toEqual([400, 'INSUFFICIENT_BALANCE']);
    expect(body).toMatchObject({ asset: 'USDT', available: expect.any(String) as string });
    const needed = Decimal.of(price).times(Decimal.of('50'));
    expect(Decimal.of(body['needed'] as string).equals(needed)).toBe(true);
    expect(Decimal.of(body['available'] as string).lessThan(needed)).toBe(true);

    const sell = {
      ...LIMIT,
      side: 'SELL',
      quantity: '40',
      price: Decimal.of(price).times(Decimal.of('1.2')).floorToStep(Decimal.of('0.01')).toString(),
    };
    const refused = await world.gateway.post('/api/v1/order', sell);
    expect(refused.body).toMatchObject({ code: 'INSUFFICIENT_BALANCE', asset: 'BTC', needed: '40' });
  });

  it('ORDER-03 balances after a fill', async () => {
    const before = await balances();
    const bought = await world.gateway.post<{ fills: Json[]; status: string }>('/api/v1/order', {
      symbol: 'ETHUSDT',
      side: 'BUY',
      type: 'MARKET',
      quoteOrderQty: '500',
      newOrderRespType: 'FULL',
    });
    expect(bought.body.status).toBe('FILLED');
    const amount = (key: string): Decimal =>
      Decimal.sum(bought.body.fills.map((f) => Decimal.of(f[key] as string)));
    const spent = Decimal.sum(
      bought.body.fills.map((f) => Decimal.of(f['price'] as string).times(Decimal.of(f['qty'] as string))),
    );
    const after = await balances();
    const change = (asset: string): string =>
      (after.get(asset) ?? Decimal.ZERO).minus(before.get(asset) ?? Decimal.ZERO).toString();
    expect(change('ETH')).toBe(amount('qty').minus(amount('commission')).toString());
    expect(change('USDT')).toBe(spent.negated().toString());

    const trades = await world.gateway.get<Json[]>('/api/v1/myTrades?symbol=ETHUSDT');
    expect(trades.body).toHaveLength(bought.body.fills.length);
  });

  it('POS-01 positions follow from the fills', async () => {
    const before = await world.gateway.get<{ positions: Json[] }>('/api/v1/positions');
    const buy = await world.gateway.post<{ fills: Json[] }>('/api/v1/order', {
      symbol: 'SOLUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '3',
      newOrderRespType: 'FULL',
    });
    const { status, body } = await world.gateway.get<{ positions: Json[]; quoteAsset: string }>(
      '/api/v1/positions',
    );
    expect([status, body.quoteAsset]).toEqual([200, 'USDT']);
    const of = (reply: { positions: Json[] }): Json =>
      reply.positions.find((p) => p['asset'] === 'SOL') as Json;
    const position = of(body);
    const cost = Decimal.sum(
      buy.body.fills.map((f) => Decimal.of(f['price'] as string).times(Decimal.of(f['qty'] as string))),
    );
    const received = Decimal.of('3').minus(
      Decimal.sum(buy.body.fills.map((f) => Decimal.of(f['commission'] as string))),
    );
    expect(
      Decimal.of(position['quantity'] as string)
        .minus(Decimal.of(of(before.body)['quantity'] as string))
        .toString(),
    ).toBe(received.toString());
    expect(position['costedQuantity']).toBe(received.toFixed(8).replace(/0+$/, '').replace(/\.$/, ''));
    const entry = Decimal.of(position['averageEntryPrice'] as string);
    expect(entry.minus(cost.dividedBy(received, 8)).abs().lessThan(Decimal.of('0.000001'))).toBe(true);
    const unrealized = Decimal.of(position['markPrice'] as string)
      .minus(entry)
      .times(received);
    expect(
      unrealized
        .minus(Decimal.of(position['unrealizedPnl'] as string))
        .abs()
        .lessThan(Decimal.of('0.0001')),
    ).toBe(true);
  });

  it('ORDER-04 a broken filter', async () => {
    world.exchange.control.clearRequests();
    const price = await restingPrice();
    const offTick = await world.gateway.post('/api/v1/order', {
      ...LIMIT,
      price: `${price.split('.')[0]}.123456`,
    });
    expect([offTick.status, offTick.body['code']]).toEqual([400, 'FILTER_FAILURE']);
    expect(offTick.body['detail']).toMatch(/PRICE_FILTER/);
    expect(JSON.stringify(offTick.body)).toContain(`${price.split('.')[0]}.12`);
    const tooSmall = await world.gateway.post('/api/v1/order', { ...LIMIT, quantity: '0.00001', price });
    expect(tooSmall.body['code']).toBe('FILTER_FAILURE');
    expect(tooSmall.body['detail']).toMatch(/NOTIONAL/);
    expect(world.exchange.control.requests(PLACE)).toEqual([]);
  });

  it.each(['acceptThenSilence', 'acceptThenReset', 'acceptThenUnavailable', 'acceptThenUnknown'] as const)(
    'ORDER-05 %s: the order is found by asking and placed once',
    async (fault) => {
      const newClientOrderId = `e2e-${fault}`;
      world.exchange.control.inject({
        match: PLACE,
        effect: FAULTS[fault],
      });
      world.exchange.control.clearRequests();
      const order = { ...LIMIT, price: await restingPrice(), newClientOrderId };
      const { status, body } = await world.gateway.post('/api/v1/order', order);
      expect(status).toBeLessThan(300);
      expect(body).toMatchObject({ clientOrderId: newClientOrderId, status: 'NEW' });
      expect(world.exchange.control.requests(PLACE)).toHaveLength(1);
      const all = await world.gateway.get<Json[]>('/api/v1/allOrders?symbol=BTCUSDT');
      expect(all.body.filter((o) => o['clientOrderId'] === newClientOrderId)).toHaveLength(1);
    },
  );

  it.each(['silence', 'refuseThenUnknown'] as const)(
    'ORDER-06 %s: the outcome stays unknown',
    async (fault) => {
      const newClientOrderId = `e2e-${fault}`;
      world.exchange.control.inject({
        match: PLACE,
        effect: FAULTS[fault],
      });
      world.exchange.control.clearRequests();
      const order = { ...LIMIT, price: await restingPrice(), newClientOrderId };
      const { status, body } = await world.gateway.post('/api/v1/order', order);
      expect(status).toBe(504);
      expect(body).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        outcome: 'UNKNOWN',
        clientOrderId: newClientOrderId,
      });
      expect(world.exchange.control.requests(PLACE)).toHaveLength(1);
    },
  );
});
