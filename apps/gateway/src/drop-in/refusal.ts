import type { ErrorCode, Millis } from '@binance-gateway/domain-types';

/** What Binance answers in place of a result: `{code, msg, data?}` under an HTTP status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    /** Code of the gateway's own error table, for the header that names it. */
    readonly reason: ErrorCode,
    readonly more: {
      readonly retryAfterMs?: Millis | undefined;
      readonly data?: unknown;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
  }

  body(): { code: number; msg: string; data?: unknown } {
    const { data } = this.more;
    return { code: this.code, msg: this.message, ...(data === undefined ? {} : { data }) };
  }
}

/**
 * Refusals by cause, in Binance's codes and words. https://developers.binance.com/docs/binance-spot-api-docs/errors
 * The documentation gives few HTTP statuses: 400 unless it says otherwise.
 */
export const REFUSE = {
  unknown: (cause?: unknown) =>
    new Refusal(500, -1000, 'An unknown error occurred while processing the request.', 'INTERNAL', { cause }),
  notAuthorized: () =>
    new Refusal(401, -1002, 'You are not authorized to execute this request.', 'UNAUTHENTICATED'),
  tooMuchWeight: (limit: number, retryAfterMs: Millis) =>
    new Refusal(
      429,
      -1003,
      `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      'RATE_LIMITED',
      { retryAfterMs },
    ),
  unsupported: () => new Refusal(400, -1020, 'This operation is not supported.', 'NOT_FOUND'),
  outsideRecvWindow: () =>
    new Refusal(400, -1021, 'Timestamp for this request is outside of the recvWindow.', 'REQUEST_TIMEOUT'),
  aheadOfServer: () => input(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: () => new Refusal(400, -1022, 'Signature for this request is not valid.', 'UNAUTHENTICATED'),
  illegalCharacters: (name: string, range: string) =>
    input(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  illegalEncoding: () => input(-1100, 'Illegal characters found in a parameter.'),
  duplicateParameter: () => input(-1101, 'Duplicate values for a parameter detected.'),
  missing: (name: string) =>
    input(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  greaterThan: (name: string, limit: number) =>
    input(-1102, `'${name}' contains unexpected value. Cannot be greater than ${limit}.`),
  unread: (read: number, sent: number) =>
    input(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`),
  empty: (name: string) => input(-1105, `Parameter '${name}' was empty.`),
  timeInForce: () => input(-1115, 'Invalid timeInForce.'),
  orderType: () => input(-1116, 'Invalid orderType.'),
  side: () => input(-1117, 'Invalid side.'),
  invalidValue: (name: string) => input(-1130, `Data sent for parameter '${name}' is not valid.`),
  invalidJson: () => input(-1135, 'Invalid JSON Request'),
  binaryFrame: () => input(-1135, 'Invalid JSON Request: send text frames, not binary ones'),
  sbeDisabled: () => input(-1155, 'SBE is not enabled.'),
  timeUnit: () => input(-1194, 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.'),
  tooManySubscriptions: (limit: number) =>
    new Refusal(
      400,
      -1191,
      `Too many subscriptions. Connection may create up to '${limit}' subscriptions at a time.`,
      'FULL',
    ),
  keyFormat: () => new Refusal(401, -2014, 'API-key format invalid.', 'UNAUTHENTICATED'),
  key: (reason: 'UNAUTHENTICATED' | 'SCOPE_MISSING' = 'UNAUTHENTICATED') =>
    new Refusal(401, -2015, 'Invalid API-key, IP, or permissions for action.', reason),
  subscriptionActive: () =>
    new Refusal(400, -2035, 'User Data Stream subscription already active.', 'CONFLICT'),
  subscriptionInactive: () =>
    new Refusal(400, -2036, 'User Data Stream subscription not active.', 'NOT_FOUND'),
  subscriptionIdsExhausted: () =>
    new Refusal(400, -2042, 'Maximum subscription ID reached for this connection.', 'FULL'),
  logonKeyType: (type: string) => input(-4056, `${type} API key is not supported.`),
} as const;

/** What the caller can mend. */
function input(code: number, message: string): Refusal {
  return new Refusal(400, code, message, 'INVALID_INPUT');
}
