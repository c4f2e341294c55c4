import { WrongValue, wrong } from '../shape.js';
import type { SavedOrder } from './saved-order.js';
import type { SavedAccount, SavedEngine, SavedList, SavedMarket, SavedSeat } from './saved-types.js';

// How the parts of a saved engine fit together: what is named is there, what is counted is counted right,
// and every open order is in exactly one place. What accounts own in total is checked when it is restored.

interface Place {
  readonly order: SavedOrder;
  /** Whose it is. */
  readonly seat: SavedSeat;
  readonly path: string;
  /** Where the engine keeps the order, if it is open. */
  readonly expected: 'resting' | 'stops' | 'trailing' | 'list' | 'nowhere';
  isFound: boolean;
  /** Of an open order list. */
  isListed: boolean;
}

/** The orders of a symbol by id, whose they are ever. */
type Places = Map<number, Place>;

const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW']);
const BUCKETS = 30;

/** @throws WrongValue */
export function checkLinks(state: SavedEngine, path: string): void {
  const symbols = new Map<string, Places>();
  unique(
    state.markets,
    ({ spec }) => spec.symbol,
    (i) => `${path}.markets[${i}].spec.symbol`,
  );
  unique(
    state.accounts,
    ({ id }) => id,
    (i) => `${path}.accounts[${i}].id`,
  );
  for (const { spec } of state.markets) symbols.set(spec.symbol, new Map());
  const listIds = new Set<number>();
  state.accounts.forEach((account, i) => {
    const at = `${path}.accounts[${i}]`;
    unique(
      account.balances,
      ({ asset }) => asset,
      (j) => `${at}.balances[${j}].asset`,
    );
    unique(
      account.seats,
      ({ symbol }) => symbol,
      (j) => `${at}.seats[${j}].symbol`,
    );
    account.seats.forEach((seat, j) => checkSeat(seat, account, symbols, `${at}.seats[${j}]`));
    account.openLists.forEach((list, j) => {
      const where = `${at}.openLists[${j}]`;
      if (list.id > state.lastListId || listIds.has(list.id)) {
        throw wrong(`${where}.id`, 'an id of its own, at most lastListId');
      }
      listIds.add(list.id);
      checkList(list, account, symbols.get(list.symbol), where);
    });
  });
  state.markets.forEach((market, i) => {
    checkMarket(market, symbols.get(market.spec.symbol) as Places, `${path}.markets[${i}]`);
  });
}

function unique<T>(
  values: readonly T[],
  nameOf: (value: T) => string,
  pathOf: (index: number) => string,
): void {
  const seen = new Set<string>();
  values.forEach((value, i) => {
    if (seen.has(nameOf(value))) throw wrong(pathOf(i), 'another one than those before it');
    seen.add(nameOf(value));
  });
}

function checkSeat(
  seat: SavedSeat,
  account: SavedAccount,
  symbols: ReadonlyMap<string, Places>,
  path: string,
): void {
  const places = symbols.get(seat.symbol);
  if (!places) throw wrong(`${path}.symbol`, 'one of the symbols of markets');
  let last = -1;
  const own = new Map<number, SavedOrder>();
  seat.orders.forEach((order, i) => {
    const at = `${path}.orders[${i}]`;
    const { orderId } = order;
    if (orderId <= last || places.has(orderId)) {
      throw wrong(`${at}.orderId`, 'an id of its own, higher than the one before it');
    }
    last = orderId;
    checkOrder(order, at);
    own.set(orderId, order);
    places.set(orderId, {
      order,
      seat,
      path: at,
      expected: placeOf(order),
      isFound: false,
      isListed: false,
    });
  });
  seat.orders.forEach(({ orderId, partner, now }, i) => {
    if (partner === undefined) return;
    const other = own.get(partner);
    if (partner === orderId || other?.partner !== orderId || other.now.orderListId !== now.orderListId) {
      throw wrong(
        `${path}.orders[${i}].partner`,
        'the id of the other order of its list, which names this one',
      );
    }
  });
  seat.clientIds.forEach(([, orderId], i) => {
    if (!own.has(orderId)) throw wrong(`${path}.clientIds[${i}][1]`, 'the id of an order of this seat');
  });
  for (const kind of ['fills', 'allocations'] as const) {
    seat[kind].forEach((fill, i) => {
      if (fill.symbol !== seat.symbol || fill.account !== account.id) {
        throw new WrongValue(`${path}.${kind}[${i}]`, 'must be of the account and symbol of its seat');
      }
    });
  }
}

