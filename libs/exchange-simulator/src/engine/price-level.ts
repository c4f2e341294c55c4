import type { Order } from './order.js';
import type { Amount } from './types.js';

/** The orders resting at one price, oldest first: a doubly linked queue, so that leaving it is O(1). */
export class PriceLevel {
  quantity: Amount = 0n;
  head: Order | undefined = undefined;
  private tail: Order | undefined = undefined;

  constructor(readonly price: Amount) {}

  append(order: Order): void {
    order.level = this;
    order.previous = this.tail;
    if (this.tail) this.tail.next = order;
    else this.head = order;
    this.tail = order;
    this.quantity += order.leaves;
  }

  /** Takes an order out of the queue, with whatever it still has available. */
  remove(order: Order): void {
    if (order.previous) order.previous.next = order.next;
    else this.head = order.next;
    if (order.next) order.next.previous = order.previous;
    else this.tail = order.previous;
    order.level = order.previous = order.next = undefined;
    this.quantity -= order.leaves;
  }
}
