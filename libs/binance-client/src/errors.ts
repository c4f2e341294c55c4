import { AppError, type AppErrorOptions, type ErrorCode } from '@binance-gateway/domain-types';
import type { UpstreamRequest } from './http/dispatch.js';

export interface UpstreamErrorOptions extends AppErrorOptions {
  /** The body of the answer, as it came. */
  readonly body?: string;
}

/** An error the exchange answered with; status and headers are kept for budget and retry. */
export class UpstreamError extends AppError {
  readonly #body: string | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    readonly httpStatus: number,
    readonly headers: Readonly<Record<string, string>>,
    options: UpstreamErrorOptions = {},
  ) {
    super(code, detail, options);
    this.#body = options.body;
  }

  /** For those who pass the answer on; no log shows it. */
  get body(): string | undefined {
    return this.#body;
  }

  static of(error: unknown): UpstreamError | undefined {
    return error instanceof UpstreamError ? error : undefined;
  }

  /** The answer of the exchange behind an error, however often it was explained since. */
  static behind(error: unknown): UpstreamError | undefined {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof UpstreamError) return cause;
    }
    return undefined;
  }
}

export const TIMESTAMP_OUTSIDE_WINDOW = -1021;
export const TOO_MANY_REQUESTS = -1003;
export const TOO_MANY_ORDERS = -1015;
export const CANCEL_REJECTED = -2011;
export const NO_SUCH_ORDER = -2013;
export const AMEND_REJECTED = -2038;

/**
 * Binance code → ours. https://developers.binance.com/docs/binance-spot-api-docs/errors
 * Codes not named here are REJECTED_BY_EXCHANGE below HTTP 500 and UPSTREAM_UNAVAILABLE from there on.
 */
export const EXCHANGE_CODES: Readonly<Record<number, ErrorCode>> = {
  [-1000]: 'UPSTREAM_UNAVAILABLE', // unknown error while processing
  [-1001]: 'UPSTREAM_UNAVAILABLE', // internal error, disconnected
  [-1002]: 'CREDENTIALS_REFUSED',
  [TOO_MANY_REQUESTS]: 'UPSTREAM_RATE_LIMITED',
  [-1006]: 'UPSTREAM_UNAVAILABLE', // unexpected response from the message bus
  [-1007]: 'UPSTREAM_TIMEOUT', // no answer from the backend within 10 s
  [-1008]: 'UPSTREAM_UNAVAILABLE', // overloaded
  [-1010]: 'ORDER_REJECTED',
  [-1013]: 'ORDER_REJECTED',
  [-1014]: 'ORDER_REJECTED', // unsupported combination
  [TOO_MANY_ORDERS]: 'ORDER_LIMIT_REACHED',
  [-1016]: 'UPSTREAM_UNAVAILABLE', // service shutting down
  [-1022]: 'CREDENTIALS_REFUSED', // signature: the secret does not belong to the key
  [-1121]: 'UNKNOWN_SYMBOL',
  [-2010]: 'ORDER_REJECTED',
  [CANCEL_REJECTED]: 'CANCEL_REJECTED',
  [NO_SUCH_ORDER]: 'ORDER_NOT_FOUND',
  [-2014]: 'CREDENTIALS_REFUSED',
  [-2015]: 'CREDENTIALS_REFUSED',
  [-2021]: 'PARTIAL_FAILURE', // cancel-replace half done, halves in `data`
  [-2022]: 'ORDER_REJECTED',
  [AMEND_REJECTED]: 'ORDER_REJECTED',
  [-2043]: 'NOT_FOUND', // no reference price, or none that is worked out
};

/**
 * These codes say only in their documented message what they mean ("Messages for -1010, -2010, -2011, and -2038" in
 * errors.md; -1013 has some of them too). Any other message stays as by code. "Unknown order sent." is left to whoever
 * can ask: it is said of orders that never were, and of orders that are done.
 */
export const EXCHANGE_MESSAGES: readonly (readonly [start: string, code: ErrorCode])[] = [
  ['Filter failure: ', 'FILTER_FAILURE'],
  ['Account has insufficient balance', 'INSUFFICIENT_BALANCE'],
  ['Market is closed', 'SYMBOL_NOT_TRADING'],
  ['Duplicate order sent', 'CONFLICT'],
];
export const SPEAKING_IN_MESSAGES: ReadonlySet<number> = new Set([
  -1010,
  -1013,
  -2010,
  CANCEL_REJECTED,
  AMEND_REJECTED,
]);

/** Documented as "execution status unknown", whatever the HTTP status; and internal errors that promise nothing. */
const NOTHING_PROMISED: ReadonlySet<number> = new Set([-1000, -1001, -1006, -1007, -1008]);

/** Classifies by number: HTTP status and Binance's code, `undefined` when the body had none. */
export function classify(httpStatus: number, code: number | undefined, message: string): ErrorCode {
  if (httpStatus === 418) return 'UPSTREAM_BANNED';
  const known = code === undefined ? undefined : EXCHANGE_CODES[code];
  if (known !== undefined && SPEAKING_IN_MESSAGES.has(code as number)) {
    return EXCHANGE_MESSAGES.find(([start]) => message.startsWith(start))?.[1] ?? known;
  }
  if (known !== undefined) return known;
  if (httpStatus === 429) return 'UPSTREAM_RATE_LIMITED';
  if (httpStatus === 401) return 'CREDENTIALS_REFUSED';
  if (httpStatus === 408 || httpStatus === 504) return 'UPSTREAM_TIMEOUT';
  return httpStatus >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'REJECTED_BY_EXCHANGE';
}

/**
 * Whether an answer leaves open what became of a write: "It is important to NOT treat this as a failure"
 * (HTTP Return Codes in rest-api.md).
 */
export function leavesOutcomeOpen(httpStatus: number, code: number | undefined): boolean {
  return httpStatus >= 500 || httpStatus === 408 || (code !== undefined && NOTHING_PROMISED.has(code));
}

/** The error for a write that was sent and has no definite answer. */
export function outcomeUnknown(
  request: Pick<UpstreamRequest, 'operation' | 'clientOrderId'>,
  reason: string,
  options: AppErrorOptions = {},
): AppError {
  const { clientOrderId } = request;
  const ask =
    clientOrderId === undefined
      ? 'query the order'
      : `query the order by its client order id ${clientOrderId}`;
  return new AppError(
    'OUTCOME_UNKNOWN',
    `${request.operation}: ${reason}. It may have been carried out; ${ask} before sending anything again`,
    {
      ...options,
      extra: {
        outcome: 'UNKNOWN',
        ...(clientOrderId === undefined ? {} : { clientOrderId }),
        ...options.extra,
      },
    },
  );
}
