import type { ErrorCode } from '@binance-gateway/domain-types';
import type { LossReason } from '../streams/socket.js';

/** What the WebSocket API counts. */
export interface WsApiMetrics {
  connectAttempt(): void;
  connected(afterMs: number): void;
  connectionLost(reason: LossReason): void;
  request(method: string, outcome: 'ok' | ErrorCode, afterMs: number): void;
}

const nothing = (): void => undefined;

export const noWsApiMetrics: WsApiMetrics = {
  connectAttempt: nothing,
  connected: nothing,
  connectionLost: nothing,
  request: nothing,
};
