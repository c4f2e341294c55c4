import type { OrderType } from '@binance-gateway/domain-types';
import { isAlgoType } from './order.js';
import { REJECTS } from './rejects.js';
import type { SymbolRules } from './symbol-rules.js';
import type { OrderTerms } from './types.js';

const PARAMETERS = [
  'timeInForce',
  'quantity',
  'price',
  'stopPrice',
  'quoteOrderQty',
  'trailingDelta',
  'icebergQty',
] as const;
type Parameter = (typeof PARAMETERS)[number];

/** Sets of parameters as bits: this check runs for every order. */
interface Rule {
  readonly required: number;
  readonly forbidden: number;
}

const bit = (parameter: Parameter): number => 1 << PARAMETERS.indexOf(parameter);

const TIME_IN_FORCE = bit('timeInForce');
const QUANTITY = bit('quantity');
const PRICE = bit('price');
const STOP_PRICE = bit('stopPrice');
const QUOTE_ORDER_QTY = bit('quoteOrderQty');
const TRAILING_DELTA = bit('trailingDelta');
const ICEBERG_QTY = bit('icebergQty');
const TRIGGERS = STOP_PRICE | TRAILING_DELTA;

const STOP_MARKET: Rule = {
  required: QUANTITY,
  forbidden: TIME_IN_FORCE | PRICE | QUOTE_ORDER_QTY | ICEBERG_QTY,
};
const STOP_LIMIT: Rule = { required: TIME_IN_FORCE | QUANTITY | PRICE, forbidden: QUOTE_ORDER_QTY };

/** Parameters by type. https://developers.binance.com/docs/binance-spot-api-docs/rest-api (New order) */
const RULES: Record<OrderType, Rule> = {
  LIMIT: { required: TIME_IN_FORCE | QUANTITY | PRICE, forbidden: QUOTE_ORDER_QTY | TRIGGERS },
  MARKET: { required: 0, forbidden: TIME_IN_FORCE | PRICE | TRIGGERS | ICEBERG_QTY },
  LIMIT_MAKER: { required: QUANTITY | PRICE, forbidden: TIME_IN_FORCE | QUOTE_ORDER_QTY | TRIGGERS },
  STOP_LOSS: STOP_MARKET,
  TAKE_PROFIT: STOP_MARKET,
  STOP_LOSS_LIMIT: STOP_LIMIT,
  TAKE_PROFIT_LIMIT: STOP_LIMIT,
};

const MARKET_AMOUNTS = QUANTITY | QUOTE_ORDER_QTY;
const MAX_PEG_OFFSET = 100;

/**
 * @param isSized false for an order that gets its quantity later (OPO) and may name none
 * @throws EngineReject -1102, -1106, -1128, -1130, or -1013 for what the symbol does not offer
 */
export function checkParameters(terms: OrderTerms, rules: SymbolRules, isSized = true): void {
  const { type } = terms;
  const { required, forbidden } = RULES[type];
  const given = parametersOf(terms);
  if (rules.orderTypes?.includes(type) === false) throw REJECTS.typeNotSupported(TYPE_NAMES[type]);
  const optional = (terms.pegPriceType === undefined ? 0 : PRICE) | (isSized ? 0 : QUANTITY);
  const missing = required & ~given & ~optional;
  if (missing !== 0) throw REJECTS.mandatoryMissing(firstOf(missing));
  if ((given & forbidden) !== 0) throw REJECTS.notRequired(firstOf(given & forbidden));
  if (isAlgoType(type) && (given & TRIGGERS) === 0) throw REJECTS.oneOfMissing('stopPrice', 'trailingDelta');
  if (type === 'MARKET' && isSized) checkMarketAmounts(given & MARKET_AMOUNTS, rules);
  if (isNotPositive(terms.quantity) || isNotPositive(terms.quoteOrderQty)) throw REJECTS.invalidQuantity();
  if (isNotPositive(terms.price) || isNotPositive(terms.stopPrice)) throw REJECTS.invalidPrice();
  if ((given & ICEBERG_QTY) !== 0) checkIceberg(terms, rules);
  if ((given & TRAILING_DELTA) !== 0 && !rules.features.allowTrailingStop) {
    throw REJECTS.typeNotSupported('Trailing stop');
  }
  const isPegged =
    terms.pegPriceType !== undefined ||
    terms.pegOffsetType !== undefined ||
    terms.pegOffsetValue !== undefined;
  if (isPegged) checkPeg(terms, rules);
}