function checkOrder({ terms, now, trailing, pegged, partner }: SavedOrder, path: string): void {
  const isOpen = OPEN.has(now.status);
  const left = now.origQty - now.executedQty - now.preventedQty;
  if (isOpen && !now.awaitsQuantity && (now.leaves <= 0n || now.leaves !== left)) {
    throw wrong(`${path}.now.leaves`, `origQty − executedQty − preventedQty, ${left}, and more than 0`);
  }
  if (isOpen && now.shown > now.leaves) throw wrong(`${path}.now.shown`, `at most leaves, ${now.leaves}`);
  if (!isOpen && now.locked > 0n) throw wrong(`${path}.now.locked`, '0 for an order that is over');
  if (!isOpen && partner !== undefined) throw wrong(`${path}.partner`, 'absent for an order that is over');
  if ((trailing === undefined) !== (terms.trailingDelta === undefined)) {
    throw wrong(`${path}.trailing`, 'there exactly when terms.trailingDelta is');
  }
  if (pegged !== undefined && terms.pegPriceType === undefined) {
    throw wrong(`${path}.pegged`, 'absent without terms.pegPriceType');
  }
}

function placeOf({ now, trailing }: SavedOrder): Place['expected'] {
  if (!OPEN.has(now.status)) return 'nowhere';
  if (now.status === 'PENDING_NEW') return 'list';
  if (now.isAwaitingTrigger) return trailing ? 'trailing' : 'stops';
  return 'resting';
}

function checkList(list: SavedList, account: SavedAccount, places: Places | undefined, path: string): void {
  const seat = account.seats.find(({ symbol }) => symbol === list.symbol);
  if (!seat) throw wrong(`${path}.symbol`, 'the symbol of a seat of the account');
  const orders = list.orders.map((orderId, i) => {
    const place = places?.get(orderId);
    if (place?.seat !== seat || place.order.now.orderListId !== list.id || place.isListed) {
      throw wrong(`${path}.orders[${i}]`, 'the id of another order of this list, in the seat of the account');
    }
    place.isListed = true;
    return place.order;
  });
  const fits = list.hasWorking ? orders.length === 2 || orders.length === 3 : orders.length === 2;
  if (!fits || !orders.some(({ now }) => OPEN.has(now.status))) {
    throw wrong(`${path}.orders`, 'the ids of two orders, or three with a working one, not all of them over');
  }
}

function checkMarket(market: SavedMarket, places: Places, path: string): void {
  const { counters, lastTrade, average, spec } = market;
  if (lastTrade && (lastTrade.tradeId > counters.lastTradeId || lastTrade.symbol !== spec.symbol)) {
    throw wrong(`${path}.lastTrade`, 'a trade of this symbol, with an id of at most counters.lastTradeId');
  }
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);
  for (const kind of ['base', 'quote'] as const) {
    if (average[kind].length !== BUCKETS) throw wrong(`${path}.average.${kind}`, `a list of ${BUCKETS}`);
    if (sum(average[kind]) !== average[`${kind}Sum`]) {
      throw wrong(`${path}.average.${kind}Sum`, `the sum of ${kind}, ${sum(average[kind])}`);
    }
  }
  for (const kind of ['resting', 'stops', 'trailing'] as const) {
    market[kind].forEach((orderId, i) => {
      const place = places.get(orderId);
      if (place?.expected !== kind || place.isFound) {
        throw wrong(`${path}.${kind}[${i}]`, `the id of another open order that belongs to ${kind}`);
      }
      place.isFound = true;
    });
  }
  for (const place of places.values()) checkPlace(place, counters.lastOrderId);
  checkBook(market, places, path);
}

function checkPlace({ order, path, expected, isFound, isListed }: Place, lastOrderId: number): void {
  const { orderId, now } = order;
  if (orderId > lastOrderId)
    throw wrong(`${path}.orderId`, `at most lastOrderId of its symbol, ${lastOrderId}`);
  if (expected === 'nowhere') return;
  if (isListed !== now.orderListId >= 0 || (expected === 'list' && !isListed)) {
    throw wrong(
      `${path}.now.orderListId`,
      'the id of the open order list that the order is in, -1 without one',
    );
  }
  if (expected !== 'list' && !isFound) {
    throw new WrongValue(path, `is open, so its id must be in ${expected} of its symbol`);
  }
}

/** No resting order would trade with another. */
function checkBook({ resting }: SavedMarket, places: Places, path: string): void {
  let bid = 0n;
  let ask: bigint | undefined;
  resting.forEach((orderId, i) => {
    const { terms, now } = (places.get(orderId) as Place).order;
    if (now.price <= 0n) throw wrong(`${path}.resting[${i}]`, 'an order with a price');
    if (terms.side === 'BUY') bid = now.price > bid ? now.price : bid;
    else ask = ask === undefined || now.price < ask ? now.price : ask;
  });
  if (ask !== undefined && bid >= ask) throw wrong(`${path}.resting`, 'purchases below all sales');
}
