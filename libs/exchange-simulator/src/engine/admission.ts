import type { StpMode } from '@binance-gateway/domain-types';
import { quoteOf } from './amount.js';
import { checkParameters } from './command-rules.js';
import { checkFilters } from './filters.js';
import { type Prospect, surveyBudget, surveyQuantity } from './liquidity.js';
import { ALGO_TYPES } from './order.js';
import { REJECTS } from './rejects.js';
import type { Seat } from './seat.js';
import { triggersOnRise } from './stop-orders.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, OrderCommand, SymbolSpec } from './types.js';

const DEFAULT_STP_MODE: StpMode = 'EXPIRE_MAKER';

/** What an admitted order starts with. */
export interface Admitted {
  readonly quantity: Amount;
  readonly stpMode: StpMode;
}

/**
 * All checks of a new order; changes nothing.
 * @throws EngineReject
 */
export function admit(market: SymbolMarket, seat: Seat, command: OrderCommand, now: number): Admitted {
  const { spec } = market;
  const isUnlimited = seat.account.isUnlimited;
  checkParameters(command);
  if (market.status !== 'TRADING') throw REJECTS.marketClosed();
  const stpMode = command.stpMode ?? (isUnlimited ? 'NONE' : (spec.defaultStpMode ?? DEFAULT_STP_MODE));
  if (command.stpMode && spec.allowedStpModes?.includes(command.stpMode) === false) {
    throw REJECTS.stpModeNotAllowed();
  }
  if (!isUnlimited) {
    checkFilters(spec, command, seat, () => market.reference.at(now));
    if (seat.orders.isClientIdTaken(command.clientOrderId)) throw REJECTS.duplicateOrder();
  }
  checkAgainstMarket(market, command);
  const prospect: Prospect = { seat, side: command.side, stpMode };
  const quantity = command.quantity ?? quantityFor(market, prospect, command.quoteOrderQty ?? 0n);
  if (!isUnlimited) checkBalance(market, prospect, command, quantity);
  return { quantity, stpMode };
}

function checkAgainstMarket({ book, reference }: SymbolMarket, command: OrderCommand): void {
  const { side, type, price, stopPrice } = command;
  if (type === 'LIMIT_MAKER' && book.crosses(side, price ?? 0n)) throw REJECTS.wouldMatch();
  if (stopPrice === undefined || !ALGO_TYPES.has(type)) return;
  const { lastPrice } = reference;
  if (triggersOnRise(command) ? stopPrice <= lastPrice : stopPrice >= lastPrice) throw REJECTS.wouldTrigger();
}

/** What an amount of quote asset trades on the present book, in whole steps and within the lot size. */
function quantityFor({ book, spec }: SymbolMarket, prospect: Prospect, budget: Amount): Amount {
  const best = book.opposite(prospect.side).best;
  if (!best) throw REJECTS.noLiquidity();
  const survey = surveyBudget(book, prospect, budget);
  const quantity = withinLot(spec, survey.quantity);
  if (quantity >= spec.minQty && quantity > 0n) return quantity;
  // Too small a budget, or too little on offer
  throw quoteOf(best.price, spec.minQty) > budget
    ? REJECTS.filter('LOT_SIZE')
    : REJECTS.liquidityBelowLotSize();
}

function withinLot({ stepSize, maxQty, maxMarketQty }: SymbolSpec, quantity: Amount): Amount {
  const cap = maxMarketQty > 0n && maxMarketQty < maxQty ? maxMarketQty : maxQty;
  const capped = quantity > cap ? cap : quantity;
  return stepSize > 0n ? capped - (capped % stepSize) : capped;
}

function checkBalance(
  market: SymbolMarket,
  prospect: Prospect,
  command: OrderCommand,
  quantity: Amount,
): void {
  const { seat, side } = prospect;
  const available = side === 'BUY' ? seat.quote.free : seat.base.free;
  const needed = side === 'BUY' ? cost(market, prospect, command, quantity) : quantity;
  if (needed > available) throw REJECTS.insufficientBalance();
}

function cost({ book }: SymbolMarket, prospect: Prospect, command: OrderCommand, quantity: Amount): Amount {
  if (command.quoteOrderQty !== undefined) return command.quoteOrderQty;
  if (command.price !== undefined) return quoteOf(command.price, quantity);
  if (command.stopPrice !== undefined) return quoteOf(command.stopPrice, quantity);
  return surveyQuantity(book, prospect, quantity).quote;
}
