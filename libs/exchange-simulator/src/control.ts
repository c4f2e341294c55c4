import type { Millis } from '@binance-gateway/domain-types';
import type { Fault, FaultQueue } from './faults.js';
import type { KeyRing } from './server/key-ring.js';
import { EVERYONE, type RateLimits } from './server/rate-limits.js';
import type { RequestLog, RequestRecord } from './server/request-log.js';
import type { SimulatorServer } from './server/simulator-server.js';
import type { StreamsServer } from './server/streams.js';
import type { UserEvents } from './server/user-events.js';
import type { WsApiServer } from './server/ws-api-server.js';
import type { SkewedClock } from './skewed-clock.js';

export interface ControlParts {
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  readonly clock: SkewedClock;
  readonly rateLimits: RateLimits;
  readonly keys: KeyRing;
  readonly server: SimulatorServer;
  readonly wsApi: WsApiServer;
  readonly userEvents: UserEvents;
  readonly streams: StreamsServer;
}

/** What a test can do to the exchange, and what it can know of it, from outside the wire. */
export class SimulatorControl {
  /** The market streams: gaps, duplicates, silence, killed and frozen sockets, refused connections. */
  readonly streams: StreamsServer;

  constructor(private readonly parts: ControlParts) {
    this.streams = parts.streams;
  }

  /** Every request that reached the exchange, oldest first; the newest 10,000 are kept. */
  requests(match: { path?: string; method?: string } = {}): RequestRecord[] {
    return this.parts.log
      .all()
      .filter(
        (record) =>
          (match.path === undefined || record.path === match.path) &&
          (match.method === undefined || record.method === match.method),
      );
  }

  clearRequests(): void {
    this.parts.log.clear();
  }

  /** The next matching request meets this fault. @returns takes it back */
  inject(fault: Fault): () => void {
    return this.parts.faults.inject(fault);
  }

  clearFaults(): void {
    this.parts.faults.clear();
  }

  /** 418 for everybody until the time is over. @returns when the ban ends */
  ban(durationMs: Millis): Millis {
    return this.parts.rateLimits.ban(EVERYONE, durationMs);
  }

  liftBans(): void {
    this.parts.rateLimits.liftBans();
  }

  /** Moves the exchange's clock against everybody else's: signed requests begin to fail with -1021. */
  skewClock(ms: Millis): void {
    this.parts.clock.skewMs = ms;
  }

  /** The key stops working, also on sessions that are logged on with it. */
  revokeKey(apiKey: string): void {
    this.parts.keys.revoke(apiKey);
  }

  dropHttpConnections(): void {
    this.parts.server.dropHttpConnections();
  }

  /** Cuts every WS API connection, and with it the user data streams. */
  killWsApi(): void {
    this.parts.wsApi.kill();
  }

  /** `serverShutdown` on every WS API connection. */
  announceWsApiShutdown(): void {
    this.parts.wsApi.announceShutdown();
  }

  /** Open WS API connections. */
  get wsApiConnections(): number {
    return this.parts.wsApi.size;
  }

  /** User data events wait until the returned function is called. */
  holdUserEvents(): () => void {
    return this.parts.userEvents.hold();
  }

  dropUserEvents(count: number): void {
    this.parts.userEvents.drop(count);
  }

  repeatUserEvents(count: number): void {
    this.parts.userEvents.repeat(count);
  }
}
