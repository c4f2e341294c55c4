import {
  AppError,
  Decimal,
  type DecimalString,
  type WireFilter,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import { type Leg, type Proposal, legsOf } from './proposal.js';

/** One broken rule, in the words of the exchange and with what would be legal. */
interface Breach {
  readonly field: string;
  readonly filter: string;
  readonly rule: string;
  readonly limit: Decimal;
  readonly given: Decimal;
  readonly nearest: Decimal | undefined;
  readonly message: string;
}

/**
 * Checks an order against the rules of its symbol before it costs anything. Rules that need the market, the account or
 * the open orders (PERCENT_PRICE, MAX_POSITION, MAX_NUM_ORDERS …) are left to the exchange; so are filters we don't know.
 * https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @throws AppError SYMBOL_NOT_TRADING, ORDER_REJECTED, or FILTER_FAILURE with extra {filter, rule, limit, given, nearest}
 */
export function checkOrder(order: Leg, rules: WireSymbol): void {
  if (rules.status !== 'TRADING') {
    throw new AppError(
      'SYMBOL_NOT_TRADING',
      `${rules.symbol} takes no new orders: its status is ${rules.status}`,
      {
        extra: { symbolStatus: rules.status },
      },
    );
  }
  checkAbilities(order, rules);
  for (const filter of rules.filters) {
    const breach = CHECKS[filter.filterType]?.(order, filter, rules);
    if (breach) throw failure(breach);
  }
}

/** Every order of a request. @throws AppError as `checkOrder` */
export function checkProposal(proposal: Proposal, rules: WireSymbol): void {
  for (const leg of legsOf(proposal)) {
    try {
      checkOrder(leg, rules);
    } catch (error) {
      throw renamed(error, leg);
    }
  }
}

const wordOf = (field: string): RegExp => new RegExp(`\\b${field}\\b`, 'g');

/** A field of a leg under the name the caller wrote. */
function renamed(error: unknown, { fieldOf }: Leg): unknown {
  if (!fieldOf || !AppError.is(error) || !error.fields) return error;
  const { code, extra } = error;
  const named = (text: string, field: string): string => text.replaceAll(wordOf(field), fieldOf(field));
  const fields = error.fields.map(({ field, message }) => ({
    field: fieldOf(field),
    message: named(message, field),
  }));
  const message = error.fields.reduce((text, { field }) => named(text, field), error.message);
  return new AppError(code, message, { fields, ...(extra ? { extra } : {}), cause: error });
}

function checkAbilities(order: Leg, rules: WireSymbol): void {
  const refuse = (field: string, message: string): AppError =>
    new AppError('ORDER_REJECTED', message, { fields: [{ field, message }] });
  if (Array.isArray(rules.orderTypes) && !rules.orderTypes.includes(order.type)) {
    throw refuse(
      'type',
      `${rules.symbol} takes no ${order.type} orders, only ${rules.orderTypes.join(', ')}`,
    );
  }
  if (order.quoteOrderQty !== undefined && rules.quoteOrderQtyMarketAllowed === false) {
    throw refuse(
      'quoteOrderQty',
      `${rules.symbol} takes MARKET orders by quantity only, not by quoteOrderQty`,
    );
  }
  if (order.icebergQty !== undefined && rules.icebergAllowed === false) {
    throw refuse('icebergQty', `${rules.symbol} takes no iceberg orders`);
  }
}

type Check = (order: Leg, filter: WireFilter, rules: WireSymbol) => Breach | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  PRICE_FILTER: (order, filter) =>
    range('price', order.price, filter, PRICE_RULES) ??
    range('stopPrice', order.stopPrice, filter, PRICE_RULES),
  LOT_SIZE: (order, filter) =>
    range('quantity', order.quantity, filter, QUANTITY_RULES) ??
    range('icebergQty', order.icebergQty, filter, QUANTITY_RULES),
  MARKET_LOT_SIZE: (order, filter) =>
    order.type === 'MARKET' ? range('quantity', order.quantity, filter, QUANTITY_RULES) : undefined,
  MIN_NOTIONAL: (order, filter, rules) =>
    notional(order, filter, rules, { min: filter['applyToMarket'], max: false }),
  NOTIONAL: (order, filter, rules) =>
    notional(order, filter, rules, { min: filter['applyMinToMarket'], max: filter['applyMaxToMarket'] }),
};

