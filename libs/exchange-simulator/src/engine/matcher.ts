import type { Side } from '@binance-gateway/domain-types';
import type { Accounts } from './accounts.js';
import { quoteOf } from './amount.js';
import type { Commissions } from './commission.js';
import type { EventQueue } from './event-queue.js';
import { isBetter, surveyQuantity } from './liquidity.js';
import { isMarketType, type Order } from './order.js';
import type { PriceLevel } from './price-level.js';
import { type PreventionMode, isTransfer, prevent, preventionMode } from './self-trade-prevention.js';
import { adjustLock, adjustLocks, exchange, settle } from './settlement.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, FillView, PreventedMatchView, TradeEvent } from './types.js';

/** What happened to a taker, for the answer to its command. */
export interface MatchLog {
  readonly fills: FillView[];
  readonly preventedMatches: PreventedMatchView[];
}

/** Told of what happens to the orders of open order lists. */
export interface ListKeeper {
  /** Before an order trades. */
  onTrade(order: Order): void;
  /** After an order has traded and its report is out. */
  onTraded(order: Order, fill: FillView): void;
  /** After an order ended without being cancelled, and its report is out. */
  onClosed(order: Order): void;
}

/** Matches one order against a book by price and time, then lets the remainder rest or expire. */
export class Matcher {
  constructor(
    private readonly accounts: Accounts,
    private readonly events: EventQueue,
    private readonly commissions: Commissions,
    private readonly lists: ListKeeper,
  ) {}

  /** Reports a new order that trades or rests at once; `work` follows. */
  start(order: Order): void {
    order.status = 'NEW';
    order.isWorking = true;
    order.workingTime = order.updateTime = this.events.now;
    this.events.touch(order.seat);
    this.events.execution(order, 'NEW');
  }

  /** The order has been started, holds no lock and is in its seat's store. */
  work(market: SymbolMarket, taker: Order, log: MatchLog): void {
    if (taker.timeInForce === 'FOK' && !isFillable(market, taker)) {
      this.expire(taker, 'UNFILLED_FOK_ORDER_EXPIRED');
      return;
    }
    this.match(market, taker, log);
    taker.routes = undefined;
    if (!taker.isOpen) return;
    if (isMarketType(taker.type)) this.expire(taker, 'INSUFFICIENT_LIQUIDITY');
    else if (taker.timeInForce === 'IOC') this.expire(taker, 'UNFILLED_IOC_QUANTITY_EXPIRED');
    else this.rest(market, taker);
  }

  /** Takes an open order off the book or out of the stop orders; its status is the caller's business. */
  withdraw(market: SymbolMarket, order: Order): void {
    const { level } = order;
    if (level) {
      level.remove(order);
      this.levelChanged(market, order, level);
    } else if (order.isAwaitingTrigger && order.status !== 'PENDING_NEW') {
      if (order.trailing) market.trailing.remove(order);
      else market.stops.remove(order);
    }
  }

  /** Ends an order that is on no book: frees what it has locked. */
  close(order: Order): void {
    order.isWorking = false;
    order.updateTime = this.events.now;
    adjustLock(order, 0n);
    order.seat.leave(order);
    this.events.touch(order.seat);
  }

  expire(order: Order, reason: string): void {
    order.status = 'EXPIRED';
    order.expiryReason = reason;
    this.close(order);
    this.events.execution(order, 'EXPIRED');
    if (order.list) this.lists.onClosed(order);
  }

  /** A level after one of its orders has changed or left. */
  levelChanged(market: SymbolMarket, order: Order, level: PriceLevel): void {
    if (!level.head) market.book.side(order.side).drop(level);
    this.events.level(market, order.side, level);
  }

  private rest(market: SymbolMarket, order: Order): void {
    adjustLocks(order);
    if (order.isIceberg) order.refill();
    if (order.workingFloor) order.workingFloor = 'EXCHANGE';
    const level = market.book.side(order.side).append(order);
    this.events.level(market, order.side, level);
  }

