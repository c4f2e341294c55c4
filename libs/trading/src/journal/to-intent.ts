import type { Intent } from '@binance-gateway/domain-types';
import { type IntentRecord, isSettled } from '../order-journal.js';

/** A record as callers get to see it. */
export function toIntent(record: IntentRecord): Intent {
  const { clientOrderId, state, principal, order, createdAt, sentAt, endedAt, settledBy, answer, error } =
    record;
  return {
    clientOrderId,
    state,
    isSettled: isSettled(record),
    symbol: order.symbol,
    principal,
    order,
    createdAt,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(settledBy === undefined ? {} : { settledBy }),
    ...(answer === undefined ? {} : { answer }),
    ...(error === undefined
      ? {}
      : {
          error: {
            code: error.code,
            message: error.message,
            ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
          },
        }),
  };
}
