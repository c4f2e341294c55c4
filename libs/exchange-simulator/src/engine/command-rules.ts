import type { OrderType } from '@binance-gateway/domain-types';
import { REJECTS } from './rejects.js';
import type { OrderCommand } from './types.js';

type Parameter =
  'timeInForce' | 'quantity' | 'quoteOrderQty' | 'price' | 'stopPrice' | 'trailingDelta' | 'icebergQty';

interface Rule {
  readonly required: readonly Parameter[];
  readonly forbidden: readonly Parameter[];
}

const STOP_MARKET: Rule = {
  required: ['quantity', 'stopPrice'],
  forbidden: ['timeInForce', 'price', 'quoteOrderQty', 'icebergQty'],
};
const STOP_LIMIT: Rule = {
  required: ['timeInForce', 'quantity', 'price', 'stopPrice'],
  forbidden: ['quoteOrderQty'],
};

/** Parameters by type. https://developers.binance.com/docs/binance-spot-api-docs/rest-api (New order) */
const RULES: Record<OrderType, Rule> = {
  LIMIT: {
    required: ['timeInForce', 'quantity', 'price'],
    forbidden: ['quoteOrderQty', 'stopPrice', 'trailingDelta'],
  },
  MARKET: {
    required: [],
    forbidden: ['timeInForce', 'price', 'stopPrice', 'trailingDelta', 'icebergQty'],
  },
  LIMIT_MAKER: {
    required: ['quantity', 'price'],
    forbidden: ['timeInForce', 'quoteOrderQty', 'stopPrice', 'trailingDelta'],
  },
  STOP_LOSS: STOP_MARKET,
  TAKE_PROFIT: STOP_MARKET,
  STOP_LOSS_LIMIT: STOP_LIMIT,
  TAKE_PROFIT_LIMIT: STOP_LIMIT,
};

/** @throws EngineReject -1102, -1106, -1128, or -1013 for what this exchange does not offer */
export function checkParameters(command: OrderCommand): void {
  const { required, forbidden } = RULES[command.type];
  if (command.icebergQty) throw REJECTS.typeNotSupported('Iceberg');
  if (command.trailingDelta !== undefined) throw REJECTS.typeNotSupported('Trailing stop');
  for (const name of required) {
    if (command[name] === undefined) throw REJECTS.mandatoryMissing(name);
  }
  for (const name of forbidden) {
    if (command[name] !== undefined) throw REJECTS.notRequired(name);
  }
  if (command.type === 'MARKET') checkMarketAmount(command);
  if (isNotPositive(command.quantity) || isNotPositive(command.quoteOrderQty))
    throw REJECTS.invalidQuantity();
  if (isNotPositive(command.price) || isNotPositive(command.stopPrice)) throw REJECTS.invalidPrice();
}

function checkMarketAmount({ quantity, quoteOrderQty }: OrderCommand): void {
  if (quantity === undefined && quoteOrderQty === undefined) {
    throw REJECTS.oneOfMissing('quantity', 'quoteOrderQty');
  }
  if (quantity !== undefined && quoteOrderQty !== undefined) throw REJECTS.badCombination();
}

function isNotPositive(amount: bigint | undefined): boolean {
  return amount !== undefined && amount <= 0n;
}
