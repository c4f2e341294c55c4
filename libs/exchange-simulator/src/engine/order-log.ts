import { ORDER_STATUSES, ORDER_TYPES, STP_MODES, TIMES_IN_FORCE } from '@binance-gateway/domain-types';
import { Order } from './order.js';
import { Rows, fits } from './rows.js';
import type { Seat } from './seat.js';

// Columns
const ORDER_ID = 0;
const TIME = 1;
const UPDATE_TIME = 2;
const WORKING_TIME = 3;
const CODE = 4;
const NUMBERS = 5;
const PRICE = 0;
const ORIG_QTY = 1;
const EXECUTED_QTY = 2;
const QUOTE_QTY = 3;
const AMOUNTS = 4;

/** Eight bits each, but for the reason, which has the rest. */
const WORD = 0x100;

/**
 * An account's orders on a symbol, ascending by id, with one row for each. Of a plain order that is over the
 * row is all there is; the others stay the objects they were.
 */
export class OrderLog {
  private readonly rows = new Rows(NUMBERS, AMOUNTS);
  private readonly names: string[] = [];
  private readonly kept = new Map<number, Order>();
  /** Why orders expired; the first stands for those that did not. */
  private readonly reasons: (string | undefined)[] = [undefined];

  constructor(private readonly seat: Seat) {}

  get count(): number {
    return this.rows.count;
  }

  add(order: Order): void {
    const row = (order.row = this.rows.add());
    const { numbers } = this.rows;
    numbers[row * NUMBERS + ORDER_ID] = order.orderId;
    numbers[row * NUMBERS + TIME] = order.time;
    this.names.push(order.clientOrderId);
  }

  rename(order: Order): void {
    this.names[order.row] = order.clientOrderId;
  }

  /** The order has seen its last change. */
  close(order: Order): void {
    if (!isCompact(order)) {
      this.kept.set(order.orderId, order);
      return;
    }
    const { numbers, amounts } = this.rows;
    const number = order.row * NUMBERS;
    numbers[number + UPDATE_TIME] = order.updateTime;
    numbers[number + WORKING_TIME] = order.workingTime;
    numbers[number + CODE] = this.codeOf(order);
    const amount = order.row * AMOUNTS;
    amounts[amount + PRICE] = order.price;
    amounts[amount + ORIG_QTY] = order.origQty;
    amounts[amount + EXECUTED_QTY] = order.executedQty;
    amounts[amount + QUOTE_QTY] = order.cumulativeQuoteQty;
  }

  idAt(row: number): number {
    return this.rows.numbers[row * NUMBERS + ORDER_ID] as number;
  }

  timeAt(row: number): number {
    return this.rows.numbers[row * NUMBERS + TIME] as number;
  }

  nameAt(row: number): string {
    return this.names[row] as string;
  }

  /** An order that is over: itself, or a copy made from its row. */
  closedAt(row: number): Order {
    return this.kept.get(this.idAt(row)) ?? this.read(row);
  }

  /** The first row from an order id on. */
  rowFrom(orderId: number): number {
    let low = 0;
    let high = this.rows.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.idAt(middle) < orderId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  rowOf(orderId: number): number | undefined {
    const row = this.rowFrom(orderId);
    return row < this.rows.count && this.idAt(row) === orderId ? row : undefined;
  }

  /** Drops so many of the oldest orders that are over; those of an open list stay. */
  dropOldest(surplus: number, open: ReadonlyMap<number, Order>): { orderId: number; name: string }[] {
    const { rows, names, kept } = this;
    const dropped: { orderId: number; name: string }[] = [];
    let from = 0;
    let to = 0;
    for (; from < rows.count && dropped.length < surplus; from++) {
      const orderId = this.idAt(from);
      if (open.has(orderId) || kept.get(orderId)?.list) {
        rows.move(from, to, 1);
        names[to++] = names[from] as string;
        continue;
      }
      kept.delete(orderId);
      dropped.push({ orderId, name: names[from] as string });
    }
    rows.move(from, to, rows.count - from);
    names.splice(to, from - to);
    rows.count -= from - to;
    for (const order of open.values()) order.row = this.rowFrom(order.orderId);
    return dropped;
  }

  private codeOf(order: Order): number {
    let reason = this.reasons.indexOf(order.expiryReason);
    if (reason < 0) reason = this.reasons.push(order.expiryReason) - 1;
    const kind = ORDER_TYPES.indexOf(order.type) * 2 + (order.side === 'BUY' ? 1 : 0);
    const terms = TIMES_IN_FORCE.indexOf(order.timeInForce) * 16 + STP_MODES.indexOf(order.stpMode);
    return ((reason * WORD + ORDER_STATUSES.indexOf(order.status)) * WORD + terms) * WORD + kind;
  }

  private read(row: number): Order {
    const { numbers, amounts } = this.rows;
    const number = row * NUMBERS;
    const amount = row * AMOUNTS;
    const code = numbers[number + CODE] as number;
    const kind = code % WORD;
    const terms = Math.floor(code / WORD) % WORD;
    const origQty = amounts[amount + ORIG_QTY] as bigint;
    const order = new Order(
      this.seat,
      this.idAt(row),
      {
        side: kind % 2 === 1 ? 'BUY' : 'SELL',
        type: named(ORDER_TYPES, kind >> 1),
        timeInForce: named(TIMES_IN_FORCE, terms >> 4),
        clientOrderId: this.nameAt(row),
        price: amounts[amount + PRICE] as bigint,
      },
      origQty,
      named(STP_MODES, terms % 16),
      this.timeAt(row),
    );
    order.row = row;
    order.executedQty = amounts[amount + EXECUTED_QTY] as bigint;
    order.cumulativeQuoteQty = amounts[amount + QUOTE_QTY] as bigint;
    order.leaves = origQty - order.executedQty;
    order.updateTime = numbers[number + UPDATE_TIME] as number;
    order.workingTime = numbers[number + WORKING_TIME] as number;
    order.status = named(ORDER_STATUSES, Math.floor(code / WORD ** 2) % WORD);
    order.expiryReason = this.reasons[Math.floor(code / WORD ** 3)];
    return order;
  }
}

function named<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}

/** Whether its row says all that can be asked about it. */
function isCompact(order: Order): boolean {
  return (
    order.isPlain &&
    order.orderListId < 0 &&
    order.workingFloor === undefined &&
    order.preventedMatchId === undefined &&
    order.amendments === 0 &&
    fits(order.price) &&
    fits(order.origQty) &&
    fits(order.cumulativeQuoteQty)
  );
}
