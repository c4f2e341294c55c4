import type { Millis } from '@binance-gateway/domain-types';
import type { RequestRecord } from './request-log.js';

/** Too many unfilled orders: only new orders are unwelcome, cancels and reads go on. */
const TOO_MANY_ORDERS = -1015;

/**
 * Requests that came although a 429 or 418 had asked for silence until later. Those that were on their way when the
 * answer left are nobody's fault: `inFlightMs` after it everybody has heard.
 */
export function disobedientRequests(
  records: readonly RequestRecord[],
  inFlightMs: Millis = 100,
): RequestRecord[] {
  let from = -Infinity;
  let until = -Infinity;
  return records.filter((record) => {
    const { time, status, code, retryAfterMs } = record;
    const isDisobedient = time > from && time < until;
    if ((status === 418 || (status === 429 && code !== TOO_MANY_ORDERS)) && retryAfterMs !== undefined) {
      if (time >= until) from = time + inFlightMs;
      until = Math.max(until, time + retryAfterMs);
    }
    return isDisobedient;
  });
}
