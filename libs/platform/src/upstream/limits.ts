import { type ConnectBudget, LANE_RULES, type SpotConnection } from '@binance-gateway/binance-client';
import type { Limits } from '@binance-gateway/domain-types';
import type { OrderTransport } from '../config/variables.js';

export interface LimitsSources {
  readonly connection: Pick<SpotConnection, 'budget' | 'serverClock'>;
  readonly connectBudget: ConnectBudget;
  readonly orderTransport: OrderTransport;
}

/** What `GET /api/v1/limits` and the metrics say. */
export function limitsOf({ connection, connectBudget, orderTransport }: LimitsSources): Limits {
  const { budget, serverClock } = connection;
  const { stops } = budget;
  return {
    exchangeTime: Math.floor(serverClock.now()),
    orderTransport,
    limits: budget.use().map(({ rateLimitType, interval, intervalNum, limit, used, resetsAt }) => ({
      rateLimitType,
      interval,
      intervalNum,
      limit,
      used,
      resetsAt,
    })),
    lanes: budget.lanes().map(({ lane, waiting, waited, refused }) => ({
      lane,
      keptPercent: Math.round(LANE_RULES[lane].kept * 100),
      maxWaitMs: LANE_RULES[lane].maxWaitMs,
      waiting,
      waited,
      refused,
    })),
    silence: {
      banned: stops.isBan,
      remainingMs: stops.remainingMs,
      ordersRemainingMs: stops.ordersRemainingMs,
    },
    connections: {
      attempts: connectBudget.used,
      limit: connectBudget.limits.attempts,
      windowMs: connectBudget.limits.windowMs,
      blockedForMs: Math.ceil(connectBudget.blockedForMs),
    },
  };
}
