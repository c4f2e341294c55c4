import { WrongValue, brief } from '../shape.js';
import type { EngineCore } from './engine-core.js';
import type { Order } from './order.js';
import { OrderList } from './order-list.js';
import { type Plain, fromPlain, toPlain } from './plain.js';
import { checkLinks } from './saved-links.js';
import { restoreOrder, saveOrder } from './saved-order.js';
import { savedEngine } from './saved-shape.js';
import type { SavedAccount, SavedEngine, SavedList, SavedMarket, SavedSeat } from './saved-types.js';
import type { Seat } from './seat.js';
import { requiredLock } from './settlement.js';
import type { SymbolMarket } from './symbol-market.js';
import type { EngineSnapshot } from './types.js';

const VERSION = 1;
/** Where a snapshot is in a saved exchange, for messages. */
const PATH = 'engine.state';

/** Between commands only: what a command in progress knows is not saved. */
export function saveEngine(core: EngineCore): EngineSnapshot {
  const state: SavedEngine = {
    standard: core.commissions.standard,
    commissionChanges: core.commissions.history,
    earned: [...core.accounts.commissions],
    deposited: [...core.accounts.deposits],
    lastListId: core.lastListId,
    lastExecutionId: core.events.lastExecutionId,
    markets: [...core.markets.values()].map(saveMarket),
    accounts: core.accounts.all.map((account) => ({
      id: account.id,
      isUnlimited: account.isUnlimited,
      maxAsset: account.maxAsset,
      tradeGroupId: account.tradeGroupId,
      balances: account
        .allBalances()
        .map(({ asset, free, locked, external }) => ({ asset, free, locked, external })),
      seats: [...account.seats.values()].map(saveSeat),
      openLists: [...account.lists.open.values()].map(saveList),
      closedLists: account.lists.closed.all,
    })),
  };
  return { version: VERSION, state: toPlain(state) };
}

/** Reads a snapshot and makes sure of all of it. @throws WrongValue naming what it should not be */
export function readSnapshot({ version, state: plain }: EngineSnapshot): SavedEngine {
  if (version !== VERSION) {
    throw new WrongValue(
      'engine.version',
      `must be ${VERSION}: the saved engine is of version ${brief(String(version))}, this one reads ${VERSION}`,
    );
  }
  const state = decoded(plain);
  savedEngine(state, PATH);
  checkLinks(state as SavedEngine, PATH);
  return state as SavedEngine;
}

function decoded(plain: unknown): unknown {
  try {
    return fromPlain(plain as Plain);
  } catch (error) {
    throw new WrongValue(PATH, `is ${(error as Error).message}`);
  }
}

/** Fills an engine that has no symbols and no accounts yet. @throws WrongValue when the sums do not add up */
export function restoreEngine(core: EngineCore, state: SavedEngine): void {
  core.lastListId = state.lastListId;
  core.events.lastExecutionId = state.lastExecutionId;
  core.commissions.replay(state.commissionChanges);
  for (const { spec } of state.markets) core.list(spec);
  const orders = new Map<string, Map<number, Order>>();
  for (const saved of state.accounts) restoreAccount(core, saved, orders);
  for (const [asset, amount] of state.earned) core.accounts.commissions.set(asset, amount);
  for (const [asset, amount] of state.deposited) core.accounts.deposits.set(asset, amount);
  for (const saved of state.markets) {
    restoreMarket(core.market(saved.spec.symbol), saved, orders.get(saved.spec.symbol) ?? new Map());
  }
  assertSums(core);
}

/** What the accounts own is what came in, and what is locked is what each open order needs. @throws WrongValue */
function assertSums({ accounts }: EngineCore): void {
  try {
    accounts.assertConserved();
  } catch (error) {
    throw new WrongValue(PATH, `does not add up: ${(error as Error).message}`);
  }
  for (const { id, isUnlimited, seats } of accounts.all) {
    for (const { symbol, orders } of isUnlimited ? [] : seats.values()) {
      for (const order of orders.open.values()) {
        if (order.locked === requiredLock(order)) continue;
        throw new WrongValue(
          PATH,
          `does not add up: order ${order.orderId} of ${id} on ${symbol} locks something else`,
        );
      }
    }
  }
}

