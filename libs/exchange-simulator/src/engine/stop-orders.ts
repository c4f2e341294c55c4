import type { Order } from './order.js';
import type { Amount } from './types.js';

/** Whether the order waits for the price to rise. https://developers.binance.com/docs/binance-spot-api-docs/rest-api (New order) */
export function triggersOnRise(order: Pick<Order, 'side' | 'type'>): boolean {
  const isStopLoss = order.type === 'STOP_LOSS' || order.type === 'STOP_LOSS_LIMIT';
  return (order.side === 'BUY') === isStopLoss;
}

/** Orders of one symbol that wait for a last price; the next to trigger is at the end of its list. */
export class StopOrders {
  private readonly rising: Order[] = [];
  private readonly falling: Order[] = [];

  get isEmpty(): boolean {
    return this.rising.length === 0 && this.falling.length === 0;
  }

  /** Those of one side of the price in the order in which they would be triggered; `add` keeps that order. */
  get all(): readonly Order[] {
    return [...this.rising.toReversed(), ...this.falling.toReversed()];
  }

  add(order: Order): void {
    const isRise = triggersOnRise(order);
    const waiting = isRise ? this.rising : this.falling;
    // Before those of the same stop price: the older one triggers first
    const index = waiting.findIndex(({ stopPrice }) =>
      isRise ? stopPrice <= order.stopPrice : stopPrice >= order.stopPrice,
    );
    waiting.splice(index < 0 ? waiting.length : index, 0, order);
  }

  remove(order: Order): void {
    const waiting = triggersOnRise(order) ? this.rising : this.falling;
    const index = waiting.indexOf(order);
    if (index >= 0) waiting.splice(index, 1);
  }

  /** Takes out the next order that a trade between these prices has triggered. */
  next(low: Amount, high: Amount): Order | undefined {
    const rising = this.rising[this.rising.length - 1];
    if (rising && rising.stopPrice <= high) return this.rising.pop();
    const falling = this.falling[this.falling.length - 1];
    if (falling && falling.stopPrice >= low) return this.falling.pop();
    return undefined;
  }
}
