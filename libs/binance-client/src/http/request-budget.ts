import { AppError, type Clock, type Millis, type WireRateLimit } from '@binance-gateway/domain-types';
import type { UpstreamRequest } from './dispatch.js';
import { INTERVAL_MS, Meter, type Settlement } from './limit-meter.js';

export type { Settlement } from './limit-meter.js';

/** What REST is measured by, for the time until exchangeInfo has told (CHANGELOG 2023-08-25, 2026-03-27). */
export const DOCUMENTED_LIMITS: readonly WireRateLimit[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

/** Per kind of limit: what a request costs. Kinds that are not named are not kept here. */
const COSTS: Readonly<Record<string, (request: UpstreamRequest) => number>> = {
  REQUEST_WEIGHT: (request) => request.weight,
  RAW_REQUESTS: () => 1,
};

export interface Admission {
  settle(settlement: Settlement): void;
}

export interface BudgetOptions {
  /** Silence is kept by its monotonic time: a ban does not end because a clock was set right. */
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Time of the exchange, to which the windows are aligned. */
  readonly now: () => Millis;
  readonly limits?: readonly WireRateLimit[];
}

/** Use of one limit in its current window. */
export interface LimitUse {
  readonly rateLimitType: string;
  readonly intervalMs: Millis;
  readonly limit: number;
  readonly used: number;
}

/**
 * The limits of this address, kept before sending. Windows are fixed and aligned to the exchange's clock
 * ("How to interpret rate limits" in web-socket-api.md). Every dispatch of this process passes here, and
 * sees the whole request: lanes, order counts and a store behind it belong into this class.
 */
export class RequestBudget {
  private meters: Meter[];
  private sequence = 0;
  /** Monotonic. */
  private silentUntil = { at: -Infinity, banned: false };
  private noOrdersUntil = -Infinity;

  constructor(private readonly options: BudgetOptions) {
    this.meters = metersFor(options.limits ?? DOCUMENTED_LIMITS);
  }

  /** Takes over the limits of exchangeInfo. What has been used stays counted; kinds it does not name stay as they were. */
  configure(limits: readonly WireRateLimit[]): void {
    const fresh = metersFor(limits);
    for (const meter of fresh) {
      const old = this.meters.find(
        (m) => m.rateLimitType === meter.rateLimitType && m.intervalMs === meter.intervalMs,
      );
      if (old) meter.takeOver(old);
    }
    const kept = this.meters.filter((m) => !fresh.some((f) => f.rateLimitType === m.rateLimitType));
    this.meters = [...fresh, ...kept];
  }

  /**
   * @throws AppError UPSTREAM_RATE_LIMITED, UPSTREAM_BANNED or ORDER_LIMIT_REACHED with retryAfterMs, at once:
   * waiting would hide from the caller that he asks too much
   */
  admit(request: UpstreamRequest): Admission {
    this.refuseWhileSilent(request);
    const now = this.options.now();
    const costs = this.meters.map((meter) => [meter, COSTS[meter.rateLimitType]?.(request) ?? 0] as const);
    const kept = isTrading(request) ? 0 : KEPT_FOR_TRADING;
    for (const [meter, cost] of costs) {
      if (!meter.fits(cost + kept * meter.limit, now)) throw exhausted(request, meter, cost, now);
    }
    const sequence = this.sequence++;
    for (const [meter, cost] of costs) meter.reserve(cost, now);
    let settled = false;
    return {
      settle: (settlement) => {
        if (settled) return;
        settled = true;
        const at = this.options.now();
        for (const [meter, cost] of costs) meter.settle(settlement, cost, sequence, this.sequence, now, at);
      },
    };
  }

  /** Whether a read of this weight would be admitted now. */
  fits(weight: number): boolean {
    if (this.options.clock.monotonic() < this.silentUntil.at) return false;
    const now = this.options.now();
    return this.meters.every((m) =>
      m.fits((m.rateLimitType === 'REQUEST_WEIGHT' ? weight : 1) + KEPT_FOR_TRADING * m.limit, now),
    );
  }

  /** Nothing is sent for this long. A longer silence is never shortened. */
  silence(ms: Millis, banned: boolean): void {
    const now = this.options.clock.monotonic();
    if (now + ms <= this.silentUntil.at) return;
    const isBanned = this.silentUntil.banned && now < this.silentUntil.at;
    this.silentUntil = { at: now + ms, banned: banned || isBanned };
  }

  /** -1015 is about unfilled orders of the account: cancelling and reading go on. */
  silenceOrders(ms: Millis): void {
    this.noOrdersUntil = Math.max(this.noOrdersUntil, this.options.clock.monotonic() + ms);
  }

  use(): LimitUse[] {
    const now = this.options.now();
    return this.meters.map((m) => ({
      rateLimitType: m.rateLimitType,
      intervalMs: m.intervalMs,
      limit: m.limit,
      used: m.used(now),
    }));
  }

  private refuseWhileSilent(request: UpstreamRequest): void {
    const now = this.options.clock.monotonic();
    const silentMs = Math.ceil(this.silentUntil.at - now);
    if (silentMs > 0) {
      throw new AppError(
        this.silentUntil.banned ? 'UPSTREAM_BANNED' : 'UPSTREAM_RATE_LIMITED',
        `${request.operation} was not sent: the exchange asked for silence for another ${seconds(silentMs)}`,
        { retryAfterMs: silentMs },
      );
    }
    const noOrdersMs = Math.ceil(this.noOrdersUntil - now);
    if (request.orderCount && noOrdersMs > 0) {
      throw new AppError(
        'ORDER_LIMIT_REACHED',
        `${request.operation} was not sent: the exchange takes no new orders for another ${seconds(noOrdersMs)}`,
        { retryAfterMs: noOrdersMs },
      );
    }
  }
}

/** Share of each limit that reads leave alone, so that no dashboard keeps a bot from cancelling. */
const KEPT_FOR_TRADING = 0.15;

/** Orders, cancels, and the question what became of one. */
const isTrading = ({ security, method, path }: UpstreamRequest): boolean =>
  security === 'TRADE' || (method === 'GET' && path === '/api/v3/order');

const seconds = (ms: Millis): string => `${Math.ceil(ms / 1_000)} s`;

function metersFor(limits: readonly WireRateLimit[]): Meter[] {
  return limits
    .filter((l) => Object.hasOwn(COSTS, l.rateLimitType) && Object.hasOwn(INTERVAL_MS, l.interval))
    .map((l) => new Meter(l));
}

function exhausted(request: UpstreamRequest, meter: Meter, cost: number, now: Millis): AppError {
  const retryAfterMs = meter.endOfWindow(now) - now;
  return new AppError(
    'UPSTREAM_RATE_LIMITED',
    `${request.operation} was not sent: it costs ${cost} and ${meter.used(now)} of ${meter.limit} ${meter.rateLimitType} are used`,
    { retryAfterMs },
  );
}
