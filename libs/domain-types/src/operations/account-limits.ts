import { DecimalField, IntegerField, ListField, ObjectField, SymbolField, TextField } from './field.js';
import { EmptyInput } from './general.js';
import { SymbolInput } from './market-data.js';
import { defineOperation } from './operation.js';
import { CommissionDiscount } from './order-operation.js';

/** Rates by what the account is in a trade: `"0.001"` is one in a thousand. */
export class CommissionRates {
  @DecimalField({ allowZero: true, description: 'When its order rested on the book' })
  maker!: string;

  @DecimalField({ allowZero: true, description: 'When its order met one on the book' })
  taker!: string;

  @DecimalField({ allowZero: true, description: 'On top when it bought' })
  buyer!: string;

  @DecimalField({ allowZero: true, description: 'On top when it sold' })
  seller!: string;
}

/** What trades in a symbol cost the account: the sum of the three. */
export class SymbolCommission {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ObjectField(() => CommissionRates, { description: 'Standard rates' })
  standardCommission!: CommissionRates;

  @ObjectField(() => CommissionRates, { optional: true, description: 'Special rates' })
  specialCommission?: CommissionRates;

  @ObjectField(() => CommissionRates, { description: 'Tax rates' })
  taxCommission!: CommissionRates;

  @ObjectField(() => CommissionDiscount, { description: 'Discount on the standard rates' })
  discount!: CommissionDiscount;
}

/** Unfilled orders of the account in one window, over all its keys and addresses. */
export class OrderCount {
  @TextField({ description: 'ORDERS' })
  rateLimitType!: string;

  @TextField({ description: 'SECOND, MINUTE, HOUR or DAY' })
  interval!: string;

  @IntegerField({ description: 'Number of intervals in a window' })
  intervalNum!: number;

  @IntegerField({ description: 'Most that fits into a window' })
  limit!: number;

  @IntegerField({ description: 'Counted so far' })
  count!: number;
}

/** Filters that an order of the account has to pass. */
export class AccountFilters {
  @ListField({ type: 'object' }, { description: 'Filters over all symbols' })
  exchangeFilters!: object[];

  @ListField({ type: 'object' }, { description: 'Filters of the symbol' })
  symbolFilters!: object[];

  @ListField({ type: 'object' }, { description: 'Filters of its assets; MAX_ASSET shows here alone' })
  assetFilters!: object[];
}

const accountRead = {
  tag: 'account',
  scope: 'read',
  needsAccount: true,
  effect: 'read',
  idempotent: true,
} as const;

export const getCommission = defineOperation({
  ...accountRead,
  name: 'get_commission',
  summary: 'Commission rates of the account in a symbol',
  input: SymbolInput,
  output: { shape: 'one', of: SymbolCommission },
  route: { method: 'GET', path: 'account/commission' },
  upstream: {
    method: 'GET',
    path: '/api/v3/account/commission',
    wsMethod: 'account.commission',
    security: 'USER_DATA',
    weight: 20,
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL'],
});

export const getOrderCounts = defineOperation({
  ...accountRead,
  name: 'get_order_counts',
  summary: 'Unfilled orders of the account, and how many it may have',
  input: EmptyInput,
  output: { shape: 'many', of: OrderCount },
  route: { method: 'GET', path: 'rateLimit/order' },
  upstream: {
    method: 'GET',
    path: '/api/v3/rateLimit/order',
    wsMethod: 'account.rateLimits.orders',
    security: 'USER_DATA',
    weight: 40,
  },
  example: {},
});

export const getAccountFilters = defineOperation({
  ...accountRead,
  name: 'get_account_filters',
  summary: 'Filters that orders of the account in a symbol have to pass',
  input: SymbolInput,
  output: { shape: 'one', of: AccountFilters },
  route: { method: 'GET', path: 'myFilters' },
  upstream: {
    method: 'GET',
    path: '/api/v3/myFilters',
    wsMethod: 'myFilters',
    security: 'USER_DATA',
    weight: 40,
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL'],
});
