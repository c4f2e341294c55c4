import type { Clock, Logger, Millis, Random } from '@binance-gateway/domain-types';
import type { ConnectBudget } from './connect-budget.js';
import type { FrameSink } from './connection.js';
import type { StreamMetrics } from './metrics.js';
import type { Loss } from './socket.js';

export const LaneState = {
  /** Nobody wants anything of it. */
  IDLE: 'idle',
  CONNECTING: 'connecting',
  /** Lost; the next attempt has its time. */
  WAITING: 'waiting',
  OPEN: 'open',
  /** Open, and its successor is being prepared. */
  REPLACING: 'replacing',
  CLOSED: 'closed',
} as const;
export type LaneState = (typeof LaneState)[keyof typeof LaneState];

export interface LaneEvents extends FrameSink {
  onGap(names: readonly string[], reason: string): void;
  onStateChange(): void;
}

export interface LaneTimes {
  readonly connectTimeoutMs?: Millis;
  readonly livenessMs?: Millis;
  readonly replyTimeoutMs?: Millis;
  /** Age at which a connection is replaced; the server ends it at 24 h. */
  readonly maxAgeMs?: Millis;
  /** An empty connection is closed after this long. */
  readonly idleMs?: Millis;
  /** How long a stream may take to continue on the next connection before it gets a gap. */
  readonly handoverMs?: Millis;
}

export interface LaneOptions {
  readonly id: number;
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly budget: ConnectBudget;
  readonly events: LaneEvents;
  readonly times: LaneTimes;
  /** Names that are subscribed before all others. */
  readonly isUrgent?: (name: string) => boolean;
}

export interface LaneStatus {
  readonly id: number;
  readonly state: LaneState;
  readonly streams: number;
  readonly confirmed: number;
  /** Age of the open connection, ms. */
  readonly ageMs: Millis | undefined;
  readonly frames: number;
  readonly bytes: number;
  readonly unreadable: number;
  readonly losses: number;
  readonly lastLoss: Loss | undefined;
}
