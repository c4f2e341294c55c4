import {
  FINAL_ORDER_STATUSES,
  type Clock,
  type Millis,
  type Order,
  type WireExecutionReport,
  type WireUserDataEvent,
} from '@binance-gateway/domain-types';
import type { OrderName, PlacedOrder } from '../placed.js';

export interface OpenOrdersOptions {
  /** Every open order of the account, or of one symbol. */
  readonly ask: (symbol?: string) => Promise<readonly Order[]>;
  /** Whose order it is, as the journal has it. undefined: not placed through here. */
  readonly ownerOf: (order: OrderName) => string | undefined;
  readonly clock: Clock;
}

/** Orders that were sent together and not answered yet: the exchange need not know them. */
interface UnderWay {
  readonly owner: string;
  readonly orders: number;
}

interface Open {
  readonly owner: string;
  /** When it was learnt of, monotonic. */
  readonly at: Millis;
}

/** Between two questions about all open orders, weight 80 each. */
const ASK_EVERY_MS = 2_000;
/** Ends that are kept while something is under way, the newest. */
const MAX_ENDS = 1_000;

/**
 * How many orders each owner has open, from what passes by. It may count an order that is gone already, never miss one:
 * so it is enough to ask the exchange before a refusal.
 */
export class OpenOrders {
  /** By the id of the intent. */
  private readonly underWay = new Map<string, UnderWay>();
  /** By symbol and order id: client order ids are used again, by others and on other symbols. */
  private readonly open = new Map<string, Open>();
  /** Orders that are over and were never counted: the answer to them may be on its way still. */
  private readonly ended = new Set<string>();
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly options: OpenOrdersOptions) {}

  /** Whether orders of before the start are known. */
  get isKnown(): boolean {
    return this.askedAt !== -Infinity;
  }

  count(owner: string): number {
    let count = 0;
    for (const sent of this.underWay.values()) if (sent.owner === owner) count += sent.orders;
    for (const order of this.open.values()) if (order.owner === owner) count++;
    return count;
  }

  /** Orders are about to be sent under this id. */
  add(id: string, owner: string, orders: number): void {
    if (orders > 0) this.underWay.set(id, { owner, orders });
  }

  /** What was sent under this id was refused. */
  remove(id: string): void {
    this.underWay.delete(id);
    if (this.underWay.size === 0) this.ended.clear();
  }

  /** What was sent under this id is at the exchange, as these orders. */
  placed(id: string, orders: readonly PlacedOrder[]): void {
    const sent = this.underWay.get(id);
    if (!sent) return;
    const at = this.options.clock.monotonic();
    for (const order of orders) {
      const key = keyOf(order);
      if (!isOver(order) && !this.ended.has(key)) this.open.set(key, { owner: sent.owner, at });
    }
    this.remove(id);
  }

  /** An event of the account. */
  hear(event: WireUserDataEvent): void {
    if (event.e !== 'executionReport' || this.open.size + this.underWay.size === 0) return;
    const { s: symbol, i: orderId, X: status } = event as WireExecutionReport;
    const key = keyOf({ symbol, orderId });
    if (!isOver({ status }) || this.open.delete(key) || this.underWay.size === 0) return;
    this.ended.add(key);
    const [oldest] = this.ended;
    if (this.ended.size > MAX_ENDS) this.ended.delete(oldest as string);
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
    for (const [key, { at }] of this.open) if (at < begun) this.open.delete(key);
    for (const order of open) {
      const owner = ownerOf(order);
      const isCounted = owner === undefined || this.underWay.get(order.clientOrderId)?.owner === owner;
      if (!isCounted && !this.open.has(keyOf(order))) this.open.set(keyOf(order), { owner, at: begun });
    }
    this.askedAt = clock.monotonic();
  }
}

const keyOf = ({ symbol, orderId }: Pick<OrderName, 'symbol' | 'orderId'>): string => `${symbol} ${orderId}`;

const isOver = ({ status }: Pick<PlacedOrder, 'status'>): boolean =>
  status !== undefined && FINAL_ORDER_STATUSES.has(status);
