import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What may be echoed into a header and a log line. */
const SANE_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's `X-Request-Id` when it is sane, else a new one. */
export function requestIdOf(request: { readonly headers: IncomingHttpHeaders }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}

/** Headers of every response. `X-Timestamp` is in milliseconds, as every time of the API. */
export function identityHeaders(requestId: string, nowMs: number): Record<string, string> {
  return { 'X-Request-Id': requestId, 'X-Timestamp': String(Math.floor(nowMs)) };
}
