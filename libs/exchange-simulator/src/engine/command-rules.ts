import type { OrderType } from '@binance-gateway/domain-types';
import { REJECTS } from './rejects.js';
import type { OrderCommand } from './types.js';

const PARAMETERS = ['timeInForce', 'quantity', 'price', 'stopPrice', 'quoteOrderQty'] as const;
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

const STOP_MARKET: Rule = {
  required: QUANTITY | STOP_PRICE,
  forbidden: TIME_IN_FORCE | PRICE | QUOTE_ORDER_QTY,
};
const STOP_LIMIT: Rule = {
  required: TIME_IN_FORCE | QUANTITY | PRICE | STOP_PRICE,
  forbidden: QUOTE_ORDER_QTY,
};

/** Parameters by type. https://developers.binance.com/docs/binance-spot-api-docs/rest-api (New order) */
const RULES: Record<OrderType, Rule> = {
  LIMIT: { required: TIME_IN_FORCE | QUANTITY | PRICE, forbidden: QUOTE_ORDER_QTY | STOP_PRICE },
  MARKET: { required: 0, forbidden: TIME_IN_FORCE | PRICE | STOP_PRICE },
  LIMIT_MAKER: { required: QUANTITY | PRICE, forbidden: TIME_IN_FORCE | QUOTE_ORDER_QTY | STOP_PRICE },
  STOP_LOSS: STOP_MARKET,
  TAKE_PROFIT: STOP_MARKET,
  STOP_LOSS_LIMIT: STOP_LIMIT,
  TAKE_PROFIT_LIMIT: STOP_LIMIT,
};

const MARKET_AMOUNTS = QUANTITY | QUOTE_ORDER_QTY;

/** @throws EngineReject -1102, -1106, -1128, or -1013 for what this exchange does not offer */
export function checkParameters(command: OrderCommand): void {
  const { required, forbidden } = RULES[command.type];
  const given = parametersOf(command);
  if (command.icebergQty) throw REJECTS.typeNotSupported('Iceberg');
  if (command.trailingDelta !== undefined) throw REJECTS.typeNotSupported('Trailing stop');
  if ((given & required) !== required) throw REJECTS.mandatoryMissing(firstOf(required & ~given));
  if ((given & forbidden) !== 0) throw REJECTS.notRequired(firstOf(given & forbidden));
  if (command.type === 'MARKET') {
    const amounts = given & MARKET_AMOUNTS;
    if (amounts === 0) throw REJECTS.oneOfMissing('quantity', 'quoteOrderQty');
    if (amounts === MARKET_AMOUNTS) throw REJECTS.badCombination();
  }
  if (isNotPositive(command.quantity) || isNotPositive(command.quoteOrderQty))
    throw REJECTS.invalidQuantity();
  if (isNotPositive(command.price) || isNotPositive(command.stopPrice)) throw REJECTS.invalidPrice();
}

function parametersOf(command: OrderCommand): number {
  let given = 0;
  if (command.timeInForce !== undefined) given |= TIME_IN_FORCE;
  if (command.quantity !== undefined) given |= QUANTITY;
  if (command.price !== undefined) given |= PRICE;
  if (command.stopPrice !== undefined) given |= STOP_PRICE;
  if (command.quoteOrderQty !== undefined) given |= QUOTE_ORDER_QTY;
  return given;
}

function firstOf(set: number): Parameter {
  return PARAMETERS.find((parameter) => (set & bit(parameter)) !== 0) ?? 'quantity';
}

function isNotPositive(amount: bigint | undefined): boolean {
  return amount !== undefined && amount <= 0n;
}
