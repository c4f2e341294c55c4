import type { Intent, IntentAnswer } from '@binance-gateway/domain-types';
import { type IntentRecord, isSettled } from '../order-journal.js';

/** A record as callers get to see it. */
export function toIntent(record: IntentRecord): Intent {
  const {
    clientOrderId,
    state,
    principal,
    operation = 'place_order',
    order,
    createdAt,
    sentAt,
    endedAt,
    settledBy,
    answer,
    error,
  } = record;
  return {
    clientOrderId,
    state,
    isSettled: isSettled(record),
    symbol: order.symbol,
    principal,
    operation,
    order,
    createdAt,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(settledBy === undefined ? {} : { settledBy }),
    ...(answer === undefined ? {} : { answer: answer as IntentAnswer }),
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
