// https://developers.binance.com/docs/binance-spot-api-docs/filters
import { quoteOf } from './amount.js';
import { isAlgoType, isMarketType } from './order.js';
import { REJECTS } from './rejects.js';
import type { Seat } from './seat.js';
import { triggersOnRise } from './stop-orders.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, ExchangeFilters, OrderTerms } from './types.js';

/**
 * The filters of one order's own values.
 * @throws EngineReject -1013 with the first filter that fails, in the order of exchangeInfo
 */
export function checkFilters(market: SymbolMarket, terms: OrderTerms, seat: Seat, now: number): void {
  checkPrices(market, terms);
  checkQuantity(market, terms);
  if (terms.trailingDelta !== undefined) checkTrailingDelta(market, terms, terms.trailingDelta);
  if (terms.price !== undefined) checkPercentPrice(market, terms, terms.price, now);
  checkNotional(market, terms, seat, now);
}

/** LOT_SIZE and what goes with it. @throws EngineReject -1013 */
export function checkQuantity(market: SymbolMarket, terms: OrderTerms): void {
  const { quantity, icebergQty } = terms;
  if (quantity !== undefined) checkLot(market, terms, quantity);
  if (icebergQty === undefined || icebergQty === 0n) return;
  const { minQty, maxQty, stepSize } = market.spec;
  const isOutside = icebergQty < minQty || icebergQty > maxQty;
  if (isOutside || (stepSize > 0n && icebergQty % stepSize !== 0n)) throw REJECTS.filter('LOT_SIZE');
  if (quantity === undefined) return;
  if (icebergQty > quantity) throw REJECTS.icebergTooLarge();
  const parts = (quantity + icebergQty - 1n) / icebergQty;
  if (parts > BigInt(market.rules.icebergParts)) throw REJECTS.filter('ICEBERG_PARTS');
}

/** NOTIONAL or MIN_NOTIONAL, and MAX_ASSET. @throws EngineReject -1013 */
export function checkNotional(market: SymbolMarket, terms: OrderTerms, seat: Seat, now: number): void {
  const { spec, rules } = market;
  const { price, quantity, quoteOrderQty } = terms;
  if (quantity === undefined && quoteOrderQty === undefined) return;
  const notional = quoteOrderQty ?? quoteOf(price ?? market.filterPrice(now), quantity ?? 0n);
  if (price !== undefined && notional <= 0n) throw REJECTS.notionalZero();
  const isMarket = price === undefined;
  const hasMaximum = rules.notionalFilter === 'NOTIONAL' && spec.maxNotional > 0n;
  const isTooLarge = hasMaximum && (!isMarket || rules.maxNotionalOfMarket) && notional > spec.maxNotional;
  const isTooSmall = (!isMarket || rules.minNotionalOfMarket) && notional < spec.minNotional;
  if (isTooLarge || isTooSmall) throw REJECTS.filter(rules.notionalFilter);
  const { maxAsset } = seat.account;
  if (!maxAsset) return;
  const maxBase = maxAsset[spec.baseAsset];
  const maxQuote = maxAsset[spec.quoteAsset];
  if (maxBase !== undefined && (quantity ?? 0n) > maxBase) throw REJECTS.filter('MAX_ASSET');
  if (maxQuote !== undefined && notional > maxQuote) throw REJECTS.filter('MAX_ASSET');
}

/** What a command would add to what an account has open on a symbol. */
export interface Added {
  readonly orders: number;
  readonly algoOrders: number;
  readonly icebergOrders: number;
  readonly lists: number;
}

/** Market orders never stay open, so they do not count. */
export function addedBy(orders: readonly OrderTerms[], lists: number): Added {
  let open = 0;
  let algoOrders = 0;
  let icebergOrders = 0;
  for (const { type, icebergQty } of orders) {
    if (type !== 'MARKET') open++;
    if (isAlgoType(type)) algoOrders++;
    if (icebergQty !== undefined && icebergQty > 0n) icebergOrders++;
  }
  return { orders: open, algoOrders, icebergOrders, lists };
}

/** @throws EngineReject -1013 */
export function checkCounts(
  { spec, rules }: SymbolMarket,
  seat: Seat,
  added: Added,
  exchange: ExchangeFilters | undefined,
): void {
  const { maxNumIcebergOrders: maxIcebergs = Infinity } = rules;
  if (isOver(seat.orders.open.size, added.orders, spec.maxNumOrders)) throw REJECTS.filter('MAX_NUM_ORDERS');
  if (isOver(seat.openLists, added.lists, rules.maxNumOrderLists))
    throw REJECTS.filter('MAX_NUM_ORDER_LISTS');
  if (isOver(seat.openAlgoOrders, added.algoOrders, spec.maxNumAlgoOrders)) {
    throw REJECTS.filter('MAX_NUM_ALGO_ORDERS');
  }
  if (isOver(seat.openIcebergOrders, added.icebergOrders, maxIcebergs)) {
    throw REJECTS.filter('MAX_NUM_ICEBERG_ORDERS');
  }
  if (exchange) checkExchangeCounts(seat, added, exchange);
}

