import type { Accounts } from './accounts.js';
import { quoteOf } from './amount.js';
import type { EventQueue } from './event-queue.js';
import { surveyQuantity } from './liquidity.js';
import { MARKET_TYPES, type Order } from './order.js';
import type { PriceLevel } from './price-level.js';
import { isSelfTrade, prevent } from './self-trade-prevention.js';
import { adjustLock, requiredLock, settle } from './settlement.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, CommissionRates, FillView, PreventedMatchView, TradeEvent } from './types.js';

/** What happened to a taker, for the answer to its command. */
export interface MatchLog {
  readonly fills: FillView[];
  readonly preventedMatches: PreventedMatchView[];
}

/** Matches one order against a book by price and time, then lets the remainder rest or expire. */
export class Matcher {
  constructor(
    private readonly accounts: Accounts,
    private readonly events: EventQueue,
    private readonly rates: CommissionRates,
  ) {}

  /** The order has been admitted, holds no lock and is in its seat's store. */
  execute(market: SymbolMarket, taker: Order, log: MatchLog): void {
    const { events } = this;
    taker.isWorking = true;
    taker.workingTime = taker.updateTime = events.now;
    events.touch(taker.seat);
    events.execution(taker, 'NEW');
    if (taker.timeInForce === 'FOK' && !isFillable(market, taker)) {
      this.expire(taker, 'UNFILLED_FOK_ORDER_EXPIRED');
      return;
    }
    this.match(market, taker, log);
    if (!taker.isOpen) return;
    if (MARKET_TYPES.has(taker.type)) this.expire(taker, 'INSUFFICIENT_LIQUIDITY');
    else if (taker.timeInForce === 'IOC') this.expire(taker, 'UNFILLED_IOC_QUANTITY_EXPIRED');
    else this.rest(market, taker);
  }

  /** Takes an open order off the book or out of the stop orders; its status is the caller's business. */
  withdraw(market: SymbolMarket, order: Order): void {
    const { level } = order;
    if (level) {
      level.remove(order);
      this.levelChanged(market, order, level);
    } else {
      market.stops.remove(order);
      order.seat.openAlgoOrders--;
    }
  }

  /** Ends an order that is on no book: frees what it has locked. */
  close(order: Order): void {
    order.isWorking = false;
    order.updateTime = this.events.now;
    adjustLock(order, 0n);
    order.seat.orders.close(order);
    this.events.touch(order.seat);
  }

  expire(order: Order, reason: string): void {
    order.status = 'EXPIRED';
    order.expiryReason = reason;
    this.close(order);
    this.events.execution(order, 'EXPIRED');
  }

  private rest(market: SymbolMarket, order: Order): void {
    adjustLock(order, requiredLock(order));
    const level = market.book.side(order.side).append(order);
    this.events.level(market, order.side, level);
  }

  private match(market: SymbolMarket, taker: Order, log: MatchLog): void {
    const makers = market.book.opposite(taker.side);
    const isLimited = !MARKET_TYPES.has(taker.type);
    while (taker.isOpen) {
      const level = makers.best;
      if (!level) return;
      if (isLimited && (taker.side === 'BUY' ? level.price > taker.price : level.price < taker.price)) return;
      const before = level.quantity;
      let maker = level.head;
      const side = maker?.side ?? taker.side;
      for (; maker && taker.isOpen; maker = level.head) {
        if (isSelfTrade(taker, maker)) this.prevent(market, level, taker, maker, log);
        else this.fill(market, level, taker, maker, log);
      }
      if (!level.head) makers.drop(level);
      if (level.quantity !== before) this.events.level(market, side, level);
    }
  }

