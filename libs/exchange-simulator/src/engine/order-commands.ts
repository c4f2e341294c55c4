import type { CancelRestriction, SymbolStatus } from '@binance-gateway/domain-types';
import { type Admitted, admit, precheck } from './admission.js';
import type { EngineCore } from './engine-core.js';
import type { MatchLog } from './matcher.js';
import { Order } from './order.js';
import { requestOf } from './order-request.js';
import { attempt } from './outcome.js';
import { REJECTS, rejectReason } from './rejects.js';
import type { Seat } from './seat.js';
import type { SymbolMarket } from './symbol-market.js';
import type {
  AccountId,
  CancelReplaceCommand,
  CancelReplaceResult,
  Canceled,
  Engine,
  EngineReject,
  OrderCommand,
  OrderRef,
  PlaceResult,
} from './types.js';

type OrderCommands = Pick<Engine, 'place' | 'test' | 'cancel' | 'cancelAll' | 'cancelReplace'>;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints */
export function orderCommands(core: EngineCore): OrderCommands {
  const { events, flow } = core;

  function place(given: OrderCommand): PlaceResult {
    const command = requestOf(given);
    const market = core.market(command.symbol);
    const seat = core.seat(command.account, market);
    const routes = command.useSor ? core.routesFrom(market) : undefined;
    const to = core.admission(market, seat, routes);
    const order = newOrder(market, seat, command, admit(to, command), to.now);
    if (routes) {
      order.routes = routes;
      order.workingFloor = 'SOR';
    }
    seat.enter(order);
    const log: MatchLog = { fills: [], preventedMatches: [] };
    flow.launch(market, order, log);
    flow.settle(market, routes);
    const { fills, preventedMatches } = log;
    const result = { order: events.stateOf(order), fills, preventedMatches };
    events.deliver();
    return result;
  }

  function cancel(
    account: AccountId,
    symbol: string,
    ref: OrderRef,
    cancelClientOrderId: string,
    restriction?: CancelRestriction,
  ): Canceled {
    const market = core.market(symbol);
    const order = core.seat(account, market).orders.findOpen(ref);
    if (!order) throw REJECTS.unknownOrder();
    const required = restriction === 'ONLY_NEW' ? 'NEW' : 'PARTIALLY_FILLED';
    if (restriction && order.status !== required) throw REJECTS.cancelRestricted();
    checkCancelable(market.status);
    core.begin();
    const canceled = cancelWithList(core, market, order, cancelClientOrderId);
    events.deliver();
    return canceled;
  }

  /** The new order was refused after the old one was dealt with: its owner hears of both. */
  function reject(command: OrderCommand, refusal: EngineReject): void {
    const market = core.market(command.symbol);
    const seat = core.seat(command.account, market);
    const admitted: Admitted = {
      quantity: command.quantity ?? 0n,
      stpMode: command.stpMode ?? market.rules.defaultStpMode,
      peggedPrice: undefined,
    };
    const order = newOrder(market, seat, command, admitted, core.begin());
    order.status = 'REJECTED';
    events.execution(order, 'REJECTED', { rejectReason: rejectReason(refusal) });
    events.deliver();
  }

  function cancelReplace(command: CancelReplaceCommand): CancelReplaceResult {
    const { order, newOrderRefusal: refusal } = command;
    const market = core.market(order.symbol);
    if (!market.rules.features.cancelReplaceAllowed) throw REJECTS.cancelReplaceNotSupported();
    if (!refusal) precheck(core.admission(market, core.seat(order.account, market)), order);
    const canceled = attempt(() =>
      cancel(order.account, order.symbol, command.cancel, command.cancelClientOrderId, command.restriction),
    );
    if (canceled.result === 'FAILURE' && command.mode === 'STOP_ON_FAILURE') {
      return { canceled, placed: { result: 'NOT_ATTEMPTED' } };
    }
    if (refusal) return { canceled, placed: { result: 'FAILURE', reject: refusal } };
    const placed = attempt(() => place(order));
    if (placed.result === 'FAILURE') reject(order, placed.reject);
    return { canceled, placed };
  }

  return {
    place,
    cancel,
    cancelReplace,
    test: (command) => {
      const market = core.market(command.symbol);
      const routes = command.useSor ? core.routesFrom(market) : undefined;
      admit(core.admission(market, core.seat(command.account, market), routes), command);
    },
    cancelAll: (account, symbol, newCancelId) => {
      const market = core.market(symbol);
      const open = [...core.seat(account, market).orders.open.values()];
      if (open.length === 0) throw REJECTS.unknownOrder();
      checkCancelable(market.status);
      core.begin();
      const canceled: Canceled[] = [];
      for (const order of open) {
        // One that went with its list is not open any more
        if (order.isOpen) canceled.push(cancelWithList(core, market, order, newCancelId()));
      }
      events.deliver();
      return canceled;
    },
  };
}

/**
 * The changelog of 2020-04-25 names BREAK and HALT, the glossary CANCEL_ONLY; of END_OF_DAY nothing is said,
 * and that a cancel is refused "if the symbol's status isn't TRADING" (2019-03-12) still stands.
 * https://developers.binance.com/docs/binance-spot-api-docs/faqs/spot_glossary
 * @throws EngineReject -2011
 */
export function checkCancelable(status: SymbolStatus): void {
  if (status === 'END_OF_DAY') throw REJECTS.cancelInClosedMarket();
}

/** An order of a list takes the whole list with it. */
export function cancelWithList(
  { events, flow }: EngineCore,
  market: SymbolMarket,
  order: Order,
  cancelClientOrderId: string,
): Canceled {
  const { list } = order;
  if (!list) {
    flow.cancel(market, order, cancelClientOrderId);
    return { kind: 'order', order: events.stateOf(order), cancelClientOrderId };
  }
  const orders = flow.cancelList(market, list, cancelClientOrderId);
  return {
    kind: 'list',
    list: list.view(),
    orders: orders.map((canceled) => ({ order: canceled.view(), cancelClientOrderId })),
  };
}

export function newOrder(
  market: SymbolMarket,
  seat: Seat,
  command: OrderCommand,
  { quantity, stpMode, peggedPrice }: Admitted,
  now: number,
): Order {
  const order = new Order(seat, ++market.lastOrderId, command, quantity, stpMode, now);
  if (command.useSor) order.workingFloor = 'EXCHANGE';
  if (order.peg && peggedPrice !== undefined) {
    order.peg.price = order.price = peggedPrice;
  }
  return order;
}
