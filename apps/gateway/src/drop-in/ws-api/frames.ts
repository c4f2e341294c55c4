import type { Millis, WireRateLimit } from '@binance-gateway/domain-types';
import type { Reply } from '../reply.js';
import type { RequestId } from './request.js';

export type LimitRow = WireRateLimit & { readonly count: number };

/** exchangeInfo tells of connections here where REST tells of raw requests; everything else is the same. */
const RAW_REQUESTS = '{"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000}';
const CONNECTIONS = '{"rateLimitType":"CONNECTIONS","interval":"MINUTE","intervalNum":5,"limit":300}';

/** A REST answer as the WS API gives it; the body of a success stays as it is. */
export function answerFrame(id: RequestId, reply: Reply, now: Millis, limits?: readonly LimitRow[]): string {
  const head = `{"id":${JSON.stringify(id)},"status":${reply.status},`;
  const tail = limits ? `,"rateLimits":${JSON.stringify(limits)}}` : '}';
  if (reply.status < 300) return `${head}"result":${reply.body.replace(RAW_REQUESTS, CONNECTIONS)}${tail}`;
  return `${head}"error":${JSON.stringify(errorOf(reply, now))}${tail}`;
}

/** @param subscriptionId absent on events of the connection itself */
export function eventFrame(event: string, subscriptionId?: number): string {
  return subscriptionId === undefined
    ? `{"event":${event}}`
    : `{"subscriptionId":${subscriptionId},"event":${event}}`;
}

interface WireError {
  readonly code: number;
  readonly msg: string;
  readonly data?: object;
}

function errorOf({ body, headers }: Reply, now: Millis): WireError {
  const error = parse(body);
  const retryAfter = headers['retry-after'];
  if (retryAfter === undefined || error.data !== undefined) return error;
  return { ...error, data: { serverTime: now, retryAfter: now + Number(retryAfter) * 1_000 } };
}

/** A page of a firewall or proxy has no place in an answer. */
function parse(body: string): WireError {
  try {
    const error = JSON.parse(body) as Partial<WireError>;
    if (typeof error.code === 'number') return error as WireError;
  } catch {
    // falls through
  }
  return { code: -1000, msg: 'An unknown error occurred while processing the request.' };
}