function saveMarket(market: SymbolMarket): SavedMarket {
  const { lastUpdateId, lastOrderId, lastTradeId, lastPreventedMatchId, lastAllocationId } = market;
  const resting = [market.book.bids, market.book.asks].flatMap((side) =>
    [...side.bestFirst()].flatMap((level) => [...level.orders()].map(({ orderId }) => orderId)),
  );
  return {
    spec: market.spec,
    status: market.status,
    counters: { lastUpdateId, lastOrderId, lastTradeId, lastPreventedMatchId, lastAllocationId },
    lastTrade: market.lastTrade,
    referencePrice: market.referencePrice,
    average: market.reference.save(),
    resting,
    stops: market.stops.all.map(({ orderId }) => orderId),
    trailing: [...market.trailing.orders].map(({ orderId }) => orderId),
  };
}

function restoreMarket(market: SymbolMarket, saved: SavedMarket, orders: ReadonlyMap<number, Order>): void {
  const order = (id: number): Order => orders.get(id) as Order;
  Object.assign(market, saved.counters);
  market.status = saved.status;
  market.lastTrade = saved.lastTrade;
  market.referencePrice = saved.referencePrice;
  market.reference.restore(saved.average);
  for (const id of saved.resting) market.book.side(order(id).side).append(order(id));
  for (const id of saved.stops) market.stops.add(order(id));
  for (const id of saved.trailing) market.trailing.add(order(id), market.reference.lastPrice, 0);
}

function saveSeat(seat: Seat): SavedSeat {
  return {
    symbol: seat.symbol,
    orders: seat.orders.kept.map(saveOrder),
    clientIds: seat.orders.clientIds,
    fills: seat.fills.all,
    allocations: seat.allocations.all,
    preventedMatches: seat.preventedMatches.all,
    amendments: seat.amendments.all,
  };
}

function saveList(list: OrderList): SavedList {
  const { id, clientId, contingencyType, isOpo, time, isActivated, reserved } = list;
  const orders = list.orders.map(({ orderId }) => orderId);
  const hasWorking = list.working !== undefined;
  return {
    id,
    symbol: list.seat.symbol,
    clientId,
    contingencyType,
    isOpo,
    time,
    orders,
    hasWorking,
    isActivated,
    reserved,
  };
}

function restoreAccount(
  core: EngineCore,
  saved: SavedAccount,
  ordersOf: Map<string, Map<number, Order>>,
): void {
  const { id, isUnlimited: unlimited, maxAsset, tradeGroupId } = saved;
  const account = core.accounts.open(id, {
    unlimited,
    ...(maxAsset && { maxAsset }),
    ...(tradeGroupId !== undefined && { tradeGroupId }),
  });
  for (const { asset, ...amounts } of saved.balances) Object.assign(account.balance(asset), amounts);
  for (const { symbol, ...parts } of saved.seats) {
    const seat = account.seat(core.market(symbol).spec);
    const known = ordersOf.get(symbol) ?? new Map<number, Order>();
    ordersOf.set(symbol, known);
    const orders = parts.orders.map((order) => restoreOrder(seat, order));
    for (const order of orders) known.set(order.orderId, order);
    parts.orders.forEach(({ partner }, i) => {
      if (partner !== undefined) (orders[i] as Order).partner = known.get(partner);
    });
    seat.restore(orders, parts.clientIds);
    seat.fills.replace(parts.fills);
    seat.allocations.replace(parts.allocations);
    seat.preventedMatches.replace(parts.preventedMatches);
    seat.amendments.replace(parts.amendments);
  }
  account.lists.closed.replace(saved.closedLists);
  for (const list of saved.openLists) {
    const seat = account.seat(core.market(list.symbol).spec);
    restoreList(seat, list, ordersOf.get(list.symbol) ?? new Map());
  }
}

function restoreList(seat: Seat, saved: SavedList, orders: ReadonlyMap<number, Order>): void {
  const { id, clientId, contingencyType, isOpo, time, isActivated, reserved } = saved;
  const list = new OrderList(id, seat, clientId, contingencyType, isOpo, time);
  Object.assign(list, { isActivated, reserved });
  for (const orderId of saved.orders) list.add(orders.get(orderId) as Order);
  if (saved.hasWorking) list.working = list.orders[0];
  seat.account.lists.open.set(id, list);
  seat.openLists++;
}
