import type { OrderType, Side } from '@binance-gateway/domain-types';
import { EngineBed, amount, rejectOf } from './engine.bed.js';

function limit(quantity: string, price: string, side: Side = 'BUY', spec = {}): string {
  const bed = new EngineBed({ spec });
  return rejectOf(() => bed.limit('alice', side, quantity, price));
}

const fails = (name: string): string => `-1013 Filter failure: ${name}`;

describe('PRICE_FILTER', () => {
  it.each([
    ['below the minimum', '0.5', fails('PRICE_FILTER')],
    ['the minimum', '1', 'accepted'],
    ['off the tick', '1.005', fails('PRICE_FILTER')],
    ['the maximum', '20', 'accepted'],
    ['above the maximum', '20.01', fails('PRICE_FILTER')],
  ])('price %s', (_, price, expected) => {
    expect(limit('1', price, 'BUY', { minPrice: amount('1'), maxPrice: amount('20') })).toBe(expected);
  });

  it('holds for stop prices', () => {
    const bed = new EngineBed();
    const stop = { type: 'STOP_LOSS', quantity: amount('1'), stopPrice: amount('5.005') } as const;
    expect(rejectOf(() => bed.place('alice', 'SELL', stop))).toBe(fails('PRICE_FILTER'));
  });
});

describe('LOT_SIZE and MARKET_LOT_SIZE', () => {
  const spec = { minQty: amount('0.5'), maxQty: amount('50'), maxMarketQty: amount('20') };

  it.each([
    ['0.499', fails('LOT_SIZE')],
    ['0.5', 'accepted'],
    ['0.5005', fails('LOT_SIZE')],
    ['50', 'accepted'],
    ['50.001', fails('LOT_SIZE')],
  ])('limit order of %s', (quantity, expected) => {
    expect(limit(quantity, '10', 'BUY', spec)).toBe(expected);
  });

  it.each([
    ['0.499', fails('LOT_SIZE')],
    ['20', 'accepted'],
    ['20.001', fails('MARKET_LOT_SIZE')],
    ['50.001', fails('LOT_SIZE')],
  ])('market order of %s', (quantity, expected) => {
    const bed = new EngineBed({ spec });
    expect(rejectOf(() => bed.market('alice', 'SELL', quantity))).toBe(expected);
  });
});

describe('PERCENT_PRICE_BY_SIDE', () => {
  const spec = { multiplierUp: amount('5'), multiplierDown: amount('0.2') };

  it.each([
    ['1.99', fails('PERCENT_PRICE_BY_SIDE')],
    ['2', 'accepted'],
    ['50', 'accepted'],
    ['50.01', fails('PERCENT_PRICE_BY_SIDE')],
  ])('price %s against an initial price of 10', (price, expected) => {
    expect(limit('1', price, 'BUY', spec)).toBe(expected);
    expect(limit('1', price, 'SELL', spec)).toBe(expected);
  });

  it('refers to the weighted average of five minutes, then to the last price', () => {
    const bed = new EngineBed({ spec });
    bed.limit('alice', 'SELL', '3', '20');
    bed.limit('bob', 'BUY', '3', '20');
    bed.limit('alice', 'SELL', '1', '40');
    bed.limit('bob', 'BUY', '1', '40');
    expect(bed.engine.averagePrice('ABCXYZ')).toBe(amount('25'));
    expect(rejectOf(() => bed.limit('bob', 'BUY', '1', '4.99'))).toBe(fails('PERCENT_PRICE_BY_SIDE'));
    expect(rejectOf(() => bed.limit('bob', 'BUY', '1', '5'))).toBe('accepted');
    bed.now += 300_000;
    expect(bed.engine.averagePrice('ABCXYZ')).toBe(amount('40'));
  });
});

describe('NOTIONAL', () => {
  const spec = { minNotional: amount('5'), maxNotional: amount('1000') };

  it.each([
    ['0.499', fails('NOTIONAL')],
    ['0.5', 'accepted'],
    ['100', 'accepted'],
    ['100.001', fails('NOTIONAL')],
  ])('limit order of %s at 10', (quantity, expected) => {
    expect(limit(quantity, '10', 'BUY', spec)).toBe(expected);
  });

  it('applies only the minimum to market orders, at the average price', () => {
    const bed = new EngineBed({ spec });
    expect(rejectOf(() => bed.market('alice', 'SELL', '0.499'))).toBe(fails('NOTIONAL'));
    expect(rejectOf(() => bed.market('alice', 'SELL', '200'))).toBe('accepted');
    expect(rejectOf(() => bed.place('alice', 'BUY', { type: 'MARKET', quoteOrderQty: amount('4.99') }))).toBe(
      fails('NOTIONAL'),
    );
  });

  it('refuses a notional that rounds to nothing', () => {
    const spec = {
      tickSize: 1n,
      minPrice: 1n,
      stepSize: 1n,
      minQty: 1n,
      minNotional: 0n,
      multiplierDown: 0n,
    };
    expect(limit('0.1', '0.00000001', 'BUY', spec)).toBe('-1013 Price * QTY is zero or less.');
  });
});

