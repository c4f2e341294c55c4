import type { Millis, NewOrderInput, Order } from '@binance-gateway/domain-types';

/** What the desk means to do, before anything is sent. */
export interface OrderIntent {
  /** The key: never used for two intents. */
  readonly clientOrderId: string;
  readonly order: Readonly<NewOrderInput>;
  /** Time of the exchange. */
  readonly at: Millis;
}

/**
 * How an intent ended. `ACCEPTED`: the exchange has the order. `REFUSED`: it certainly has not.
 * `UNKNOWN`: it may have; somebody has to ask later.
 */
export type OrderEnd =
  | { readonly state: 'ACCEPTED'; readonly order: Order }
  | { readonly state: 'REFUSED'; readonly reason: string }
  | { readonly state: 'UNKNOWN'; readonly reason: string };

/**
 * Where the desk records each order: INTENT, SENT, then its end. `intent` is awaited, and an order whose intent
 * could not be recorded is not sent; the other two must not throw, because nothing can be taken back by then.
 */
export interface OrderJournal {
  intent(intent: OrderIntent): Promise<void> | void;
  /** The request is on a socket. */
  sent(clientOrderId: string): void;
  ended(clientOrderId: string, end: OrderEnd): void;
}

/** Remembers nothing. A restart forgets which orders were under way. */
export const noJournal: OrderJournal = {
  intent: () => undefined,
  sent: () => undefined,
  ended: () => undefined,
};
