import { AppError, Decimal, type NewOrderInput } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { rulesOf } from '../../test/rules.js';
import { singleOrder } from '../proposal.js';
import { checkProposal } from './check-proposal.js';

const limit = (changes: Partial<NewOrderInput> = {}): NewOrderInput => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
  ...changes,
});
const market = (changes: Partial<NewOrderInput>): NewOrderInput => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'MARKET',
  ...changes,
});

function errorOf(order: NewOrderInput, rules = rulesOf()): AppError | undefined {
  try {
    checkProposal(singleOrder(order), rules);
    return undefined;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return error;
  }
}

it.each([
  ['a plain limit order', limit()],
  ['the smallest price and the largest quantity that fit', limit({ price: '999.99', quantity: '9000' })],
  ['trailing zeros', limit({ price: '50000.0100000000', quantity: '0.00100000' })],
  ['a market order by quantity', market({ quantity: '0.00001' })],
  ['a market order by quote quantity', market({ quoteOrderQty: '5' })],
  [
    'a pegged order, whose price only the exchange knows',
    limit({ price: undefined, pegPriceType: 'PRIMARY_PEG' } as never),
  ],
])('passes %s', (_name, order) => {
  expect(errorOf(order)).toBeUndefined();
});

it.each<[Partial<NewOrderInput>, string, string, string, string]>([
  [{ price: '50000.013' }, 'PRICE_FILTER', 'tickSize', 'price', '50000.01'],
  [{ price: '50000.015' }, 'PRICE_FILTER', 'tickSize', 'price', '50000.02'],
  [{ price: '0.001' }, 'PRICE_FILTER', 'minPrice', 'price', '0.01'],
  [{ price: '1000000.005' }, 'PRICE_FILTER', 'maxPrice', 'price', '1000000'],
  [{ type: 'STOP_LOSS_LIMIT', stopPrice: '49999.999' }, 'PRICE_FILTER', 'tickSize', 'stopPrice', '50000'],
  [{ quantity: '0.000015' }, 'LOT_SIZE', 'stepSize', 'quantity', '0.00002'],
  [{ quantity: '0.000001' }, 'LOT_SIZE', 'minQty', 'quantity', '0.00001'],
  [{ quantity: '9000.00001' }, 'LOT_SIZE', 'maxQty', 'quantity', '9000'],
  [{ icebergQty: '0.0000149' }, 'LOT_SIZE', 'stepSize', 'icebergQty', '0.00001'],
  [{ quantity: '0.00009', price: '50000' }, 'NOTIONAL', 'minNotional', 'quantity', '0.0001'],
  [{ quantity: '0.00001', price: '33333.33' }, 'NOTIONAL', 'minNotional', 'quantity', '0.00016'],
  [{ quantity: '8000', price: '50000' }, 'NOTIONAL', 'maxNotional', 'quantity', '180'],
])('refuses %j by %s %s, naming the nearest legal %s', (changes, filter, rule, field, nearest) => {
  const error = errorOf(limit(changes));
  expect(error).toMatchObject({ code: 'FILTER_FAILURE', extra: { filter, rule, nearest } });
  expect(error?.fields?.[0]?.field).toBe(field);
  expect(error?.message).toContain(filter);
  expect(error?.message).toContain(nearest);
  // What is called legal must be, as far as this filter goes
  expect(errorOf(limit({ ...changes, [field]: nearest }))?.extra?.['filter']).not.toBe(filter);
});

it('says what was given and which rule it breaks', () => {
  expect(errorOf(limit({ price: '50000.013' }))?.message).toBe(
    'PRICE_FILTER: price must be a multiple of 0.01, got 50000.013; the nearest legal value is 50000.01',
  );
  expect(errorOf(limit({ quantity: '0.00009' }))?.message).toBe(
    'NOTIONAL: price × quantity must be at least 5 USDT, got 4.5; with a price of 50000.00 the nearest legal quantity is 0.0001',
  );
});

