// The rules of order lists:
// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
import type { OrderType } from '@binance-gateway/domain-types';
import { checkParameters } from './command-rules.js';
import { REJECTS } from './rejects.js';
import type { SymbolMarket } from './symbol-market.js';
import type { SymbolRules } from './symbol-rules.js';
import type { Amount, ContingencyType, OrderListCommand, OrderTerms } from './types.js';

const STOP_LOSSES: ReadonlySet<OrderType> = new Set(['STOP_LOSS', 'STOP_LOSS_LIMIT']);
const TAKE_PROFITS: ReadonlySet<OrderType> = new Set(['TAKE_PROFIT', 'TAKE_PROFIT_LIMIT']);

/** An order list whose parameters are in order. */
export interface ListPlan {
  readonly contingencyType: ContingencyType;
  readonly isOpo: boolean;
  readonly working: OrderTerms | undefined;
  /** The order that waits, or the pair; of a pair the stop loss comes first, as in Binance's answers. */
  readonly legs: readonly OrderTerms[];
}

/**
 * Types, sides and parameters of the orders of a list.
 * @throws EngineReject -1013, -1102, -1106, -1158, -1160, -1165…-1168, -1196…-1199, -1222, -1223, -1225
 */
export function planList(command: OrderListCommand, rules: SymbolRules): ListPlan {
  checkFeatures(command.kind, rules);
  if (command.kind === 'OCO') {
    const legs = orderPair(command.above, command.below);
    for (const leg of legs) checkParameters(leg, rules);
    return { contingencyType: 'OCO', isOpo: false, working: undefined, legs };
  }
  const isOpo = command.kind === 'OPO' || command.kind === 'OPOCO';
  const { working } = command;
  if (working.type !== 'LIMIT' && working.type !== 'LIMIT_MAKER') throw REJECTS.unsupportedCombination();
  const legs =
    'pending' in command ? [command.pending] : orderPair(command.pendingAbove, command.pendingBelow);
  if (isOpo) checkOpo(working, legs);
  checkParameters(working, rules);
  for (const leg of legs) {
    if (leg.quoteOrderQty !== undefined) throw REJECTS.notRequired('quoteOrderQty');
    checkParameters(leg, rules, !isOpo);
  }
  return { contingencyType: 'OTO', isOpo, working, legs };
}

/**
 * Last price and limits of a pair: the stop loss on one side of the market, the other leg on the other.
 * @throws EngineReject -2010
 */
export function checkPairPrices({ reference }: SymbolMarket, legs: readonly OrderTerms[]): void {
  const last = reference.lastPrice;
  for (const leg of legs) {
    const isAbove = STOP_LOSSES.has(leg.type) === (leg.side === 'BUY');
    const isLimit = leg.type === 'LIMIT_MAKER' || leg.type === 'TAKE_PROFIT_LIMIT';
    const prices = [leg.stopPrice, isLimit && leg.pegPriceType === undefined ? leg.price : undefined];
    for (const price of prices) if (!isOnSide(price, last, isAbove)) throw REJECTS.badPrices();
  }
}

function isOnSide(price: Amount | undefined, last: Amount, isAbove: boolean): boolean {
  return price === undefined || (isAbove ? price > last : price < last);
}

function checkFeatures(kind: OrderListCommand['kind'], { features }: SymbolRules): void {
  const isPair = kind === 'OCO' || kind === 'OTOCO' || kind === 'OPOCO';
  const isOpo = kind === 'OPO' || kind === 'OPOCO';
  if (isPair && !features.ocoAllowed) throw REJECTS.typeNotSupported('OCO');
  if (kind !== 'OCO' && !features.otoAllowed) throw REJECTS.typeNotSupported('OTO');
  if (isOpo && !features.opoAllowed) throw REJECTS.typeNotSupported('OPO');
}

function checkOpo(working: OrderTerms, legs: readonly OrderTerms[]): void {
  if (working.side !== 'BUY') throw REJECTS.opoWorkingSide();
  for (const { side, quantity } of legs) {
    if (side !== 'SELL') throw REJECTS.opoPendingSide();
    if (quantity !== undefined) throw REJECTS.opoPendingQuantity();
  }
}

/** Checks which leg may be above and which below. @returns the stop loss first */
function orderPair(above: OrderTerms, below: OrderTerms): readonly OrderTerms[] {
  if (above.type === 'LIMIT_MAKER' && below.type === 'LIMIT_MAKER') throw REJECTS.bothLimit();
  if (above.side !== below.side || above.quantity !== below.quantity) throw REJECTS.unsupportedCombination();
  const isBuy = above.side === 'BUY';
  for (const [leg, name] of [
    [above, 'above'],
    [below, 'below'],
  ] as const) {
    const isAbove = leg === above;
    const isStop = STOP_LOSSES.has(leg.type);
    if (!isStop && !TAKE_PROFITS.has(leg.type) && leg.type !== 'LIMIT_MAKER') throw REJECTS.ocoType();
    const mayBeHere = isStop === isBuy ? isAbove : !isAbove;
    if (!mayBeHere) throw misplaced(leg.type, isBuy);
    const isIceberg = leg.icebergQty !== undefined && leg.icebergQty > 0n;
    if (isIceberg && leg.timeInForce !== undefined && leg.timeInForce !== 'GTC')
      throw REJECTS.ocoIceberg(name);
  }
  return STOP_LOSSES.has(above.type) ? [above, below] : [below, above];
}

function misplaced(type: OrderType, isBuy: boolean): Error {
  if (STOP_LOSSES.has(type)) return isBuy ? REJECTS.buyStopBelow() : REJECTS.sellStopAbove();
  if (TAKE_PROFITS.has(type)) return isBuy ? REJECTS.buyTakeProfitAbove() : REJECTS.sellTakeProfitBelow();
  return isBuy ? REJECTS.buyLimitAbove() : REJECTS.sellLimitBelow();
}
