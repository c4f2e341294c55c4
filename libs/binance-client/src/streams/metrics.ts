import type { LossReason } from './socket.js';

/** What the market streams count. Frames and bytes are in `status()`: nothing is called per frame. */
export interface StreamMetrics {
  connectAttempt(): void;
  connected(afterMs: number): void;
  connectionLost(reason: LossReason): void;
  connectionReplaced(reason: string): void;
  /** Continuity of `streams` streams was lost and announced. */
  gap(streams: number, reason: string): void;
  subscriptionRefused(streams: number): void;
}

const nothing = (): void => undefined;

export const noStreamMetrics: StreamMetrics = {
  connectAttempt: nothing,
  connected: nothing,
  connectionLost: nothing,
  connectionReplaced: nothing,
  gap: nothing,
  subscriptionRefused: nothing,
};
