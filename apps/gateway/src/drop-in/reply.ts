import { UpstreamError, type UpstreamResponse } from '@binance-gateway/binance-client';
import type { ErrorCode } from '@binance-gateway/domain-types';
import { refusalOf } from './refusal-of.js';

/** An answer in the form of Binance: the body is its own wherever it comes from there. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const JSON_TYPE = 'application/json;charset=UTF-8';

/** Headers of the exchange that mean the same to the caller. Counts and connections are the gateway's own affair. */
const PASSED_ON = ['content-type', 'retry-after', 'x-mbx-uuid', 'x-mbx-time-unit'];

export function replyFrom({ status, headers, body }: UpstreamResponse): Reply {
  const kept: Record<string, string> = { 'content-type': JSON_TYPE };
  for (const name of PASSED_ON) if (headers[name] !== undefined) kept[name] = headers[name];
  return { status, headers: kept, body };
}

export function jsonReply(value: unknown): Reply {
  return { status: 200, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(value) };
}

/** The header that names what the gateway calls an error. */
export function named(reason: ErrorCode): { 'x-gateway-error': string } {
  return { 'x-gateway-error': reason };
}

/**
 * An error as the exchange has answered it; what it has not answered, in its words. The header `X-Gateway-Error` names
 * what the gateway calls it.
 */
export function errorReply(error: unknown): Reply {
  const answer = UpstreamError.behind(error);
  const refusal = refusalOf(error);
  const { retryAfterMs } = refusal.more;
  const own: Record<string, string> = named(refusal.reason);
  if (answer?.body !== undefined && answer.body !== '') {
    const reply = replyFrom({ status: answer.httpStatus, headers: answer.headers, body: answer.body });
    return { ...reply, headers: { ...reply.headers, ...own } };
  }
  if (retryAfterMs !== undefined) own['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  return {
    status: refusal.status,
    headers: { 'content-type': JSON_TYPE, ...own },
    body: JSON.stringify(refusal.body()),
  };
}
