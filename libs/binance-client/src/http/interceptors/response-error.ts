import { AppError, type AppErrorOptions, type WireError } from '@binance-gateway/domain-types';
import { UpstreamError, classify, leavesOutcomeOpen, outcomeUnknown } from '../../errors.js';
import type { Interceptor, UpstreamRequest, UpstreamResponse } from '../dispatch.js';
import { retryAfterMs } from '../retry-after.js';
import { TransportError } from '../transport-error.js';

/** Turns everything but a 2xx, or a 304 that was asked for, into an AppError. Innermost, so that every other layer sees typed errors. */
export function responseError(now: () => number): Interceptor {
  return (next) => async (request) => {
    let response: UpstreamResponse;
    try {
      response = await next(request);
    } catch (error) {
      throw error instanceof TransportError ? fromTransport(request, error) : error;
    }
    if (response.status >= 200 && response.status < 300) return response;
    // what was asked for has not changed
    if (response.status === 304 && request.revalidates) return response;
    throw fromResponse(request, response, now());
  };
}

function fromTransport(request: UpstreamRequest, error: TransportError): AppError {
  const options = { cause: error };
  if (request.isOrder && error.sent) return outcomeUnknown(request, error.message, options);
  switch (error.failure) {
    case 'timeout':
      return new AppError('UPSTREAM_TIMEOUT', `${request.operation}: ${error.message}`, options);
    case 'too-large':
      return new AppError('UPSTREAM_PROTOCOL', `${request.operation}: ${error.message}`, options);
    case 'aborted':
    case 'connection':
      return new AppError('UPSTREAM_UNAVAILABLE', `${request.operation}: ${error.message}`, options);
  }
}

function fromResponse(request: UpstreamRequest, response: UpstreamResponse, now: number): AppError {
  const { status, headers, body } = response;
  const wire = parseError(body);
  const message = wire?.msg ?? `the exchange answered HTTP ${status}${excerpt(body)}`;
  const wait = retryAfterMs(headers, wire, now) ?? silenceFor(status, now);
  const options: AppErrorOptions = {
    ...(wire === undefined ? {} : { binanceCode: wire.code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(wire?.data === undefined ? {} : { extra: { data: wire.data } }),
  };
  const code = classify(status, wire?.code, message);
  const error = new UpstreamError(code, message, status, headers, { ...options, body });
  // The limiter reads status and headers off the cause
  if (request.isOrder && leavesOutcomeOpen(status, wire?.code)) {
    return outcomeUnknown(request, message, { ...options, cause: error });
  }
  return error;
}

/** When a limit was broken and nobody said for how long: the rest of the minute, or the shortest ban there is. */
function silenceFor(status: number, now: number): number | undefined {
  if (status === 429) return 60_000 - (now % 60_000);
  return status === 418 ? 120_000 : undefined;
}

/** undefined for HTML of a firewall or proxy, for an empty body, and for JSON that is no error. */
function parseError(body: string): WireError | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const { code, msg, data } = JSON.parse(body) as Partial<WireError>;
    if (typeof code !== 'number') return undefined;
    return { code, msg: typeof msg === 'string' ? msg : '', data };
  } catch {
    return undefined;
  }
}

/** What a person needs to recognise a proxy's page, no more. */
function excerpt(body: string): string {
  const text = body
    .slice(0, 2_000)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
  return text === '' ? ' without a body' : `: ${text}`;
}
