import { ORDER_TYPES, type OrderType, SIDES, type Side } from '../enums.js';
import { DecimalField, IntegerField, type JsonSchema, ListField, SymbolsField, TextField } from './field.js';

const oneOf = (values: readonly string[]): JsonSchema => ({
  type: 'string',
  pattern: `^(${values.join('|')})$`,
});

/** What one token, or one virtual key, may do with orders. A rule that is left out allows everything. */
export class Policy {
  @SymbolsField({ optional: true, max: 1000, description: 'Symbols it may trade' })
  symbols?: string[];

  @ListField(oneOf(SIDES), { optional: true, example: ['BUY'], description: 'Sides it may take' })
  sides?: Side[];

  @ListField(oneOf(ORDER_TYPES), {
    optional: true,
    example: ['LIMIT', 'LIMIT_MAKER'],
    description: 'Order types it may use',
  })
  orderTypes?: OrderType[];

  @TextField({
    optional: true,
    default: 'USDT',
    example: 'USDT',
    pattern: /^[^\s]{1,20}$/,
    hint: 'must be an asset such as "USDT"',
    maxLength: 20,
    description: 'Asset in which notional is measured; what is quoted in another one is converted at the mid',
  })
  notionalAsset?: string;

  @DecimalField({ optional: true, example: '1000', description: 'Most that one order may be worth' })
  maxNotionalPerOrder?: string;

  @DecimalField({
    optional: true,
    example: '20000',
    description: 'Most that the orders of a day (UTC) may be worth, cancelled ones included',
  })
  maxNotionalPerDay?: string;

  @IntegerField({
    optional: true,
    min: 0,
    max: 10_000,
    example: 10,
    description: 'Most orders that may rest at a time',
  })
  maxOpenOrders?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1_000_000,
    example: 30,
    description: 'Most orders within any 60 seconds',
  })
  ordersPerMinute?: number;

  @DecimalField({
    optional: true,
    example: '0.05',
    description:
      'How far a price may lie from the mid of the best bid and ask, as a part of it: 0.05 is 5 %. The price of an order with a stopPrice is held to that price',
  })
  priceBand?: string;
}
