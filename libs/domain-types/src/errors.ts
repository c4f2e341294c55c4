/**
 * What a caller may do about an error.
 * `never`: the same request fails again. `safe`: nothing happened, try again. `after`: try again
 * after `retryAfter`. `unknown-outcome`: it may have happened; ask, do not send again.
 */
export type RetryClass = 'never' | 'safe' | 'after' | 'unknown-outcome';

export interface ErrorSpec {
  /** HTTP status of the REST face. */
  readonly status: number;
  readonly title: string;
  readonly retry: RetryClass;
}

/** Every error a caller can get. Codes are never renamed or reused; docs/errors.md is tested against this table. */
export const ERROR_TABLE = {
  INVALID_INPUT: { status: 400, title: 'Invalid input', retry: 'never' },
  MALFORMED_BODY: { status: 400, title: 'Request body could not be read', retry: 'never' },
  UNKNOWN_SYMBOL: { status: 400, title: 'Unknown symbol', retry: 'never' },
  SYMBOL_NOT_TRADING: { status: 400, title: 'Symbol is not trading', retry: 'never' },
  FILTER_FAILURE: { status: 400, title: 'Order breaks a filter of its symbol', retry: 'never' },
  INSUFFICIENT_BALANCE: { status: 400, title: 'Insufficient balance', retry: 'never' },
  ORDER_REJECTED: { status: 400, title: 'Order rejected by the exchange', retry: 'never' },
  CANCEL_REJECTED: { status: 400, title: 'Cancel rejected by the exchange', retry: 'never' },
  REJECTED_BY_EXCHANGE: { status: 400, title: 'Request rejected by the exchange', retry: 'never' },
  UNAUTHENTICATED: { status: 401, title: 'No valid token', retry: 'never' },
  CREDENTIALS_MISSING: { status: 401, title: 'The gateway has no exchange credentials', retry: 'never' },
  CREDENTIALS_REFUSED: { status: 401, title: 'The exchange refused the credentials', retry: 'never' },
  SCOPE_MISSING: { status: 403, title: 'The token lacks a scope', retry: 'never' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Web pages of this origin may not call', retry: 'never' },
  HOST_NOT_ALLOWED: { status: 403, title: 'The server may not be called by this host name', retry: 'never' },
  TRADING_DISABLED: { status: 403, title: 'Trading is switched off', retry: 'never' },
  TRADING_STOPPED: { status: 403, title: 'Trading of the token was stopped', retry: 'never' },
  POLICY_REFUSED: { status: 403, title: 'The policy of the token refuses the order', retry: 'never' },
  NOT_FOUND: { status: 404, title: 'Not found', retry: 'never' },
  ORDER_NOT_FOUND: { status: 404, title: 'Order does not exist', retry: 'never' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed', retry: 'never' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive', retry: 'safe' },
  CONFLICT: { status: 409, title: 'Conflicts with an earlier request', retry: 'never' },
  PARTIAL_FAILURE: { status: 409, title: 'Only a part of the request was carried out', retry: 'never' },
  BODY_TOO_LARGE: { status: 413, title: 'Request body is too large', retry: 'never' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type', retry: 'never' },
  UPGRADE_REQUIRED: { status: 426, title: 'This path speaks WebSocket only', retry: 'never' },
  CONFIRMATION_REQUIRED: { status: 428, title: 'The order waits for a confirmation', retry: 'never' },
  CONFIRMATION_REFUSED: { status: 403, title: 'The order was not confirmed', retry: 'never' },
  RATE_LIMITED: { status: 429, title: 'Too many requests for this token', retry: 'after' },
  UPSTREAM_RATE_LIMITED: { status: 429, title: 'The exchange limit is used up', retry: 'after' },
  UPSTREAM_BANNED: { status: 429, title: 'The exchange has banned this address for a while', retry: 'after' },
  ORDER_LIMIT_REACHED: { status: 429, title: 'Too many unfilled orders', retry: 'after' },
  INTERNAL: { status: 500, title: 'Internal error', retry: 'safe' },
  UPSTREAM_PROTOCOL: { status: 502, title: 'The exchange sent something unreadable', retry: 'safe' },
  UPSTREAM_UNAVAILABLE: { status: 503, title: 'The exchange cannot be reached', retry: 'safe' },
  NOT_READY: { status: 503, title: 'Not ready', retry: 'after' },
  JOURNAL_UNAVAILABLE: { status: 503, title: 'The order journal cannot be written', retry: 'safe' },
  FULL: { status: 503, title: 'No room for another connection', retry: 'after' },
  BOOK_OUT_OF_SYNC: { status: 503, title: 'The order book is being rebuilt', retry: 'after' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The exchange did not answer in time', retry: 'safe' },
  OUTCOME_UNKNOWN: {
    status: 504,
    title: 'It is not known whether the order was placed',
    retry: 'unknown-outcome',
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export interface FieldError {
  /** Name of the input field, as the caller wrote it. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

export interface AppErrorOptions {
  readonly fields?: readonly FieldError[];
  /** Binance's own code, e.g. -1121. */
  readonly binanceCode?: number;
  readonly retryAfterMs?: number;
  /** Further members of the problem document, e.g. `clientOrderId`, `asset`. Never a secret. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error the libraries throw on purpose; every face renders it from ERROR_TABLE. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly fields: readonly FieldError[] | undefined;
  readonly binanceCode: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly code: ErrorCode,
    detail: string,
    options: AppErrorOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.fields = options.fields;
    this.binanceCode = options.binanceCode;
    this.retryAfterMs = options.retryAfterMs;
    this.extra = options.extra;
  }

  get spec(): ErrorSpec {
    return ERROR_TABLE[this.code];
  }

  static is(error: unknown): error is AppError {
    return error instanceof Error && error.name === 'AppError' && 'code' in error;
  }
}

/** An input the caller can mend, one entry a field. */
export function invalidInput(fields: readonly FieldError[]): AppError {
  return new AppError('INVALID_INPUT', fields.map((f) => f.message).join('; '), { fields });
}
