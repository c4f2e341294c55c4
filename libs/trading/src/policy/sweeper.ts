import type { SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type Clock,
  type Logger,
  type Millis,
  type Order,
  type OrderSweep,
  cancelOrder,
  cancelOrderList,
  delay,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { OpenOrders } from './open-orders.js';

export interface SweeperOptions {
  readonly spot: Pick<SpotClient, 'run'>;
  readonly open: Pick<OpenOrders, 'of'>;
  /** Orders of an owner that were sent, or are about to be, and are not settled. */
  readonly unresolved: (owner: string) => number;
  readonly clock: Clock;
  readonly logger?: Logger;
}

export interface Sweep {
  readonly progress: OrderSweep;
  /** Resolves when no order is left, or when it was called off. */
  readonly done: Promise<void>;
}

const AT_ONCE = 10;
/** Between two rounds; each asks for all open orders, weight 80. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Cancels every order of an owner, and those that turn up while it does, until there is none and none can come. */
export class Sweeper {
  constructor(private readonly options: SweeperOptions) {}

  /** @param isWanted asked before each round */
  sweep(owner: string, isWanted: () => boolean): Sweep {
    const progress: OrderSweep = { isClear: false, canceled: [], openOrders: 0, unresolved: 0 };
    return { progress, done: this.rounds(owner, progress, isWanted) };
  }

  private async rounds(owner: string, progress: OrderSweep, isWanted: () => boolean): Promise<void> {
    const { clock, logger = silentLogger } = this.options;
    for (let round = 0; isWanted(); round++) {
      let pauseMs: Millis = PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)] as Millis;
      try {
        // Before the question: what was settled by then, the question sees
        progress.unresolved = this.options.unresolved(owner);
        const open = await this.options.open.of(owner);
        progress.openOrders = open.length;
        if (open.length === 0 && progress.unresolved === 0) {
          progress.isClear = true;
          return;
        }
        await this.cancel(open, progress);
        delete progress.lastError;
      } catch (error) {
        progress.lastError = (error as Error).message;
        if (AppError.is(error)) pauseMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
        logger.error({ error, owner }, 'orders cannot be cancelled; it is tried again');
      }
      await delay(clock, pauseMs);
    }
  }

  private async cancel(open: readonly Order[], progress: OrderSweep): Promise<void> {
    const lists = new Set<number>();
    const orders = open.filter(({ orderListId }) => {
      if (orderListId < 0) return true;
      const isFirst = !lists.has(orderListId);
      lists.add(orderListId);
      return isFirst;
    });
    const failures: unknown[] = [];
    for (let i = 0; i < orders.length; i += AT_ONCE) {
      const settled = await Promise.allSettled(
        orders.slice(i, i + AT_ONCE).map((order) => this.end(order, open)),
      );
      for (const result of settled) {
        if (result.status === 'rejected') failures.push(result.reason);
        else progress.canceled.push(...result.value.map(nameOf));
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** @returns the orders that this has cancelled; none when they were gone before */
  private async end(order: Order, open: readonly Order[]): Promise<Order[]> {
    const { symbol, orderId, orderListId } = order;
    try {
      if (orderListId < 0) {
        await this.options.spot.run(cancelOrder, { symbol, orderId });
        return [order];
      }
      await this.options.spot.run(cancelOrderList, { symbol, orderListId });
      return open.filter((one) => one.symbol === symbol && one.orderListId === orderListId);
    } catch (error) {
      // Filled or cancelled meanwhile
      if (AppError.is(error) && (error.code === 'CANCEL_REJECTED' || error.code === 'ORDER_NOT_FOUND'))
        return [];
      throw error;
    }
  }
}

function nameOf({ symbol, orderId, clientOrderId }: Order): OrderSweep['canceled'][number] {
  return { symbol, orderId, clientOrderId };
}
