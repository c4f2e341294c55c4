import { AppError, type Order } from '@binance-gateway/domain-types';
import type { IntentRecord, OrderIntent } from '../order-journal.js';

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

/**
 * The answer to a repetition of an order: the order as it was accepted, or what was wrong with it. Nothing is sent.
 * @throws AppError the one of the first time; CONFLICT when it was not placed; OUTCOME_UNKNOWN while it is not settled
 */
export function answerAgain({ clientOrderId, state, answer, error, order }: IntentRecord): Order {
  const extra = { clientOrderId, symbol: order.symbol };
  if (state === 'ACCEPTED' && answer) return answer;
  if (state === 'REFUSED' && error) {
    throw new AppError(error.code, error.message, {
      ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
      extra: { ...error.extra, clientOrderId, fromJournal: true },
    });
  }
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
