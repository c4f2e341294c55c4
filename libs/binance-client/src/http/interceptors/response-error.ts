import { AppError, type AppErrorOptions } from '@binance-gateway/domain-types';
import { UpstreamError, classify, leavesOutcomeOpen, outcomeUnknown } from '../../errors.js';
import { parseError, waitOf } from '../asked-silence.js';
import type { Interceptor, UpstreamRequest, UpstreamResponse } from '../dispatch.js';
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
    case 'held-back':
      if (AppError.is(error.cause)) return error.cause;
      return new AppError('UPSTREAM_UNAVAILABLE', `${request.operation}: ${error.message}`, options);
    case 'aborted':
    case 'connection':
      return new AppError('UPSTREAM_UNAVAILABLE', `${request.operation}: ${error.message}`, options);
  }
}

function fromResponse(request: UpstreamRequest, response: UpstreamResponse, now: number): AppError {
  const { status, headers, body } = response;
  const wire = parseError(body);
  const message = wire?.msg ?? `the exchange answered HTTP ${status}${excerpt(body)}`;
  const wait = waitOf(response, wire, now);
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
