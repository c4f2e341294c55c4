import type { Order } from './order.js';
import type { Seat } from './seat.js';
import type { Amount, ContingencyType, ListOrderStatus, ListStatusType, OrderListView } from './types.js';

/** The engine's own record of an order list while it is open; of a closed one only its view is kept. */
export class OrderList {
  /** In Binance's order: the working order first, of a pair the stop loss first. */
  readonly orders: Order[] = [];
  /** Of OTO, OTOCO, OPO, OPOCO. */
  working: Order | undefined = undefined;
  /** The working order is filled; the others wait no longer. */
  isActivated = false;
  isDone = false;
  /** What the working order of an OPO has received for the orders that wait. */
  reserved: Amount = 0n;
  statusType: ListStatusType = 'EXEC_STARTED';
  orderStatus: ListOrderStatus = 'EXECUTING';

  constructor(
    readonly id: number,
    readonly seat: Seat,
    readonly clientId: string,
    readonly contingencyType: ContingencyType,
    readonly isOpo: boolean,
    public time: number,
  ) {}

  add(order: Order): void {
    order.list = this;
    order.orderListId = this.id;
    this.orders.push(order);
  }

  /** Those that wait for the working order, or an OCO's two. */
  get legs(): readonly Order[] {
    return this.working ? this.orders.slice(1) : this.orders;
  }

  /** The other order of a pair of which none has seen any activity; it may still wait for the working order. */
  siblingOf(order: Order): Order | undefined {
    if (order.partner) return order.partner;
    if (this.isActivated || order === this.working) return undefined;
    return this.legs.find((leg) => leg !== order && leg.isOpen);
  }

  view(): OrderListView {
    return {
      account: this.seat.account.id,
      symbol: this.seat.symbol,
      orderListId: this.id,
      contingencyType: this.contingencyType,
      listStatusType: this.statusType,
      listOrderStatus: this.orderStatus,
      listClientOrderId: this.clientId,
      transactionTime: this.time,
      orders: this.orders.map(({ orderId, clientOrderId }) => ({
        symbol: this.seat.symbol,
        orderId,
        clientOrderId,
      })),
    };
  }
}
