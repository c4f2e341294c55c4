import type { StpMode } from '@binance-gateway/domain-types';
import { quoteOf } from './amount.js';
import { checkParameters, checkRouted } from './command-rules.js';
import { type Added, addedBy, checkCounts, checkFilters, checkPosition } from './filters.js';
import { type Prospect, surveyBudget, surveyQuantity } from './liquidity.js';
import { isAlgoType } from './order.js';
import { peggedPrice } from './peg.js';
import { REJECTS } from './rejects.js';
import type { Seat } from './seat.js';
import { triggersOnRise } from './stop-orders.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, ExchangeFilters, OrderCommand, OrderTerms, SymbolSpec } from './types.js';

const PLAIN: Added = { orders: 1, algoOrders: 0, icebergOrders: 0, lists: 0 };
const NOTHING: Added = { orders: 0, algoOrders: 0, icebergOrders: 0, lists: 0 };
const BASIS_POINTS = 10_000n;

/** What an admitted order starts with. */
export interface Admitted {
  readonly quantity: Amount;
  readonly stpMode: StpMode;
  /** Of a pegged order that goes on the book at once. */
  readonly peggedPrice: Amount | undefined;
}

/** Where an order is to be placed, and when. */
export interface Admission {
  readonly market: SymbolMarket;
  readonly seat: Seat;
  readonly now: number;
  /** When the exchange has any. */
  readonly exchangeFilters: ExchangeFilters | undefined;
  /** The markets that SOR takes from, for an order that uses it. */
  readonly routes?: readonly SymbolMarket[] | undefined;
}

/**
 * All checks of a new order; changes nothing.
 * @throws EngineReject
 */
export function admit(to: Admission, command: OrderCommand): Admitted {
  const { market, seat } = to;
  const { isUnlimited } = seat.account;
  const stpMode = precheck(to, command);
  if (!isUnlimited && seat.orders.isClientIdTaken(command.clientOrderId)) throw REJECTS.duplicateOrder();
  const pegged = pricePegged(to, command);
  const terms = pegged === undefined ? command : { ...command, price: pegged };
  checkAgainstMarket(market, terms);
  const prospect: Prospect = { seat, side: command.side, stpMode };
  const quantity = command.quantity ?? quantityFor(market, prospect, command.quoteOrderQty ?? 0n);
  if (!isUnlimited && costOf(market, prospect, terms, quantity, to.routes) > availableTo(prospect)) {
    throw REJECTS.insufficientBalance();
  }
  return { quantity, stpMode, peggedPrice: pegged };
}

/**
 * What is checked before anything of the account's own state counts: parameters, status, filters.
 * @throws EngineReject
 */
export function precheck(to: Admission, command: OrderCommand): StpMode {
  const { market, seat, now } = to;
  checkParameters(command, market.rules);
  if (command.useSor) checkRouted(command);
  const stpMode = checkOpen(to, command.stpMode);
  if (seat.account.isUnlimited) return stpMode;
  checkFilters(market, command, seat, now);
  checkPosition(market, command, seat);
  const isPlain = !isAlgoType(command.type) && command.icebergQty === undefined;
  const added = isPlain ? (command.type === 'MARKET' ? NOTHING : PLAIN) : addedBy([command], 0);
  checkCounts(market, seat, added, to.exchangeFilters);
  return stpMode;
}

/** The symbol takes orders, and this prevention mode. @returns the mode to use @throws EngineReject -1013 */
export function checkOpen({ market, seat }: Admission, asked: StpMode | undefined): StpMode {
  if (market.status !== 'TRADING') throw REJECTS.marketClosed();
  if (asked === undefined) return seat.account.isUnlimited ? 'NONE' : market.rules.defaultStpMode;
  if (market.spec.allowedStpModes?.includes(asked) === false) throw REJECTS.stpModeNotAllowed();
  return asked;
}

/**
 * The price of a pegged order that goes on the book now, which must pass the filters as well.
 * @throws EngineReject
 */
export function pricePegged({ market, seat, now }: Admission, terms: OrderTerms): Amount | undefined {
  if (terms.pegPriceType === undefined || isAlgoType(terms.type)) return undefined;
  const price = peggedPrice(market.book, terms);
  checkFilters(market, { ...terms, price }, seat, now);
  return price;
}

/** @throws EngineReject -2010 */
export function checkAgainstMarket({ book, reference }: SymbolMarket, terms: OrderTerms): void {
  const { side, type, price, stopPrice } = terms;
  if (type === 'LIMIT_MAKER' && book.crosses(side, price ?? 0n)) throw REJECTS.wouldMatch();
  if (stopPrice === undefined || !isAlgoType(type)) return;
  const { lastPrice } = reference;
  if (triggersOnRise(terms) ? stopPrice <= lastPrice : stopPrice >= lastPrice) throw REJECTS.wouldTrigger();
}

export function availableTo({ seat, side }: Pick<Prospect, 'seat' | 'side'>): Amount {
  return side === 'BUY' ? seat.quote.free : seat.base.free;
}

/** What an order needs: base for a sale, quote for a purchase. */
export function costOf(
  market: SymbolMarket,
  prospect: Prospect,
  terms: OrderTerms,
  quantity: Amount,
  routes?: readonly SymbolMarket[],
): Amount {
  if (terms.side === 'SELL') return quantity;
  if (terms.quoteOrderQty !== undefined) return terms.quoteOrderQty;
  if (terms.price !== undefined) return quoteOf(terms.price, quantity);
  if (terms.stopPrice !== undefined) return quoteOf(terms.stopPrice, quantity);
  if (terms.trailingDelta !== undefined) {
    return quoteOf(trailingLimit(market.reference.lastPrice, terms.trailingDelta), quantity);
  }
  const books = routes?.map(({ book }) => book) ?? market.book;
  return surveyQuantity(books, prospect, quantity).quote;
}

/** The highest price at which a purchase that trails from `lastPrice` is triggered. */
export function trailingLimit(lastPrice: Amount, delta: number): Amount {
  return (lastPrice * (BASIS_POINTS + BigInt(delta))) / BASIS_POINTS;
}

/** What an amount of quote asset trades on the present book, in whole steps and within the lot size. */
function quantityFor({ book, spec }: SymbolMarket, prospect: Prospect, budget: Amount): Amount {
  const best = book.opposite(prospect.side).best;
  if (!best) throw REJECTS.noLiquidity();
  const survey = surveyBudget(book, prospect, budget);
  const quantity = withinLot(spec, survey.quantity, true);
  if (quantity >= spec.minQty && quantity > 0n) return quantity;
  // Too small a budget, or too little on offer
  throw quoteOf(best.price, spec.minQty) > budget
    ? REJECTS.filter('LOT_SIZE')
    : REJECTS.liquidityBelowLotSize();
}

/** Cut down to whole steps and to the most that one order may have. */
export function withinLot(
  { stepSize, maxQty, maxMarketQty, marketStepSize = 0n }: SymbolSpec,
  quantity: Amount,
  isMarket: boolean,
): Amount {
  const cap = isMarket && maxMarketQty > 0n && maxMarketQty < maxQty ? maxMarketQty : maxQty;
  const capped = quantity > cap ? cap : quantity;
  const stepped = stepSize > 0n ? capped - (capped % stepSize) : capped;
  return isMarket && marketStepSize > 0n ? stepped - (stepped % marketStepSize) : stepped;
}
