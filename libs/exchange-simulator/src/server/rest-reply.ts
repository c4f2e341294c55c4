import type { ServerResponse } from 'node:http';
import type { FaultEffect } from '../faults/effects.js';
import { ApiError } from '../wire/api-error.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const JSON_TYPE = 'application/json;charset=UTF-8';

export function refusalReply(error: ApiError): Reply {
  const { retryAfterMs } = error;
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  if (retryAfterMs !== undefined)
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
  return { status: error.status, headers, body: JSON.stringify(error.body('rest')) };
}

/** The answer a fault gives in place of the right one. */
export function faultReply(fault: Extract<FaultEffect, { kind: 'answer' }>): Reply {
  const { status, code = -1000, msg = '', body, contentType, retryAfterMs } = fault;
  const reply = refusalReply(new ApiError(status, code, msg, undefined, retryAfterMs));
  if (body === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'content-type': contentType ?? JSON_TYPE }, body };
}

export function writeReply(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.end(body);
}

/** Head and half of the body, then a reset. */
export function tearReply(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.write(body.subarray(0, body.length >>> 1), () => response.socket?.resetAndDestroy());
}
