import type { Accounts } from './accounts.js';
import { checkAgainstMarket, trailingLimit, withinLot } from './admission.js';
import type { Commissions } from './commission.js';
import type { EventQueue } from './event-queue.js';
import { checkFilters } from './filters.js';
import { canPay } from './liquidity.js';
import { type ListKeeper, type MatchLog, Matcher } from './matcher.js';
import { isMarketType, type Order, type Trailing } from './order.js';
import type { OrderList } from './order-list.js';
import { peggedPrice } from './peg.js';
import { REJECTS } from './rejects.js';
import { adjustLock, adjustLocks, needOf, requiredLock } from './settlement.js';
import type { SymbolMarket } from './symbol-market.js';
import { EngineReject, type FillView, type OrderTerms } from './types.js';

const PARTNER_WORKS = 'OCO_TRIGGER';
const NEVER_STARTED = 'OTO_PHASE_ONE_EXPIRED';
const REJECTED = 'REJECTED';

/**
 * What happens to orders between admission and their end, apart from matching: waiting for a stop price,
 * and all that one order of a list does to the others.
 */
export class OrderFlow implements ListKeeper {
  readonly matcher: Matcher;
  /** Lists whose working order was filled by the running command. */
  private readonly ready: OrderList[] = [];

  constructor(
    accounts: Accounts,
    private readonly events: EventQueue,
    commissions: Commissions,
    private readonly marketOf: (symbol: string) => SymbolMarket,
  ) {
    this.matcher = new Matcher(accounts, events, commissions, this);
  }

  /** An admitted order, entered with its seat, begins to wait or to trade. */
  launch(market: SymbolMarket, order: Order, log: MatchLog): void {
    if (order.isAwaitingTrigger) {
      this.await(market, order);
      return;
    }
    this.matcher.start(order);
    this.matcher.work(market, order, log);
  }

  /** An order of a list that waits for the working order. */
  hold(order: Order, awaitsQuantity: boolean): void {
    order.status = 'PENDING_NEW';
    order.awaitsQuantity = awaitsQuantity;
    this.events.execution(order, 'NEW');
  }

  /** Triggers what the trades of this command have reached, then what lists start; either may cause more. */
  settle(market: SymbolMarket, routes?: readonly SymbolMarket[]): void {
    // Most commands end here
    if (!routes && !market.hasTraded && this.ready.length === 0) return;
    const traded = routes ? [...routes] : [market];
    for (;;) {
      for (const each of traded) this.triggerStops(each);
      const list = this.ready.shift();
      if (!list) return;
      const home = this.marketOf(list.seat.symbol);
      if (!traded.includes(home)) traded.push(home);
      this.activate(home, list);
    }
  }

  cancel(market: SymbolMarket, order: Order, cancelClientOrderId: string): void {
    this.matcher.withdraw(market, order);
    order.status = 'CANCELED';
    order.partner = undefined;
    this.matcher.close(order);
    this.events.execution(order, 'CANCELED', { cancelClientOrderId });
  }

  /** @returns the orders that were still open */
  cancelList(market: SymbolMarket, list: OrderList, cancelClientOrderId: string): Order[] {
    const open = list.orders.filter((order) => order.isOpen);
    for (const order of open) this.cancel(market, order, cancelClientOrderId);
    this.finish(list);
    return open;
  }

  /** By the exchange itself; the other orders of its list go with it. */
  expireByExchange(market: SymbolMarket, order: Order): void {
    const working = order.list?.working;
    const first = working?.isOpen ? working : order;
    this.matcher.withdraw(market, first);
    this.matcher.expire(first, 'EXCHANGE_CANCELED');
  }

  onTrade(order: Order): void {
    if (order.partner) this.expirePartner(order, order.partner);
  }

  onTraded(order: Order, fill: FillView): void {
    const { list } = order;
    if (!list) return;
    if (list.working === order) {
      if (list.isOpo) reserve(list, fill);
      if (order.status === 'FILLED') this.ready.push(list);
    }
    if (!order.isOpen) this.conclude(list);
  }

  onClosed(order: Order): void {
    const { list, partner } = order;
    if (!list) return;
    if (partner) this.expirePartner(order, partner);
    if (list.working === order) {
      for (const leg of list.legs) if (leg.isOpen) this.matcher.expire(leg, NEVER_STARTED);
    }
    this.conclude(list);
  }

  /** Lets an order wait for its stop price. */
  private await(market: SymbolMarket, order: Order): void {
    const { lastPrice } = market.reference;
    order.status = 'NEW';
    order.updateTime = this.events.now;
    if (order.trailing) {
      this.estimateLock(market, order, order.trailing);
      market.trailing.add(order, lastPrice, this.events.now);
    } else {
      market.stops.add(order);
    }
    adjustLocks(order);
    this.events.touch(order.seat);
    this.events.execution(order, 'NEW');
  }

  private estimateLock({ reference }: SymbolMarket, order: Order, trailing: Trailing): void {
    if (order.lockPrice === 0n) trailing.lockPrice = trailingLimit(reference.lastPrice, trailing.delta);
  }

  private triggerStops(market: SymbolMarket): void {
    if (!market.hasTraded) return;
    for (;;) {
      const order = market.stops.next(market.low, market.high) ?? market.trailing.next(this.events.now);
      if (!order) break;
      this.trigger(market, order);
    }
    market.forgetTradedRange();
  }

