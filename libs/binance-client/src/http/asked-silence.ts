import type { Millis, WireError } from '@binance-gateway/domain-types';
import { TOO_MANY_ORDERS } from '../errors.js';
import type { UpstreamResponse } from './dispatch.js';
import { retryAfterMs } from './retry-after.js';

/** What a 429 or 418 asks for. */
export interface AskedSilence {
  readonly ms: Millis;
  readonly isBan: boolean;
  /** -1015: too many unfilled orders. A day's worth of waiting for new ones must not keep anyone from cancelling. */
  readonly isForOrders: boolean;
}

/** @returns undefined when the answer asks for none */
export function askedSilence(response: UpstreamResponse, now: Millis): AskedSilence | undefined {
  const { status } = response;
  if (status !== 429 && status !== 418) return undefined;
  const wire = parseError(response.body);
  const ms = waitOf(response, wire, now);
  if (ms === undefined) return undefined;
  return { ms, isBan: status === 418, isForOrders: status === 429 && wire?.code === TOO_MANY_ORDERS };
}

/** For how long not to ask again; undefined when nothing says so. */
export function waitOf(
  { status, headers }: UpstreamResponse,
  wire: WireError | undefined,
  now: Millis,
): Millis | undefined {
  return retryAfterMs(headers, wire, now) ?? unnamedWait(status, now);
}

/** When a limit was broken and nobody said for how long: the rest of the minute, or the shortest ban there is. */
function unnamedWait(status: number, now: Millis): Millis | undefined {
  if (status === 429) return 60_000 - (now % 60_000);
  return status === 418 ? 120_000 : undefined;
}

/** undefined for HTML of a firewall or proxy, for an empty body, and for JSON that is no error. */
export function parseError(body: string): WireError | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const { code, msg, data } = JSON.parse(body) as Partial<WireError>;
    if (typeof code !== 'number') return undefined;
    return { code, msg: typeof msg === 'string' ? msg : '', data };
  } catch {
    return undefined;
  }
}
