import type { Clock } from '@binance-gateway/domain-types';
import type { Silence } from '../http/silence.js';

export interface ConnectLimits {
  readonly attempts: number;
  readonly windowMs: number;
}

/**
 * 300 connection attempts in 5 minutes for an address, WebSocket API and streams together. A tenth is left
 * to whatever else runs behind the same address, and to attempts the server counts a little later than we do.
 */
export const CONNECT_LIMITS: ConnectLimits = { attempts: 270, windowMs: 300_000 };

/**
 * Connection attempts of this address in a sliding window. One instance for all connections of a process.
 * A refusal with 429 or 418 stops every attempt until the time the exchange named, and so does a ban that some
 * request met with.
 */
export class ConnectBudget {
  private readonly takenAt: number[] = [];
  private blockedUntil = 0;

  constructor(
    private readonly clock: Clock,
    readonly limits: ConnectLimits = CONNECT_LIMITS,
    private readonly stops?: Pick<Silence, 'isBan' | 'remainingMs' | 'begin'>,
  ) {}

  /** @returns 0 when the attempt is granted and counted, else the milliseconds to wait before asking again */
  take(): number {
    const now = this.clock.monotonic();
    const { blockedForMs } = this;
    if (blockedForMs > 0) return blockedForMs;
    this.forget(now);
    if (this.takenAt.length >= this.limits.attempts) {
      return (this.takenAt[0] as number) + this.limits.windowMs - now;
    }
    this.takenAt.push(now);
    return 0;
  }

  /** @param banned the refusal was a ban of the address: nothing else may be sent either */
  block(forMs: number, banned = false): void {
    this.blockedUntil = Math.max(this.blockedUntil, this.clock.monotonic() + forMs);
    if (banned) this.stops?.begin(forMs, true);
  }

  /** Attempts in the window, for health and metrics. */
  get used(): number {
    this.forget(this.clock.monotonic());
    return this.takenAt.length;
  }

  get blockedForMs(): number {
    // A 429 for weight says nothing about connections, and market data costs no weight
    const ban = this.stops?.isBan ? this.stops.remainingMs : 0;
    return Math.max(0, ban, this.blockedUntil - this.clock.monotonic());
  }

  private forget(now: number): void {
    while (this.takenAt.length > 0 && (this.takenAt[0] as number) + this.limits.windowMs <= now) {
      this.takenAt.shift();
    }
  }
}