  private trigger(market: SymbolMarket, order: Order): void {
    order.seat.trigger(order);
    if (order.partner) this.expirePartner(order, order.partner);
    adjustLock(order, 0n);
    if (!this.isStillValid(market, order)) {
      this.matcher.expire(order, REJECTED);
      return;
    }
    this.matcher.start(order);
    this.matcher.work(market, order, { fills: [], preventedMatches: [] });
  }

  /** A pegged order gets its price now; only that and a market purchase can cost more than was locked. */
  private isStillValid(market: SymbolMarket, order: Order): boolean {
    if (order.seat.account.isUnlimited) return true;
    if (!order.peg) return canPay(market, order);
    try {
      this.peg(market, order);
    } catch (error) {
      if (error instanceof EngineReject) return false;
      throw error;
    }
    const { seat, side } = order;
    return needOf(order) <= (side === 'BUY' ? seat.quote.free : seat.base.free);
  }

  /** @throws EngineReject when the book has no such level, or the price passes no filter */
  private peg(market: SymbolMarket, order: Order): void {
    const { peg, seat } = order;
    if (!peg || isMarketType(order.type)) return;
    const terms = termsOf(order);
    const price = peggedPrice(market.book, terms);
    checkFilters(market, { ...terms, price, stopPrice: undefined }, seat, this.events.now);
    peg.price = order.price = price;
  }

  /** Places the orders that waited for the working order. */
  private activate(market: SymbolMarket, list: OrderList): void {
    list.isActivated = true;
    const legs = list.legs.filter((leg) => leg.isOpen);
    if (list.isOpo) this.size(market, list, legs);
    const [first, second] = legs;
    if (first && second) link(first, second);
    for (const leg of legs) {
      if (!leg.isOpen) continue;
      if (!this.isAcceptable(market, leg)) this.matcher.expire(leg, REJECTED);
    }
    for (const leg of legs) {
      if (leg.isOpen) this.launch(market, leg, { fills: [], preventedMatches: [] });
    }
  }

  /** The same questions that a new order is asked; it was asked them before in another market. */
  private isAcceptable(market: SymbolMarket, order: Order): boolean {
    const { seat, side } = order;
    if (order.leaves === 0n) return false;
    if (order.trailing) this.estimateLock(market, order, order.trailing);
    try {
      if (order.peg && !order.isAwaitingTrigger) this.peg(market, order);
      else checkFilters(market, termsOf(order), seat, this.events.now);
      if (market.status !== 'TRADING') throw REJECTS.marketClosed();
      checkAgainstMarket(market, termsOf(order));
    } catch (error) {
      if (error instanceof EngineReject) return false;
      throw error;
    }
    if (order.type === 'MARKET') return canPay(market, order);
    return needOf(order) <= (side === 'BUY' ? seat.quote.free : seat.base.free);
  }

  /** An OPO sells what was bought, in whole lots; the rest is free again. */
  private size(market: SymbolMarket, list: OrderList, legs: readonly Order[]): void {
    const { reserved } = list;
    release(list);
    for (const leg of legs) {
      leg.awaitsQuantity = false;
      leg.leaves = leg.origQty = withinLot(market.spec, reserved, isMarketType(leg.type));
    }
    const smallest = legs.reduce((least, { leaves }) => (leaves < least ? leaves : least), reserved);
    for (const leg of legs) leg.leaves = leg.origQty = smallest;
    this.events.touch(list.seat);
  }

  private expirePartner(order: Order, partner: Order): void {
    order.partner = partner.partner = undefined;
    adjustLock(partner, 0n);
    if (order.isOpen) adjustLock(order, requiredLock(order));
    this.matcher.withdraw(this.marketOf(partner.seat.symbol), partner);
    this.matcher.expire(partner, PARTNER_WORKS);
  }

  private conclude(list: OrderList): void {
    if (!list.isDone && !list.orders.some((order) => order.isOpen)) this.finish(list);
  }

  private finish(list: OrderList): void {
    const { seat } = list;
    list.isDone = true;
    list.statusType = list.orderStatus = 'ALL_DONE';
    release(list);
    this.events.touch(seat);
    this.events.orderList(list);
    seat.leaveList(list);
  }
}

/** Makes two orders an OCO pair. */
export function link(first: Order, second: Order): void {
  first.partner = second;
  second.partner = first;
}

/** What the working order has received is kept for the orders that wait; commission comes out of what is free, if it can. */
function reserve(list: OrderList, fill: FillView): void {
  const { base } = list.seat;
  const isPaidInIt = fill.commissionAsset === base.asset;
  const net = isPaidInIt ? fill.quantity - fill.commission : fill.quantity;
  const canPayFromFree = base.asset !== 'BNB' && base.free >= fill.quantity;
  const amount = canPayFromFree ? fill.quantity : net;
  base.free -= amount;
  base.locked += amount;
  list.reserved += amount;
}

function release(list: OrderList): void {
  const { base } = list.seat;
  base.locked -= list.reserved;
  base.free += list.reserved;
  list.reserved = 0n;
}

/** The order as if it were sent now. */
function termsOf(order: Order): OrderTerms {
  const { peg } = order;
  return {
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    quantity: order.leaves,
    price: order.price > 0n ? order.price : undefined,
    stopPrice: order.stopPrice > 0n ? order.stopPrice : undefined,
    icebergQty: order.icebergQty > 0n ? order.icebergQty : undefined,
    trailingDelta: order.trailing?.delta,
    pegPriceType: peg?.priceType,
    pegOffsetType: peg?.offsetType,
    pegOffsetValue: peg?.offsetValue,
    clientOrderId: order.clientOrderId,
  };
}
