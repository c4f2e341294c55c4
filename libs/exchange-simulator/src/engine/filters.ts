// https://developers.binance.com/docs/binance-spot-api-docs/filters
import { quoteOf } from './amount.js';
import { ALGO_TYPES, MARKET_TYPES } from './order.js';
import { REJECTS } from './rejects.js';
import type { Seat } from './seat.js';
import { type Amount, type OrderCommand, type SymbolSpec, UNIT } from './types.js';

/** @throws EngineReject -1013 with the first filter that fails, in the order of exchangeInfo */
export function checkFilters(
  spec: SymbolSpec,
  command: OrderCommand,
  seat: Seat,
  averagePrice: () => Amount,
): void {
  checkPrices(spec, command);
  if (command.quantity !== undefined) checkLot(spec, command, command.quantity);
  checkPercentPrice(spec, command, averagePrice);
  checkNotional(spec, command, averagePrice);
  checkOrderCounts(spec, command, seat);
}

function checkPrices({ minPrice, maxPrice, tickSize }: SymbolSpec, { price, stopPrice }: OrderCommand): void {
  for (const value of [price, stopPrice]) {
    if (value === undefined) continue;
    const isOutside = value < minPrice || (maxPrice > 0n && value > maxPrice);
    if (isOutside || (tickSize > 0n && value % tickSize !== 0n)) throw REJECTS.filter('PRICE_FILTER');
  }
}

function checkLot(spec: SymbolSpec, { type }: OrderCommand, quantity: Amount): void {
  const { minQty, maxQty, stepSize, maxMarketQty } = spec;
  if (quantity < minQty || quantity > maxQty || (stepSize > 0n && quantity % stepSize !== 0n)) {
    throw REJECTS.filter('LOT_SIZE');
  }
  if (MARKET_TYPES.has(type) && maxMarketQty > 0n && quantity > maxMarketQty) {
    throw REJECTS.filter('MARKET_LOT_SIZE');
  }
}

function checkPercentPrice(spec: SymbolSpec, { price }: OrderCommand, averagePrice: () => Amount): void {
  if (price === undefined) return;
  const reference = averagePrice();
  const scaled = price * UNIT;
  if (scaled > reference * spec.multiplierUp || scaled < reference * spec.multiplierDown) {
    throw REJECTS.filter('PERCENT_PRICE_BY_SIDE');
  }
}

/** As on the live symbols: the minimum applies to market orders too, the maximum does not. */
function checkNotional(spec: SymbolSpec, command: OrderCommand, averagePrice: () => Amount): void {
  const { price, quantity, quoteOrderQty } = command;
  const notional = quoteOrderQty ?? quoteOf(price ?? averagePrice(), quantity ?? 0n);
  if (price !== undefined && notional <= 0n) throw REJECTS.notionalZero();
  const isTooLarge = price !== undefined && spec.maxNotional > 0n && notional > spec.maxNotional;
  if (isTooLarge || notional < spec.minNotional) throw REJECTS.filter('NOTIONAL');
}

/** Market orders never stay open, so they do not count. */
function checkOrderCounts(spec: SymbolSpec, { type }: OrderCommand, seat: Seat): void {
  if (type === 'MARKET') return;
  if (seat.orders.open.size >= spec.maxNumOrders) throw REJECTS.filter('MAX_NUM_ORDERS');
  if (ALGO_TYPES.has(type) && seat.openAlgoOrders >= spec.maxNumAlgoOrders) {
    throw REJECTS.filter('MAX_NUM_ALGO_ORDERS');
  }
}
