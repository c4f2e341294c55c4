import { AppError } from '@binance-gateway/domain-types';
import { UpstreamError } from '../../errors.js';
import type { Interceptor } from '../dispatch.js';
import type { RequestBudget, Settlement } from '../request-budget.js';

/**
 * Lets through what fits into the budget, now or as soon as its lane may wait; learns from every answer, and falls silent
 * on 429 and 418: at once, for what was let through and still waits for a socket too.
 */
export function rateLimit(budget: RequestBudget): Interceptor {
  return (next) => async (request) => {
    const admission = await budget.acquire(request);
    let hasLeft = false;
    try {
      const response = await next({
        ...request,
        mayLeave: () => budget.objection(request),
        onSent: () => {
          hasLeft = true;
          request.onSent?.();
        },
        onAnswer: (answer) => budget.obey(answer),
      });
      admission.settle({ kind: 'answered', headers: response.headers });
      return response;
    } catch (error) {
      admission.settle(settlementOf(error, hasLeft));
      throw error;
    }
  };
}

/** What never reached a socket costs nothing: no room there, a limit met meanwhile, no key to sign it with. */
function settlementOf(error: unknown, hasLeft: boolean): Settlement {
  const answer = answerIn(error);
  if (answer) return { kind: 'answered', headers: answer.headers };
  return { kind: hasLeft ? 'unanswered' : 'unsent' };
}

/** An unknown outcome carries the answer as its cause. */
function answerIn(error: unknown): UpstreamError | undefined {
  if (error instanceof UpstreamError) return error;
  return AppError.is(error) && error.cause instanceof UpstreamError ? error.cause : undefined;
}
