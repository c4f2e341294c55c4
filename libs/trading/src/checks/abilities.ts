import { AppError, Decimal, type WireSymbol } from '@binance-gateway/domain-types';
import type { Leg, Proposal } from '../proposal.js';

/** A flag of exchangeInfo that must not be false, and what it is about. Flags that are absent forbid nothing. */
interface Ability {
  readonly flag: string;
  readonly field: string;
  readonly isUsed: (leg: Leg) => boolean;
  readonly what: string;
}

const ABILITIES: readonly Ability[] = [
  {
    flag: 'quoteOrderQtyMarketAllowed',
    field: 'quoteOrderQty',
    isUsed: ({ quoteOrderQty }) => quoteOrderQty !== undefined,
    what: 'MARKET orders by quantity only, not by quoteOrderQty',
  },
  {
    flag: 'icebergAllowed',
    field: 'icebergQty',
    isUsed: ({ icebergQty }) => icebergQty !== undefined,
    what: 'no iceberg orders',
  },
  {
    flag: 'allowTrailingStop',
    field: 'trailingDelta',
    isUsed: ({ trailingDelta }) => trailingDelta !== undefined,
    what: 'no trailing stops',
  },
  {
    flag: 'pegInstructionsAllowed',
    field: 'pegPriceType',
    isUsed: ({ pegPriceType }) => pegPriceType !== undefined,
    what: 'no pegged orders',
  },
];

/** What the symbol takes at all: status, kinds of requests, order types, flags. */
export function* requestErrors({ kind, groups }: Proposal, rules: WireSymbol): Generator<AppError> {
  yield* closedErrors(rules);
  const isPair = groups.some((legs) => legs.length > 1);
  const flags: readonly (readonly [boolean, string, string])[] = [
    [kind === 'replace', 'cancelReplaceAllowed', 'no cancel-replace; cancel and place apart'],
    [isPair, 'ocoAllowed', 'no OCO orders'],
    [kind === 'oto' || kind === 'opo', 'otoAllowed', 'no OTO orders'],
    [kind === 'opo', 'opoAllowed', 'no OPO orders'],
  ];
  for (const [isUsed, flag, what] of flags) {
    if (isUsed && rules[flag] === false) yield refuse('symbol', `${rules.symbol} takes ${what}`);
  }
}

/** SYMBOL_NOT_TRADING */
function* closedErrors(rules: WireSymbol): Generator<AppError> {
  if (rules.status !== 'TRADING' || rules.isSpotTradingAllowed === false) {
    const why =
      rules.status === 'TRADING' ? 'it is not traded on the spot market' : `its status is ${rules.status}`;
    yield new AppError('SYMBOL_NOT_TRADING', `${rules.symbol} takes no new orders: ${why}`, {
      extra: { symbolStatus: rules.status },
    });
  }
}

/** @throws AppError when the symbol does not allow amendments */
export function checkAmendable(rules: WireSymbol): void {
  if (rules['amendAllowed'] === false) {
    throw refuse('symbol', `${rules.symbol} takes no amendments; cancel the order and place a smaller one`);
  }
}

/**
 * What the symbol takes of one order, and what fits together.
 * @param told fields whose decimals need no further word
 */
export function* abilityErrors(leg: Leg, rules: WireSymbol, told: ReadonlySet<string>): Generator<AppError> {
  if (Array.isArray(rules.orderTypes) && !rules.orderTypes.includes(leg.type)) {
    const types = rules.orderTypes.join(', ');
    yield refuse('type', `${rules.symbol} takes no ${leg.type} orders, only ${types}`);
  }
  for (const { flag, field, isUsed, what } of ABILITIES) {
    if (rules[flag] === false && isUsed(leg)) yield refuse(field, `${rules.symbol} takes ${what}`);
  }
  const { selfTradePreventionMode: mode } = leg;
  const { allowedSelfTradePreventionModes: modes } = rules;
  if (mode !== undefined && modes && !modes.includes(mode)) {
    yield refuse('selfTradePreventionMode', `${rules.symbol} takes ${modes.join(', ')}, not ${mode}`);
  }
  yield* icebergErrors(leg);
  yield* precisionErrors(leg, rules, told);
}

function* icebergErrors({ icebergQty, quantity, isSizeOpen }: Leg): Generator<AppError> {
  if (icebergQty === undefined || quantity === undefined || isSizeOpen) return;
  if (Decimal.of(icebergQty).greaterThan(Decimal.of(quantity))) {
    yield refuse('icebergQty', `icebergQty must be at most the quantity ${quantity}, got ${icebergQty}`);
  }
}

/** -1111: more decimals than the asset has. */
function* precisionErrors(leg: Leg, rules: WireSymbol, told: ReadonlySet<string>): Generator<AppError> {
  const { baseAssetPrecision: base, quoteAssetPrecision: quote } = rules;
  const fields = [
    ['quantity', leg.quantity, base],
    ['icebergQty', leg.icebergQty, base],
    ['price', leg.price, quote],
    ['stopPrice', leg.stopPrice, quote],
    ['quoteOrderQty', leg.quoteOrderQty, quote],
  ] as const;
  for (const [field, value, digits] of fields) {
    if (value === undefined || told.has(field) || !Number.isInteger(digits)) continue;
    const exact = Decimal.of(value);
    const nearest = exact.round(digits, 'DOWN');
    if (exact.equals(nearest)) continue;
    const message = `${field} must have at most ${digits} decimals, got ${exact}; the nearest legal value is ${nearest}`;
    yield new AppError('FILTER_FAILURE', `precision: ${message}`, {
      fields: [{ field, message }],
      extra: {
        filter: 'PRECISION',
        rule: field === 'quantity' || field === 'icebergQty' ? 'baseAssetPrecision' : 'quoteAssetPrecision',
        limit: String(digits),
        given: exact.toString(),
        nearest: nearest.toString(),
      },
    });
  }
}

function refuse(field: string, message: string): AppError {
  return new AppError('ORDER_REJECTED', message, { fields: [{ field, message }] });
}
