import { AppError } from '@binance-gateway/domain-types';
import type { IntentRecord, KeptError, OrderIntent, Placed } from '../order-journal.js';

type Identity = Pick<OrderIntent, 'clientOrderId' | 'principal' | 'fingerprint'>;

/** @throws AppError CONFLICT when the id belongs to another order, or to another token's order */
export function requireSame(earlier: Identity, again: Identity): void {
  const { clientOrderId } = earlier;
  const isOthers = earlier.principal !== again.principal;
  if (!isOthers && earlier.fingerprint === again.fingerprint) return;
  throw new AppError(
    'CONFLICT',
    isOthers
      ? `the client order id ${clientOrderId} was used by another token; choose another one`
      : `the client order id ${clientOrderId} was used for another order; choose another one`,
    { extra: { clientOrderId } },
  );
}

/** In the words of the exchange, for callers who know its rule: an id is taken as long as its order may be there. */
export function duplicateOf({ clientOrderId, state }: IntentRecord): AppError {
  return new AppError('CONFLICT', 'Duplicate order sent.', {
    binanceCode: -2010,
    extra: { clientOrderId, state, fromJournal: true },
  });
}

/**
 * The answer to a repetition of an order: the order as it was accepted, or what was wrong with it. Nothing is sent.
 * @throws AppError the one of the first time; CONFLICT when it was not placed; OUTCOME_UNKNOWN while it is not settled
 */
export function answerAgain({ clientOrderId, state, answer, error, order }: IntentRecord): Placed {
  const extra = { clientOrderId, symbol: order.symbol };
  if (state === 'ACCEPTED' && answer) {
    if (error) throw thrownAgain(error, clientOrderId);
    return answer;
  }
  if (state === 'REFUSED' && error) throw thrownAgain(error, clientOrderId);
  if (state === 'NOT_PLACED') {
    throw new AppError(
      'CONFLICT',
      `the order ${clientOrderId} was sent once and never reached the exchange; to place it after all, use another client order id`,
      { extra: { ...extra, outcome: 'NOT_PLACED' } },
    );
  }
  throw new AppError(
    'OUTCOME_UNKNOWN',
    `the order ${clientOrderId} was sent before, and the exchange is being asked what became of it; it is not sent again`,
    { extra: { ...extra, outcome: 'UNKNOWN' } },
  );
}

function thrownAgain(error: KeptError, clientOrderId: string): AppError {
  return new AppError(error.code, error.message, {
    ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
    extra: { ...error.extra, clientOrderId, fromJournal: true },
  });
}
