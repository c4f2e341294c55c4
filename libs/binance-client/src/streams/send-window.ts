import type { Clock } from '@binance-gateway/domain-types';

export interface SendWindowLimits {
  /** Messages the server accepts in one window. */
  readonly messages: number;
  readonly windowMs: number;
  /** Least distance between two messages that can wait. */
  readonly spacingMs: number;
}

/**
 * "5 incoming messages per second", PING, PONG and JSON alike; one more and the server disconnects, and
 * bans who does it often. The window is longer than a second because the network may bring late messages
 * closer together, and control messages leave one place free for the pong that cannot wait.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#websocket-limits
 */
export const STREAM_SEND_LIMITS: SendWindowLimits = { messages: 5, windowMs: 1_150, spacingMs: 250 };

/** What one connection sent lately, counted in a rolling window. */
export class SendWindow {
  private readonly sentAt: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly limits: SendWindowLimits = STREAM_SEND_LIMITS,
  ) {}

  /** Milliseconds until a control message or a ping of ours may go; 0 is now. */
  delayForControl(): number {
    const last = this.sentAt.at(-1);
    const spacing = last === undefined ? 0 : last + this.limits.spacingMs - this.clock.monotonic();
    return Math.max(0, spacing, this.delayForPlaces(this.limits.messages - 1));
  }

  /** As `delayForControl` for a pong, which need not keep the distance. */
  delayForPong(): number {
    return this.delayForPlaces(this.limits.messages);
  }

  record(): void {
    this.sentAt.push(this.clock.monotonic());
    if (this.sentAt.length > this.limits.messages) this.sentAt.shift();
  }

  /** Time until fewer than `places` messages lie in the window. */
  private delayForPlaces(places: number): number {
    const oldest = this.sentAt[this.sentAt.length - places];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.limits.windowMs - this.clock.monotonic());
  }
}
