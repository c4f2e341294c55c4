import {
  type Clock,
  type Logger,
  type Millis,
  type WireRateLimit,
  getOrderCounts,
} from '@binance-gateway/domain-types';
import type { RequestBudget } from './http/request-budget.js';
import type { RestClient } from './rest/rest-client.js';

/** The question is not cheap, and nothing else frees a place sooner than the fills of some seconds. */
const EVERY_MS = 10_000;

export interface OrderCountsOptions {
  readonly rest: RestClient;
  readonly budget: RequestBudget;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly logger: Logger;
}

/**
 * Asks how many orders are unfilled when there seems to be no room for another: fills lower the count, and without a
 * new order no answer says so.
 */
export class OrderCounts {
  private askedAt: Millis = -Infinity;

  constructor(private readonly options: OrderCountsOptions) {}

  refresh(): void {
    const { clock } = this.options;
    if (clock.monotonic() - this.askedAt < EVERY_MS) return;
    this.askedAt = clock.monotonic();
    // Not in this turn: the budget is in the middle of a decision
    queueMicrotask(() => void this.ask());
  }

  private async ask(): Promise<void> {
    const { rest, budget, logger } = this.options;
    const asked = budget.ticket();
    try {
      const rows: unknown = await rest.call(getOrderCounts, {}, { lane: 'recovery' });
      if (Array.isArray(rows)) budget.learnOrders(rows as WireRateLimit[], asked);
    } catch (error) {
      logger.warn({ err: error }, 'the count of unfilled orders could not be asked');
    }
  }
}
