import type { Order } from './order.js';
import type { Amount } from './types.js';

/** The orders resting at one price, oldest first: a doubly linked queue, so that leaving it is O(1). */
export class PriceLevel {
  /** What is shown; icebergs have more. */
  quantity: Amount = 0n;
  icebergs = 0;
  head: Order | undefined = undefined;
  private tail: Order | undefined = undefined;

  constructor(readonly price: Amount) {}

  append(order: Order): void {
    order.level = this;
    order.previous = this.tail;
    if (this.tail) this.tail.next = order;
    else this.head = order;
    this.tail = order;
    if (order.isIceberg) this.icebergs++;
    this.quantity += order.visible;
  }

  /** Oldest first. */
  *orders(): Generator<Order> {
    for (let order = this.head; order; order = order.next) yield order;
  }

  /** Takes an order out of the queue, with whatever it still shows. */
  remove(order: Order): void {
    if (order.previous) order.previous.next = order.next;
    else this.head = order.next;
    if (order.next) order.next.previous = order.previous;
    else this.tail = order.previous;
    order.level = order.previous = order.next = undefined;
    if (order.isIceberg) this.icebergs--;
    this.quantity -= order.visible;
  }

  /** Takes a part of an order that stays; an iceberg whose shown part is gone shows the next one, at the end of the queue. */
  reduce(order: Order, quantity: Amount): void {
    this.quantity -= quantity;
    if (order.isIceberg) order.shown -= quantity;
  }

  requeue(order: Order): void {
    this.remove(order);
    order.refill();
    this.append(order);
  }

  /**
   * The orders as a taker meets them, with the quantity it meets each time: an iceberg comes again for every
   * part that it shows.
   */
  *parts(): Generator<[maker: Order, quantity: Amount]> {
    if (this.icebergs === 0) {
      for (let maker = this.head; maker; maker = maker.next) yield [maker, maker.leaves];
      return;
    }
    const queue: [maker: Order, shown: Amount, leaves: Amount][] = [];
    for (let maker = this.head; maker; maker = maker.next) queue.push([maker, maker.visible, maker.leaves]);
    for (const [maker, shown, leaves] of queue) {
      yield [maker, shown];
      const rest = leaves - shown;
      if (rest > 0n) queue.push([maker, rest < maker.icebergQty ? rest : maker.icebergQty, rest]);
    }
  }
}
