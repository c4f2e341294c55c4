import { AppError, type Clock, type ErrorCode, type Millis } from '@binance-gateway/domain-types';
import { UpstreamError } from '../../errors.js';
import type { Interceptor } from '../dispatch.js';

/** What is counted of REST calls. Labels are few: operations and error codes, never symbols or ids. */
export interface RestMetrics {
  /** One call with all its attempts. */
  onCall(call: RestCall): void;
}

export interface RestCall {
  readonly operation: string;
  readonly outcome: 'ok' | ErrorCode;
  /** Of the answer, where there was one. */
  readonly status: number | undefined;
  readonly durationMs: Millis;
  /** Of the caller's request, where it told. */
  readonly requestId: string | undefined;
}

/** Times every call, retries included. Outermost. */
export function trace(clock: Clock, metrics: RestMetrics): Interceptor {
  return (next) => async (request) => {
    const start = clock.monotonic();
    const report = (outcome: RestCall['outcome'], status: number | undefined): void =>
      metrics.onCall({
        operation: request.operation,
        outcome,
        status,
        durationMs: clock.monotonic() - start,
        requestId: request.requestId,
      });
    try {
      const response = await next(request);
      report('ok', response.status);
      return response;
    } catch (error) {
      const answer = UpstreamError.of(error) ?? UpstreamError.of((error as Error).cause);
      report(AppError.is(error) ? error.code : 'INTERNAL', answer?.httpStatus);
      throw error;
    }
  };
}
