import type { DisconnectName } from './disconnect.js';

/**
 * What the hub reports as it happens. All of these are rare; what happens per message is counted in
 * `HubStats` and read when somebody asks.
 */
export interface HubMetrics {
  /** A client was closed by the hub. */
  disconnected(why: DisconnectName): void;
  /** A sequenced channel lost events upstream. */
  gap(): void;
  /** A pending message of a slow client was replaced by a newer one. */
  conflated(): void;
  /** A client came back with its position; `recovered` says whether it got everything it missed. */
  resumed(recovered: boolean): void;
  /** A reader inside the process threw. */
  tapFailed(): void;
}

/** Totals since the start and sizes now. */
export interface HubStats {
  readonly clients: number;
  readonly stalledClients: number;
  readonly channels: number;
  /** Bytes waiting in the queues of stalled clients; shared buffers are counted once per client. */
  readonly queuedBytes: number;
  /** Kept for clients that come back. */
  readonly historyBytes: number;
  readonly publications: number;
  /** Frames handed to clients. */
  readonly deliveries: number;
  /** Frames for which there was no channel: normal for a moment after an unsubscribe. */
  readonly unrouted: number;
}

/** What the order books report. */
export interface BookMetrics {
  /** A book left the live state. */
  outOfSync(symbol: string, reason: string): void;
  /** A book was found to be wrong by the exchange's best bid and ask; it is out of sync now. */
  contradicted(symbol: string): void;
  /** A book became live, so many milliseconds after it was asked for or lost. */
  synced(symbol: string, tookMs: number): void;
  /** A depth snapshot was asked for. */
  snapshotRequested(symbol: string): void;
}

const nothing = (): void => undefined;

export const silentHubMetrics: HubMetrics = {
  disconnected: nothing,
  gap: nothing,
  conflated: nothing,
  resumed: nothing,
  tapFailed: nothing,
};

export const silentBookMetrics: BookMetrics = {
  outOfSync: nothing,
  contradicted: nothing,
  synced: nothing,
  snapshotRequested: nothing,
};
