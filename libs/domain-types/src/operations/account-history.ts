import type { FieldError } from '../errors.js';
import {
  BooleanField,
  DecimalField,
  IntegerField,
  SymbolField,
  TextField,
  TimestampField,
  TimestampInputField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Rules, exactlyOneOf, notTogether, startBeforeEnd } from './rule.js';

const DAY_MS = 86_400_000;

const LIMIT = { optional: true, min: 1, max: 1000, default: 500, example: 100 } as const;

/** Documented are: a match; an order; an order from a match on, with or without a limit. */
function preventedMatchesRule(input: PreventedMatchesInput): FieldError | undefined {
  if (input.fromPreventedMatchId !== undefined && input.orderId === undefined) {
    const message = 'fromPreventedMatchId is only used with orderId';
    return { field: 'fromPreventedMatchId', message };
  }
  if (input.limit !== undefined && input.fromPreventedMatchId === undefined) {
    return { field: 'limit', message: 'limit is only used with orderId and fromPreventedMatchId' };
  }
  return undefined;
}

@Rules<PreventedMatchesInput>(exactlyOneOf('preventedMatchId', 'orderId'), preventedMatchesRule)
export class PreventedMatchesInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ optional: true, description: 'This match' })
  preventedMatchId?: number;

  @IntegerField({ optional: true, example: 1, description: 'Matches of this order' })
  orderId?: number;

  @IntegerField({ optional: true, description: 'Prevented match id to begin with' })
  fromPreventedMatchId?: number;

  @IntegerField({ ...LIMIT, description: 'Most matches to give' })
  limit?: number;
}

/** Two orders of one account, or of one trade group, that were kept from trading with each other. */
export class PreventedMatch {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Prevented match id' })
  preventedMatchId!: number;

  @IntegerField({ description: 'Order that would have been the taker' })
  takerOrderId!: number;

  @SymbolField({ optional: true, description: 'Symbol of the order that would have been the maker' })
  makerSymbol?: string;

  @IntegerField({ description: 'Order that would have been the maker' })
  makerOrderId!: number;

  @IntegerField({ min: -1, description: 'Trade group, -1 for none' })
  tradeGroupId!: number;

  @TextField({ description: 'Self-trade prevention mode' })
  selfTradePreventionMode!: string;

  @DecimalField({ allowZero: true, description: 'Price they would have traded at' })
  price!: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity taken off the taker' })
  takerPreventedQuantity?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity taken off the maker' })
  makerPreventedQuantity?: string;

  @TimestampField({ description: 'When it was prevented' })
  transactTime!: number;
}

@Rules<AllocationsInput>(
  startBeforeEnd(DAY_MS),
  notTogether(['orderId', 'fromAllocationId'], ['startTime', 'endTime']),
)
export class AllocationsInput {
  @SymbolField()
  symbol!: string;

  @TimestampInputField({ optional: true, description: 'First moment, inclusive' })
  startTime?: number;

  @TimestampInputField({
    optional: true,
    description: 'Last moment, inclusive; at most 24 hours after startTime',
  })
  endTime?: number;

  @IntegerField({ optional: true, description: 'Allocation id to begin with' })
  fromAllocationId?: number;

  @IntegerField({ ...LIMIT, description: 'Most allocations to give' })
  limit?: number;

  @IntegerField({ optional: true, description: 'Only allocations of this order' })
  orderId?: number;
}

/** What smart order routing has brought in for an order. */
export class Allocation {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Allocation id' })
  allocationId!: number;

  @TextField({ description: 'SOR' })
  allocationType!: string;

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

  @BooleanField({ description: 'True when the account gave what was allocated' })
  isAllocator!: boolean;
}

export class OrderAmendmentsInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ example: 1, description: 'Order id of the exchange' })
  orderId!: number;

  @IntegerField({ optional: true, description: 'Execution id to begin with' })
  fromExecutionId?: number;

  @IntegerField({ ...LIMIT, description: 'Most amendments to give' })
  limit?: number;
}

/** One amendment of an order, as it was carried out. */
export class OrderAmendment {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Order id' })
  orderId!: number;

  @IntegerField({ description: 'Execution id of the amendment' })
  executionId!: number;

  @TextField({ description: 'Client order id it had before' })
  origClientOrderId!: string;

  @TextField({ description: 'Client order id it had from then on' })
  newClientOrderId!: string;

  @DecimalField({ description: 'Quantity before' })
  origQty!: string;

  @DecimalField({ description: 'Quantity from then on' })
  newQty!: string;

  @TimestampField({ description: 'When it was carried out' })
  time!: number;
}

const historyRead = {
  tag: 'account',
  scope: 'read',
  needsAccount: true,
  effect: 'read',
  idempotent: true,
  errors: ['UNKNOWN_SYMBOL'],
} as const;

export const getPreventedMatches = defineOperation({
  ...historyRead,
  name: 'get_prevented_matches',
  summary: 'Trades of the account with itself that were prevented',
  input: PreventedMatchesInput,
  output: { shape: 'many', of: PreventedMatch },
  route: { method: 'GET', path: 'myPreventedMatches' },
  upstream: {
    method: 'GET',
    path: '/api/v3/myPreventedMatches',
    wsMethod: 'myPreventedMatches',
    security: 'USER_DATA',
    weight: ({ orderId }) => (orderId === undefined ? 2 : 20),
    weightNote: 'by preventedMatchId 2, by orderId 20',
  },
  example: { symbol: 'BTCUSDT', orderId: 1 },
});

export const getAllocations = defineOperation({
  ...historyRead,
  name: 'get_allocations',
  summary: 'What smart order routing has brought in for orders of the account',
  input: AllocationsInput,
  output: { shape: 'many', of: Allocation },
  route: { method: 'GET', path: 'myAllocations' },
  upstream: {
    method: 'GET',
    path: '/api/v3/myAllocations',
    wsMethod: 'myAllocations',
    security: 'USER_DATA',
    weight: 20,
  },
  example: { symbol: 'BTCUSDT', limit: 10 },
});

export const getOrderAmendments = defineOperation({
  ...historyRead,
  tag: 'orders',
  name: 'get_order_amendments',
  summary: 'Amendments of an order',
  input: OrderAmendmentsInput,
  output: { shape: 'many', of: OrderAmendment },
  route: { method: 'GET', path: 'order/amendments' },
  upstream: {
    method: 'GET',
    path: '/api/v3/order/amendments',
    wsMethod: 'order.amendments',
    security: 'USER_DATA',
    weight: 4,
  },
  example: { symbol: 'BTCUSDT', orderId: 1 },
});
