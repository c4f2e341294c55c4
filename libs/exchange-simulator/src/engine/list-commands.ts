import type { StpMode } from '@binance-gateway/domain-types';
import {
  type Admission,
  availableTo,
  checkAgainstMarket,
  checkOpen,
  costOf,
  pricePegged,
} from './admission.js';
import type { EngineCore } from './engine-core.js';
import { addedBy, checkCounts, checkFilters, checkPosition } from './filters.js';
import { type ListPlan, checkPairPrices, planList } from './list-plan.js';
import type { MatchLog } from './matcher.js';
import { cancelWithList, checkCancelable, newOrder } from './order-commands.js';
import { link } from './order-flow.js';
import { OrderList } from './order-list.js';
import { REJECTS } from './rejects.js';
import type { Amount, Engine, OrderListCommand, OrderTerms } from './types.js';

type ListCommands = Pick<Engine, 'placeList' | 'cancelList'>;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists */
export function listCommands(core: EngineCore): ListCommands {
  const { events, flow } = core;

  /** Reports every order, then the list, then lets the orders begin that do not wait. */
  function launch(list: OrderList, isOpo: boolean, logs: readonly MatchLog[]): void {
    const market = core.market(list.seat.symbol);
    const starting = list.working ? [list.working] : list.orders.filter((order) => !order.isAwaitingTrigger);
    for (const order of list.orders) {
      if (starting.includes(order)) flow.matcher.start(order);
      else if (list.working) flow.hold(order, isOpo);
      else flow.launch(market, order, { fills: [], preventedMatches: [] });
    }
    events.orderList(list);
    for (const order of starting) {
      flow.matcher.work(market, order, logs[list.orders.indexOf(order)] as MatchLog);
    }
  }

  return {
    placeList: (command) => {
      const { account, symbol, listClientOrderId } = command;
      const market = core.market(symbol);
      const seat = core.seat(account, market);
      if (seat.account.isUnlimited) throw new Error(`${account} places no order lists`);
      const plan = planList(command, market.rules);
      const to = core.admission(market, seat);
      const stpMode = checkOpen(to, command.stpMode);
      const pegged = admitList(to, command, plan, stpMode);
      const list = new OrderList(
        ++core.lastListId,
        seat,
        listClientOrderId,
        plan.contingencyType,
        plan.isOpo,
        to.now,
      );
      for (const terms of ordersOf(plan)) {
        const admitted = { quantity: terms.quantity ?? 0n, stpMode, peggedPrice: pegged.get(terms) };
        list.add(newOrder(market, seat, { ...terms, account, symbol }, admitted, to.now));
      }
      const [first, second] = list.orders;
      if (plan.working) list.working = first;
      else if (first && second) link(first, second);
      seat.enterList(list);
      const logs = list.orders.map((): MatchLog => ({ fills: [], preventedMatches: [] }));
      launch(list, plan.isOpo, logs);
      const placed = list.orders.map((order, i) => ({ order: order.view(), ...(logs[i] as MatchLog) }));
      const result = { list: list.view(), placed };
      flow.settle(market);
      events.deliver();
      return result;
    },

    cancelList: (account, symbol, ref, cancelClientOrderId) => {
      const market = core.market(symbol);
      const list = core.accounts.get(account).lists.findOpen(ref);
      const first = list?.orders.find((order) => order.isOpen);
      if (!list || !first || list.seat.symbol !== symbol) throw REJECTS.unknownOrder();
      checkCancelable(market.status);
      core.begin();
      const canceled = cancelWithList(core, market, first, cancelClientOrderId);
      events.deliver();
      return canceled;
    },
  };
}

function ordersOf({ working, legs }: ListPlan): readonly OrderTerms[] {
  return working ? [working, ...legs] : legs;
}

/**
 * Everything about the account and the market; the orders that wait are asked again when they start.
 * @returns the prices of pegged orders that go on the book at once
 * @throws EngineReject
 */
function admitList(
  to: Admission,
  command: OrderListCommand,
  plan: ListPlan,
  stpMode: StpMode,
): ReadonlyMap<OrderTerms, Amount> {
  const { market, seat, now } = to;
  const orders = ordersOf(plan);
  const starting = plan.working ? [plan.working] : plan.legs;
  for (const terms of orders) checkFilters(market, terms, seat, now);
  for (const terms of starting) checkPosition(market, terms, seat);
  checkCounts(market, seat, addedBy(orders, 1), to.exchangeFilters);
  const ids = orders.map(({ clientOrderId }) => clientOrderId);
  const isTaken =
    new Set(ids).size < ids.length ||
    ids.some((id) => seat.orders.isClientIdTaken(id)) ||
    seat.account.lists.isClientIdTaken(command.listClientOrderId);
  if (isTaken) throw REJECTS.duplicateOrder();
  if (!plan.working) checkPairPrices(market, plan.legs);

  const pegged = new Map<OrderTerms, Amount>();
  let needed = 0n;
  for (const terms of starting) {
    const price = pricePegged(to, terms);
    if (price !== undefined) pegged.set(terms, price);
    const priced = price === undefined ? terms : { ...terms, price };
    checkAgainstMarket(market, priced);
    const cost = costOf(market, { seat, side: terms.side, stpMode }, priced, terms.quantity ?? 0n);
    if (cost > needed) needed = cost;
  }
  const { side } = starting[0] as OrderTerms;
  if (needed > availableTo({ seat, side })) throw REJECTS.insufficientBalance();
  return pegged;
}
