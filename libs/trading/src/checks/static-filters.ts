import { Decimal, type DecimalString, type WireFilter, type WireSymbol } from '@binance-gateway/domain-types';
import type { Leg } from '../proposal.js';
import { type FilterBreach, ceilToStep, limitOf } from './filter-breach.js';

type Check = (order: Leg, filter: WireFilter, rules: WireSymbol) => FilterBreach | undefined;

/** The filters that an order alone keeps or breaks. https://developers.binance.com/docs/binance-spot-api-docs/filters */
const CHECKS: Readonly<Record<string, Check>> = {
  PRICE_FILTER: (order, filter) =>
    range('price', order.price, filter, PRICE_RULES) ??
    range('stopPrice', order.stopPrice, filter, PRICE_RULES),
  LOT_SIZE: (order, filter) =>
    (order.isSizeOpen ? undefined : range('quantity', order.quantity, filter, QUANTITY_RULES)) ??
    range('icebergQty', order.icebergQty, filter, QUANTITY_RULES),
  MARKET_LOT_SIZE: (order, filter) =>
    order.type === 'MARKET' && !order.isSizeOpen
      ? range('quantity', order.quantity, filter, QUANTITY_RULES)
      : undefined,
  ICEBERG_PARTS: icebergParts,
  TRAILING_DELTA: trailingDelta,
  MIN_NOTIONAL: (order, filter, rules) =>
    notional(order, filter, rules, { min: filter['applyToMarket'], max: false }),
  NOTIONAL: (order, filter, rules) =>
    notional(order, filter, rules, { min: filter['applyMinToMarket'], max: filter['applyMaxToMarket'] }),
};

/** What each filter has against the order whatever the market does. Filters that nobody knows pass. */
export function* staticBreaches(order: Leg, rules: WireSymbol): Generator<FilterBreach> {
  for (const filter of rules.filters) {
    const breach = CHECKS[filter.filterType]?.(order, filter, rules);
    if (breach) yield breach;
  }
}

const PRICE_RULES = { min: 'minPrice', max: 'maxPrice', step: 'tickSize' } as const;
const QUANTITY_RULES = { min: 'minQty', max: 'maxQty', step: 'stepSize' } as const;

/** A part of a filter that is 0 is switched off. The step counts from zero, not from the minimum. */
function range(
  field: string,
  value: DecimalString | undefined,
  filter: WireFilter,
  names: typeof PRICE_RULES | typeof QUANTITY_RULES,
): FilterBreach | undefined {
  if (value === undefined) return undefined;
  const given = Decimal.of(value);
  const step = limitOf(filter, names.step) ?? Decimal.ZERO;
  const min = limitOf(filter, names.min);
  const max = limitOf(filter, names.max);
  const breach = (rule: string, limit: Decimal, nearest: Decimal, what: string): FilterBreach => ({
    field,
    filter: filter.filterType,
    rule,
    limit,
    given,
    nearest,
    message: `${field} ${what}, got ${given}; the nearest legal value is ${nearest}`,
  });
  if (min && given.lessThan(min))
    return breach(names.min, min, ceilToStep(min, step), `must be at least ${min}`);
  if (max && given.greaterThan(max))
    return breach(names.max, max, max.floorToStep(step), `must be at most ${max}`);
  if (given.isMultipleOf(step)) return undefined;
  const below = given.floorToStep(step);
  const above = below.plus(step);
  const closer = given.minus(below).lessThan(above.minus(given)) ? below : above;
  const nearest = max && closer.greaterThan(max) ? below : min && closer.lessThan(min) ? above : closer;
  return breach(names.step, step, nearest.isPositive() ? nearest : above, `must be a multiple of ${step}`);
}

/** The visible part decides in how many parts an iceberg order comes: CEIL(quantity / icebergQty). */
function icebergParts(order: Leg, filter: WireFilter, rules: WireSymbol): FilterBreach | undefined {
  const { icebergQty, quantity, isSizeOpen } = order;
  const limit = limitOf(filter, 'limit');
  if (icebergQty === undefined || quantity === undefined || isSizeOpen || !limit) return undefined;
  const visible = Decimal.of(icebergQty);
  if (!visible.isPositive()) return undefined;
  const parts = Decimal.of(quantity).dividedBy(visible, 0, 'UP');
  if (!parts.greaterThan(limit)) return undefined;
  const nearest = ceilToStep(Decimal.of(quantity).dividedBy(limit, 20, 'UP'), lotStep(rules));
  return {
    field: 'icebergQty',
    filter: filter.filterType,
    rule: 'limit',
    limit,
    given: parts,
    nearest,
    message: `quantity / icebergQty must be at most ${limit} parts, got ${parts}; the nearest legal icebergQty is ${nearest}`,
  };
}

