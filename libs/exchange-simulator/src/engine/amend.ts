// https://developers.binance.com/docs/binance-spot-api-docs/faqs/order_amend_keep_priority
import type { EngineCore } from './engine-core.js';
import { checkNotional, checkQuantity } from './filters.js';
import type { Order } from './order.js';
import { REJECTS } from './rejects.js';
import { adjustLocks } from './settlement.js';
import type { SymbolMarket } from './symbol-market.js';
import type { AmendCommand, AmendResult, Amount, Engine, OrderTerms } from './types.js';

/** Nothing of what Binance lists as a reason fits an order whose amendment left nothing of it. */
const NO_REASON = 'NONE';

export function amendCommands(core: EngineCore): Pick<Engine, 'amend'> {
  const { events, flow } = core;

  /** @returns the execution id of its report */
  function apply(market: SymbolMarket, order: Order, newQty: Amount, newClientOrderId: string): number {
    const { seat, level, clientOrderId: origClientOrderId, origQty } = order;
    const shown = order.visible;
    order.leaves -= origQty - newQty;
    order.origQty = newQty;
    order.amendments++;
    order.updateTime = events.now;
    if (newClientOrderId !== origClientOrderId) seat.orders.rename(order, newClientOrderId);
    if (order.isIceberg && order.shown > order.leaves) order.shown = order.leaves;
    if (level && order.visible !== shown) {
      level.quantity -= shown - order.visible;
      if (order.leaves > 0n) events.level(market, order.side, level);
    }
    adjustLocks(order);
    events.touch(seat);
    const executionId = events.execution(order, 'REPLACED', { origClientOrderId });
    seat.amendments.push({
      symbol: seat.symbol,
      orderId: order.orderId,
      executionId,
      origClientOrderId,
      newClientOrderId,
      origQty,
      newQty,
      time: events.now,
    });
    return executionId;
  }

  return {
    amend: (command) => {
      const market = core.market(command.symbol);
      const { newQty, newClientOrderId } = command;
      const order = amendable(core, market, command);
      const time = core.begin();
      const { list, clientOrderId: origClientOrderId } = order;
      const sibling = list?.siblingOf(order);
      const executionId = apply(market, order, newQty, newClientOrderId);
      // Only one of a pair can trade, so both have the same quantity
      if (sibling) apply(market, sibling, newQty, sibling.clientOrderId);
      if (list && newClientOrderId !== origClientOrderId) {
        list.statusType = 'UPDATED';
        events.orderList(list);
        list.statusType = 'EXEC_STARTED';
      }
      for (const amended of [order, sibling]) {
        if (amended?.isOpen !== true || amended.leaves > 0n) continue;
        flow.matcher.withdraw(market, amended);
        flow.matcher.expire(amended, NO_REASON);
      }
      const result: AmendResult = {
        executionId,
        time,
        origClientOrderId,
        order: order.view(),
        list: list?.view(),
      };
      flow.settle(market);
      events.deliver();
      return result;
    },
  };
}

/** The order, if all that was asked of it can be done. @throws EngineReject */
function amendable(core: EngineCore, market: SymbolMarket, command: AmendCommand): Order {
  const { account, ref, newQty, newClientOrderId } = command;
  const { rules, status } = market;
  if (!rules.features.amendAllowed) throw REJECTS.amendNotSupported();
  // The glossary lets orders be amended in CANCEL_ONLY; nothing is said of it for BREAK and HALT
  if (status !== 'TRADING' && status !== 'CANCEL_ONLY') throw REJECTS.amendInClosedMarket();
  const seat = core.seat(account, market);
  const order = seat.orders.findOpen(ref);
  if (!order && seat.orders.isOfAnotherName(ref)) throw REJECTS.clientIdMismatch();
  if (!order) throw REJECTS.amendUnknown();
  if (order.awaitsQuantity) throw REJECTS.amendPendingOpo();
  if (newQty <= 0n) throw REJECTS.invalidQuantity();
  if (newQty > order.origQty) throw REJECTS.amendIncrease();
  // Less than what is done with already cannot be had either
  const done = order.executedQty + order.preventedQty;
  const isTooLittle = newQty < done || newQty < (order.list?.siblingOf(order)?.preventedQty ?? 0n);
  if (newQty === order.origQty || isTooLittle) throw REJECTS.amendNothing();
  if (order.amendments >= rules.maxNumOrderAmends) throw REJECTS.tooManyAmends();
  const isRenamed = newClientOrderId !== order.clientOrderId;
  if (isRenamed && seat.orders.isClientIdTaken(newClientOrderId)) throw REJECTS.amendDuplicate();
  const terms: OrderTerms = {
    side: order.side,
    type: order.type,
    price: order.price > 0n ? order.price : undefined,
    quantity: newQty,
    clientOrderId: newClientOrderId,
  };
  checkQuantity(market, terms);
  checkNotional(market, terms, seat, core.now);
  return order;
}
