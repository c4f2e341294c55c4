import {
  Decimal,
  type NewOrderInput,
  ORDER_TYPES,
  type Random,
  SIDES,
  STP_MODES,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import type { SymbolSpec } from '@binance-gateway/exchange-simulator';

const UNIT = 100_000_000n;
const amount = (text: string): bigint => Decimal.of(text).toScaled(8);

export const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;
const chance = (random: Random, share: number): boolean => random() < share;

/** A market with filters and abilities of its own; around the price 100, so that few orders fail by their price. */
export function randomSpec(random: Random, index: number): SymbolSpec {
  const step = pick(random, ['0.001', '0.01', '0.5', '0.00000001']);
  const marketStep = pick(random, ['0', '0', '0.01', '1']);
  const features = {
    icebergAllowed: chance(random, 0.8),
    allowTrailingStop: chance(random, 0.8),
    quoteOrderQtyMarketAllowed: chance(random, 0.8),
    pegInstructionsAllowed: chance(random, 0.8),
  };
  return {
    symbol: `X${index}Y`,
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    tickSize: amount(pick(random, ['0.01', '0.1', '0.25', '0.00000001'])),
    minPrice: amount(pick(random, ['0', '1', '50'])),
    maxPrice: amount(pick(random, ['0', '150', '100000'])),
    stepSize: amount(step),
    minQty: amount(pick(random, ['0.5', '1', '2'])),
    maxQty: amount(pick(random, ['20', '1000'])),
    maxMarketQty: amount(pick(random, ['0', '10'])),
    minMarketQty: amount(pick(random, ['0', '2'])),
    marketStepSize: amount(marketStep),
    minNotional: amount(pick(random, ['0', '10', '150'])),
    maxNotional: amount(pick(random, ['0', '1000', '100000'])),
    notionalFilter: pick(random, ['NOTIONAL', 'MIN_NOTIONAL'] as const),
    minNotionalOfMarket: chance(random, 0.5),
    maxNotionalOfMarket: chance(random, 0.5),
    icebergParts: pick(random, [2, 10, 100]),
    trailingDelta: pick(random, [
      { minAbove: 10, maxAbove: 2_000, minBelow: 10, maxBelow: 2_000 },
      { minAbove: 100, maxAbove: 500, minBelow: 50, maxBelow: 900 },
    ]),
    maxNumOrders: 200,
    maxNumAlgoOrders: 200,
    multiplierUp: 5n * UNIT,
    multiplierDown: UNIT / 5n,
    initialPrice: amount('100'),
    features,
    ...(chance(random, 0.3) ? { orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT'] } : {}),
    ...(chance(random, 0.3) ? { allowedStpModes: ['EXPIRE_MAKER', 'EXPIRE_TAKER'] } : {}),
  };
}

const PRICES = ['99.5', '100', '100.25', '100.3', '100.013', '0.5', '120', '151', '30', '100.00000001'];
const QUANTITIES = ['0.1', '1', '1.5', '2', '2.005', '3.33', '9', '10.5', '21', '999', '1.00000001', '5'];

/** An order that is complete for its type, and legal or not. */
export function randomOrder(random: Random, { symbol }: WireSymbol): NewOrderInput {
  const type = pick(random, ORDER_TYPES);
  const needsPrice = type === 'LIMIT' || type.endsWith('_LIMIT') || type === 'LIMIT_MAKER';
  const needsStop = /^(STOP_LOSS|TAKE_PROFIT)/.test(type);
  const isPegged = needsPrice && chance(random, 0.1);
  const byQuote = type === 'MARKET' && chance(random, 0.3);
  const timeInForce = pick(random, ['GTC', 'GTC', 'IOC', 'FOK'] as const);
  const takesIceberg = needsPrice && (type === 'LIMIT_MAKER' || timeInForce === 'GTC');
  return {
    symbol,
    side: pick(random, SIDES),
    type,
    ...(byQuote
      ? { quoteOrderQty: pick(random, ['5', '100', '2000']) }
      : { quantity: pick(random, QUANTITIES) }),
    ...(needsPrice && type !== 'LIMIT_MAKER' ? { timeInForce } : {}),
    ...(needsPrice && !isPegged ? { price: pick(random, PRICES) } : {}),
    ...(isPegged ? { pegPriceType: pick(random, ['PRIMARY_PEG', 'MARKET_PEG'] as const) } : {}),
    ...(needsStop
      ? chance(random, 0.4)
        ? { trailingDelta: pick(random, [5, 10, 60, 200, 700, 2_001]) }
        : { stopPrice: pick(random, PRICES) }
      : {}),
    ...(takesIceberg && chance(random, 0.3) ? { icebergQty: pick(random, QUANTITIES) } : {}),
    ...(chance(random, 0.1) ? { selfTradePreventionMode: pick(random, STP_MODES) } : {}),
  };
}