  private fill(market: SymbolMarket, level: PriceLevel, taker: Order, maker: Order, log: MatchLog): void {
    const { events } = this;
    const { price } = level;
    const quantity = taker.leaves < maker.leaves ? taker.leaves : maker.leaves;
    const quote = quoteOf(price, quantity);
    const isBuyerMaker = maker.side === 'BUY';
    const trade: TradeEvent = {
      kind: 'trade',
      symbol: market.spec.symbol,
      tradeId: ++market.lastTradeId,
      price,
      quantity,
      buyerOrderId: isBuyerMaker ? maker.orderId : taker.orderId,
      sellerOrderId: isBuyerMaker ? taker.orderId : maker.orderId,
      isBuyerMaker,
      takerOrderId: taker.orderId,
      time: events.now,
    };
    market.recordTrade(trade);
    events.emit(trade);
    if (quantity === maker.leaves) level.remove(maker);
    else level.quantity -= quantity;
    const takerFill = this.applyFill(taker, trade, quote, false);
    log.fills.push(takerFill);
    if (!taker.seat.account.isUnlimited) {
      taker.seat.fills.push(takerFill);
      events.execution(taker, 'TRADE', { fill: takerFill });
    }
    const makerFill = this.applyFill(maker, trade, quote, true);
    if (!maker.seat.account.isUnlimited) {
      maker.seat.fills.push(makerFill);
      events.execution(maker, 'TRADE', { fill: makerFill });
      events.touch(maker.seat);
    }
  }

  private applyFill(order: Order, trade: TradeEvent, quoteQuantity: Amount, isMaker: boolean): FillView {
    const { quantity } = trade;
    const { seat } = order;
    order.leaves -= quantity;
    order.executedQty += quantity;
    order.cumulativeQuoteQty += quoteQuantity;
    order.updateTime = trade.time;
    const commission = settle(order, quantity, quoteQuantity, isMaker, this.rates, this.accounts);
    if (order.leaves === 0n) {
      order.status = 'FILLED';
      order.isWorking = false;
      seat.orders.close(order);
    } else {
      order.status = 'PARTIALLY_FILLED';
    }
    return {
      tradeId: trade.tradeId,
      symbol: trade.symbol,
      account: seat.account.id,
      orderId: order.orderId,
      orderListId: -1,
      side: order.side,
      price: trade.price,
      quantity,
      quoteQuantity,
      commission,
      commissionAsset: order.side === 'BUY' ? seat.base.asset : seat.quote.asset,
      isMaker,
      time: trade.time,
    };
  }

  private prevent(market: SymbolMarket, level: PriceLevel, taker: Order, maker: Order, log: MatchLog): void {
    if (taker.stpMode === 'NONE') return;
    const prevented = prevent(taker.stpMode, taker.leaves, maker.leaves);
    const match: PreventedMatchView = {
      symbol: market.spec.symbol,
      preventedMatchId: market.lastPreventedMatchId++,
      account: taker.seat.account.id,
      takerOrderId: taker.orderId,
      makerOrderId: maker.orderId,
      stpMode: taker.stpMode,
      price: level.price,
      takerPreventedQty: prevented.taker,
      makerPreventedQty: prevented.maker,
      time: this.events.now,
    };
    log.preventedMatches.push(match);
    if (!taker.seat.account.isUnlimited) taker.seat.preventedMatches.push(match);
    if (prevented.maker > 0n) {
      if (prevented.maker === maker.leaves) level.remove(maker);
      else level.quantity -= prevented.maker;
      this.applyPrevention(maker, prevented.maker, match);
    }
    if (prevented.taker > 0n) this.applyPrevention(taker, prevented.taker, match);
  }

  private applyPrevention(order: Order, quantity: Amount, match: PreventedMatchView): void {
    order.leaves -= quantity;
    order.preventedQty += quantity;
    order.preventedMatchId = match.preventedMatchId;
    order.updateTime = match.time;
    if (order.leaves === 0n) {
      order.status = 'EXPIRED_IN_MATCH';
      this.close(order);
    } else if (order.level) {
      adjustLock(order, requiredLock(order));
    }
    this.events.execution(order, 'TRADE_PREVENTION', { prevention: match });
  }

  private levelChanged(market: SymbolMarket, order: Order, level: PriceLevel): void {
    if (!level.head) market.book.side(order.side).drop(level);
    this.events.level(market, order.side, level);
  }
}

function isFillable(market: SymbolMarket, order: Order): boolean {
  const { seat, side, stpMode, price } = order;
  return (
    surveyQuantity(market.book, { seat, side, stpMode, limit: price }, order.leaves).quantity === order.leaves
  );
}
