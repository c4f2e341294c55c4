import type { Millis, WireRateLimit } from '@binance-gateway/domain-types';

export const INTERVAL_MS = { SECOND: 1_000, MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 } as const;

/**
 * Our idea of the exchange's clock may be wrong by this much in either direction, at least. Near the end of a window a request
 * may be counted in the one or in the other, so it has to fit into both.
 */
export const BOUNDARY_MARGIN_MS = 250;
/** Half of the shortest window: no more than two can be open then. */
export const WIDEST_MARGIN_MS = 5_000;
/** A `Date` header further away than this comes from another clock. */
const DATE_TOLERANCE_MS = 10_000;

/** What became of an admitted request. Without an answer its cost stays counted, if it was sent. */
export type Settlement =
  | { readonly kind: 'answered'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unsent' };

/** A request in the order of admissions: `sequence` its own, `sentAt` the exchange's time at its admission. */
export interface Ticket {
  readonly sequence: number;
  readonly sentAt: Millis;
}

/** Its end: `sequence` of whatever is admitted next. */
export interface Moment extends Ticket {
  /** By the `Date` of the answer, which is the exchange's own clock. */
  readonly answeredAt?: Millis | undefined;
}

/** undefined for a header that is missing, or that comes from another clock. */
export function answeredAt(date: string | undefined, now: Millis): Millis | undefined {
  if (date === undefined) return undefined;
  const at = Date.parse(date);
  return Math.abs(at - now) <= DATE_TOLERANCE_MS ? at : undefined;
}

interface Report {
  readonly count: number;
  /** Requests admitted from here on were sent after this report had come. */
  readonly until: number;
}

/** One window of the exchange, as far as it is known. */
class Window {
  private reports: readonly Report[] = [];
  /** Counted by the exchange, or perhaps, but in no report so far; gone once a request sent later has reported. */
  private unreported = 0;
  private unreportedUpTo = 0;

  constructor(readonly index: number) {}

  get used(): number {
    return this.unreported + this.reports.reduce((most, { count }) => Math.max(most, count), 0);
  }

  charge(cost: number, now: Moment): void {
    this.unreported += cost;
    this.unreportedUpTo = now.sequence;
  }

  /** Answers overtake each other: of counts that only grow the highest holds. */
  report(count: number, ticket: Ticket, now: Moment, canFall: boolean): void {
    const own = { count, until: now.sequence };
    // A count that can fall is replaced by those of requests that were sent after it had come
    const others = canFall
      ? this.reports.filter((r) => r.until > ticket.sequence)
      : this.reports.filter((r) => r.count > count);
    this.reports = !canFall && others.length > 0 ? others : [...others, own];
    if (ticket.sequence >= this.unreportedUpTo) this.unreported = 0;
  }
}

/**
 * One limit of the exchange in its current window. Windows are fixed and aligned to the exchange's clock
 * ("How to interpret rate limits" in web-socket-api.md).
 */
export class Meter {
  readonly rateLimitType: WireRateLimit['rateLimitType'];
  readonly interval: WireRateLimit['interval'];
  readonly intervalNum: number;
  readonly intervalMs: Millis;
  limit: number;
  private readonly header: string | undefined;
  /** Unfilled orders are taken off the count when they fill. */
  private readonly canFall: boolean;
  /** The window that may still be open, and the one that may already be. Often the same. */
  private lower = new Window(-1);
  private upper = this.lower;
  private running = 0;

  /** @param margin how far the time it is given may be off, in either direction */
  constructor(
    spec: WireRateLimit,
    private readonly margin: () => Millis = () => BOUNDARY_MARGIN_MS,
  ) {
    this.rateLimitType = spec.rateLimitType;
    this.interval = spec.interval;
    this.intervalNum = spec.intervalNum;
    this.intervalMs = INTERVAL_MS[spec.interval] * spec.intervalNum;
    this.limit = spec.limit;
    this.canFall = spec.rateLimitType === 'ORDERS';
    this.header = headerOf(spec);
  }

  /** Of the window that is fuller, while it is not sure which one is open. */
  used(now: Millis): number {
    this.turn(now);
    return Math.max(this.lower.used, this.upper.used) + this.running;
  }

  /** @param kept share of the limit that is left alone */
  fits(cost: number, now: Millis, kept = 0): boolean {
    return cost === 0 || this.used(now) + cost + kept * this.limit <= this.limit;
  }

  /** When the window that is open now is over beyond doubt. */
  endOfWindow(now: Millis): Millis {
    return (this.windowAt(now - this.margin()) + 1) * this.intervalMs + this.margin();
  }

  reserve(cost: number): void {
    this.running += cost;
  }

  settle(settlement: Settlement, cost: number, ticket: Ticket, now: Moment): void {
    this.turn(now.sentAt);
    this.running = Math.max(0, this.running - cost);
    if (settlement.kind === 'unsent') return;
    const headers = settlement.kind === 'answered' ? settlement.headers : {};
    const text = this.header === undefined ? undefined : headers[this.header];
    const count = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    this.learn(count, cost, ticket, now);
  }

  /** A count that did not come in a header: that of the question for the order counts. */
  learn(count: number | undefined, cost: number, ticket: Ticket, now: Moment): void {
    this.turn(now.sentAt);
    const first = this.windowAt(ticket.sentAt - this.margin());
    const last = this.windowAt(now.answeredAt ?? now.sentAt + this.margin());
    const told = first === last ? count : undefined;
    this.note(this.lower, first, last, told, cost, ticket, now);
    if (this.upper !== this.lower) this.note(this.upper, first, last, told, cost, ticket, now);
  }

  /** @param first the first window in which the request can have been counted; `last` the last */
  private note(
    window: Window,
    first: number,
    last: number,
    told: number | undefined,
    cost: number,
    ticket: Ticket,
    now: Moment,
  ): void {
    if (window.index < first || window.index > last) return;
    if (told !== undefined) window.report(told, ticket, now, this.canFall);
    else if (cost > 0) window.charge(cost, now);
  }

  private windowAt(time: Millis): number {
    return Math.floor(time / this.intervalMs);
  }

  private turn(now: Millis): void {
    const lower = this.windowAt(now - this.margin());
    const upper = this.windowAt(now + this.margin());
    // A first look at the exchange's clock can set back a machine that was ahead of it
    if (lower < this.lower.index - 1) {
      const used = Math.max(this.lower.used, this.upper.used);
      this.lower = new Window(lower);
      this.lower.charge(used, { sequence: 0, sentAt: now });
      this.upper = this.lower;
    }
    if (lower > this.lower.index) this.lower = this.upper.index === lower ? this.upper : new Window(lower);
    if (this.upper.index < this.lower.index) this.upper = this.lower;
    if (upper > this.upper.index) this.upper = new Window(upper);
  }
}

/** `x-mbx-used-weight-1m`, `x-mbx-order-count-10s`; raw requests are told nowhere. */
function headerOf({ rateLimitType, interval, intervalNum }: WireRateLimit): string | undefined {
  const span = `${intervalNum}${interval.charAt(0).toLowerCase()}`;
  if (rateLimitType === 'REQUEST_WEIGHT') return `x-mbx-used-weight-${span}`;
  return rateLimitType === 'ORDERS' ? `x-mbx-order-count-${span}` : undefined;
}

/** `rateLimits` of a WebSocket API answer in the form in which REST reports them. */
export function limitHeaders(rows: readonly WireRateLimit[] | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const row of rows ?? []) {
    const name = headerOf(row);
    if (name !== undefined && row.count !== undefined) headers[name] = String(row.count);
  }
  return headers;
}
