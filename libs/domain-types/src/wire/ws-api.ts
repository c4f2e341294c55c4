// WS API frames. https://developers.binance.com/docs/binance-spot-api-docs/web-socket-api
import type { WireError } from './error.js';
import type { WireRateLimit } from './rest.js';

export type WireRequestId = number | string | null;

export interface WireApiRequest {
  id: WireRequestId;
  method: string;
  params?: Record<string, unknown>;
}

export interface WireApiResponse<T = unknown> {
  /** null when the server could not tell which request it answers, or a key was revoked. */
  id: WireRequestId;
  status: number;
  result?: T;
  error?: WireError;
  rateLimits?: WireRateLimit[];
}