it('holds market orders to their own lot size and to the minimum of their quote quantity', () => {
  expect(errorOf(market({ quantity: '50.00001' }))).toMatchObject({
    extra: { filter: 'MARKET_LOT_SIZE', rule: 'maxQty', nearest: '50' },
  });
  expect(errorOf(market({ quoteOrderQty: '4.99' }))).toMatchObject({
    extra: { filter: 'NOTIONAL', rule: 'minNotional', given: '4.99', nearest: '5' },
    fields: [{ field: 'quoteOrderQty' }],
  });
  expect(errorOf(market({ quoteOrderQty: '9000001' }))).toBeUndefined(); // applyMaxToMarket is false
});

it('knows the older MIN_NOTIONAL', () => {
  const rules = (applyToMarket: boolean): ReturnType<typeof rulesOf> =>
    rulesOf({
      filters: [{ filterType: 'MIN_NOTIONAL', minNotional: '10.0', applyToMarket, avgPriceMins: 5 }],
    });
  expect(errorOf(limit({ quantity: '0.0001' }), rules(true))).toMatchObject({
    extra: { filter: 'MIN_NOTIONAL', limit: '10', given: '5', nearest: '0.0002' },
  });
  expect(errorOf(market({ quoteOrderQty: '9' }), rules(true))?.code).toBe('FILTER_FAILURE');
  expect(errorOf(market({ quoteOrderQty: '9' }), rules(false))).toBeUndefined();
});

it('takes a rule of zero as switched off', () => {
  const off = { filterType: 'PRICE_FILTER', minPrice: '0.00', maxPrice: '0.00', tickSize: '0.00' };
  expect(errorOf(limit({ price: '0.000123' }), rulesOf({ filters: [off] }))).toBeUndefined();
});

it('counts steps from zero, not from the minimum', () => {
  const odd = { filterType: 'LOT_SIZE', minQty: '0.3', maxQty: '100', stepSize: '0.2' };
  const rules = rulesOf({ filters: [odd] });
  expect(errorOf(limit({ quantity: '0.4' }), rules)).toBeUndefined();
  expect(errorOf(limit({ quantity: '0.5' }), rules)?.extra).toMatchObject({
    rule: 'stepSize',
    nearest: '0.6',
  });
  expect(errorOf(limit({ quantity: '0.1' }), rules)?.extra).toMatchObject({ rule: 'minQty', nearest: '0.4' });
});

it.each(['HALT', 'BREAK', 'CANCEL_ONLY', 'END_OF_DAY', 'A_NEW_STATUS'])(
  'sends nothing to a symbol in %s',
  (status) => {
    expect(errorOf(limit(), rulesOf({ status }))).toMatchObject({
      code: 'SYMBOL_NOT_TRADING',
      extra: { symbolStatus: status },
    });
  },
);

it('sends nothing that the symbol does not take', () => {
  expect(errorOf(limit({ type: 'STOP_LOSS' }))).toMatchObject({
    code: 'ORDER_REJECTED',
    fields: [{ field: 'type' }],
  });
  const bare = rulesOf({ icebergAllowed: false, quoteOrderQtyMarketAllowed: false });
  expect(errorOf(limit({ icebergQty: '0.0001' }), bare)?.fields?.[0]?.field).toBe('icebergQty');
  expect(errorOf(market({ quoteOrderQty: '10' }), bare)?.fields?.[0]?.field).toBe('quoteOrderQty');
});

it('names a nearest value that passes, whatever is wrong with the quantity', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n }).map((n) => Decimal.fromScaled(n, 8).toString());
  fc.assert(
    fc.property(amount, amount, amount, amount, (quantity, minQty, span, stepSize) => {
      const maxQty = Decimal.of(minQty).plus(Decimal.of(span)).plus(Decimal.of(stepSize)).toString();
      const rules = rulesOf({ filters: [{ filterType: 'LOT_SIZE', minQty, maxQty, stepSize }] });
      const nearest = errorOf(limit({ quantity }), rules)?.extra?.['nearest'] as string | undefined;
      if (nearest !== undefined) expect(errorOf(limit({ quantity: nearest }), rules)).toBeUndefined();
    }),
  );
});
