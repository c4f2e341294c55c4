import {
  Decimal,
  type Order,
  type PreviewAdvice,
  type WireFilter,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import type { Leg } from '../proposal.js';
import { limitOf } from './filter-breach.js';
import { notionalBreach } from './static-filters.js';

/** What rules look at beyond the order, as far as it is known. */
export interface TradingState {
  /** Reference price, or the average of trades where there is none: what the exchange holds prices against. */
  readonly reference?: Decimal | undefined;
  /** Open orders of the account on the symbol. */
  readonly open?: readonly Order[] | undefined;
  /** Free and locked together, of the base asset. */
  readonly position?: Decimal | undefined;
}

type Check = (
  leg: Leg,
  filter: WireFilter,
  state: TradingState,
  rules: WireSymbol,
) => PreviewAdvice | undefined;

const ALGO_TYPES: ReadonlySet<string> = new Set([
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
]);

/** Filters that depend on prices, on open orders or on balances: what they say holds for this moment alone. */
const CHECKS: Readonly<Record<string, Check>> = {
  PERCENT_PRICE: (leg, filter, state) => percentPrice(leg, filter, state, ['multiplierDown', 'multiplierUp']),
  PERCENT_PRICE_BY_SIDE: (leg, filter, state) =>
    percentPrice(
      leg,
      filter,
      state,
      leg.side === 'BUY'
        ? ['bidMultiplierDown', 'bidMultiplierUp']
        : ['askMultiplierDown', 'askMultiplierUp'],
    ),
  MIN_NOTIONAL: (leg, filter, state, rules) =>
    marketNotional(leg, filter, state, rules, { min: filter['applyToMarket'], max: false }),
  NOTIONAL: (leg, filter, state, rules) =>
    marketNotional(leg, filter, state, rules, {
      min: filter['applyMinToMarket'],
      max: filter['applyMaxToMarket'],
    }),
  MAX_NUM_ORDERS: (leg, filter, { open }) =>
    leg.type === 'MARKET' ? undefined : count(filter, 'maxNumOrders', open, () => true, 'open orders'),
  MAX_NUM_ALGO_ORDERS: (leg, filter, { open }) =>
    ALGO_TYPES.has(leg.type)
      ? count(filter, 'maxNumAlgoOrders', open, ({ type }) => ALGO_TYPES.has(type ?? ''), 'open stop orders')
      : undefined,
  MAX_NUM_ICEBERG_ORDERS: (leg, filter, { open }) =>
    leg.icebergQty === undefined
      ? undefined
      : count(filter, 'maxNumIcebergOrders', open, isIceberg, 'open iceberg orders'),
  MAX_POSITION: maxPosition,
};

/** Filters of the symbol that the order would break as things are. What is not known is not told of. */
export function stateAdvice(leg: Leg, state: TradingState, rules: WireSymbol): PreviewAdvice[] {
  return rules.filters.flatMap((filter) => CHECKS[filter.filterType]?.(leg, filter, state, rules) ?? []);
}

function percentPrice(
  { price, side }: Leg,
  filter: WireFilter,
  { reference }: TradingState,
  [downName, upName]: readonly [string, string],
): PreviewAdvice | undefined {
  if (price === undefined || !reference) return undefined;
  const down = limitOf(filter, downName);
  const up = limitOf(filter, upName);
  const low = down && reference.times(down);
  const high = up && reference.times(up);
  const given = Decimal.of(price);
  const isLow = low !== undefined && given.lessThan(low);
  const limit = isLow ? low : high;
  if (!limit || (!isLow && !given.greaterThan(limit))) return undefined;
  return {
    filter: filter.filterType,
    message: `the price of a ${side} must be ${isLow ? 'at least' : 'at most'} ${limit} now, from ${reference} × ${isLow ? down : up}, got ${given}`,
    limit: limit.toString(),
    given: given.toString(),
  };
}

function marketNotional(
  { price, quantity, quoteOrderQty }: Leg,
  filter: WireFilter,
  { reference }: TradingState,
  rules: WireSymbol,
  market: { readonly min: unknown; readonly max: unknown },
): PreviewAdvice | undefined {
  if (price !== undefined || quoteOrderQty !== undefined || quantity === undefined || !reference)
    return undefined;
  const worth = reference.times(Decimal.of(quantity));
  const breach = notionalBreach(worth, undefined, filter, rules, market);
  if (!breach) return undefined;
  const bound = breach.rule === 'minNotional' ? 'at least' : 'at most';
  return {
    filter: filter.filterType,
    message: `quantity × ${reference} must be ${bound} ${breach.limit} ${rules.quoteAsset} now, got ${worth}`,
    limit: breach.limit.toString(),
    given: worth.toString(),
  };
}

function isIceberg({ icebergQty }: Order): boolean {
  return icebergQty !== undefined && Decimal.of(icebergQty).isPositive();
}

function count(
  filter: WireFilter,
  name: string,
  open: readonly Order[] | undefined,
  isCounted: (order: Order) => boolean,
  what: string,
): PreviewAdvice | undefined {
  const limit = limitOf(filter, name);
  if (!limit || !open) return undefined;
  const after = open.filter(isCounted).length + 1;
  if (!Decimal.of(BigInt(after)).greaterThan(limit)) return undefined;
  return {
    filter: filter.filterType,
    message: `the symbol takes ${limit} ${what}, and this would be number ${after}`,
    limit: limit.toString(),
    given: String(after),
  };
}

function maxPosition(
  { side, quantity }: Leg,
  filter: WireFilter,
  { position, open }: TradingState,
  rules: WireSymbol,
): PreviewAdvice | undefined {
  const limit = limitOf(filter, 'maxPosition');
  if (side !== 'BUY' || quantity === undefined || !limit || !position || !open) return undefined;
  const bought = open
    .filter((order) => order.side === 'BUY')
    .map(({ origQty = '0', executedQty = '0' }) => Decimal.of(origQty).minus(Decimal.of(executedQty)));
  const after = Decimal.sum([position, ...bought, Decimal.of(quantity)]);
  if (!after.greaterThan(limit)) return undefined;
  return {
    filter: filter.filterType,
    message: `${rules.baseAsset} held, ordered and this order must be at most ${limit} together, got ${after}`,
    limit: limit.toString(),
    given: after.toString(),
  };
}