function checkExchangeCounts(seat: Seat, added: Added, exchange: ExchangeFilters): void {
  const { maxNumOrders, maxNumAlgoOrders, maxNumIcebergOrders, maxNumOrderLists } = exchange;
  const total = (of: (seat: Seat) => number): number => {
    let sum = 0;
    for (const each of seat.account.seats.values()) sum += of(each);
    return sum;
  };
  if (
    maxNumOrders !== undefined &&
    isOver(
      total((each) => each.orders.open.size),
      added.orders,
      maxNumOrders,
    )
  )
    throw REJECTS.filter('EXCHANGE_MAX_NUM_ORDERS');
  if (
    maxNumAlgoOrders !== undefined &&
    isOver(
      total((each) => each.openAlgoOrders),
      added.algoOrders,
      maxNumAlgoOrders,
    )
  )
    throw REJECTS.filter('EXCHANGE_MAX_NUM_ALGO_ORDERS');
  if (
    maxNumIcebergOrders !== undefined &&
    isOver(
      total((each) => each.openIcebergOrders),
      added.icebergOrders,
      maxNumIcebergOrders,
    )
  )
    throw REJECTS.filter('EXCHANGE_MAX_NUM_ICEBERG_ORDERS');
  if (
    maxNumOrderLists !== undefined &&
    isOver(
      total((each) => each.openLists),
      added.lists,
      maxNumOrderLists,
    )
  )
    throw REJECTS.filter('EXCHANGE_MAX_NUM_ORDER_LISTS');
}

/** A command that adds nothing of a kind is not refused for what is there already. */
function isOver(open: number, added: number, limit: number): boolean {
  return added > 0 && open + added > limit;
}

function checkPrices({ spec }: SymbolMarket, { price, stopPrice }: OrderTerms): void {
  if (price !== undefined) checkPrice(spec, price);
  if (stopPrice !== undefined) checkPrice(spec, stopPrice);
}

function checkPrice({ minPrice, maxPrice, tickSize }: SymbolMarket['spec'], value: Amount): void {
  const isOutside = value < minPrice || (maxPrice > 0n && value > maxPrice);
  if (isOutside || (tickSize > 0n && value % tickSize !== 0n)) throw REJECTS.filter('PRICE_FILTER');
}

function checkLot({ spec, rules }: SymbolMarket, { type }: OrderTerms, quantity: Amount): void {
  const { minQty, maxQty, stepSize, maxMarketQty } = spec;
  if (quantity < minQty || quantity > maxQty || (stepSize > 0n && quantity % stepSize !== 0n)) {
    throw REJECTS.filter('LOT_SIZE');
  }
  // The filter is about MARKET orders; STOP_LOSS and TAKE_PROFIT execute one when their price is met
  // (https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints), too late to refuse it
  if (!isMarketType(type)) return;
  const { minMarketQty, marketStepSize } = rules;
  const isOutside = quantity < minMarketQty || (maxMarketQty > 0n && quantity > maxMarketQty);
  if (isOutside || (marketStepSize > 0n && quantity % marketStepSize !== 0n)) {
    throw REJECTS.filter('MARKET_LOT_SIZE');
  }
}

function checkTrailingDelta({ rules }: SymbolMarket, terms: OrderTerms, delta: number): void {
  const { minAbove, maxAbove, minBelow, maxBelow } = rules.trailingDelta;
  const [min, max] = triggersOnRise(terms) ? [minAbove, maxAbove] : [minBelow, maxBelow];
  if (delta < min || delta > max) throw REJECTS.filter('TRAILING_DELTA');
}

function checkPercentPrice(market: SymbolMarket, { side }: OrderTerms, price: Amount, now: number): void {
  const band = side === 'BUY' ? market.buyBand : market.sellBand;
  if (!band.includes(price, market.filterPrice(now))) throw REJECTS.filter(market.rules.percentPriceFilter);
}

/** MAX_POSITION: what the account has of the base asset, with everything it is buying. @throws EngineReject -1013 */
export function checkPosition({ rules }: SymbolMarket, { side, quantity }: OrderTerms, seat: Seat): void {
  const { maxPosition } = rules;
  if (maxPosition === undefined || side !== 'BUY') return;
  let position = seat.base.free + seat.base.locked + (quantity ?? 0n);
  for (const order of seat.orders.open.values()) if (order.side === 'BUY') position += order.leaves;
  if (position > maxPosition) throw REJECTS.filter('MAX_POSITION');
}
