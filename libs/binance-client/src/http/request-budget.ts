import { AppError, type Clock, type Millis, type WireRateLimit } from '@binance-gateway/domain-types';
import { askedSilence } from './asked-silence.js';
import type { UpstreamRequest, UpstreamResponse } from './dispatch.js';
import { LaneQueue, type Waiter } from './lane-queue.js';
import { LANE_RULES, LANES, type Lane, laneOf } from './lanes.js';
import {
  BOUNDARY_MARGIN_MS,
  WIDEST_MARGIN_MS,
  INTERVAL_MS,
  Meter,
  type Settlement,
  type Ticket,
  answeredAt,
} from './limit-meter.js';
import { Silence } from './silence.js';

export type { Settlement } from './limit-meter.js';

/** What REST is measured by, for the time until exchangeInfo has told (CHANGELOG 2023-08-25, 2026-03-27). */
export const DOCUMENTED_LIMITS: readonly WireRateLimit[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

/** What the budget looks at. */
export type BudgetRequest = Pick<UpstreamRequest, 'operation' | 'weight'> &
  Partial<
    Pick<UpstreamRequest, 'orderCount' | 'lane' | 'transport' | 'security' | 'method' | 'path' | 'signal'>
  >;

/** Per kind of limit: what a request costs. Kinds that are not named are not kept here. */
const COSTS: Readonly<Record<string, (request: BudgetRequest) => number>> = {
  REQUEST_WEIGHT: (request) => request.weight,
  // Not counted on the WebSocket API
  RAW_REQUESTS: ({ transport }) => (transport === 'ws' ? 0 : 1),
  ORDERS: ({ orderCount }) => orderCount ?? 0,
};

export interface Admission {
  settle(settlement: Settlement): void;
}

export interface BudgetOptions {
  readonly clock: Clock;
  /** Time of the exchange, to which the windows are aligned. */
  readonly now: () => Millis;
  /** How far `now` may be off; on a slow line more than is taken for granted. */
  readonly errorMs?: () => Millis | undefined;
  readonly limits?: readonly WireRateLimit[];
  /** Shared with whoever opens connections from this address. */
  readonly stops?: Silence;
  /** Too many orders are unfilled, as far as is known. Fills lower the count and say so only to who asks. */
  readonly onOrdersFull?: () => void;
}

/** Use of one limit in its current window. */
export interface LimitUse {
  readonly rateLimitType: string;
  readonly interval: WireRateLimit['interval'];
  readonly intervalNum: number;
  readonly intervalMs: Millis;
  readonly limit: number;
  readonly used: number;
  /** Time of the exchange, a little late on purpose. */
  readonly resetsAt: Millis;
}

export interface LaneUse {
  readonly lane: Lane;
  readonly waiting: number;
  /** Since the start. */
  readonly waited: number;
  readonly refused: number;
}

/**
 * The limits of this address and account, kept before sending. Every request of this process passes here, REST and
 * WebSocket API alike: the exchange counts them together.
 */
export class RequestBudget {
  /** What 429 and 418 asked for. */
  readonly stops: Silence;
  private meters: Meter[];
  private sequence = 0;
  private readonly queue: LaneQueue;
  private readonly counts = new Map(LANES.map((lane) => [lane, { waited: 0, refused: 0 }]));

  constructor(private readonly options: BudgetOptions) {
    this.meters = this.metersFor(options.limits ?? DOCUMENTED_LIMITS);
    this.stops = options.stops ?? new Silence(options.clock);
    this.queue = new LaneQueue(options.clock);
  }

  /** Takes over the limits of exchangeInfo. What has been used stays counted; kinds it does not name stay as they were. */
  configure(limits: readonly WireRateLimit[]): void {
    const told = this.metersFor(limits).map((fresh) => {
      const known = this.meters.find(
        (m) => m.rateLimitType === fresh.rateLimitType && m.intervalMs === fresh.intervalMs,
      );
      if (known) known.limit = fresh.limit;
      return known ?? fresh;
    });
    const kept = this.meters.filter((m) => !told.some((t) => t.rateLimitType === m.rateLimitType));
    this.meters = [...told, ...kept];
    if (!this.queue.isEmpty) this.queue.pump();
  }

  /**
   * Room for a request now, or as soon as its lane may wait for it.
   * @throws AppError UPSTREAM_RATE_LIMITED, UPSTREAM_BANNED or ORDER_LIMIT_REACHED with retryAfterMs
   */
  acquire(request: BudgetRequest): Admission | Promise<Admission> {
    // Whoever waits has come earlier, and its timer may be late
    if (!this.queue.isEmpty) this.queue.pump();
    const refusal = this.refusal(request);
    if (!refusal) return this.grant(request);
    const lane = laneOf(request);
    const wait = refusal.retryAfterMs ?? Infinity;
    if (wait > LANE_RULES[lane].maxWaitMs || !this.queue.hasRoom(lane)) throw this.refused(lane, refusal);
    return this.waitFor(request, lane, wait);
  }

  /** As `acquire`, without waiting. */
  admit(request: BudgetRequest): Admission {
    const refusal = this.refusal(request);
    if (refusal) throw this.refused(laneOf(request), refusal);
    return this.grant(request);
  }

  /** Whether a read of this weight would be admitted now. */
  fits(weight: number): boolean {
    return !this.refusal({ operation: 'read', weight });
  }

  /** Whether what was admitted earlier has to stay here now: the exchange has asked for silence since. */
  objection(request: BudgetRequest): AppError | undefined {
    return this.silent(request);
  }

  /** Falls silent when the answer is a 429 or 418. */
  obey(answer: UpstreamResponse): void {
    const asked = askedSilence(answer, this.options.now());
    if (asked?.isForOrders) this.silenceOrders(asked.ms);
    else if (asked) this.silence(asked.ms, asked.isBan);
  }

  /** Nothing is sent for this long. A longer silence is never shortened. */
  silence(ms: Millis, banned: boolean): void {
    this.stops.begin(ms, banned);
    if (!this.queue.isEmpty) this.queue.pump();
  }

  /** -1015 is about unfilled orders of the account: cancelling and reading go on. */
  silenceOrders(ms: Millis): void {
    this.stops.beginOrders(ms);
    if (!this.queue.isEmpty) this.queue.pump();
  }

  /** For `learnOrders`: when the question was asked. */
  ticket(): Ticket {
    return { sequence: this.sequence++, sentAt: this.options.now() };
  }

  /** The order counts as the exchange told them on being asked. */
  learnOrders(rows: readonly WireRateLimit[], asked: Ticket): void {
    const moment = { sequence: this.sequence, sentAt: this.options.now() };
    for (const { rateLimitType, interval, intervalNum, count } of rows) {
      const meter = this.meters.find(
        (m) => m.rateLimitType === rateLimitType && m.interval === interval && m.intervalNum === intervalNum,
      );
      if (rateLimitType === 'ORDERS') meter?.learn(count, 0, asked, moment);
    }
    if (!this.queue.isEmpty) this.queue.pump();
  }

  use(): LimitUse[] {
    const now = this.options.now();
    return this.meters.map((m) => ({
      rateLimitType: m.rateLimitType,
      interval: m.interval,
      intervalNum: m.intervalNum,
      intervalMs: m.intervalMs,
      limit: m.limit,
      used: m.used(now),
      resetsAt: Math.ceil(m.endOfWindow(now)),
    }));
  }

  lanes(): LaneUse[] {
    return LANES.map((lane) => {
      const { waited, refused } = this.counts.get(lane) as { waited: number; refused: number };
      return { lane, waiting: this.queue.waiting(lane), waited, refused };
    });
  }

  private metersFor(limits: readonly WireRateLimit[]): Meter[] {
    const margin = (): Millis =>
      Math.min(WIDEST_MARGIN_MS, Math.max(BOUNDARY_MARGIN_MS, this.options.errorMs?.() ?? 0));
    return limits
      .filter((l) => Object.hasOwn(COSTS, l.rateLimitType) && Object.hasOwn(INTERVAL_MS, l.interval))
      .map((l) => new Meter(l, margin));
  }

  private waitFor(request: BudgetRequest, lane: Lane, soonestMs: Millis): Promise<Admission> {
    const { signal } = request;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    this.count(lane).waited++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.queue.leave(waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        lane,
        deadline: this.options.clock.monotonic() + LANE_RULES[lane].maxWaitMs,
        take: () => {
          const refusal = this.refusal(request);
          if (refusal) throw refusal;
          signal?.removeEventListener('abort', onAbort);
          resolve(this.grant(request));
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', onAbort);
          this.count(lane).refused++;
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.queue.enter(waiter, soonestMs);
    });
  }

  private grant(request: BudgetRequest): Admission {
    const ticket = this.ticket();
    const costs = this.meters.map((meter) => [meter, costOf(meter, request)] as const);
    for (const [meter, cost] of costs) meter.reserve(cost);
    let settled = false;
    return {
      settle: (settlement) => {
        if (settled) return;
        settled = true;
        const at = this.options.now();
        const date = settlement.kind === 'answered' ? settlement.headers['date'] : undefined;
        const moment = { sequence: this.sequence, sentAt: at, answeredAt: answeredAt(date, at) };
        for (const [meter, cost] of costs) meter.settle(settlement, cost, ticket, moment);
        // An order that cost nothing, or was never sent, makes room
        if (!this.queue.isEmpty) this.queue.pump();
      },
    };
  }

  private refused(lane: Lane, refusal: AppError): AppError {
    this.count(lane).refused++;
    return refusal;
  }

  private count(lane: Lane): { waited: number; refused: number } {
    return this.counts.get(lane) as { waited: number; refused: number };
  }

  private refusal(request: BudgetRequest): AppError | undefined {
    const silent = this.silent(request);
    if (silent) return silent;
    const now = this.options.now();
    const { kept } = LANE_RULES[laneOf(request)];
    for (const meter of this.meters) {
      const cost = costOf(meter, request);
      if (meter.fits(cost, now, kept)) continue;
      if (meter.rateLimitType === 'ORDERS') this.options.onOrdersFull?.();
      return exhausted(request, meter, cost, now);
    }
    return undefined;
  }

  private silent({ operation, orderCount }: BudgetRequest): AppError | undefined {
    const { remainingMs, isBan, ordersRemainingMs } = this.stops;
    if (remainingMs > 0) {
      return new AppError(
        isBan ? 'UPSTREAM_BANNED' : 'UPSTREAM_RATE_LIMITED',
        `${operation} was not sent: the exchange asked for silence for another ${seconds(remainingMs)}`,
        { retryAfterMs: remainingMs },
      );
    }
    if (!orderCount || ordersRemainingMs <= 0) return undefined;
    return new AppError(
      'ORDER_LIMIT_REACHED',
      `${operation} was not sent: the exchange takes no new orders for another ${seconds(ordersRemainingMs)}`,
      { retryAfterMs: ordersRemainingMs },
    );
  }
}

const seconds = (ms: Millis): string => `${Math.ceil(ms / 1_000)} s`;

const costOf = (meter: Meter, request: BudgetRequest): number =>
  (COSTS[meter.rateLimitType] as (request: BudgetRequest) => number)(request);

function exhausted(request: BudgetRequest, meter: Meter, cost: number, now: Millis): AppError {
  const retryAfterMs = Math.ceil(meter.endOfWindow(now) - now);
  const used = meter.used(now);
  const sum = `it costs ${cost} and ${used} of ${meter.limit}`;
  return meter.rateLimitType === 'ORDERS'
    ? new AppError(
        'ORDER_LIMIT_REACHED',
        `${request.operation} was not sent: ${sum} unfilled orders of ${meter.intervalNum} ${meter.interval} are used; fills make room`,
        { retryAfterMs },
      )
    : new AppError(
        'UPSTREAM_RATE_LIMITED',
        `${request.operation} was not sent: ${sum} ${meter.rateLimitType} are used`,
        { retryAfterMs },
      );
}