describe('MAX_NUM_ORDERS and MAX_NUM_ALGO_ORDERS', () => {
  const stop = { type: 'STOP_LOSS', quantity: amount('1'), stopPrice: amount('5') } as const;

  it('counts open orders of the account on the symbol', () => {
    const bed = new EngineBed({ spec: { maxNumOrders: 2 } });
    bed.limit('alice', 'BUY', '1', '5');
    bed.limit('alice', 'BUY', '1', '5');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '5'))).toBe(fails('MAX_NUM_ORDERS'));
    expect(rejectOf(() => bed.market('alice', 'BUY', '1'))).toBe('accepted');
    expect(rejectOf(() => bed.limit('bob', 'BUY', '1', '5'))).toBe('accepted');
    bed.engine.cancelAll('alice', 'ABCXYZ', () => 'x');
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '5'))).toBe('accepted');
  });

  it('counts stop orders apart, until they are cancelled', () => {
    const bed = new EngineBed({ spec: { maxNumAlgoOrders: 1 } });
    const { orderId } = bed.place('alice', 'SELL', stop).order;
    expect(rejectOf(() => bed.place('alice', 'SELL', stop))).toBe(fails('MAX_NUM_ALGO_ORDERS'));
    expect(rejectOf(() => bed.limit('alice', 'BUY', '1', '5'))).toBe('accepted');
    bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x');
    expect(rejectOf(() => bed.place('alice', 'SELL', stop))).toBe('accepted');
  });
});

describe('parameters by type', () => {
  const quantity = amount('1');
  const price = amount('10');
  const stopPrice = amount('5');
  const missing = (name: string): string =>
    `-1102 Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
  const NO_TRIGGER = "-1102 Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!";
  const surplus = (name: string): string => `-1106 Parameter '${name}' sent when not required.`;

  it.each<[OrderType, object, string]>([
    ['LIMIT', { quantity, price }, missing('timeInForce')],
    ['LIMIT', { timeInForce: 'GTC', price }, missing('quantity')],
    ['LIMIT', { timeInForce: 'GTC', quantity }, missing('price')],
    ['LIMIT', { timeInForce: 'GTC', quantity, price, stopPrice }, surplus('stopPrice')],
    ['LIMIT', { timeInForce: 'GTC', quantity: 0n, price }, '-1013 Invalid quantity.'],
    ['LIMIT', { timeInForce: 'GTC', quantity, price: 0n }, '-1013 Invalid price.'],
    ['LIMIT', { timeInForce: 'GTC', quantity, price, trailingDelta: 100 }, surplus('trailingDelta')],
    [
      'LIMIT',
      { timeInForce: 'IOC', quantity, price, icebergQty: quantity },
      '-1013 Unsupported order combination',
    ],
    ['MARKET', { quantity, icebergQty: quantity }, surplus('icebergQty')],
    ['MARKET', {}, "-1102 Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"],
    ['MARKET', { quantity, quoteOrderQty: price }, '-1128 Combination of optional parameters invalid.'],
    ['MARKET', { quantity, timeInForce: 'IOC' }, surplus('timeInForce')],
    ['MARKET', { quantity, price }, surplus('price')],
    ['LIMIT_MAKER', { quantity }, missing('price')],
    ['LIMIT_MAKER', { quantity, price, timeInForce: 'GTC' }, surplus('timeInForce')],
    ['STOP_LOSS', { quantity }, NO_TRIGGER],
    ['STOP_LOSS', { quantity, stopPrice, price }, surplus('price')],
    ['STOP_LOSS_LIMIT', { quantity, stopPrice, price }, missing('timeInForce')],
    ['TAKE_PROFIT_LIMIT', { quantity, timeInForce: 'GTC', price }, NO_TRIGGER],
  ])('%s %j', (type, parameters, expected) => {
    const bed = new EngineBed();
    expect(rejectOf(() => bed.place('alice', 'BUY', { type, ...parameters }))).toBe(expected);
  });
});
