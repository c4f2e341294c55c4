import type { Millis, WireRateLimit } from '@binance-gateway/domain-types';
import type { AccountId } from '../engine/types.js';
import { ApiError } from '../wire/api-error.js';
import { FixedWindow } from './fixed-window.js';

/** Limits as exchangeInfo publishes them. https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits */
export interface Limits {
  /** Request weight per address and minute. @default 6000 */
  readonly weightPerMinute: number;
  /** REST requests per address and five minutes. @default 300_000 */
  readonly rawRequestsPer5Minutes: number;
  /** WS API connections per address and five minutes. @default 300 */
  readonly connectionsPer5Minutes: number;
  /** Connections to the market streams per address and five minutes. @default 300 */
  readonly streamConnectionsPer5Minutes: number;
  /** Unfilled orders per account. @default 100 */
  readonly ordersPer10Seconds: number;
  /** @default 200_000 */
  readonly ordersPerDay: number;
  /** So many 429 answers in one minute bring a ban. @default 10 */
  readonly violationsBeforeBan: number;
  /** The first ban; every further one doubles, up to three days. @default 120_000 */
  readonly firstBanMs: Millis;
}

export const DEFAULT_LIMITS: Limits = {
  weightPerMinute: 6000,
  rawRequestsPer5Minutes: 300_000,
  connectionsPer5Minutes: 300,
  streamConnectionsPer5Minutes: 300,
  ordersPer10Seconds: 100,
  ordersPerDay: 200_000,
  violationsBeforeBan: 10,
  firstBanMs: 120_000,
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const LONGEST_BAN = 3 * DAY;
/** What the first fill of an order gives back; the maker's figure is the documentation's example. */
const TAKER_CREDIT = 1;
const MAKER_CREDIT = 5;

/** The four budgets of the exchange, per address or per account. */
export class RateLimits {
  private readonly weight: FixedWindow;
  private readonly rawRequests: FixedWindow;
  private readonly connections: FixedWindow;
  private readonly streamConnections: FixedWindow;
  private readonly violations: FixedWindow;
  private readonly orders10s: FixedWindow;
  private readonly ordersDay: FixedWindow;
  private readonly bans = new Map<string, { until: Millis; times: number }>();

  constructor(
    private readonly limits: Limits,
    private readonly now: () => Millis,
  ) {
    this.weight = new FixedWindow(MINUTE, limits.weightPerMinute, now);
    this.rawRequests = new FixedWindow(5 * MINUTE, limits.rawRequestsPer5Minutes, now);
    this.connections = new FixedWindow(5 * MINUTE, limits.connectionsPer5Minutes, now);
    this.streamConnections = new FixedWindow(5 * MINUTE, limits.streamConnectionsPer5Minutes, now);
    this.violations = new FixedWindow(MINUTE, Number.POSITIVE_INFINITY, now);
    this.orders10s = new FixedWindow(10 * SECOND, limits.ordersPer10Seconds, now);
    this.ordersDay = new FixedWindow(DAY, limits.ordersPerDay, now);
  }

  /** @throws ApiError 429 or 418 with -1003 */
  admit(address: string, weight: number, transport: 'rest' | 'ws'): void {
    this.assertNotBanned(address);
    if (transport === 'rest') this.rawRequests.add(address, 1);
    this.weight.add(address, weight);
    if (this.usedWeight(address) > this.weight.limit) {
      const { limit } = this.weight;
      throw this.violation(
        address,
        this.weight,
        `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      );
    }
    if (!this.rawRequests.hasRoom(address, 0)) {
      const { limit } = this.rawRequests;
      throw this.violation(
        address,
        this.rawRequests,
        `Too many requests; current limit is ${limit} requests per 5 MINUTE.`,
      );
    }
  }

  /** A WS API connection: 2 weight and one of the connection attempts. @throws ApiError 429 or 418 */
  admitConnection(address: string): void {
    this.connections.add(address, 1);
    if (!this.connections.hasRoom(address, 0)) {
      const { limit } = this.connections;
      throw this.violation(
        address,
        this.connections,
        `Too many connection attempts from IP; current limit is ${limit} per '5 MINUTE'.`,
      );
    }
    this.admit(address, 2, 'ws');
  }

  /** A connection to the market streams: costs no weight, but attempts are counted. @throws ApiError 429 or 418 */
  admitStreamConnection(address: string): void {
    this.assertNotBanned(address);
    this.streamConnections.add(address, 1);
    if (this.streamConnections.hasRoom(address, 0)) return;
    const { limit } = this.streamConnections;
    throw this.violation(
      address,
      this.streamConnections,
      `Too many connection attempts from IP; current limit is ${limit} per '5 MINUTE'.`,
    );
  }

  /** Placing and cancelling cost nothing when they succeed (since 2026-04-02). */
  refund(address: string, weight: number): void {
    this.weight.add(address, -weight);
  }

  /** Every address is refused with 418 until then. */
  ban(address: string, durationMs: Millis): Millis {
    const times = (this.bans.get(address)?.times ?? 0) + 1;
    const until = this.now() + durationMs;
    this.bans.set(address, { until, times });
    return until;
  }

  banEverybody(durationMs: Millis): Millis {
    return this.ban(EVERYONE, durationMs);
  }

  liftBans(): void {
    this.bans.clear();
  }

  /** Weight that somebody else behind every address has used: the headers drift away from what a client counted. */
  spend(weight: number): void {
    this.weight.add(EVERYONE, weight);
  }

  usedWeight(address: string): number {
    return this.weight.count(address) + this.weight.count(EVERYONE);
  }

  /** Counts orders before they are placed. @throws ApiError 429 -1015 */
  reserveOrders(account: AccountId, orders: number): void {
    for (const [window, name] of [
      [this.orders10s, '10 SECOND'],
      [this.ordersDay, '1 DAY'],
    ] as const) {
      if (window.hasRoom(account, orders)) continue;
      throw new ApiError(
        429,
        -1015,
        `Too many new orders; current limit is ${window.limit} orders per ${name}.`,
        this.retryData(window.endsAt()),
        window.endsAt() - this.now(),
      );
    }
    this.orders10s.add(account, orders);
    this.ordersDay.add(account, orders);
  }

  releaseOrders(account: AccountId, orders: number): void {
    this.orders10s.add(account, -orders);
    this.ordersDay.add(account, -orders);
  }

  /** https://developers.binance.com/docs/binance-spot-api-docs/faqs/order_count_decrement */
  firstFill(account: AccountId, isMaker: boolean): void {
    this.releaseOrders(account, isMaker ? MAKER_CREDIT : TAKER_CREDIT);
  }

  orderCounts(account: AccountId): { tenSeconds: number; day: number } {
    return { tenSeconds: this.orders10s.count(account), day: this.ordersDay.count(account) };
  }

  /** Rows of exchangeInfo: the WS API lists connections where REST lists raw requests. */
  rules(transport: 'rest' | 'ws'): WireRateLimit[] {
    const { limits } = this;
    return [
      rule('REQUEST_WEIGHT', 'MINUTE', 1, limits.weightPerMinute),
      rule('ORDERS', 'SECOND', 10, limits.ordersPer10Seconds),
      rule('ORDERS', 'DAY', 1, limits.ordersPerDay),
      transport === 'rest'
        ? rule('RAW_REQUESTS', 'MINUTE', 5, limits.rawRequestsPer5Minutes)
        : rule('CONNECTIONS', 'MINUTE', 5, limits.connectionsPer5Minutes),
    ];
  }

  weightRow(address: string): WireRateLimit {
    return {
      ...rule('REQUEST_WEIGHT', 'MINUTE', 1, this.limits.weightPerMinute),
      count: this.usedWeight(address),
    };
  }

  orderRows(account: AccountId): WireRateLimit[] {
    const { tenSeconds, day } = this.orderCounts(account);
    return [
      { ...rule('ORDERS', 'SECOND', 10, this.limits.ordersPer10Seconds), count: tenSeconds },
      { ...rule('ORDERS', 'DAY', 1, this.limits.ordersPerDay), count: day },
    ];
  }

  private assertNotBanned(address: string): void {
    for (const key of [address, EVERYONE]) {
      const until = this.bans.get(key)?.until ?? 0;
      if (until > this.now()) throw this.banned(until);
    }
  }

  private violation(address: string, window: FixedWindow, message: string): ApiError {
    this.violations.add(address, 1);
    if (this.violations.count(address) > this.limits.violationsBeforeBan) {
      const times = this.bans.get(address)?.times ?? 0;
      return this.banned(this.ban(address, Math.min(this.limits.firstBanMs * 2 ** times, LONGEST_BAN)));
    }
    return new ApiError(429, -1003, message, this.retryData(window.endsAt()), window.endsAt() - this.now());
  }

  private banned(until: Millis): ApiError {
    return new ApiError(
      418,
      -1003,
      `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
      this.retryData(until),
      until - this.now(),
    );
  }

  /** Only the WS API shows it; REST has the Retry-After header instead. */
  private retryData(retryAfter: Millis): object {
    return { serverTime: this.now(), retryAfter };
  }
}

/** Stands for all addresses in `ban`. */
export const EVERYONE = '*';

function rule(
  rateLimitType: WireRateLimit['rateLimitType'],
  interval: WireRateLimit['interval'],
  intervalNum: number,
  limit: number,
): WireRateLimit {
  return { rateLimitType, interval, intervalNum, limit };
}
