import {
  FINAL_ORDER_STATUSES,
  type Clock,
  type Millis,
  type Order,
  type WireExecutionReport,
  type WireUserDataEvent,
} from '@binance-gateway/domain-types';

import type { PlacedOrder } from '../placed.js';

export interface OpenOrdersOptions {
  /** Every open order of the account, or of one symbol. */
  readonly ask: (symbol?: string) => Promise<readonly Order[]>;
  /** Whose order it is, as the journal has it. undefined: not placed through here. */
  readonly ownerOf: (order: Order) => string | undefined;
  readonly clock: Clock;
}

interface Entry {
  readonly owner: string;
  /** Orders it stands for: more than one while a list is on its way. */
  readonly orders: number;
  /** Not answered yet: the exchange need not know it. */
  readonly isPending: boolean;
  /** Monotonic. */
  readonly at: Millis;
}

/** Between two questions about all open orders, weight 80 each. */
const ASK_EVERY_MS = 2_000;

/**
 * How many orders each owner has open, from what passes by. It may count an order that is gone already, never miss one:
 * so it is enough to ask the exchange before a refusal.
 */
export class OpenOrders {
  private readonly entries = new Map<string, Entry>();
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly options: OpenOrdersOptions) {}

  /** Whether orders of before the start are known. */
  get isKnown(): boolean {
    return this.askedAt !== -Infinity;
  }

  count(owner: string): number {
    let count = 0;
    for (const entry of this.entries.values()) if (entry.owner === owner) count += entry.orders;
    return count;
  }

  /** Orders are about to be sent under this id. */
  add(id: string, owner: string, orders: number): void {
    if (orders > 0)
      this.entries.set(id, { owner, orders, isPending: true, at: this.options.clock.monotonic() });
  }

  /** It was refused, or is done. */
  remove(id: string): void {
    this.entries.delete(id);
  }

  /** What was sent under this id is at the exchange, as these orders. */
  placed(id: string, orders: readonly PlacedOrder[]): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    for (const order of orders) {
      this.entries.set(order.clientOrderId, { ...entry, orders: 1, isPending: false });
      this.seen(order);
    }
  }

  /** The state of an order, from an answer or an event. */
  seen({ clientOrderId, status }: Pick<PlacedOrder, 'clientOrderId' | 'status'>): void {
    if (status !== undefined && FINAL_ORDER_STATUSES.has(status)) {
      this.entries.delete(clientOrderId);
      return;
    }
    const entry = this.entries.get(clientOrderId);
    if (entry?.orders === 1) this.entries.set(clientOrderId, { ...entry, isPending: false });
  }

  /** An event of the account. */
  hear(event: WireUserDataEvent): void {
    if (event.e !== 'executionReport' || this.entries.size === 0) return;
    const { C, c, X } = event as WireExecutionReport;
    this.seen({ clientOrderId: C || c, status: X });
  }

  /** Asks the exchange what is open, if that was not done just now. */
  refresh(): Promise<void> {
    const { clock } = this.options;
    if (clock.monotonic() - this.askedAt < ASK_EVERY_MS) return Promise.resolve();
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  /** Open orders of an owner right now. Always asks. */
  async of(owner: string): Promise<Order[]> {
    const open = await this.options.ask();
    return open.filter((order) => this.options.ownerOf(order) === owner);
  }

  private async ask(): Promise<void> {
    const { clock, ownerOf } = this.options;
    const begun = clock.monotonic();
    const open = await this.options.ask();
    for (const [id, entry] of this.entries) if (!entry.isPending && entry.at < begun) this.entries.delete(id);
    for (const order of open) {
      const { clientOrderId: id } = order;
      const owner = ownerOf(order);
      if (owner !== undefined && !this.entries.has(id)) {
        this.entries.set(id, { owner, orders: 1, isPending: false, at: begun });
      }
    }
    this.askedAt = clock.monotonic();
  }
}
