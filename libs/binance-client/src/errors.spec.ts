import { AppError } from '@binance-gateway/domain-types';
import { UpstreamError, classify, leavesOutcomeOpen } from './errors.js';

// What callers act on: literal, so that a changed table has to be changed here too
it.each<[number, number | undefined, string, string]>([
  [429, -1003, 'Too much request weight used', 'UPSTREAM_RATE_LIMITED'],
  [418, -1003, 'IP banned until 1660090423228.', 'UPSTREAM_BANNED'],
  [418, undefined, '', 'UPSTREAM_BANNED'],
  [429, undefined, '', 'UPSTREAM_RATE_LIMITED'],
  [429, -1015, 'Too many new orders', 'ORDER_LIMIT_REACHED'],
  [429, -2021, 'Order cancel-replace partially failed.', 'PARTIAL_FAILURE'],
  [400, -1002, '', 'CREDENTIALS_REFUSED'],
  [401, -2015, 'Invalid API-key, IP, or permissions for action.', 'CREDENTIALS_REFUSED'],
  [401, -2014, 'API-key format invalid.', 'CREDENTIALS_REFUSED'],
  [400, -1022, 'Signature for this request is not valid.', 'CREDENTIALS_REFUSED'],
  [400, -1121, 'Invalid symbol.', 'UNKNOWN_SYMBOL'],
  [400, -1100, 'Illegal characters found', 'REJECTED_BY_EXCHANGE'],
  [400, -1013, 'Filter failure: MIN_NOTIONAL', 'FILTER_FAILURE'],
  [400, -1013, 'Invalid quantity.', 'ORDER_REJECTED'],
  [400, -2010, 'Filter failure: MAX_POSITION', 'FILTER_FAILURE'],
  [400, -2010, 'Account has insufficient balance for requested action.', 'INSUFFICIENT_BALANCE'],
  [400, -2010, 'Market is closed.', 'SYMBOL_NOT_TRADING'],
  [400, -2010, 'Duplicate order sent.', 'CONFLICT'],
  [400, -2010, 'Order would immediately match and take.', 'ORDER_REJECTED'],
  [400, -2011, 'Unknown order sent.', 'CANCEL_REJECTED'],
  [400, -2011, 'Order was not canceled due to cancel restrictions.', 'CANCEL_REJECTED'],
  [400, -2011, 'Market is closed.', 'SYMBOL_NOT_TRADING'],
  [400, -2038, 'Unknown order sent.', 'ORDER_REJECTED'],
  [400, -2038, 'Order amend (quantity increase) is not supported.', 'ORDER_REJECTED'],
  [400, -2038, 'Filter failure: MAX_NUM_ORDER_AMENDS', 'FILTER_FAILURE'],
  [400, -2038, 'Market is closed.', 'SYMBOL_NOT_TRADING'],
  [400, -2038, 'Duplicate order sent.', 'CONFLICT'],
  [400, -2013, 'Order does not exist.', 'ORDER_NOT_FOUND'],
  [400, -2022, 'Order cancel-replace failed.', 'ORDER_REJECTED'],
  [400, -2026, 'Order was canceled or expired', 'REJECTED_BY_EXCHANGE'],
  [400, -2043, "This symbol doesn't have a reference price.", 'NOT_FOUND'],
  [500, -1000, 'An unknown error occurred', 'UPSTREAM_UNAVAILABLE'],
  [503, -1008, 'Server is currently overloaded', 'UPSTREAM_UNAVAILABLE'],
  [504, -1007, 'Timeout waiting for response', 'UPSTREAM_TIMEOUT'],
  [502, undefined, '', 'UPSTREAM_UNAVAILABLE'],
  [504, undefined, '', 'UPSTREAM_TIMEOUT'],
  [410, undefined, '', 'REJECTED_BY_EXCHANGE'],
  [451, undefined, '', 'REJECTED_BY_EXCHANGE'],
  [520, -9999, 'new', 'UPSTREAM_UNAVAILABLE'],
])('%s %s %j is %s', (status, code, message, expected) => {
  expect(classify(status, code, message)).toBe(expected);
});

it('goes by number: a message decides only where the code says nothing', () => {
  expect(classify(400, -1100, 'Account has insufficient balance for requested action.')).toBe(
    'REJECTED_BY_EXCHANGE',
  );
});

it.each<[number, number | undefined, boolean]>([
  [500, undefined, true],
  [503, -1008, true],
  [400, -1006, true],
  [400, -1007, true],
  [400, -1001, true],
  [400, -2010, false],
  [429, -1003, false],
  [418, -1003, false],
  [403, undefined, false],
  [409, -2021, false],
])('%s %s leaves the outcome of an order open: %s', (status, code, open) => {
  expect(leavesOutcomeOpen(status, code)).toBe(open);
});

it('keeps the answer of the exchange behind every explanation, and out of what is printed', () => {
  const answer = new UpstreamError('ORDER_REJECTED', 'no', 400, {}, { body: '{"code":-2010}' });
  const explained = new AppError('CONFLICT', 'explained', { cause: new Error('between', { cause: answer }) });
  expect(UpstreamError.behind(explained)?.body).toBe('{"code":-2010}');
  expect(UpstreamError.behind(new Error('other'))).toBeUndefined();
  expect(JSON.stringify({ ...answer })).not.toContain('-2010');
});
