import type { Order } from './order.js';
import type { OrderQuery, OrderRef } from './types.js';

/**
 * One account's orders on one symbol. With a history limit of 0 only open orders are kept, found by
 * order id alone: that is what bounds the memory of a market maker that places millions.
 */
export class OrderStore {
  /** Ascending by order id, since orders enter in that order. */
  readonly open = new Map<number, Order>();
  private all: Order[] = [];
  private readonly byClientId = new Map<string, Order>();

  constructor(private readonly historyLimit: number) {}

  add(order: Order): void {
    this.open.set(order.orderId, order);
    if (this.historyLimit === 0) return;
    this.all.push(order);
    this.byClientId.set(order.clientOrderId, order);
    if (this.all.length >= 2 * this.historyLimit + this.open.size) this.forgetOldest();
  }

  close(order: Order): void {
    this.open.delete(order.orderId);
  }

  /** Everything kept, ascending by order id. */
  get kept(): readonly Order[] {
    return this.historyLimit === 0 ? [...this.open.values()] : this.all;
  }

  get clientIds(): (readonly [clientOrderId: string, orderId: number])[] {
    return [...this.byClientId].map(([clientOrderId, { orderId }]) => [clientOrderId, orderId] as const);
  }

  restore(orders: readonly Order[], clientIds: readonly (readonly [string, number])[]): void {
    const byId = new Map(orders.map((order) => [order.orderId, order]));
    for (const order of orders) if (order.isOpen) this.open.set(order.orderId, order);
    if (this.historyLimit > 0) this.all = [...orders];
    for (const [clientOrderId, orderId] of clientIds) {
      const order = byId.get(orderId);
      if (order) this.byClientId.set(clientOrderId, order);
    }
  }

  /** The order now goes by another client order id. */
  rename(order: Order, clientOrderId: string): void {
    if (this.byClientId.get(order.clientOrderId) === order) this.byClientId.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    this.byClientId.set(clientOrderId, order);
  }

  /** A client order id is taken only while its order is open. */
  isClientIdTaken(clientOrderId: string): boolean {
    return this.byClientId.get(clientOrderId)?.isOpen ?? false;
  }

  find(ref: OrderRef): Order | undefined {
    if (ref.orderId === undefined) return this.byClientId.get(ref.clientOrderId);
    const order = this.open.get(ref.orderId) ?? this.closed(ref.orderId);
    const isNamed = ref.clientOrderId === undefined || ref.clientOrderId === order?.clientOrderId;
    return isNamed ? order : undefined;
  }

  /** The id is right and the client order id is not. */
  isOfAnotherName({ orderId, clientOrderId }: OrderRef): boolean {
    return orderId !== undefined && clientOrderId !== undefined && this.find({ orderId }) !== undefined;
  }

  select(query: OrderQuery): Order[] {
    const { fromOrderId, startTime = -Infinity, endTime = Infinity, limit } = query;
    const first = fromOrderId === undefined ? 0 : this.indexFrom(fromOrderId);
    const found = this.all.slice(first).filter(({ time }) => time >= startTime && time <= endTime);
    if (fromOrderId !== undefined || query.startTime !== undefined) return found.slice(0, limit);
    return limit > 0 ? found.slice(-limit) : [];
  }

  private closed(orderId: number): Order | undefined {
    const order = this.all[this.indexFrom(orderId)];
    return order?.orderId === orderId ? order : undefined;
  }

  private indexFrom(orderId: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.all[middle] as Order).orderId < orderId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops the oldest closed orders, half of the history at once to keep the cost per order constant. */
  private forgetOldest(): void {
    let surplus = this.all.length - this.open.size - this.historyLimit;
    this.all = this.all.filter((order) => {
      if (order.isOpen || order.list || surplus-- <= 0) return true;
      if (this.byClientId.get(order.clientOrderId) === order) this.byClientId.delete(order.clientOrderId);
      return false;
    });
  }
}
