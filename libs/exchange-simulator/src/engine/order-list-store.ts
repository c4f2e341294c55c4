import { History } from './history.js';
import type { OrderList } from './order-list.js';
import type { ListRef, OrderListQuery, OrderListView } from './types.js';

/** One account's order lists over all symbols: the open ones, and views of those that are over. */
export class OrderListStore {
  /** Ascending by id. */
  readonly open = new Map<number, OrderList>();
  readonly closed: History<OrderListView>;

  constructor(historyLimit: number) {
    this.closed = new History(
      historyLimit,
      (list) => list.orderListId,
      (list) => list.transactionTime,
    );
  }

  close(list: OrderList): void {
    this.open.delete(list.id);
    this.closed.push(list.view());
  }

  isClientIdTaken(clientId: string): boolean {
    for (const list of this.open.values()) if (list.clientId === clientId) return true;
    return false;
  }

  findOpen(ref: ListRef): OrderList | undefined {
    if (ref.orderListId === undefined) {
      return [...this.open.values()].find(({ clientId }) => clientId === ref.listClientOrderId);
    }
    const list = this.open.get(ref.orderListId);
    const isNamed = ref.listClientOrderId === undefined || ref.listClientOrderId === list?.clientId;
    return isNamed ? list : undefined;
  }

  find(ref: ListRef): OrderListView | undefined {
    const open = this.findOpen(ref);
    if (open) return open.view();
    const { orderListId, listClientOrderId } = ref;
    return this.closed.findLast(
      (list) =>
        (orderListId === undefined || list.orderListId === orderListId) &&
        (listClientOrderId === undefined || list.listClientOrderId === listClientOrderId),
    );
  }

  select(query: OrderListQuery): OrderListView[] {
    const { fromId = -Infinity, startTime = -Infinity, endTime = Infinity, limit } = query;
    const all = [...this.closed.all, ...[...this.open.values()].map((list) => list.view())]
      .filter(
        ({ orderListId, transactionTime }) =>
          orderListId >= fromId && transactionTime >= startTime && transactionTime <= endTime,
      )
      .sort((a, b) => a.orderListId - b.orderListId);
    const isAscending = query.fromId !== undefined || query.startTime !== undefined;
    if (isAscending) return all.slice(0, limit);
    return limit > 0 ? all.slice(-limit) : [];
  }
}
