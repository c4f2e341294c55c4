import { AppError, type Millis, type WireApiResponse } from '@binance-gateway/domain-types';
import { TOO_MANY_ORDERS } from '../errors.js';
import type { Admission, BudgetRequest } from '../http/request-budget.js';
import type { ConnectBudget } from '../streams/connect-budget.js';
import type { Loss } from '../streams/socket.js';

/** The part of RequestBudget that is needed; weight is counted for the address, REST and this together. */
export interface WsApiBudget {
  admit(request: BudgetRequest): Admission;
  silence(ms: Millis, banned: boolean): void;
  silenceOrders(ms: Millis): void;
}

const CONNECT_WEIGHT = 2;
/** For a refusal that names no time. */
const UNNAMED_MS = 60_000;
const TOO_MANY = 429;
const BANNED = 418;

/** What the exchange allows this address: kept before sending, and obeyed at once when it says stop. */
export class WsApiLimits {
  private isBanned = false;

  constructor(
    private readonly connects: ConnectBudget,
    private readonly budget: WsApiBudget | undefined,
  ) {}

  /** @returns 0 when a connection may be opened now, else how long to wait */
  connectDelay(): Millis {
    const wait = this.connects.take();
    if (wait > 0) return wait;
    try {
      this.budget
        ?.admit({ operation: 'ws-api connect', weight: CONNECT_WEIGHT, lane: 'recovery', transport: 'ws' })
        .settle({ kind: 'unanswered' });
      return 0;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return error.retryAfterMs ?? 1_000;
    }
  }

  /** @throws AppError UPSTREAM_RATE_LIMITED, UPSTREAM_BANNED or ORDER_LIMIT_REACHED with retryAfterMs */
  admit(method: string, weight: number, orderCount: number | undefined): Admission | undefined {
    const retryAfterMs = this.connects.blockedForMs;
    if (retryAfterMs > 0) {
      const code = this.isBanned ? 'UPSTREAM_BANNED' : 'UPSTREAM_RATE_LIMITED';
      throw new AppError(code, `${method} was not sent: the exchange wants to be left alone`, {
        retryAfterMs,
      });
    }
    this.isBanned = false;
    return this.budget?.admit({
      operation: method,
      weight,
      lane: 'recovery',
      transport: 'ws',
      ...(orderCount === undefined ? {} : { orderCount }),
    });
  }

  /** 429 and 418 stop everything of this address, connecting included. */
  obey({ status }: WireApiResponse, error: AppError): void {
    if (status !== TOO_MANY && status !== BANNED) return;
    const { retryAfterMs: wait = UNNAMED_MS, binanceCode } = error;
    // a day's worth of waiting for new orders must not keep anyone from cancelling
    if (status === TOO_MANY && binanceCode === TOO_MANY_ORDERS) this.budget?.silenceOrders(wait);
    else this.silence(wait, status === BANNED);
  }

  lost({ reason, code, retryAfterMs }: Loss): void {
    if (reason !== 'connect-refused') return;
    if (retryAfterMs !== undefined) this.silence(retryAfterMs, code === BANNED);
    else if (code === TOO_MANY || code === BANNED) this.silence(UNNAMED_MS, code === BANNED);
  }

  private silence(ms: Millis, banned: boolean): void {
    this.isBanned = banned;
    this.budget?.silence(ms, banned);
    this.connects.block(ms, banned);
  }
}
