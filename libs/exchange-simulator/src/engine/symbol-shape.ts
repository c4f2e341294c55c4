import { ORDER_TYPES, STP_MODES, isSymbolName } from '@binance-gateway/domain-types';
import {
  WrongValue,
  amount,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  that,
  within,
} from '../shape.js';
import { formatAmount } from './amount.js';
import type { Amount, PriceRange, SymbolFeatures, SymbolSpec, TrailingDeltaRange } from './types.js';

export const NAME = 'up to 50 capital letters, digits, . _ - or letters of other scripts';
export const symbolName = that(NAME, (value) => typeof value === 'string' && isSymbolName(value));

const notNegative = amount({ min: 0n });
const positive = amount({ min: 1n });
const count = integer({ min: 0 });

const FEATURE = optional(flag);
const features = object<SymbolFeatures>({
  icebergAllowed: FEATURE,
  ocoAllowed: FEATURE,
  otoAllowed: FEATURE,
  opoAllowed: FEATURE,
  quoteOrderQtyMarketAllowed: FEATURE,
  allowTrailingStop: FEATURE,
  cancelReplaceAllowed: FEATURE,
  amendAllowed: FEATURE,
  pegInstructionsAllowed: FEATURE,
});
const trailingDelta = object<TrailingDeltaRange>({
  minAbove: count,
  maxAbove: count,
  minBelow: count,
  maxBelow: count,
});
const priceRange = object<PriceRange>({
  bidUp: optional(positive),
  bidDown: optional(notNegative),
  askUp: optional(positive),
  askDown: optional(notNegative),
});

const members = object<SymbolSpec>({
  symbol: symbolName,
  baseAsset: symbolName,
  quoteAsset: symbolName,
  tickSize: positive,
  minPrice: notNegative,
  maxPrice: notNegative,
  stepSize: positive,
  minQty: notNegative,
  maxQty: notNegative,
  maxMarketQty: notNegative,
  minNotional: notNegative,
  maxNotional: notNegative,
  maxNumOrders: count,
  maxNumAlgoOrders: count,
  multiplierUp: positive,
  multiplierDown: notNegative,
  askMultiplierUp: optional(positive),
  askMultiplierDown: optional(notNegative),
  percentPriceFilter: optional(oneOf(['PERCENT_PRICE', 'PERCENT_PRICE_BY_SIDE'])),
  notionalFilter: optional(oneOf(['NOTIONAL', 'MIN_NOTIONAL'])),
  minNotionalOfMarket: optional(flag),
  maxNotionalOfMarket: optional(flag),
  avgPriceMins: optional(count),
  minMarketQty: optional(notNegative),
  marketStepSize: optional(notNegative),
  icebergParts: optional(count),
  maxNumIcebergOrders: optional(count),
  maxNumOrderLists: optional(count),
  maxNumOrderAmends: optional(count),
  maxPosition: optional(notNegative),
  trailingDelta: optional(trailingDelta),
  features: optional(features),
  orderTypes: optional(listOf(oneOf(ORDER_TYPES), 'order types')),
  priceRange: optional(priceRange),
  initialPrice: positive,
  defaultStpMode: optional(oneOf(STP_MODES)),
  allowedStpModes: optional(listOf(oneOf(STP_MODES), 'self-trade prevention modes')),
});

/** Prices in ticks and quantities in steps are counted with numbers, which are exact so far. */
const MOST_STEPS = BigInt(Number.MAX_SAFE_INTEGER);

type Rule = readonly [
  name: keyof SymbolSpec,
  holds: (spec: SymbolSpec) => boolean,
  expected: (spec: SymbolSpec) => string,
];

/** A maximum of 0 is none. https://developers.binance.com/docs/binance-spot-api-docs/filters */
const isUpTo = (amount: Amount, most: Amount): boolean => most === 0n || amount <= most;

const atMost = (
  least: 'tickSize' | 'minPrice' | 'stepSize' | 'minQty' | 'minNotional',
  most: 'maxPrice' | 'maxQty' | 'maxNotional',
): Rule => [
  least,
  (spec) => isUpTo(spec[least], spec[most]),
  (spec) => `at most ${most}, ${formatAmount(spec[most])}`,
];

/** What the members of a listing are to each other. */
const RULES: readonly Rule[] = [
  [
    'quoteAsset',
    ({ baseAsset, quoteAsset }) => baseAsset !== quoteAsset,
    () => 'another asset than baseAsset',
  ],
  atMost('tickSize', 'maxPrice'),
  atMost('minPrice', 'maxPrice'),
  atMost('stepSize', 'maxQty'),
  atMost('minQty', 'maxQty'),
  atMost('minNotional', 'maxNotional'),
  [
    'multiplierDown',
    ({ multiplierDown, multiplierUp }) => multiplierDown <= multiplierUp,
    ({ multiplierUp }) => `at most multiplierUp, ${formatAmount(multiplierUp)}`,
  ],
  [
    'tickSize',
    ({ tickSize, maxPrice, initialPrice }) => larger(maxPrice, initialPrice) / tickSize <= MOST_STEPS,
    () => `so large that maxPrice has at most ${MOST_STEPS} ticks`,
  ],
  [
    'stepSize',
    ({ stepSize, maxQty, maxMarketQty }) => larger(maxQty, maxMarketQty) / stepSize <= MOST_STEPS,
    () => `so large that maxQty has at most ${MOST_STEPS} steps`,
  ],
  [
    'initialPrice',
    ({ initialPrice, tickSize }) => initialPrice % tickSize === 0n,
    ({ tickSize }) => `a whole number of ticks of ${formatAmount(tickSize)}`,
  ],
  [
    'initialPrice',
    ({ initialPrice, minPrice }) => initialPrice >= minPrice,
    ({ minPrice }) => `at least minPrice, ${formatAmount(minPrice)}`,
  ],
  [
    'initialPrice',
    ({ initialPrice, maxPrice }) => isUpTo(initialPrice, maxPrice),
    ({ maxPrice }) => `at most maxPrice, ${formatAmount(maxPrice)}`,
  ],
];

/** Everything that a listing must be, of members that are what they must be. @throws WrongValue */
export function checkRules(
  spec: SymbolSpec,
  path = '',
  rename: (name: string) => string = (name) => name,
): void {
  for (const [name, holds, expected] of RULES) {
    if (!holds(spec)) throw new WrongValue(within(path, rename(name)), `must be ${expected(spec)}`);
  }
}

/** A whole listing. */
export function symbolSpec(value: unknown, path: string): void {
  members(value, path);
  checkRules(value as SymbolSpec, path);
}

function larger(a: Amount, b: Amount): Amount {
  return a > b ? a : b;
}
