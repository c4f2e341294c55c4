import type { Order } from './order.js';
import { OrderLog } from './order-log.js';
import type { Seat } from './seat.js';
import type { OrderQuery, OrderRef } from './types.js';

/**
 * One account's orders on one symbol. With a history limit of 0 only open orders are kept, found by
 * order id alone: that is what bounds the memory of a market maker that places millions.
 */
export class OrderStore {
  /** Ascending by order id, since orders enter in that order. */
  readonly open = new Map<number, Order>();
  private readonly openByName = new Map<string, Order>();
  private readonly log: OrderLog;
  /**
   * Client order ids with the newest order that had each. Most orders are never asked for by it once they
   * are over, so it is brought up to date only when one is.
   */
  private readonly byName = new Map<string, number>();
  /** Rows of the log that it knows. */
  private indexed = 0;

  constructor(
    seat: Seat,
    private readonly historyLimit: number,
  ) {
    this.log = new OrderLog(seat);
  }

  add(order: Order): void {
    this.open.set(order.orderId, order);
    if (this.historyLimit === 0) return;
    this.openByName.set(order.clientOrderId, order);
    this.log.add(order);
    if (this.log.count >= 2 * this.historyLimit + this.open.size) this.forgetOldest();
  }

  /** The last thing that happens to an order. */
  close(order: Order): void {
    this.open.delete(order.orderId);
    if (this.historyLimit === 0) return;
    if (this.openByName.get(order.clientOrderId) === order) this.openByName.delete(order.clientOrderId);
    this.log.close(order);
  }

  /** Everything kept, ascending by order id; of orders that are over maybe copies. */
  get kept(): readonly Order[] {
    if (this.historyLimit === 0) return [...this.open.values()];
    return Array.from({ length: this.log.count }, (_, row) => this.at(row));
  }

  get clientIds(): (readonly [clientOrderId: string, orderId: number])[] {
    this.index();
    return [...this.byName];
  }

  restore(orders: readonly Order[], clientIds: readonly (readonly [string, number])[]): void {
    for (const order of orders) {
      if (order.isOpen) this.open.set(order.orderId, order);
      if (this.historyLimit === 0) continue;
      this.log.add(order);
      if (order.isOpen) this.openByName.set(order.clientOrderId, order);
      else this.log.close(order);
    }
    for (const [clientOrderId, orderId] of clientIds) this.byName.set(clientOrderId, orderId);
    this.indexed = this.log.count;
  }

  /** The order now goes by another client order id. */
  rename(order: Order, clientOrderId: string): void {
    this.index();
    if (this.byName.get(order.clientOrderId) === order.orderId) this.byName.delete(order.clientOrderId);
    this.openByName.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    this.byName.set(clientOrderId, order.orderId);
    this.openByName.set(clientOrderId, order);
    this.log.rename(order);
  }

  /** A client order id is taken only while its order is open. */
  isClientIdTaken(clientOrderId: string): boolean {
    return this.openByName.has(clientOrderId);
  }

  findOpen({ orderId, clientOrderId }: OrderRef): Order | undefined {
    if (orderId === undefined) return this.openByName.get(clientOrderId);
    const order = this.open.get(orderId);
    return clientOrderId === undefined || clientOrderId === order?.clientOrderId ? order : undefined;
  }

  /** Of an order that is over maybe a copy. */
  find(ref: OrderRef): Order | undefined {
    const open = this.findOpen(ref);
    if (open) return open;
    const row = ref.orderId === undefined ? this.rowOfName(ref.clientOrderId) : this.log.rowOf(ref.orderId);
    const order = row === undefined ? undefined : this.at(row);
    const isNamed = ref.clientOrderId === undefined || ref.clientOrderId === order?.clientOrderId;
    return isNamed ? order : undefined;
  }

  /** The id is right and the client order id is not. */
  isOfAnotherName(ref: OrderRef): boolean {
    const { orderId, clientOrderId } = ref;
    if (orderId === undefined || clientOrderId === undefined) return false;
    return !this.find(ref) && this.find({ orderId }) !== undefined;
  }

  select(query: OrderQuery): Order[] {
    const { fromOrderId, startTime = -Infinity, endTime = Infinity, limit } = query;
    const found: number[] = [];
    for (
      let row = fromOrderId === undefined ? 0 : this.log.rowFrom(fromOrderId);
      row < this.log.count;
      row++
    ) {
      const time = this.log.timeAt(row);
      if (time >= startTime && time <= endTime) found.push(row);
    }
    const isAscending = fromOrderId !== undefined || query.startTime !== undefined;
    const newest = limit > 0 ? found.slice(-limit) : [];
    return (isAscending ? found.slice(0, limit) : newest).map((row) => this.at(row));
  }

  private at(row: number): Order {
    return this.open.get(this.log.idAt(row)) ?? this.log.closedAt(row);
  }

  private rowOfName(clientOrderId: string): number | undefined {
    this.index();
    const orderId = this.byName.get(clientOrderId);
    return orderId === undefined ? undefined : this.log.rowOf(orderId);
  }

  private index(): void {
    for (; this.indexed < this.log.count; this.indexed++) {
      this.byName.set(this.log.nameAt(this.indexed), this.log.idAt(this.indexed));
    }
  }

  /** Drops the oldest closed orders, half of the history at once to keep the cost per order constant. */
  private forgetOldest(): void {
    const surplus = this.log.count - this.open.size - this.historyLimit;
    const dropped = this.log.dropOldest(surplus, this.open);
    this.indexed = Math.max(0, this.indexed - dropped.length);
    if (this.byName.size === 0) return;
    for (const { orderId, name } of dropped) if (this.byName.get(name) === orderId) this.byName.delete(name);
  }
}
