import type { Millis, WireRateLimit } from '@binance-gateway/domain-types';

export const INTERVAL_MS = { SECOND: 1_000, MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 } as const;

/** Our idea of the exchange's clock may be early by this much; the old window counts as long. */
const BOUNDARY_MARGIN_MS = 250;
/** A `Date` header further away than this comes from another clock. */
const DATE_TOLERANCE_MS = 10_000;

/** What became of an admitted request. Without an answer its weight stays counted, if it was sent. */
export type Settlement =
  | { readonly kind: 'answered'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unsent' };

/** One limit in its current window: what the exchange reported, and what it cannot have reported yet. */
export class Meter {
  readonly rateLimitType: string;
  readonly intervalMs: Millis;
  readonly limit: number;
  private readonly header: string | undefined;
  private window = -1;
  private reported = 0;
  /** Sent and over, but in no header so far; gone once a later request has reported. */
  private unreported = 0;
  private unreportedUpTo = 0;
  private running = 0;

  constructor(limit: WireRateLimit) {
    this.rateLimitType = limit.rateLimitType;
    this.intervalMs = INTERVAL_MS[limit.interval] * limit.intervalNum;
    this.limit = limit.limit;
    this.header =
      limit.rateLimitType === 'REQUEST_WEIGHT'
        ? `x-mbx-used-weight-${limit.intervalNum}${limit.interval.charAt(0).toLowerCase()}`
        : undefined;
  }

  takeOver(old: Meter): void {
    this.window = old.window;
    this.reported = old.reported;
    this.unreported = old.unreported + old.running;
  }

  used(now: Millis): number {
    this.turn(now);
    return this.reported + this.unreported + this.running;
  }

  fits(cost: number, now: Millis): boolean {
    return cost === 0 || this.used(now) + cost <= this.limit;
  }

  endOfWindow(now: Millis): Millis {
    return (this.windowAt(now - BOUNDARY_MARGIN_MS) + 1) * this.intervalMs + BOUNDARY_MARGIN_MS;
  }

  reserve(cost: number, now: Millis): void {
    this.turn(now);
    this.running += cost;
  }

  settle(
    settlement: Settlement,
    cost: number,
    sequence: number,
    latest: number,
    sentAt: Millis,
    now: Millis,
  ): void {
    this.turn(now);
    this.running = Math.max(0, this.running - cost);
    if (settlement.kind === 'unsent') return;
    const report =
      settlement.kind === 'answered' ? this.reportOf(settlement.headers, sentAt, now) : undefined;
    if (report === undefined) {
      if (this.windowAt(sentAt) !== this.windowAt(now)) return;
      this.unreported += cost;
      this.unreportedUpTo = latest;
      return;
    }
    // Answers overtake each other; within a window the exchange's count only grows
    this.reported = Math.max(this.reported, report);
    if (sequence >= this.unreportedUpTo) this.unreported = 0;
  }

  /** The count in the answer, if it speaks of the current window beyond doubt. */
  private reportOf(
    headers: Readonly<Record<string, string>>,
    sentAt: Millis,
    now: Millis,
  ): number | undefined {
    const text = this.header === undefined ? undefined : headers[this.header];
    if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
    const date = Date.parse(headers['date'] ?? '');
    const answeredAt = Math.abs(date - now) <= DATE_TOLERANCE_MS ? date : now;
    return this.windowAt(sentAt) === this.windowAt(answeredAt) &&
      this.windowAt(answeredAt) === this.windowAt(now)
      ? Number(text)
      : undefined;
  }

  private windowAt(time: Millis): number {
    return Math.floor(time / this.intervalMs);
  }

  private turn(now: Millis): void {
    const window = this.windowAt(now - BOUNDARY_MARGIN_MS);
    if (window <= this.window) return;
    this.window = window;
    this.reported = 0;
    this.unreported = 0;
  }
}
