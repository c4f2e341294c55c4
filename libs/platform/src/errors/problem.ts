import {
  AppError,
  ERROR_TABLE,
  type ErrorCode,
  type FieldError,
  type RetryClass,
} from '@binance-gateway/domain-types';

/** An error as RFC 9457 writes it, plus what a trading client has to know. Further members are an error's own. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** May the request be sent again? */
  readonly retry: RetryClass;
  readonly requestId: string;
  /** Milliseconds since the epoch, as every time of the API. */
  readonly timestamp: number;
  readonly fields?: readonly FieldError[];
  readonly binanceCode?: number;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly [member: string]: unknown;
}

export interface ProblemContext {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** URI reference that identifies a kind of error: its heading in docs/errors.md. */
export function problemType(code: ErrorCode): string {
  return `urn:binance-gateway:error:${code.toLowerCase().replaceAll('_', '-')}`;
}

/**
 * What an error means to a caller. Whatever nobody threw on purpose becomes INTERNAL with a fixed text:
 * its own message may hold anything. It is kept as the cause, for the log.
 */
export function toAppError(error: unknown): AppError {
  if (AppError.is(error)) return error;
  return new AppError(
    'INTERNAL',
    'Something went wrong inside the gateway; the request id finds it in the log',
    {
      cause: error,
    },
  );
}

/** Whole seconds until a retry makes sense, at least one; undefined when waiting does not help. */
export function retryAfterSeconds(error: AppError): number | undefined {
  if (error.retryAfterMs !== undefined) return Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  return ERROR_TABLE[error.code].retry === 'after' ? 1 : undefined;
}

/** The body of an error answer. `extra` members never replace the standard ones. */
export function toProblem(error: AppError, context: ProblemContext): ProblemDocument {
  const { status, title, retry } = ERROR_TABLE[error.code];
  const retryAfter = retryAfterSeconds(error);
  return {
    ...error.extra,
    type: problemType(error.code),
    title,
    status,
    detail: error.message,
    code: error.code,
    retry,
    requestId: context.requestId,
    timestamp: Math.floor(context.now),
    ...(error.fields && error.fields.length > 0 ? { fields: error.fields } : {}),
    ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
