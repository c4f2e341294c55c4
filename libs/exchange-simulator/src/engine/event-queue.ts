import type { ExecutionType, Side } from '@binance-gateway/domain-types';
import type { Order } from './order.js';
import type { OrderList } from './order-list.js';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import type { SymbolMarket } from './symbol-market.js';
import type { EngineEvent, EngineListener, ExecutionEvent } from './types.js';

/** What an execution report says beyond the order's state. */
export type ExecutionDetails = Partial<
  Pick<ExecutionEvent, 'fill' | 'prevention' | 'cancelClientOrderId' | 'origClientOrderId' | 'rejectReason'>
>;

const NO_DETAILS: ExecutionDetails = {};

/** Collects the events of a command and hands them out when it is done. */
export class EventQueue {
  /** Time of the running command. */
  now = 0;
  lastExecutionId = 0;
  private readonly listeners = new Set<EngineListener>();
  private pending: EngineEvent[] = [];
  private touched: Seat[] = [];
  private isDelivering = false;

  subscribe(listener: EngineListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(event: EngineEvent): void {
    if (this.listeners.size > 0) this.pending.push(event);
  }

  /** Every change has an id of its own, whether or not somebody listens. */
  level(market: SymbolMarket, side: Side, { price, quantity }: PriceLevel): void {
    const updateId = ++market.lastUpdateId;
    if (this.listeners.size === 0) return;
    this.pending.push({
      kind: 'level',
      symbol: market.spec.symbol,
      updateId,
      side,
      price,
      quantity,
      time: this.now,
    });
  }

  /** @returns the execution id, which is counted whether or not somebody listens */
  execution(order: Order, executionType: ExecutionType, details: ExecutionDetails = NO_DETAILS): number {
    const { account } = order.seat;
    if (account.isUnlimited) return 0;
    const executionId = ++this.lastExecutionId;
    if (this.listeners.size === 0) return executionId;
    this.pending.push({
      kind: 'execution',
      account: account.id,
      order: order.view(),
      executionType,
      executionId,
      fill: details.fill,
      prevention: details.prevention,
      cancelClientOrderId: details.cancelClientOrderId,
      origClientOrderId: details.origClientOrderId,
      rejectReason: details.rejectReason ?? 'NONE',
      time: this.now,
    });
    return executionId;
  }

  orderList(list: OrderList): void {
    list.time = this.now;
    this.emit({
      kind: 'orderList',
      account: list.seat.account.id,
      list: list.view(),
      rejectReason: 'NONE',
      time: this.now,
    });
  }

  /** Notes that the account's balances may have changed; one balance event follows the command's others. */
  touch(seat: Seat): void {
    if (seat.isTouched || seat.account.isUnlimited) return;
    seat.isTouched = true;
    this.touched.push(seat);
  }

  /**
   * Ends a command. Events caused by commands of the listeners are delivered after those still waiting.
   * @throws the first error of a listener, after all events were delivered
   */
  deliver(): void {
    for (const seat of this.touched) {
      const { base, quote, paidFrom } = seat;
      seat.isTouched = false;
      seat.paidFrom = undefined;
      const balances = [base.view(), quote.view()];
      if (paidFrom && paidFrom !== base && paidFrom !== quote) balances.push(paidFrom.view());
      this.emit({ kind: 'balance', account: seat.account.id, balances, time: this.now });
    }
    if (this.touched.length > 0) this.touched = [];
    if (this.isDelivering || this.pending.length === 0) return;
    this.isDelivering = true;
    const failures: unknown[] = [];
    for (let i = 0; i < this.pending.length; i++) {
      for (const listener of this.listeners) {
        try {
          listener(this.pending[i] as EngineEvent);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    this.pending = [];
    this.isDelivering = false;
    if (failures.length > 0) throw failures[0];
  }
}
