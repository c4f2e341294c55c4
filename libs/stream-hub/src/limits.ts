/** Every bound of the hub. Sizes in bytes, times in milliseconds. */
export interface HubLimits {
  /** A client whose socket holds more than this is stalled: its messages wait in our queue, conflated. */
  readonly highWaterBytes: number;
  /** What one stalled client's queue may hold before the client is closed as slow. */
  readonly queueBytes: number;
  readonly queueFrames: number;
  /** How long messages that cannot be conflated may wait before the client is closed as slow. */
  readonly slowAfterMs: number;
  /** How long a client may be stalled at all. */
  readonly stalledAfterMs: number;
  /** How often stalled sockets are looked at. */
  readonly stallCheckMs: number;
  /** Publications a sequenced channel keeps for clients that come back. */
  readonly historyFrames: number;
  readonly historyBytes: number;
  /** What these may take of all channels together; the streams that come last keep less, or nothing. */
  readonly historyTotalBytes: number;
  /** How long a channel outlives its last reader, so that a reader that comes back finds it as it was. */
  readonly lingerMs: number;
  /** Streams per client. Binance: 1024 per connection. */
  readonly subscriptions: number;
}

export const DEFAULT_HUB_LIMITS: HubLimits = {
  highWaterBytes: 256 * 1024,
  queueBytes: 1024 * 1024,
  queueFrames: 16_384,
  slowAfterMs: 10_000,
  stalledAfterMs: 60_000,
  stallCheckMs: 100,
  historyFrames: 1024,
  historyBytes: 512 * 1024,
  historyTotalBytes: 128 * 1024 * 1024,
  lingerMs: 30_000,
  subscriptions: 1024,
};

export function hubLimits(changed: Partial<HubLimits> = {}): HubLimits {
  return { ...DEFAULT_HUB_LIMITS, ...changed };
}
