import { AppError } from '@binance-gateway/domain-types';
import { UpstreamError } from '../../errors.js';
import type { Interceptor } from '../dispatch.js';
import type { RequestBudget, Settlement } from '../request-budget.js';
import { TransportError } from '../transport-error.js';

/**
 * Lets through what fits into the budget, now or as soon as its lane may wait; learns from every answer, and falls silent
 * on 429 and 418: at once, for what was let through and still waits for a socket too.
 */
export function rateLimit(budget: RequestBudget): Interceptor {
  return (next) => async (request) => {
    const admission = await budget.acquire(request);
    let objection: AppError | undefined;
    try {
      const response = await next({
        ...request,
        mayLeave: () => (objection = budget.objection(request)),
        onAnswer: (answer) => budget.obey(answer),
      });
      admission.settle({ kind: 'answered', headers: response.headers });
      return response;
    } catch (error) {
      admission.settle(
        objection !== undefined && error === objection ? { kind: 'unsent' } : settlementOf(error),
      );
      throw error;
    }
  };
}

function settlementOf(error: unknown): Settlement {
  const answer = causeIn(error, (e): e is UpstreamError => e instanceof UpstreamError);
  if (answer) return { kind: 'answered', headers: answer.headers };
  const lost = causeIn(error, (e): e is TransportError => e instanceof TransportError);
  return { kind: lost && !lost.sent ? 'unsent' : 'unanswered' };
}

/** An unknown outcome carries the answer or the lost connection as its cause. */
function causeIn<T>(error: unknown, is: (e: unknown) => e is T): T | undefined {
  if (is(error)) return error;
  return AppError.is(error) && is(error.cause) ? error.cause : undefined;
}
