import type { AppError, AppErrorOptions, Millis, WireApiResponse } from '@binance-gateway/domain-types';
import { UpstreamError, classify, leavesOutcomeOpen, outcomeUnknown } from '../errors.js';
import { limitHeaders } from '../http/limit-meter.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { AwaitedRequest } from './correlation.js';
import { memberBytes } from './event-bytes.js';

/**
 * The error a response stands for; the same as REST gives for it. `data.retryAfter` is a moment, not a
 * duration: what is left of it is counted by the server's own clock where it sent one.
 */
export function errorOf(
  request: AwaitedRequest,
  response: WireApiResponse,
  frame: Buffer,
  serverNow: Millis,
): AppError {
  const { status, error: wire } = response;
  const message = wire?.msg ?? `the exchange answered with status ${status}`;
  const data = wire?.data as { serverTime?: unknown } | undefined;
  const now = typeof data?.serverTime === 'number' ? data.serverTime : serverNow;
  const wait = status === 429 || status === 418 ? retryAfterMs({}, wire, now) : undefined;
  const options: AppErrorOptions = {
    ...(wire === undefined ? {} : { binanceCode: wire.code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(wire?.data === undefined ? {} : { extra: { data: wire.data } }),
  };
  const error = new UpstreamError(
    classify(status, wire?.code, message),
    message,
    status,
    limitHeaders(response.rateLimits),
    { ...options, body: memberBytes(frame, 'error')?.toString('utf8') ?? '' },
  );
  if (!request.isOrder || !leavesOutcomeOpen(status, wire?.code)) return error;
  const { method, operation = method, clientOrderId } = request;
  return outcomeUnknown(clientOrderId === undefined ? { operation } : { operation, clientOrderId }, message, {
    ...options,
    cause: error,
  });
}
