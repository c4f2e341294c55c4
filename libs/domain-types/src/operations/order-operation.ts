import type { ErrorCode } from '../errors.js';
import { BooleanField, DecimalField, ObjectField, TextField } from './field.js';

/** What operations that change orders share. */
export const orderWrite = {
  tag: 'orders',
  scope: 'trade',
  needsAccount: true,
  idempotent: false,
} as const;

/** What operations that only ask for orders share. */
export const orderRead = {
  tag: 'orders',
  scope: 'read',
  needsAccount: true,
  effect: 'read',
  idempotent: true,
} as const;

export const PLACING_ERRORS: readonly ErrorCode[] = [
  'UNKNOWN_SYMBOL',
  'SYMBOL_NOT_TRADING',
  'FILTER_FAILURE',
  'INSUFFICIENT_BALANCE',
  'ORDER_REJECTED',
  'POLICY_REFUSED',
  'TRADING_STOPPED',
  'CONFLICT',
  'ORDER_LIMIT_REACHED',
  'OUTCOME_UNKNOWN',
  'JOURNAL_UNAVAILABLE',
  'TRADING_DISABLED',
];

export const TESTING_ERRORS: readonly ErrorCode[] = [
  'UNKNOWN_SYMBOL',
  'SYMBOL_NOT_TRADING',
  'FILTER_FAILURE',
  'ORDER_REJECTED',
  'POLICY_REFUSED',
  'TRADING_STOPPED',
  'TRADING_DISABLED',
];

export const CANCELLING_ERRORS: readonly ErrorCode[] = [
  'UNKNOWN_SYMBOL',
  'SYMBOL_NOT_TRADING',
  'ORDER_NOT_FOUND',
  'CANCEL_REJECTED',
  'OUTCOME_UNKNOWN',
  'TRADING_DISABLED',
];

/** Rates by what the account is in a trade: `"0.001"` is one in a thousand. */
export class OrderCommission {
  @DecimalField({ allowZero: true, description: 'When its order rested on the book' })
  maker!: string;

  @DecimalField({ allowZero: true, description: 'When its order met one on the book' })
  taker!: string;
}

export class CommissionDiscount {
  @BooleanField({ description: 'Whether the account uses it' })
  enabledForAccount!: boolean;

  @BooleanField({ description: 'Whether the symbol has it' })
  enabledForSymbol!: boolean;

  @TextField({ description: 'Asset to pay the commission with' })
  discountAsset!: string;

  @DecimalField({ optional: true, allowZero: true, description: 'What it takes off the standard commission' })
  discount?: string;
}

/** An empty object when the order would be accepted; commission rates when asked for. */
export class TestOrderResult {
  @ObjectField(() => OrderCommission, { optional: true, description: 'Standard rates' })
  standardCommissionForOrder?: OrderCommission;

  @ObjectField(() => OrderCommission, { optional: true, description: 'Special rates' })
  specialCommissionForOrder?: OrderCommission;

  @ObjectField(() => OrderCommission, { optional: true, description: 'Tax rates' })
  taxCommissionForOrder?: OrderCommission;

  @ObjectField(() => CommissionDiscount, { optional: true, description: 'Discount on the standard rates' })
  discount?: CommissionDiscount;
}
