import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('the preview of an order', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start({
      env: {
        GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,reader:${TOKENS.reader}:read`,
        GATEWAY_POLICIES: '{"trader":{"maxNotionalPerOrder":"5000"}}',
      },
    });
  });
  afterAll(() => gateway.close());

  const preview = async (order: object) => {
    const answer = await gateway.call('POST', '/api/v1/order/preview', { body: order });
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return json(answer);
  };
  const best = async () => json(await gateway.call('GET', '/api/v1/ticker/bookTicker?symbol=BTCUSDT'));
  const market = { symbol: 'BTCUSDT', type: 'MARKET', side: 'BUY' };

  it('sends nothing, and tells of an order that would rest', async () => {
    const seen = await preview(LIMIT);
    expect(seen).toMatchObject({
      symbol: 'BTCUSDT',
      outcome: 'REST',
      refusals: [],
      advice: [],
      notional: '50',
      restingQuantity: '0.001',
      fee: { amount: '0', asset: 'BTC' },
      balance: { asset: 'USDT', needed: '50' },
      missing: [],
    });
    expect(seen.execution).toBeUndefined();
    expect(gateway.reachedExchange().filter((request) => /^(POST|PUT|DELETE)/.test(request))).toEqual([]);
    expect(json(await gateway.call('GET', '/api/v1/intents'))).toEqual([]);
  });

  it('has cost, slippage and fee of what would match, as the exchange then charges them', async () => {
    const seen = await preview({ ...market, quantity: '0.01' });
    expect(seen.outcome).toBe('FILL');
    const { execution, fee } = seen;
    expect(execution.quantity).toBe('0.01');
    expect(Number(execution.averagePrice) * 0.01).toBeCloseTo(Number(execution.quoteQuantity), 6);
    expect(Number(execution.worstPrice)).toBeGreaterThanOrEqual(Number(execution.bestPrice));
    expect(Number(fee.amount)).toBeCloseTo(0.01 * Number(fee.takerRate), 12);
    const order = json(
      await gateway.call('POST', '/api/v1/order', { body: { ...market, quantity: '0.01' } }),
    );
    const commission = (order.fills as { commission: string; commissionAsset: string }[]).filter(
      ({ commissionAsset }) => commissionAsset === fee.asset,
    );
    const charged = commission.reduce((sum, fill) => sum + Number(fill.commission), 0);
    if (fee.discountedAmount === undefined) expect(charged).toBeCloseTo(Number(fee.amount), 7);
    await gateway.call('POST', '/api/v1/order', { body: { ...market, side: 'SELL', quantity: '0.01' } });
  });

  it('says what an order would be refused for, all of it at once', async () => {
    const seen = await preview({ ...LIMIT, quantity: '1.0000001', price: '50000.001' });
    expect(seen.outcome).toBe('REFUSE');
    expect(seen.refusals).toMatchObject([
      { code: 'FILTER_FAILURE', filter: 'PRICE_FILTER', field: 'price', nearest: '50000' },
      { code: 'FILTER_FAILURE', filter: 'LOT_SIZE', field: 'quantity', nearest: '1' },
      { code: 'POLICY_REFUSED', rule: 'maxNotionalPerOrder' },
    ]);
  });

  it('advises of what depends on market and account, and calls it advice', async () => {
    const { askPrice, bidPrice } = await best();
    const far = await preview({ ...LIMIT, price: '1.00', quantity: '10' });
    expect(far).toMatchObject({ outcome: 'REFUSE', refusals: [] });
    expect(far.advice.map((one: { filter: string }) => one.filter)).toContain('PERCENT_PRICE_BY_SIDE');
    const taker = await preview({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT_MAKER',
      quantity: '0.001',
      price: (Math.ceil(Number(askPrice)) + 50).toFixed(2),
    });
    expect(taker.advice).toMatchObject([{ filter: 'MAKER_ONLY' }]);
    const poor = await preview({ ...LIMIT, quantity: '30' });
    expect(poor.advice.map((one: { filter: string }) => one.filter)).toContain('BALANCE');
    const stop = await preview({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_LOSS',
      quantity: '0.001',
      stopPrice: (Math.ceil(Number(bidPrice)) + 500).toFixed(2),
    });
    expect(stop.advice).toMatchObject([{ filter: 'TRIGGER' }]);
    const waits = await preview({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_LOSS',
      quantity: '0.001',
      stopPrice: (Math.floor(Number(bidPrice)) - 500).toFixed(2),
    });
    expect(waits).toMatchObject({ outcome: 'WAIT', advice: [] });
  });

  it('needs the scope to trade, and a symbol there is', async () => {
    const readOnly = await gateway.call('POST', '/api/v1/order/preview', {
      body: LIMIT,
      token: TOKENS.reader,
    });
    expect(json(readOnly)).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
    const unknown = await gateway.call('POST', '/api/v1/order/preview', {
      body: { ...LIMIT, symbol: 'NOPE' },
    });
    expect(json(unknown)).toMatchObject({ status: 400, code: 'UNKNOWN_SYMBOL' });
  });
});
