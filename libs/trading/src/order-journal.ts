import {
  AppError,
  type DecimalString,
  ERROR_TABLE,
  type ErrorCode,
  type IntentState,
  type Millis,
  type Order,
  type OrderList,
  type ReplacedOrder,
} from '@binance-gateway/domain-types';

/** What an order counts for on its day. */
export interface Charge {
  readonly asset: string;
  readonly amount: DecimalString;
}

/** The input of the operation that places: an order, an order list, a replacement. Its ids are all filled in. */
export interface IntendedInput {
  readonly symbol: string;
  readonly [field: string]: unknown;
}

/** What the exchange answers to an operation that places. */
export type Placed = Order | OrderList | ReplacedOrder;

/** What the desk means to do, before anything is sent. */
export interface OrderIntent {
  /** The key: never used for two intents. */
  readonly clientOrderId: string;
  /** Name of the operation; `place_order` when absent. */
  readonly operation?: string;
  readonly order: IntendedInput;
  /** Who asked. */
  readonly principal: string;
  /** Equal for equal orders: tells a repetition from another order under the same id. */
  readonly fingerprint: string;
  /** What the policy of its owner counts it for. */
  readonly charge?: Charge;
  /** How many orders it is; one when absent. */
  readonly orders?: number;
  /** Time of the exchange. */
  readonly at: Millis;
}

/** An error in a form that can be kept and thrown again. */
export interface KeptError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly binanceCode?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What settled an intent: the answer to the order, asking for it, or an event of the account. */
export type Evidence = 'answer' | 'query' | 'event';

/**
 * How an intent ended. `ACCEPTED`: the exchange has the order; with an error when another part of the request failed.
 * `REFUSED`: it certainly has not. `NOT_PLACED`: it was sent, and the exchange has proved not to have it. `UNKNOWN`: it
 * may have; somebody has to ask later.
 */
export type OrderEnd =
  | { readonly state: 'ACCEPTED'; readonly by: Evidence; readonly order: Placed; readonly error?: KeptError }
  | { readonly state: 'REFUSED'; readonly error: KeptError }
  | { readonly state: 'NOT_PLACED' }
  | { readonly state: 'UNKNOWN'; readonly error: KeptError };

/** An intent and what became of it. */
export interface IntentRecord extends Omit<OrderIntent, 'at'> {
  readonly state: IntentState;
  /** Time of the exchange, as all times here. */
  readonly createdAt: Millis;
  readonly sentAt?: Millis;
  readonly endedAt?: Millis;
  readonly settledBy?: Evidence;
  readonly answer?: Placed;
  readonly error?: KeptError;
  /** Process that last worked on it. */
  readonly session: string;
  /** Digest of the API key: what another account does not know proves nothing. */
  readonly account: string;
}

/**
 * Where the desk records each order: INTENT, SENT, then its end. `intent` is awaited, and an order whose intent
 * could not be recorded is not sent; `sent` and `ended` must not throw, because nothing can be taken back by then.
 */
export interface OrderJournal {
  /**
   * @param isFree whether an earlier record under the same id gives way to this one
   * @returns undefined once the intent is durable: the order may be sent. The record of an earlier order under the same
   * id: nothing may be sent.
   * @throws AppError JOURNAL_UNAVAILABLE
   */
  intent(
    intent: OrderIntent,
    isFree?: (earlier: IntentRecord) => boolean,
  ): Promise<IntentRecord | undefined> | IntentRecord | undefined;
  /** The request is on a socket. */
  sent(clientOrderId: string): void;
  ended(clientOrderId: string, end: OrderEnd): void;
  /** @throws AppError JOURNAL_UNAVAILABLE when it cannot be read */
  find(clientOrderId: string): IntentRecord | undefined;
  /**
   * Records of this time or later, of every process on the journal, the newest first.
   * @throws AppError JOURNAL_UNAVAILABLE when it cannot be read
   */
  since(from: Millis): Iterable<IntentRecord>;
}

/** Remembers nothing. A restart forgets which orders were under way. */
export const noJournal: OrderJournal = {
  intent: () => undefined,
  sent: () => undefined,
  ended: () => undefined,
  find: () => undefined,
  since: () => [],
};

/** Not to be followed any more. */
export function isSettled({ state }: Pick<IntentRecord, 'state'>): boolean {
  return state === 'ACCEPTED' || state === 'REFUSED' || state === 'NOT_PLACED';
}

/**
 * Refused before it was sent, as by a budget, or for want of room at the exchange, as by a 429: it certainly had no
 * effect, the caller was told to come again, and so the id is free.
 */
export function mayBeTriedAgain({ state, sentAt, error }: IntentRecord): boolean {
  if (state !== 'REFUSED') return false;
  return sentAt === undefined || (error !== undefined && ERROR_TABLE[error.code].retry === 'after');
}

/** The rule of the exchange itself: an id is free again once its order is known not to be there. */
export function wasNotPlaced({ state }: IntentRecord): boolean {
  return state === 'REFUSED' || state === 'NOT_PLACED';
}

export function keptError(error: unknown): KeptError {
  if (!AppError.is(error)) {
    return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, binanceCode, extra } = error;
  return {
    code,
    message,
    ...(binanceCode === undefined ? {} : { binanceCode }),
    ...(extra === undefined ? {} : { extra }),
  };
}
