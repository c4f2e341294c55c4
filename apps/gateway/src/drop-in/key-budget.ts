import type { Millis } from '@binance-gateway/domain-types';
import { REFUSE } from './refusal.js';

/** Limits of the exchange, for keys that have no limit of their own. */
export interface DefaultLimits {
  /** Request weight a minute. */
  weight(): number;
  /** Unfilled orders. */
  orders(): { readonly tenSeconds: number; readonly day: number };
}

interface Window {
  readonly ms: Millis;
  number: number;
  readonly used: Map<string, number>;
}

const newWindow = (ms: Millis): Window => ({ ms, number: -1, used: new Map() });

/** What a caller has used of the current windows. */
export interface Usage {
  readonly weight: number;
  readonly ordersIn10s: number;
  readonly ordersInDay: number;
}

/**
 * What each caller of the drop-in face uses, in windows aligned to the clock as those of Binance. A window forgets
 * everybody when it ends, so nothing is ever swept.
 */
export class KeyBudget {
  private readonly minute = newWindow(60_000);
  private readonly tenSeconds = newWindow(10_000);
  private readonly day = newWindow(86_400_000);

  constructor(
    private readonly now: () => Millis,
    private readonly limits: DefaultLimits,
  ) {}

  limitOf(own: number | undefined): number {
    return own ?? this.limits.weight();
  }

  orderLimits(): { readonly tenSeconds: number; readonly day: number } {
    return this.limits.orders();
  }

  /** @throws Refusal -1003, and charges nothing */
  charge(caller: string, weight: number, own: number | undefined): void {
    const limit = this.limitOf(own);
    const used = this.usedOf(this.minute, caller);
    const now = this.now();
    if (used + weight > limit) {
      throw REFUSE.tooMuchWeight(limit, this.minute.ms - (now % this.minute.ms));
    }
    this.minute.used.set(caller, used + weight);
  }

  /** Orders that succeed cost nothing since 2026-04-02. */
  refund(caller: string, weight: number): void {
    const used = this.usedOf(this.minute, caller);
    this.minute.used.set(caller, Math.max(0, used - weight));
  }

  countOrders(caller: string, orders: number): void {
    for (const window of [this.tenSeconds, this.day]) {
      window.used.set(caller, this.usedOf(window, caller) + orders);
    }
  }

  usage(caller: string): Usage {
    return {
      weight: this.usedOf(this.minute, caller),
      ordersIn10s: this.usedOf(this.tenSeconds, caller),
      ordersInDay: this.usedOf(this.day, caller),
    };
  }

  private usedOf(window: Window, caller: string): number {
    const number = Math.floor(this.now() / window.ms);
    if (number !== window.number) {
      window.number = number;
      window.used.clear();
    }
    return window.used.get(caller) ?? 0;
  }
}
