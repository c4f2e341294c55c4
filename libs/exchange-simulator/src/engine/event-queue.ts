import type { ExecutionType, Side } from '@binance-gateway/domain-types';
import type { Order } from './order.js';
import type { OrderList } from './order-list.js';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import type { SymbolMarket } from './symbol-market.js';
import type { EngineEvent, EngineListener, ExecutionEvent, OrderView } from './types.js';

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
  private listeners: readonly EngineListener[] = [];
  // Both keep their room from one command to the next; what is valid ends at the count
  private readonly pending: (EngineEvent | undefined)[] = [];
  private pendingCount = 0;
  private readonly touched: (Seat | undefined)[] = [];
  private touchedCount = 0;
  private isDelivering = false;
  /** Of the newest report of the running command, and its state there. */
  private reported: Order | undefined = undefined;
  private reportedState: OrderView | undefined = undefined;

  subscribe(listener: EngineListener): () => void {
    if (!this.listeners.includes(listener)) this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  emit(event: EngineEvent): void {
    if (this.listeners.length > 0) this.pending[this.pendingCount++] = event;
  }

  /**
   * The state of an order that this command is done with. A plain order does not change without a report, so
   * that of the newest one is shared.
   */
  stateOf(order: Order): OrderView {
    const isReported = this.reported === order && order.isPlain && order.workingFloor === undefined;
    return (isReported ? this.reportedState : undefined) ?? order.view();
  }

  /** Every change has an id of its own, whether or not somebody listens. */
  level(market: SymbolMarket, side: Side, { price, quantity }: PriceLevel): void {
    const updateId = ++market.lastUpdateId;
    if (this.listeners.length === 0) return;
    const { symbol } = market.spec;
    this.emit({ kind: 'level', symbol, updateId, side, price, quantity, time: this.now });
  }

  /** @returns the execution id, which is counted whether or not somebody listens */
  execution(order: Order, executionType: ExecutionType, details: ExecutionDetails = NO_DETAILS): number {
    const { account } = order.seat;
    if (account.isUnlimited) return 0;
    const executionId = ++this.lastExecutionId;
    if (this.listeners.length === 0) return executionId;
    const state = order.view();
    this.reported = order;
    this.reportedState = state;
    this.emit({
      kind: 'execution',
      account: account.id,
      order: state,
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
    this.touched[this.touchedCount++] = seat;
  }

  /**
   * Ends a command. Events caused by commands of the listeners are delivered after those still waiting.
   * @throws the first error of a listener, after all events were delivered
   */
  deliver(): void {
    this.reported = this.reportedState = undefined;
    this.reportBalances();
    if (this.isDelivering || this.pendingCount === 0) return;
    this.isDelivering = true;
    let failures: unknown[] | undefined;
    for (let i = 0; i < this.pendingCount; i++) {
      const event = this.pending[i] as EngineEvent;
      this.pending[i] = undefined;
      for (const listener of this.listeners) {
        try {
          listener(event);
        } catch (error) {
          (failures ??= []).push(error);
        }
      }
    }
    this.pendingCount = 0;
    this.isDelivering = false;
    if (failures) throw failures[0];
  }

  private reportBalances(): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const seat = this.touched[i] as Seat;
      this.touched[i] = undefined;
      const { base, quote, paidFrom } = seat;
      seat.isTouched = false;
      seat.paidFrom = undefined;
      if (this.listeners.length === 0) continue;
      const balances = [base.view(), quote.view()];
      if (paidFrom && paidFrom !== base && paidFrom !== quote) balances.push(paidFrom.view());
      this.emit({ kind: 'balance', account: seat.account.id, balances, time: this.now });
    }
    this.touchedCount = 0;
  }
}
