// https://developers.binance.com/docs/binance-spot-api-docs/faqs/trailing-stop-faq
import type { Order } from './order.js';
import { triggersOnRise } from './stop-orders.js';
import type { Amount } from './types.js';

const BASIS_POINTS = 10_000n;

/** Stop orders of one symbol that follow the price. Every trade is looked at, in order. */
export class TrailingStops {
  private readonly waiting = new Set<Order>();
  private prints: Amount[] = [];
  private triggered: Order[] = [];

  get orders(): Iterable<Order> {
    return this.waiting;
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** Without a stop price it follows from the last price on. */
  add(order: Order, lastPrice: Amount, time: number): void {
    this.waiting.add(order);
    if (order.trailing && order.trailing.time < 0 && order.stopPrice === 0n) begin(order, lastPrice, time);
  }

  remove(order: Order): void {
    this.waiting.delete(order);
    const index = this.triggered.indexOf(order);
    if (index >= 0) this.triggered.splice(index, 1);
  }

  /** Called for every trade; costs nothing while nobody waits. */
  record(price: Amount): void {
    if (this.waiting.size > 0 && this.prints[this.prints.length - 1] !== price) this.prints.push(price);
  }

  /** Takes out the next order that the trades so far have triggered. */
  next(time: number): Order | undefined {
    while (this.triggered.length === 0) {
      const price = this.prints.shift();
      if (price === undefined) return undefined;
      for (const order of this.waiting) {
        if (isMet(order, price, time)) this.triggered.push(order);
      }
      for (const order of this.triggered) this.waiting.delete(order);
    }
    return this.triggered.shift();
  }
}

function isMet(order: Order, price: Amount, time: number): boolean {
  const { trailing, stopPrice, side } = order;
  if (!trailing) return false;
  if (trailing.time < 0) {
    const isReached = triggersOnRise(order) ? price >= stopPrice : price <= stopPrice;
    if (isReached) begin(order, price, time);
    return false;
  }
  const delta = BigInt(trailing.delta);
  if (side === 'BUY') {
    if (price < trailing.extreme) trailing.extreme = price;
    return price * BASIS_POINTS >= trailing.extreme * (BASIS_POINTS + delta);
  }
  if (price > trailing.extreme) trailing.extreme = price;
  return price * BASIS_POINTS <= trailing.extreme * (BASIS_POINTS - delta);
}

function begin({ trailing }: Order, price: Amount, time: number): void {
  if (!trailing) return;
  trailing.time = time;
  trailing.extreme = price;
}
