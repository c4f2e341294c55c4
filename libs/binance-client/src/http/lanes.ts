import type { Millis } from '@binance-gateway/domain-types';
import type { UpstreamRequest } from './dispatch.js';

/**
 * Who goes first when the budget is short: orders, cancels and the question what became of one; then what a lost
 * user data stream has to be made up for with; then snapshots of order books; then whatever callers read.
 */
export const LANES = ['orders', 'recovery', 'snapshots', 'reads'] as const;
export type Lane = (typeof LANES)[number];

export interface LaneRule {
  /** Share of every limit the lane leaves alone, so that no dashboard keeps a bot from cancelling. */
  readonly kept: number;
  /** What would have to wait longer for room is refused at once: waiting would hide from the caller that too much is asked. */
  readonly maxWaitMs: Millis;
  /** More than this do not wait. */
  readonly maxWaiting: number;
}

const KEPT_FOR_ORDERS = 0.15;

export const LANE_RULES: Readonly<Record<Lane, LaneRule>> = {
  // An order that comes late is another order; a second is about what a slow network takes
  orders: { kept: 0, maxWaitMs: 1_000, maxWaiting: 200 },
  recovery: { kept: KEPT_FOR_ORDERS, maxWaitMs: 20_000, maxWaiting: 100 },
  snapshots: { kept: KEPT_FOR_ORDERS, maxWaitMs: 10_000, maxWaiting: 500 },
  reads: { kept: KEPT_FOR_ORDERS, maxWaitMs: 0, maxWaiting: 0 },
};

export function laneOf({
  lane,
  security,
  method,
  path,
}: Partial<Pick<UpstreamRequest, 'lane' | 'security' | 'method' | 'path'>>): Lane {
  if (security === 'TRADE' || (method === 'GET' && path === '/api/v3/order')) return 'orders';
  return lane ?? 'reads';
}
