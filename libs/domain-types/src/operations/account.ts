import { CommissionRates } from './account-limits.js';
import {
  BooleanField,
  DecimalField,
  IntegerField,
  ListField,
  ObjectField,
  SymbolField,
  TextField,
  TimestampField,
  TimestampInputField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Rules, notTogether, startBeforeEnd } from './rule.js';

export class AccountInput {
  @BooleanField({ optional: true, default: false, description: 'Leave out assets of which there is nothing' })
  omitZeroBalances?: boolean;
}

export class Balance {
  @TextField({ description: 'Asset' })
  asset!: string;

  @DecimalField({ allowZero: true, description: 'At your disposal' })
  free!: string;

  @DecimalField({ allowZero: true, description: 'Held by open orders' })
  locked!: string;
}

export class Account {
  @ObjectField(() => CommissionRates, { optional: true, description: 'Commission rates of the account' })
  commissionRates?: CommissionRates;

  @BooleanField({ description: 'Whether the account may trade' })
  canTrade!: boolean;

  @BooleanField({ description: 'Whether it may withdraw' })
  canWithdraw!: boolean;

  @BooleanField({ description: 'Whether it may deposit' })
  canDeposit!: boolean;

  @TimestampField({ description: 'When it last changed' })
  updateTime!: number;

  @TextField({ description: 'SPOT' })
  accountType!: string;

  @ListField(() => Balance, { description: 'Balances' })
  balances!: Balance[];

  @ListField({ type: 'string' }, { optional: true, description: 'Permissions, such as ["SPOT"]' })
  permissions?: string[];

  @IntegerField({ optional: true, description: 'Account id' })
  uid?: number;
}

@Rules<AccountTradesInput>(
  startBeforeEnd(86_400_000),
  notTogether(['orderId', 'fromId'], ['startTime', 'endTime']),
)
export class AccountTradesInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, description: 'Only fills of this order' })
  orderId?: number;

  @TimestampInputField({ optional: true, description: 'First moment, inclusive' })
  startTime?: number;

  @TimestampInputField({
    optional: true,
    description: 'Last moment, inclusive; at most 24 hours after startTime',
  })
  endTime?: number;

  @IntegerField({ optional: true, description: 'Trade id to begin with; the newest fills when left out' })
  fromId?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 500,
    example: 100,
    description: 'Most fills to give',
  })
  limit?: number;
}

export class AccountTrade {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Trade id' })
  id!: number;

  @IntegerField({ description: 'Order id' })
  orderId!: number;

  @IntegerField({ min: -1, description: 'Order list id, -1 for none' })
  orderListId!: number;

  @DecimalField({ description: 'Price' })
  price!: string;

  @DecimalField({ description: 'Quantity of the base asset' })
  qty!: string;

  @DecimalField({ description: 'Quantity of the quote asset' })
  quoteQty!: string;

  @DecimalField({ allowZero: true, description: 'Commission' })
  commission!: string;

  @TextField({ description: 'Asset the commission was taken in' })
  commissionAsset!: string;

  @TimestampField({ description: 'When it was made' })
  time!: number;

  @BooleanField({ description: 'True when the account bought' })
  isBuyer!: boolean;

  @BooleanField({ description: 'True when the account was the maker' })
  isMaker!: boolean;
}

export class PositionsInput {
  @TextField({
    optional: true,
    pattern: /^[\p{Lu}\p{Lo}\p{Nd}]{1,20}$/u,
    hint: 'must be an asset in upper case such as "USDT"',
    maxLength: 20,
    default: 'USDT',
    example: 'USDT',
    description: 'Asset that positions are valued in; only symbols quoted in it are looked at',
  })
  quoteAsset?: string;
}

/** A holding of one asset, with what it cost. Amounts of money are in the quote asset. */
export class Position {
  @TextField({ description: 'Asset held' })
  asset!: string;

  @SymbolField({ description: 'Symbol it is valued by' })
  symbol!: string;

  @DecimalField({ allowZero: true, description: 'Held in all: free and locked' })
  quantity!: string;

  @DecimalField({ allowZero: true, description: 'Part at your disposal' })
  free!: string;

  @DecimalField({ allowZero: true, description: 'Part held by open orders' })
  locked!: string;

  @DecimalField({
    allowZero: true,
    description: 'Part of the quantity whose cost the fills explain; deposits have none',
  })
  costedQuantity!: string;

  @DecimalField({
    optional: true,
    allowZero: true,
    description: 'Average cost of the costed quantity, fees included; left out when no fill explains it',
  })
  averageEntryPrice?: string;

  @DecimalField({ allowZero: true, description: 'Last price' })
  markPrice!: string;

  @DecimalField({ allowZero: true, description: 'Quantity at the last price' })
  marketValue!: string;

  @DecimalField({
    optional: true,
    signed: true,
    description: 'What the costed quantity has gained since it was bought',
  })
  unrealizedPnl?: string;

  @DecimalField({ optional: true, signed: true, description: 'The same in percent of its cost' })
  unrealizedPnlPercent?: string;

  @DecimalField({ signed: true, description: 'What the sales have gained, fees taken off' })
  realizedPnl!: string;
}

export class Positions {
  @TextField({ description: 'Asset the amounts are in' })
  quoteAsset!: string;

  @ListField(() => Position, { description: 'Assets held or traded, the most valuable first' })
  positions!: Position[];

  @DecimalField({ allowZero: true, description: 'Sum of the market values' })
  totalMarketValue!: string;

  @DecimalField({ signed: true, description: 'Sum of the unrealized gains' })
  totalUnrealizedPnl!: string;

  @DecimalField({ signed: true, description: 'Sum of the realized gains' })
  totalRealizedPnl!: string;

  @TimestampField({ description: 'When it was put together' })
  timestamp!: number;
}

const accountRead = {
  tag: 'account',
  scope: 'read',
  needsAccount: true,
  effect: 'read',
  idempotent: true,
} as const;

export const getAccountInfo = defineOperation({
  ...accountRead,
  name: 'get_account_info',
  summary: 'Balances and permissions of the account',
  input: AccountInput,
  output: { shape: 'one', of: Account },
  route: { method: 'GET', path: 'account' },
  upstream: {
    method: 'GET',
    path: '/api/v3/account',
    wsMethod: 'account.status',
    security: 'USER_DATA',
    weight: 20,
  },
  example: { omitZeroBalances: true },
});

export const getAccountTrades = defineOperation({
  ...accountRead,
  name: 'get_account_trades',
  summary: 'Fills of the account in a symbol',
  input: AccountTradesInput,
  output: { shape: 'many', of: AccountTrade },
  route: { method: 'GET', path: 'myTrades' },
  upstream: {
    method: 'GET',
    path: '/api/v3/myTrades',
    wsMethod: 'myTrades',
    security: 'USER_DATA',
    weight: ({ orderId }) => (orderId === undefined ? 20 : 5),
    weightNote: '20; with orderId 5',
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
  errors: ['UNKNOWN_SYMBOL'],
});

export const getPositions = defineOperation({
  ...accountRead,
  name: 'get_positions',
  summary: 'Spot holdings with average entry price and profit, worked out from fills',
  input: PositionsInput,
  output: { shape: 'one', of: Positions },
  route: { method: 'GET', path: 'positions' },
  example: { quoteAsset: 'USDT' },
});
