import type { Account, Balance } from './accounts.js';
import type { SeatCommission } from './commission.js';
import { FillLog } from './fill-log.js';
import { History } from './history.js';
import type { Order } from './order.js';
import type { OrderList } from './order-list.js';
import { OrderStore } from './order-store.js';
import type { AmendmentView, PreventedMatchView } from './types.js';

const TIME = ({ time }: { readonly time: number }): number => time;

/** An account's place at one symbol: the two balances it trades with, its orders and its fills. */
export class Seat {
  readonly orders: OrderStore;
  readonly fills: FillLog;
  readonly allocations: FillLog;
  readonly preventedMatches: History<PreventedMatchView>;
  readonly amendments: History<AmendmentView>;
  /** Open orders that wait for a stop price. */
  openAlgoOrders = 0;
  openIcebergOrders = 0;
  openLists = 0;
  /** Worked out at the first fill; forgotten when rates change. */
  commission: SeatCommission | undefined = undefined;
  /** Set while the running command may have changed the balances. */
  isTouched = false;
  /** A balance beside its own two that the running command changed: commission paid in another asset. */
  paidFrom: Balance | undefined = undefined;

  constructor(
    readonly account: Account,
    readonly symbol: string,
    readonly base: Balance,
    readonly quote: Balance,
    historyLimit: number,
  ) {
    this.orders = new OrderStore(this, account.isUnlimited ? 0 : historyLimit);
    this.fills = new FillLog(account.id, symbol, historyLimit);
    this.allocations = new FillLog(account.id, symbol, historyLimit, 'allocationId');
    this.preventedMatches = new History<PreventedMatchView>(
      historyLimit,
      (match) => match.preventedMatchId,
      TIME,
    );
    this.amendments = new History<AmendmentView>(historyLimit, (amendment) => amendment.executionId, TIME);
  }

  enter(order: Order): void {
    this.orders.add(order);
    this.count(order);
  }

  private count(order: Order): void {
    if (order.isAwaitingTrigger) this.openAlgoOrders++;
    if (order.icebergQty > 0n) this.openIcebergOrders++;
  }

  /** Takes over the orders of a saved engine, ascending by id. */
  restore(orders: readonly Order[], clientIds: readonly (readonly [string, number])[]): void {
    this.orders.restore(orders, clientIds);
    for (const order of this.orders.open.values()) this.count(order);
  }

  enterList(list: OrderList): void {
    this.account.lists.open.set(list.id, list);
    this.openLists++;
    for (const order of list.orders) this.enter(order);
  }

  leaveList(list: OrderList): void {
    this.account.lists.close(list);
    this.openLists--;
    for (const order of list.orders) order.list = undefined;
  }

  /** The stop price was met. */
  trigger(order: Order): void {
    if (!order.isAwaitingTrigger) return;
    order.isAwaitingTrigger = false;
    this.openAlgoOrders--;
  }

  /** The order is over: nothing of it changes any more. */
  leave(order: Order): void {
    this.trigger(order);
    if (order.icebergQty > 0n) this.openIcebergOrders--;
    this.orders.close(order);
  }
}
