import type { FieldError } from '../errors.js';
import type { OrderType } from '../enums.js';
import type { NewOrderInput } from './trading.js';

type Field = keyof NewOrderInput;

interface TypeRule {
  readonly needs: readonly Field[];
  /** At least one of each group, and at most one where `exclusive`. */
  readonly oneOf?: readonly (readonly Field[])[];
  readonly exclusive?: readonly (readonly Field[])[];
  readonly refuses: readonly Field[];
}

const PEG: readonly Field[] = ['pegPriceType', 'pegOffsetType', 'pegOffsetValue'];

/**
 * What each order type needs and what it does not take, from "Additional mandatory parameters based on type" of
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
 */
const TYPE_RULES: Record<OrderType, TypeRule> = {
  LIMIT: {
    needs: ['timeInForce', 'quantity'],
    oneOf: [['price', 'pegPriceType']],
    refuses: ['quoteOrderQty', 'stopPrice', 'trailingDelta'],
  },
  MARKET: {
    needs: [],
    oneOf: [['quantity', 'quoteOrderQty']],
    exclusive: [['quantity', 'quoteOrderQty']],
    refuses: ['price', 'timeInForce', 'stopPrice', 'trailingDelta', 'icebergQty', ...PEG],
  },
  LIMIT_MAKER: {
    needs: ['quantity'],
    oneOf: [['price', 'pegPriceType']],
    refuses: ['timeInForce', 'quoteOrderQty', 'stopPrice', 'trailingDelta'],
  },
  STOP_LOSS: {
    needs: ['quantity'],
    oneOf: [['stopPrice', 'trailingDelta']],
    refuses: ['price', 'timeInForce', 'quoteOrderQty', 'icebergQty', ...PEG],
  },
  STOP_LOSS_LIMIT: {
    needs: ['timeInForce', 'quantity'],
    oneOf: [
      ['price', 'pegPriceType'],
      ['stopPrice', 'trailingDelta'],
    ],
    refuses: ['quoteOrderQty'],
  },
  TAKE_PROFIT: {
    needs: ['quantity'],
    oneOf: [['stopPrice', 'trailingDelta']],
    refuses: ['price', 'timeInForce', 'quoteOrderQty', 'icebergQty', ...PEG],
  },
  TAKE_PROFIT_LIMIT: {
    needs: ['timeInForce', 'quantity'],
    oneOf: [
      ['price', 'pegPriceType'],
      ['stopPrice', 'trailingDelta'],
    ],
    refuses: ['quoteOrderQty'],
  },
};

export function orderTypeRule(input: NewOrderInput): FieldError | undefined {
  const { type } = input;
  const rule = TYPE_RULES[type];
  const given = (field: Field): boolean => input[field] !== undefined;
  for (const field of rule.needs) {
    if (!given(field)) {
      const hint = field === 'timeInForce' ? '; GTC rests until it is canceled' : '';
      return { field, message: `${field} is required for a ${type} order${hint}` };
    }
  }
  for (const group of rule.oneOf ?? []) {
    if (!group.some(given)) {
      return { field: group[0] as Field, message: `${group.join(' or ')} is required for a ${type} order` };
    }
  }
  for (const group of rule.exclusive ?? []) {
    const both = group.filter(given);
    if (both.length > 1) {
      return { field: both[1] as Field, message: `${group.join(' or ')}: give one, not both` };
    }
  }
  for (const field of rule.refuses) {
    if (given(field)) return { field, message: `${field} is not used by a ${type} order; leave it out` };
  }
  if (given('icebergQty') && type !== 'LIMIT_MAKER' && input.timeInForce !== 'GTC') {
    return { field: 'timeInForce', message: 'timeInForce must be GTC for an iceberg order' };
  }
  return undefined;
}