/** @throws EngineReject -1013 for what SOR does not take */
export function checkRouted({ type, quoteOrderQty, pegPriceType }: OrderTerms): void {
  if (type !== 'LIMIT' && type !== 'MARKET') throw REJECTS.unsupportedCombination();
  if (quoteOrderQty !== undefined) throw REJECTS.notRequired('quoteOrderQty');
  if (pegPriceType !== undefined) throw REJECTS.pegNotForType();
}

const TYPE_NAMES: Record<OrderType, string> = {
  LIMIT: 'Limit',
  MARKET: 'Market',
  LIMIT_MAKER: 'Limit maker',
  STOP_LOSS: 'Stop loss',
  STOP_LOSS_LIMIT: 'Stop loss limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
};

function checkMarketAmounts(amounts: number, { features }: SymbolRules): void {
  if (amounts === 0) throw REJECTS.oneOfMissing('quantity', 'quoteOrderQty');
  if (amounts === MARKET_AMOUNTS) throw REJECTS.badCombination();
  if (amounts === QUOTE_ORDER_QTY && !features.quoteOrderQtyMarketAllowed) {
    throw REJECTS.quoteQuantityNotSupported();
  }
}

function checkIceberg({ icebergQty, timeInForce }: OrderTerms, { features }: SymbolRules): void {
  if (icebergQty === 0n) return;
  if (!features.icebergAllowed) throw REJECTS.typeNotSupported('Iceberg');
  if (isNotPositive(icebergQty)) throw REJECTS.invalidQuantity();
  // LIMIT_MAKER has none and rests like GTC
  if (timeInForce !== undefined && timeInForce !== 'GTC') throw REJECTS.unsupportedCombination();
}

function checkPeg(terms: OrderTerms, { features }: SymbolRules): void {
  const { type, timeInForce, pegPriceType, pegOffsetType, pegOffsetValue } = terms;
  if (pegPriceType === undefined) throw REJECTS.badCombination();
  if (!features.pegInstructionsAllowed) throw REJECTS.typeNotSupported('Pegged');
  if (type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT') throw REJECTS.pegNotForType();
  if (type === 'LIMIT_MAKER' && pegPriceType !== 'PRIMARY_PEG') throw REJECTS.pegTypeNotForType();
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && timeInForce !== 'GTC') {
    throw REJECTS.unsupportedCombination();
  }
  if ((pegOffsetType === undefined) !== (pegOffsetValue === undefined)) {
    throw REJECTS.sentTogether('pegOffsetType', 'pegOffsetValue');
  }
  if (pegOffsetValue !== undefined && (pegOffsetValue < 1 || pegOffsetValue > MAX_PEG_OFFSET)) {
    throw REJECTS.invalidData('pegOffsetValue');
  }
}

function parametersOf(terms: OrderTerms): number {
  let given = 0;
  if (terms.timeInForce !== undefined) given |= TIME_IN_FORCE;
  if (terms.quantity !== undefined) given |= QUANTITY;
  if (terms.price !== undefined) given |= PRICE;
  if (terms.stopPrice !== undefined) given |= STOP_PRICE;
  if (terms.quoteOrderQty !== undefined) given |= QUOTE_ORDER_QTY;
  if (terms.trailingDelta !== undefined) given |= TRAILING_DELTA;
  if (terms.icebergQty !== undefined) given |= ICEBERG_QTY;
  return given;
}

function firstOf(set: number): Parameter {
  return PARAMETERS.find((parameter) => (set & bit(parameter)) !== 0) ?? 'quantity';
}

function isNotPositive(amount: bigint | undefined): boolean {
  return amount !== undefined && amount <= 0n;
}