/** Stops that wait above the market and stops that wait below it have limits of their own. */
function trailingDelta(
  { type, side, trailingDelta: delta }: Leg,
  filter: WireFilter,
): FilterBreach | undefined {
  if (delta === undefined) return undefined;
  const isAbove = type.startsWith('STOP_LOSS') === (side === 'BUY');
  const where = isAbove ? 'Above' : 'Below';
  const [minRule, maxRule] = [`minTrailing${where}Delta`, `maxTrailing${where}Delta`];
  const min = limitOf(filter, minRule);
  const max = limitOf(filter, maxRule);
  const given = Decimal.of(BigInt(delta));
  const isLow = min !== undefined && given.lessThan(min);
  const limit = isLow ? min : max;
  if (!limit || (!isLow && !given.greaterThan(limit))) return undefined;
  return {
    field: 'trailingDelta',
    filter: filter.filterType,
    rule: isLow ? minRule : maxRule,
    limit,
    given,
    nearest: limit,
    message: `trailingDelta must be ${isLow ? 'at least' : 'at most'} ${limit} basis points for a ${side} ${type}, got ${given}; the nearest legal value is ${limit}`,
  };
}

interface AppliesToMarket {
  readonly min: unknown;
  readonly max: unknown;
}

/** Price × quantity where both are known. What an order without a price is worth, only the exchange can say. */
function notional(
  order: Leg,
  filter: WireFilter,
  rules: WireSymbol,
  market: AppliesToMarket,
): FilterBreach | undefined {
  const { price, quantity, quoteOrderQty, isSizeOpen } = order;
  const isMarket = price === undefined;
  const exact =
    quoteOrderQty ??
    (price === undefined || quantity === undefined || isSizeOpen ? undefined : { price, quantity });
  if (exact === undefined) return undefined;
  const worth =
    typeof exact === 'string' ? Decimal.of(exact) : Decimal.of(exact.price).times(Decimal.of(exact.quantity));
  return notionalBreach(worth, price, filter, rules, isMarket ? market : undefined);
}

/**
 * @param price what the order is valued at, when it has one
 * @param market which limits hold for an order without a price; undefined: it has one
 */
export function notionalBreach(
  worth: Decimal,
  price: DecimalString | undefined,
  filter: WireFilter,
  rules: WireSymbol,
  market: AppliesToMarket | undefined,
): FilterBreach | undefined {
  const min = market?.min === false ? undefined : limitOf(filter, 'minNotional');
  const max = market?.max === false ? undefined : limitOf(filter, 'maxNotional');
  const isLow = min !== undefined && worth.lessThan(min);
  const limit = isLow ? min : max;
  if (!limit || (!isLow && !worth.greaterThan(limit))) return undefined;
  const step = lotStep(rules);
  const exact = price === undefined ? limit : limit.dividedBy(Decimal.of(price), 20, isLow ? 'UP' : 'DOWN');
  const nearest = price === undefined ? limit : isLow ? ceilToStep(exact, step) : exact.floorToStep(step);
  const bound = `${isLow ? 'at least' : 'at most'} ${limit} ${rules.quoteAsset}`;
  return {
    field: price === undefined ? 'quoteOrderQty' : 'quantity',
    filter: filter.filterType,
    rule: isLow ? 'minNotional' : 'maxNotional',
    limit,
    given: worth,
    nearest,
    message:
      price === undefined
        ? `quoteOrderQty must be ${bound}, got ${worth}`
        : `price × quantity must be ${bound}, got ${worth}; with a price of ${price} the nearest legal quantity is ${nearest}`,
  };
}

function lotStep(rules: WireSymbol): Decimal {
  const lot = rules.filters.find((f) => f.filterType === 'LOT_SIZE');
  return (lot && limitOf(lot, 'stepSize')) ?? Decimal.ZERO;
}
