import { AppError, type Clock } from '@binance-gateway/domain-types';

const WINDOW_MS = 60_000;

/** Calls per minute and token, over all of its sessions. */
export class CallBudget {
  /** Keys are names of configured tokens, so the map cannot grow and is never swept. */
  private readonly windows = new Map<string, { calls: number; resetAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
  ) {}

  /** @throws AppError RATE_LIMITED */
  take(principal: string): void {
    const now = this.clock.monotonic();
    let window = this.windows.get(principal);
    if (!window || window.resetAt <= now) {
      this.windows.set(principal, (window = { calls: 0, resetAt: now + WINDOW_MS }));
    }
    if (++window.calls <= this.limit) return;
    throw new AppError('RATE_LIMITED', `The token "${principal}" may call ${this.limit} times a minute`, {
      retryAfterMs: window.resetAt - now,
    });
  }
}
