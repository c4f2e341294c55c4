import type { EngineReject } from './reject.js';
import type { FillView, OrderListView, OrderView, PreventedMatchView } from './views.js';

export interface PlaceResult {
  readonly order: OrderView;
  readonly fills: readonly FillView[];
  readonly preventedMatches: readonly PreventedMatchView[];
}

/** An order list after its placement; `placed` in the order of `list.orders`. */
export interface PlaceListResult {
  readonly list: OrderListView;
  readonly placed: readonly PlaceResult[];
}

/** A cancelled order with the id its cancel had. */
export interface CanceledOrder {
  readonly order: OrderView;
  readonly cancelClientOrderId: string;
}

/** An order, or all orders of the list that it belonged to: an order list is cancelled as a whole. */
export type Canceled =
  | ({ readonly kind: 'order' } & CanceledOrder)
  | { readonly kind: 'list'; readonly list: OrderListView; readonly orders: readonly CanceledOrder[] };

export type Outcome<T> =
  | { readonly result: 'SUCCESS'; readonly value: T }
  | { readonly result: 'FAILURE'; readonly reject: EngineReject }
  | { readonly result: 'NOT_ATTEMPTED' };

export interface CancelReplaceResult {
  readonly canceled: Outcome<Canceled>;
  readonly placed: Outcome<PlaceResult>;
}

export interface AmendResult {
  readonly executionId: number;
  readonly time: number;
  readonly origClientOrderId: string;
  readonly order: OrderView;
  /** When the order is part of a list. */
  readonly list?: OrderListView | undefined;
}
