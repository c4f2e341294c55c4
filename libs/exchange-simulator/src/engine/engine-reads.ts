import type { EngineCore } from './engine-core.js';
import type { PriceLevel } from './price-level.js';
import { REJECTS } from './rejects.js';
import type { Engine, Level } from './types.js';

type Reads = Pick<
  Engine,
  | 'order'
  | 'openOrders'
  | 'allOrders'
  | 'fills'
  | 'allocations'
  | 'preventedMatches'
  | 'amendments'
  | 'orderList'
  | 'openOrderLists'
  | 'allOrderLists'
  | 'depth'
  | 'bestBidAsk'
  | 'lastTrade'
  | 'averagePrice'
  | 'referencePrice'
  | 'symbolStatus'
>;

/** Everything that can be asked of an engine. */
export function engineReads(core: EngineCore): Reads {
  return {
    order: (account, symbol, ref) => {
      const { orders } = core.seatAt(account, symbol);
      const order = orders.find(ref);
      if (order) return order.view();
      throw orders.isOfAnotherName(ref) ? REJECTS.clientIdMismatch() : REJECTS.orderNotFound();
    },

    openOrders: (account, symbol) => {
      const seats = symbol ? [core.seatAt(account, symbol)] : [...core.accounts.get(account).seats.values()];
      return seats.flatMap((seat) => [...seat.orders.open.values()].map((order) => order.view()));
    },

    allOrders: (account, symbol, query) =>
      core
        .seatAt(account, symbol)
        .orders.select(query)
        .map((order) => order.view()),

    fills: (account, symbol, query) => core.seatAt(account, symbol).fills.select(query),

    allocations: (account, symbol, { orderId, fromAllocationId, startTime, endTime, limit }) => {
      // Only with an end alone the newest are wanted
      const isNewest = fromAllocationId === undefined && startTime === undefined && endTime !== undefined;
      const fromId = isNewest ? undefined : (fromAllocationId ?? 0);
      return core.seatAt(account, symbol).allocations.select({ fromId, orderId, startTime, endTime, limit });
    },

    preventedMatches: (account, symbol, { orderId, preventedMatchId, fromPreventedMatchId, limit }) =>
      core
        .seatAt(account, symbol)
        .preventedMatches.select(
          { fromId: fromPreventedMatchId ?? 0, limit },
          (match) =>
            (preventedMatchId === undefined || match.preventedMatchId === preventedMatchId) &&
            (orderId === undefined || match.takerOrderId === orderId || match.makerOrderId === orderId),
        ),

    amendments: (account, symbol, orderId, { fromExecutionId, limit }) =>
      core
        .seatAt(account, symbol)
        .amendments.select({ fromId: fromExecutionId ?? 0, limit }, (entry) => entry.orderId === orderId),

    orderList: (accountId, ref) => {
      const account = core.accounts.get(accountId);
      const list = account.lists.find(ref);
      if (!list) throw REJECTS.orderListNotFound();
      const store = account.seats.get(list.symbol)?.orders;
      const orders = list.orders.flatMap(({ orderId }) => store?.find({ orderId })?.view() ?? []);
      return { list, orders };
    },

    openOrderLists: (account) =>
      [...core.accounts.get(account).lists.open.values()].map((list) => list.view()),

    allOrderLists: (account, query) => core.accounts.get(account).lists.select(query),

    depth: (symbol, limit) => {
      const { book, lastUpdateId } = core.market(symbol);
      return { lastUpdateId, bids: book.bids.depth(limit), asks: book.asks.depth(limit) };
    },

    bestBidAsk: (symbol) => {
      const { book, lastUpdateId } = core.market(symbol);
      const bid = toLevel(book.bids.best);
      const ask = toLevel(book.asks.best);
      return { updateId: lastUpdateId, ...(bid && { bid }), ...(ask && { ask }) };
    },

    lastTrade: (symbol) => core.market(symbol).lastTrade,
    averagePrice: (symbol) => core.market(symbol).reference.at(core.now),
    referencePrice: (symbol) => core.market(symbol).referencePrice,
    symbolStatus: (symbol) => core.market(symbol).status,
  };
}

function toLevel(level: PriceLevel | undefined): Level | undefined {
  return level && [level.price, level.quantity];
}
