import type { OrderType, Side, TimeInForce } from '@binance-gateway/domain-types';

/** One order of a request, with what a policy looks at. */
export interface Leg {
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity?: string;
  readonly quoteOrderQty?: string;
  readonly price?: string;
  readonly stopPrice?: string;
  readonly timeInForce?: TimeInForce;
}

/** The orders that a request would place. */
export interface Proposal {
  readonly symbol: string;
  /** Of the legs of one group at most one is carried out, as of the two of an OCO; groups add up. */
  readonly groups: readonly (readonly Leg[])[];
  /** Open orders that end with the same request. */
  readonly replaces?: number;
}

export function legsOf({ groups }: Proposal): Leg[] {
  return groups.flat();
}

/** One order alone. */
export function singleOrder(order: Leg & { readonly symbol: string }): Proposal {
  return { symbol: order.symbol, groups: [[order]] };
}

/** Whether it may stay open: not what is done or gone at once. */
export function canRest({ type, timeInForce }: Leg): boolean {
  return type !== 'MARKET' && timeInForce !== 'IOC' && timeInForce !== 'FOK';
}