  private match(market: SymbolMarket, taker: Order, log: MatchLog): void {
    const isLimited = !isMarketType(taker.type);
    const isRanged = market.spec.priceRange !== undefined && !taker.seat.account.isUnlimited;
    while (taker.isOpen) {
      const at = taker.routes ? bestRoute(taker.routes, taker.side) : market;
      const level = at.book.opposite(taker.side).best;
      if (!level) return;
      if (isLimited && (taker.side === 'BUY' ? level.price > taker.price : level.price < taker.price)) return;
      if (isRanged && !at.isInPriceRange(taker.side, level.price)) {
        this.expire(taker, 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
        return;
      }
      this.matchLevel(market, at, level, taker, log);
    }
  }

  /** @param home where the order was sent to; SOR takes it to other markets */
  private matchLevel(
    home: SymbolMarket,
    market: SymbolMarket,
    level: PriceLevel,
    taker: Order,
    log: MatchLog,
  ): void {
    const before = level.quantity;
    const side = taker.side === 'BUY' ? 'SELL' : 'BUY';
    for (let maker = level.head; maker && taker.isOpen; maker = level.head) {
      const mode = taker.stpMode === 'NONE' ? undefined : preventionMode(taker, maker);
      if (mode) this.prevent(home, level, taker, maker, mode, log);
      else if (taker.routes) this.fillRouted(home, market, level, taker, maker, log);
      else this.fill(market, level, taker, maker, log);
    }
    if (!level.head) market.book.side(side).drop(level);
    if (level.quantity !== before) this.events.level(market, side, level);
  }

  private fill(market: SymbolMarket, level: PriceLevel, taker: Order, maker: Order, log: MatchLog): void {
    const quantity = taker.leaves < maker.visible ? taker.leaves : maker.visible;
    const quoteQuantity = quoteOf(level.price, quantity);
    const trade = this.trade(market, level, maker, quantity, quoteQuantity, taker.orderId);
    log.fills.push(this.fillSide(taker, trade, quoteQuantity, false, undefined));
    this.fillSide(maker, trade, quoteQuantity, true, undefined);
    if (maker.level && maker.isIceberg && maker.shown === 0n) level.requeue(maker);
  }

  /**
   * SOR trades with the maker for the exchange's own account, and the order gets the base asset, or the quote
   * asset of its own symbol, from there.
   */
  private fillRouted(
    home: SymbolMarket,
    market: SymbolMarket,
    level: PriceLevel,
    taker: Order,
    maker: Order,
    log: MatchLog,
  ): void {
    const quantity = taker.leaves < maker.visible ? taker.leaves : maker.visible;
    const quoteQuantity = quoteOf(level.price, quantity);
    const trade = this.trade(market, level, maker, quantity, quoteQuantity, ++market.lastOrderId);
    this.accounts.route(taker.side, maker.seat, taker.seat, quantity, quoteQuantity);
    taker.workingFloor = 'SOR';
    const allocated: TradeEvent = { ...trade, symbol: home.spec.symbol, tradeId: -1 };
    const allocationId = home.lastAllocationId++;
    log.fills.push(this.fillSide(taker, allocated, quoteQuantity, false, allocationId));
    this.fillSide(maker, trade, quoteQuantity, true, undefined);
    if (maker.level && maker.isIceberg && maker.shown === 0n) level.requeue(maker);
  }

  /** Takes the quantity from the book and makes the trade public. */
  private trade(
    market: SymbolMarket,
    level: PriceLevel,
    maker: Order,
    quantity: Amount,
    quoteQuantity: Amount,
    takerOrderId: number,
  ): TradeEvent {
    const { price } = level;
    const isBuyerMaker = maker.side === 'BUY';
    const trade: TradeEvent = {
      kind: 'trade',
      symbol: market.spec.symbol,
      tradeId: ++market.lastTradeId,
      price,
      quantity,
      buyerOrderId: isBuyerMaker ? maker.orderId : takerOrderId,
      sellerOrderId: isBuyerMaker ? takerOrderId : maker.orderId,
      isBuyerMaker,
      takerOrderId,
      time: this.events.now,
    };
    market.recordTrade(trade, quoteQuantity);
    this.events.emit(trade);
    if (quantity === maker.leaves) level.remove(maker);
    else level.reduce(maker, quantity);
    return trade;
  }

  /** @param allocationId of what SOR took on behalf of the order */
  private fillSide(
    order: Order,
    trade: TradeEvent,
    quoteQuantity: Amount,
    isMaker: boolean,
    allocationId: number | undefined,
  ): FillView {
    if (order.list) this.lists.onTrade(order);
    const fill = this.applyFill(order, trade, quoteQuantity, isMaker, allocationId);
    const { seat } = order;
    if (seat.account.isUnlimited) return fill;
    (fill.allocationId === undefined ? seat.fills : seat.allocations).push(fill);
    this.events.execution(order, 'TRADE', { fill });
    this.events.touch(seat);
    if (order.list) this.lists.onTraded(order, fill);
    return fill;
  }

  private applyFill(
    order: Order,
    trade: TradeEvent,
    quoteQuantity: Amount,
    isMaker: boolean,
    allocationId: number | undefined,
  ): FillView {
    const { quantity } = trade;
    const { seat } = order;
    order.leaves -= quantity;
    order.executedQty += quantity;
    order.cumulativeQuoteQty += quoteQuantity;
    order.updateTime = trade.time;
    const { commission, commissionAsset } = settle(
      order,
      quantity,
      quoteQuantity,
      isMaker,
      this.commissions,
      this.accounts,
    );
    if (order.leaves === 0n) {
      order.status = 'FILLED';
      order.isWorking = false;
      seat.leave(order);
    } else {
      order.status = 'PARTIALLY_FILLED';
    }
    return {
      tradeId: trade.tradeId,
      symbol: trade.symbol,
      account: seat.account.id,
      orderId: order.orderId,
      orderListId: order.orderListId,
      side: order.side,
      price: trade.price,
      quantity,
      quoteQuantity,
      commission,
      commissionAsset,
      isMaker,
      time: trade.time,
      allocationId,
    };
  }

  private prevent(
    market: SymbolMarket,
    level: PriceLevel,
    taker: Order,
    maker: Order,
    mode: PreventionMode,
    log: MatchLog,
  ): void {
    const prevented = prevent(mode, taker.leaves, maker.leaves, maker.visible);
    const moved = isTransfer(mode, taker.seat, maker.seat)
      ? quoteOf(level.price, prevented.taker)
      : undefined;
    if (moved !== undefined && maker.seat.symbol !== taker.seat.symbol) {
      this.accounts.route(taker.side, maker.seat, taker.seat, prevented.taker, moved);
    }
    const match: PreventedMatchView = {
      symbol: market.spec.symbol,
      preventedMatchId: market.lastPreventedMatchId++,
      account: taker.seat.account.id,
      takerOrderId: taker.orderId,
      makerSymbol: maker.seat.symbol,
      makerOrderId: maker.orderId,
      stpMode: mode,
      price: level.price,
      takerPreventedQty: prevented.taker,
      makerPreventedQty: prevented.maker,
      time: this.events.now,
      tradeGroupId: taker.seat.account.tradeGroupId,
    };
    log.preventedMatches.push(match);
    if (!taker.seat.account.isUnlimited) taker.seat.preventedMatches.push(match);
    if (maker.seat.account !== taker.seat.account) maker.seat.preventedMatches.push(match);
    if (prevented.maker > 0n) {
      if (prevented.maker === maker.leaves) level.remove(maker);
      else level.reduce(maker, prevented.maker);
      this.applyPrevention(maker, prevented.maker, match, moved);
      if (maker.level && maker.isIceberg && maker.shown === 0n) level.requeue(maker);
    }
    if (prevented.taker > 0n) this.applyPrevention(taker, prevented.taker, match, moved);
  }

  /** @param moved quote asset that changes hands with the quantity (TRANSFER) */
  private applyPrevention(
    order: Order,
    quantity: Amount,
    match: PreventedMatchView,
    moved: Amount | undefined,
  ): void {
    // Like a trade it leaves no choice between the two of an OCO
    if (moved !== undefined && order.list) this.lists.onTrade(order);
    order.leaves -= quantity;
    order.preventedQty += quantity;
    order.preventedMatchId = match.preventedMatchId;
    order.updateTime = match.time;
    this.events.touch(order.seat);
    if (moved !== undefined) exchange(order, quantity, moved);
    if (order.leaves === 0n) {
      order.status = 'EXPIRED_IN_MATCH';
      this.close(order);
    } else if (order.level) {
      adjustLocks(order);
    }
    this.events.execution(order, 'TRADE_PREVENTION', { prevention: match });
    if (!order.isOpen && order.list) this.lists.onClosed(order);
  }
}

function isFillable(market: SymbolMarket, order: Order): boolean {
  const { seat, side, stpMode, price, routes } = order;
  const limit = price > 0n ? price : undefined;
  const books = routes?.map(({ book }) => book) ?? market.book;
  return surveyQuantity(books, { seat, side, stpMode, limit }, order.leaves).quantity === order.leaves;
}

function bestRoute(routes: readonly SymbolMarket[], side: Side): SymbolMarket {
  return routes.reduce((one, other) =>
    isBetter(side, other.book.opposite(side).best, one.book.opposite(side).best) ? other : one,
  );
}
