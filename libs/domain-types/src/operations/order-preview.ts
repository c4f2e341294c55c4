import {
  DecimalField,
  EnumField,
  IntegerField,
  ListField,
  ObjectField,
  SymbolField,
  TextField,
} from './field.js';
import { defineOperation } from './operation.js';
import { orderWrite } from './order-operation.js';
import { NewOrderInput } from './trading.js';

/**
 * What an order would do now. `FILL`: match in full. `PARTLY_FILL`: match in part and end. `FILL_AND_REST`: match in part,
 * the rest goes onto the book. `REST`: go onto the book. `WAIT`: wait for its trigger. `EXPIRE`: match nothing and end.
 * `REFUSE`: not be accepted.
 */
export const PREVIEW_OUTCOMES = [
  'FILL',
  'PARTLY_FILL',
  'FILL_AND_REST',
  'REST',
  'WAIT',
  'EXPIRE',
  'REFUSE',
] as const;
export type PreviewOutcome = (typeof PREVIEW_OUTCOMES)[number];

/** Why placing it would be refused, in the words of that answer. */
export class PreviewRefusal {
  @TextField({ description: 'Code of the error' })
  code!: string;

  @TextField({ maxLength: 2_000, description: 'What is wrong and what would be right' })
  message!: string;

  @TextField({ optional: true, description: 'Input field at fault' })
  field?: string;

  @TextField({ optional: true, description: 'Filter of the symbol that is broken' })
  filter?: string;

  @TextField({ optional: true, description: 'Rule of the filter, or of the policy, that is broken' })
  rule?: string;

  @TextField({ optional: true, description: 'Nearest legal value' })
  nearest?: string;
}

/** A rule that depends on the market or on the account: as things are, the exchange would refuse by it. */
export class PreviewAdvice {
  @TextField({ description: 'Filter, or BALANCE, TRIGGER, MAKER_ONLY' })
  filter!: string;

  @TextField({
    maxLength: 2_000,
    description: 'What is wrong now; it may be another thing when the order arrives',
  })
  message!: string;

  @TextField({ optional: true, description: 'Limit as it is now' })
  limit?: string;

  @TextField({ optional: true, description: 'What the order has' })
  given?: string;
}

/** What would match on the book as it is, level by level. */
export class PreviewExecution {
  @DecimalField({ description: 'Quantity that would match' })
  quantity!: string;

  @DecimalField({ description: 'Price × quantity of it' })
  quoteQuantity!: string;

  @DecimalField({ description: 'Average price' })
  averagePrice!: string;

  @DecimalField({ description: 'Best price of the other side' })
  bestPrice!: string;

  @DecimalField({ description: 'Worst price it would reach' })
  worstPrice!: string;

  @DecimalField({
    allowZero: true,
    description: 'How much worse the average is than the best price, as a part of it',
  })
  slippage!: string;

  @IntegerField({ min: 1, description: 'Levels it would take from' })
  levels!: number;
}

export class PreviewFee {
  @DecimalField({ allowZero: true, description: 'Rate of what matches at once' })
  takerRate!: string;

  @DecimalField({ allowZero: true, description: 'Rate of what rests and matches later' })
  makerRate!: string;

  @DecimalField({ allowZero: true, description: 'Commission on what would match at once' })
  amount!: string;

  @TextField({ description: 'Asset it is taken in: what the order brings in' })
  asset!: string;

  @TextField({
    optional: true,
    description: 'Asset that gives a discount on the standard part when the account pays with it',
  })
  discountAsset?: string;

  @DecimalField({
    optional: true,
    allowZero: true,
    description: 'Commission with that discount, worth in `asset`',
  })
  discountedAmount?: string;
}

export class PreviewBalance {
  @TextField({ description: 'Asset the order takes' })
  asset!: string;

  @DecimalField({ allowZero: true, description: 'How much of it, as the book is now' })
  needed!: string;

  @DecimalField({ allowZero: true, description: 'How much of it is free' })
  free!: string;
}

export class OrderPreview {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @EnumField(PREVIEW_OUTCOMES, { description: 'What it would do' })
  outcome!: PreviewOutcome;

  @ListField(() => PreviewRefusal, {
    description: 'What it would be refused for; none of it depends on the market',
  })
  refusals!: PreviewRefusal[];

  @ListField(() => PreviewAdvice, {
    description: 'What the exchange would refuse it for as things are now. Advice: they change',
  })
  advice!: PreviewAdvice[];

  @DecimalField({ optional: true, allowZero: true, description: 'What it is worth in the quote asset' })
  notional?: string;

  @ObjectField(() => PreviewExecution, { optional: true, description: 'What would match at once' })
  execution?: PreviewExecution;

  @DecimalField({ optional: true, description: 'Quantity that would go onto the book' })
  restingQuantity?: string;

  @ObjectField(() => PreviewFee, { optional: true, description: 'What it would cost' })
  fee?: PreviewFee;

  @ObjectField(() => PreviewBalance, { optional: true, description: 'What it would take from the account' })
  balance?: PreviewBalance;

  @ListField(
    { type: 'string' },
    { description: 'What could not be found out, and why: its part of the preview is missing' },
  )
  missing!: string[];
}

/** Its own name: the id is not used, as nothing is placed. */
export class PreviewOrderInput extends NewOrderInput {}

export const previewOrder = defineOperation({
  ...orderWrite,
  name: 'preview_order',
  summary: 'What an order would do and cost now, without sending it',
  description:
    'All checks of placing it, policy included; cost, slippage and fees from the book and the rates of the account as they are at this moment. Nothing is sent, recorded or counted.',
  effect: 'read',
  idempotent: true,
  input: PreviewOrderInput,
  output: { shape: 'one', of: OrderPreview },
  route: { method: 'POST', path: 'order/preview' },
  example: {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price: '50000.00',
  },
  errors: ['UNKNOWN_SYMBOL', 'TRADING_DISABLED'],
});
