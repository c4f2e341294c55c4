import type { WireError } from '@binance-gateway/domain-types';
import { EngineReject } from '../engine/types.js';

/** An answer that is not 200, the same for REST and the WS API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly data?: unknown,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }

  /** REST tells when to come back in the Retry-After header, the WS API in `data`. */
  body(transport: 'rest' | 'ws'): WireError {
    const isHidden = transport === 'rest' && this.retryAfterMs !== undefined;
    const data = isHidden ? undefined : this.data;
    return { code: this.code, msg: this.message, ...(data === undefined ? {} : { data }) };
  }
}

const PARTIALLY_FAILED = 'Order cancel-replace partially failed.';
const FAILED = 'Order cancel-replace failed.';

/** What came of the two halves of a cancel-replace of which at least one failed. */
export class CancelReplaceError extends ApiError {
  constructor(status: number, data: { readonly cancelResult: string; readonly newOrderResult: string }) {
    const isPartial = data.cancelResult === 'SUCCESS' || data.newOrderResult === 'SUCCESS';
    super(status, isPartial ? -2021 : -2022, isPartial ? PARTIALLY_FAILED : FAILED, data);
  }
}

/**
 * Binance's errors by cause. Codes and wording: https://developers.binance.com/docs/binance-spot-api-docs/errors
 * The documentation gives few HTTP statuses; 400 unless a recorded answer says otherwise.
 */
export const REFUSE = {
  unknown: () => new ApiError(500, -1000, 'An unknown error occurred while processing the request.'),
  unauthorized: () => new ApiError(401, -1002, 'You are not authorized to execute this request.'),
  unsupported: () => new ApiError(400, -1020, 'This operation is not supported.'),
  outsideRecvWindow: () =>
    new ApiError(400, -1021, 'Timestamp for this request is outside of the recvWindow.'),
  aheadOfServer: () =>
    new ApiError(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: () => new ApiError(400, -1022, 'Signature for this request is not valid.'),
  illegalCharacters: (name: string, range: string) =>
    new ApiError(400, -1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  illegalEncoding: () => new ApiError(400, -1100, 'Illegal characters found in a parameter.'),
  tooManyParameters: (expected: number, received: number) =>
    new ApiError(400, -1101, `Too many parameters; expected '${expected}' and received '${received}'.`),
  duplicateParameter: () => new ApiError(400, -1101, 'Duplicate values for a parameter detected.'),
  missing: (name: string) =>
    new ApiError(400, -1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  missingBoth: (first: string, second: string) =>
    new ApiError(400, -1102, `Param '${first}' or '${second}' must be sent, but both were empty/null!`),
  greaterThan: (name: string, limit: number) =>
    new ApiError(400, -1102, `'${name}' contains unexpected value. Cannot be greater than ${limit}.`),
  unread: (read: number, sent: number) =>
    new ApiError(
      400,
      -1104,
      `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`,
    ),
  empty: (name: string) => new ApiError(400, -1105, `Parameter '${name}' was empty.`),
  notRequired: (name: string) => new ApiError(400, -1106, `Parameter '${name}' sent when not required.`),
  overflow: (name: string) => new ApiError(400, -1108, `Parameter '${name}' overflowed.`),
  timeInForce: () => new ApiError(400, -1115, 'Invalid timeInForce.'),
  orderType: () => new ApiError(400, -1116, 'Invalid orderType.'),
  side: () => new ApiError(400, -1117, 'Invalid side.'),
  interval: () => new ApiError(400, -1120, 'Invalid interval.'),
  symbol: () => new ApiError(400, -1121, 'Invalid symbol.'),
  symbolStatus: () => new ApiError(400, -1122, 'Invalid symbolStatus.'),
  intervalTooLong: (hours: number) =>
    new ApiError(400, -1127, `More than ${hours} hours between startTime and endTime.`),
  combination: () => new ApiError(400, -1128, 'Combination of optional parameters invalid.'),
  invalidValue: (name: string) => new ApiError(400, -1130, `Data sent for parameter '${name}' is not valid.`),
  strategyType: () => new ApiError(400, -1134, '`strategyType` was less than 1000000.'),
  invalidJson: () => new ApiError(400, -1135, 'Invalid JSON Request'),
  tickerType: () => new ApiError(400, -1139, 'Invalid ticker type.'),
  cancelRestrictions: () => new ApiError(400, -1145, 'Invalid cancelRestrictions'),
  duplicateSymbols: () => new ApiError(400, -1151, 'Symbol is present multiple times in the list.'),
  /** 406 over HTTP; a WS API handshake answers 400. */
  sbeDisabled: (status = 406) => new ApiError(status, -1155, 'SBE is not enabled.'),
  timeUnit: () =>
    new ApiError(400, -1194, 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.'),
  statusMismatch: () =>
    new ApiError(400, -1220, "The symbol's status does not match the requested symbolStatus."),
  pegPriceType: () => new ApiError(400, -1210, 'Invalid pegPriceType.'),
  pegOffsetType: () => new ApiError(400, -1211, 'Invalid pegOffsetType.'),
  keyFormat: () => new ApiError(401, -2014, 'API-key format invalid.'),
  key: () => new ApiError(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  subscriptionActive: () => new ApiError(400, -2035, 'User Data Stream subscription already active.'),
  subscriptionInactive: () => new ApiError(400, -2036, 'User Data Stream subscription not active.'),
  clientOrderIdMismatch: () => new ApiError(400, -2039, 'Client order ID is not correct for this order ID.'),
  subscriptionIdsExhausted: () =>
    new ApiError(400, -2042, 'Maximum subscription ID reached for this connection.'),
  noReferencePrice: () => new ApiError(400, -2043, "This symbol doesn't have a reference price."),
  /** Session logon with a key that is not Ed25519. */
  logonKeyType: (type: string) => new ApiError(400, -4056, `${type} API key is not supported.`),
  tooManySubscriptions: (limit: number) =>
    new ApiError(
      400,
      -1191,
      `Too many subscriptions. Connection may create up to '${limit}' subscriptions at a time.`,
    ),
} as const;

/** Whatever a handler threw, as an answer. A programming error becomes -1000 and never kills the server. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof EngineReject) return new ApiError(400, error.code, error.message);
  return REFUSE.unknown();
}

/** Did the exchange mean to refuse, or is it broken? */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError || error instanceof EngineReject;
}
