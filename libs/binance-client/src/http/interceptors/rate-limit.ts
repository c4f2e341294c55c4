import { AppError } from '@binance-gateway/domain-types';
import { TOO_MANY_ORDERS, UpstreamError } from '../../errors.js';
import type { Interceptor } from '../dispatch.js';
import type { RequestBudget, Settlement } from '../request-budget.js';
import { TransportError } from '../transport-error.js';

/** Lets through what fits into the budget, now or as soon as its lane may wait; learns from every answer, and falls silent on 429 and 418. */
export function rateLimit(budget: RequestBudget): Interceptor {
  return (next) => async (request) => {
    const admission = await budget.acquire(request);
    try {
      const response = await next(request);
      admission.settle({ kind: 'answered', headers: response.headers });
      return response;
    } catch (error) {
      admission.settle(settlementOf(error));
      const answer = answerIn(error);
      if (answer) obey(budget, answer);
      throw error;
    }
  };
}

function obey(budget: RequestBudget, answer: UpstreamError): void {
  const { httpStatus, binanceCode, retryAfterMs } = answer;
  if (retryAfterMs === undefined || (httpStatus !== 429 && httpStatus !== 418)) return;
  // A day's worth of Retry-After for unfilled orders must not keep anyone from cancelling
  if (binanceCode === TOO_MANY_ORDERS && httpStatus === 429) budget.silenceOrders(retryAfterMs);
  else budget.silence(retryAfterMs, httpStatus === 418);
}

function settlementOf(error: unknown): Settlement {
  const answer = answerIn(error);
  if (answer) return { kind: 'answered', headers: answer.headers };
  const lost = causeIn(error, (e): e is TransportError => e instanceof TransportError);
  return { kind: lost && !lost.sent ? 'unsent' : 'unanswered' };
}

const answerIn = (error: unknown): UpstreamError | undefined =>
  causeIn(error, (e): e is UpstreamError => e instanceof UpstreamError);

/** An unknown outcome carries the answer or the lost connection as its cause. */
function causeIn<T>(error: unknown, is: (e: unknown) => e is T): T | undefined {
  if (is(error)) return error;
  return AppError.is(error) && is(error.cause) ? error.cause : undefined;
}
