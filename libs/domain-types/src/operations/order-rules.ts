import type { FieldError } from '../errors.js';
import type { OrderType, PegOffsetType, PegPriceType, TimeInForce } from '../enums.js';

/** What an order type decides on. An order has these fields by their own names, a leg of a list under its prefix. */
export interface TypedOrder {
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce;
  readonly quantity?: string;
  readonly quoteOrderQty?: string;
  readonly price?: string;
  readonly stopPrice?: string;
  readonly trailingDelta?: number;
  readonly icebergQty?: string;
  readonly pegPriceType?: PegPriceType;
  readonly pegOffsetType?: PegOffsetType;
  readonly pegOffsetValue?: number;
}

type Field = keyof TypedOrder & string;

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

/** @param nameOf what the caller calls a field */
export function orderTypeRule(
  order: TypedOrder,
  nameOf: (field: Field) => string = (field) => field,
): FieldError | undefined {
  const { type } = order;
  const rule = TYPE_RULES[type];
  const given = (field: Field): boolean => order[field] !== undefined;
  const names = (fields: readonly Field[]): string => fields.map(nameOf).join(' or ');
  const broken = (field: Field, problem: string): FieldError => ({ field: nameOf(field), message: problem });
  for (const field of rule.needs) {
    if (!given(field)) {
      const hint = field === 'timeInForce' ? '; GTC rests until it is canceled' : '';
      return broken(field, `${nameOf(field)} is required for a ${type} order${hint}`);
    }
  }
  for (const group of rule.oneOf ?? []) {
    if (!group.some(given)) {
      return broken(group[0] as Field, `${names(group)} is required for a ${type} order`);
    }
  }
  for (const group of rule.exclusive ?? []) {
    const both = group.filter(given);
    if (both.length > 1) return broken(both[1] as Field, `${names(group)}: give one, not both`);
  }
  for (const field of rule.refuses) {
    if (given(field)) {
      return broken(field, `${nameOf(field)} is not used by a ${type} order; leave it out`);
    }
  }
  if (given('icebergQty') && type !== 'LIMIT_MAKER' && order.timeInForce !== 'GTC') {
    return broken('timeInForce', `${nameOf('timeInForce')} must be GTC for an iceberg order`);
  }
  return pegRule(order, nameOf);
}

/** https://developers.binance.com/docs/binance-spot-api-docs/faqs/pegged_orders */
function pegRule(order: TypedOrder, nameOf: (field: Field) => string): FieldError | undefined {
  const { type, timeInForce, pegPriceType, pegOffsetType, pegOffsetValue } = order;
  const offset = pegOffsetType !== undefined ? 'pegOffsetType' : 'pegOffsetValue';
  const hasOffset = pegOffsetType !== undefined || pegOffsetValue !== undefined;
  if (hasOffset && (pegOffsetType === undefined || pegOffsetValue === undefined)) {
    const missing = pegOffsetType === undefined ? 'pegOffsetType' : 'pegOffsetValue';
    const message = `${nameOf('pegOffsetType')} and ${nameOf('pegOffsetValue')}: give both or neither`;
    return { field: nameOf(missing), message };
  }
  if (pegPriceType === undefined) {
    return hasOffset
      ? {
          field: nameOf('pegPriceType'),
          message: `${nameOf('pegPriceType')} is required with ${nameOf(offset)}`,
        }
      : undefined;
  }
  if (type === 'LIMIT_MAKER' && pegPriceType !== 'PRIMARY_PEG') {
    const message = `${nameOf('pegPriceType')} must be PRIMARY_PEG for a LIMIT_MAKER order`;
    return { field: nameOf('pegPriceType'), message };
  }
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && timeInForce !== 'GTC') {
    const message = `${nameOf('timeInForce')} must be GTC for a LIMIT order with PRIMARY_PEG`;
    return { field: nameOf('timeInForce'), message };
  }
  return undefined;
}
