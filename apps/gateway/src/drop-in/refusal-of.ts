import { AppError, type Class, fieldsOf } from '@binance-gateway/domain-types';
import { REFUSE, Refusal } from './refusal.js';

type Translate = (error: AppError) => Refusal;

const as =
  (status: number, code: number, message?: string): Translate =>
  (error) =>
    new Refusal(status, code, message ?? error.message, error.code, { retryAfterMs: error.retryAfterMs });

const UNAVAILABLE = as(503, -1001, 'Internal error; unable to process your request. Please try again.');
const UNKNOWN_STATUS = as(
  504,
  -1007,
  'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
);
const WEIGHT = as(
  429,
  -1003,
  'Too many requests; please use WebSocket Streams for live updates to avoid polling the API.',
);

/** Errors of the gateway, in the words of Binance where it has some. What is not here was not refused by rule. */
const BY_CODE: Readonly<Record<string, Translate>> = {
  UNKNOWN_SYMBOL: as(400, -1121, 'Invalid symbol.'),
  FILTER_FAILURE: (error) =>
    as(400, -1013, `Filter failure: ${String(error.extra?.['filter'] ?? error.message)}`)(error),
  SYMBOL_NOT_TRADING: as(400, -1013, 'Market is closed.'),
  INSUFFICIENT_BALANCE: as(400, -2010, 'Account has insufficient balance for requested action.'),
  CONFLICT: as(400, -2010, 'Duplicate order sent.'),
  // the exchange has no such rule, and its message for a refused order is free text
  POLICY_REFUSED: (error) =>
    error.extra?.['rule'] === 'ordersPerMinute' ? as(429, -1015)(error) : as(400, -2010)(error),
  TRADING_STOPPED: as(400, -2010),
  // before anything of the body was read
  MALFORMED_BODY: as(400, -1102, 'A mandatory parameter was not sent, was empty/null, or malformed.'),
  BODY_TOO_LARGE: as(413, -1102, 'A mandatory parameter was not sent, was empty/null, or malformed.'),
  ORDER_NOT_FOUND: as(400, -2013, 'Order does not exist.'),
  CANCEL_REJECTED: as(400, -2011, 'Unknown order sent.'),
  REQUEST_TIMEOUT: as(400, -1021, 'Timestamp for this request is outside of the recvWindow.'),
  TRADING_DISABLED: as(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  SCOPE_MISSING: as(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  UNAUTHENTICATED: as(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  CREDENTIALS_MISSING: as(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  CREDENTIALS_REFUSED: as(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  RATE_LIMITED: WEIGHT,
  UPSTREAM_RATE_LIMITED: WEIGHT,
  UPSTREAM_BANNED: (error) =>
    as(418, -1003, 'Way too much request weight used; IP banned. Please use WebSocket Streams.')(error),
  ORDER_LIMIT_REACHED: as(429, -1015, 'Too many new orders.'),
  OUTCOME_UNKNOWN: UNKNOWN_STATUS,
  UPSTREAM_TIMEOUT: UNKNOWN_STATUS,
  UPSTREAM_UNAVAILABLE: UNAVAILABLE,
  UPSTREAM_PROTOCOL: UNAVAILABLE,
  NOT_READY: UNAVAILABLE,
  FULL: UNAVAILABLE,
};

/** Any error as Binance would put it. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!AppError.is(error)) return REFUSE.unknown(error);
  const known = BY_CODE[error.code];
  if (known) return known(error);
  const { status } = error.spec;
  if (error.code === 'INTERNAL') return REFUSE.unknown(error);
  // nothing was sent: a definite no is what the client has to hear
  return as(status < 500 ? status : 400, error.binanceCode ?? -2010)(error);
}

const BY_FIELD: Readonly<Record<string, () => Refusal>> = {
  side: REFUSE.side,
  type: REFUSE.orderType,
  timeInForce: REFUSE.timeInForce,
};

/**
 * What Binance says of parameters that the operation does not take. Used where the exchange cannot be asked without an
 * effect.
 */
export function inputRefusal(
  input: Class,
  values: Readonly<Record<string, string>>,
  error: AppError,
): Refusal {
  const known = new Set(fieldsOf(input).map(({ name }) => name));
  const sent = Object.keys(values);
  const empty = sent.find((name) => values[name] === '');
  if (empty !== undefined) return REFUSE.empty(empty);
  const broken = (error.fields ?? []).map(({ field }) => field).filter((name) => known.has(name));
  const [first] = broken;
  if (first === undefined) {
    const read = sent.filter((name) => known.has(name)).length;
    return REFUSE.unread(read, sent.length);
  }
  if (values[first] === undefined) return REFUSE.missing(first);
  return BY_FIELD[first]?.() ?? REFUSE.invalidValue(first);
}