const PRICE_RULES = { min: 'minPrice', max: 'maxPrice', step: 'tickSize' } as const;
const QUANTITY_RULES = { min: 'minQty', max: 'maxQty', step: 'stepSize' } as const;

/** A part of a filter that is 0 is switched off. The step counts from zero, not from the minimum. */
function range(
  field: string,
  value: DecimalString | undefined,
  filter: WireFilter,
  names: typeof PRICE_RULES | typeof QUANTITY_RULES,
): Breach | undefined {
  if (value === undefined) return undefined;
  const given = Decimal.of(value);
  const step = limitOf(filter, names.step) ?? Decimal.ZERO;
  const min = limitOf(filter, names.min);
  const max = limitOf(filter, names.max);
  const breach = (rule: string, limit: Decimal, nearest: Decimal, what: string): Breach => ({
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

interface AppliesToMarket {
  readonly min: unknown;
  readonly max: unknown;
}

/** Price × quantity where both are known. What a MARKET order by quantity is worth, only the exchange can say. */
function notional(
  order: Leg,
  filter: WireFilter,
  rules: WireSymbol,
  market: AppliesToMarket,
): Breach | undefined {
  const isMarket = order.type === 'MARKET';
  const { price, quantity, quoteOrderQty } = order;
  const worth = isMarket
    ? quoteOrderQty === undefined
      ? undefined
      : Decimal.of(quoteOrderQty)
    : price === undefined || quantity === undefined
      ? undefined
      : Decimal.of(price).times(Decimal.of(quantity));
  if (!worth) return undefined;
  const min = isMarket && market.min === false ? undefined : limitOf(filter, 'minNotional');
  const max = isMarket && market.max === false ? undefined : limitOf(filter, 'maxNotional');
  const isLow = min !== undefined && worth.lessThan(min);
  const limit = isLow ? min : max;
  if (!limit || (!isLow && !worth.greaterThan(limit))) return undefined;
  const field = isMarket ? 'quoteOrderQty' : 'quantity';
  const step = stepOf(rules);
  const exact = isMarket ? limit : limit.dividedBy(Decimal.of(price as string), 20, isLow ? 'UP' : 'DOWN');
  const nearest = isMarket ? limit : isLow ? ceilToStep(exact, step) : exact.floorToStep(step);
  const bound = `${isLow ? 'at least' : 'at most'} ${limit} ${rules.quoteAsset}`;
  const message = isMarket
    ? `quoteOrderQty must be ${bound}, got ${worth}`
    : `price × quantity must be ${bound}, got ${worth}; with a price of ${price} the nearest legal quantity is ${nearest}`;
  return {
    field,
    filter: filter.filterType,
    rule: isLow ? 'minNotional' : 'maxNotional',
    limit,
    given: worth,
    nearest,
    message,
  };
}

function stepOf(rules: WireSymbol): Decimal {
  const lot = rules.filters.find((f) => f.filterType === 'LOT_SIZE');
  return (lot && limitOf(lot, 'stepSize')) ?? Decimal.ZERO;
}

/** undefined when the filter has no such part, or has switched it off. */
function limitOf(filter: WireFilter, name: string): Decimal | undefined {
  const value = filter[name];
  if (!Decimal.isValid(value)) return undefined;
  const limit = Decimal.of(value);
  return limit.isZero() ? undefined : limit;
}

function ceilToStep(value: Decimal, step: Decimal): Decimal {
  return value.isMultipleOf(step) ? value : value.floorToStep(step).plus(step);
}

function failure({ field, filter, rule, limit, given, nearest, message }: Breach): AppError {
  return new AppError('FILTER_FAILURE', `${filter}: ${message}`, {
    fields: [{ field, message }],
    extra: {
      filter,
      rule,
      limit: limit.toString(),
      given: given.toString(),
      ...(nearest ? { nearest: nearest.toString() } : {}),
    },
  });
}
