// Order and fill bodies, key order as documented:
// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
import type { NewOrderResponseType, WireFill, WireMyTrade } from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { FillView, OrderView, PlaceResult, PreventedMatchView } from '../engine/types.js';

const TRIGGERED: ReadonlySet<string> = new Set([
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
]);

/** Element of openOrders and allOrders, answer of GET /order: icebergQty and stopPrice always shown. */
export function encodeOrder(order: OrderView): Record<string, unknown> {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    price: formatAmount(order.price),
    origQty: formatAmount(order.origQty),
    executedQty: formatAmount(order.executedQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: formatAmount(order.stopPrice),
    icebergQty: formatAmount(order.icebergQty),
    time: order.time,
    updateTime: order.updateTime,
    isWorking: order.isWorking,
    workingTime: workingTimeOf(order),
    origQuoteOrderQty: formatAmount(order.origQuoteOrderQty),
    selfTradePreventionMode: order.stpMode,
    ...conditional(order),
  };
}

/** Answer of POST /order. */
export function encodePlaced(
  { order, fills }: PlaceResult,
  responseType: NewOrderResponseType,
): Record<string, unknown> {
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    transactTime: order.updateTime,
  };
  if (responseType === 'ACK') return ack;
  const result = {
    ...ack,
    ...state(order),
    workingTime: workingTimeOf(order),
    selfTradePreventionMode: order.stpMode,
    ...shownOnPlace(order),
    ...conditional(order),
  };
  return responseType === 'RESULT' ? result : { ...result, fills: fills.map(encodeFill) };
}

/** Answer of DELETE /order: `clientOrderId` is the cancel's own id. */
export function encodeCanceled(order: OrderView, cancelClientOrderId: string): Record<string, unknown> {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: cancelClientOrderId,
    transactTime: order.updateTime,
    ...state(order),
    selfTradePreventionMode: order.stpMode,
    ...shownOnPlace(order),
    ...conditional(order),
  };
}

function state(order: OrderView): Record<string, unknown> {
  return {
    price: formatAmount(order.price),
    origQty: formatAmount(order.origQty),
    executedQty: formatAmount(order.executedQty),
    origQuoteOrderQty: formatAmount(order.origQuoteOrderQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function shownOnPlace(order: OrderView): Record<string, unknown> {
  return {
    ...(TRIGGERED.has(order.type) ? { stopPrice: formatAmount(order.stopPrice) } : {}),
    ...(order.icebergQty > 0n ? { icebergQty: formatAmount(order.icebergQty) } : {}),
  };
}

function conditional(order: OrderView): Record<string, unknown> {
  return {
    ...(order.preventedMatchId === undefined ? {} : { preventedMatchId: order.preventedMatchId }),
    ...(order.preventedQty > 0n ? { preventedQuantity: formatAmount(order.preventedQty) } : {}),
    ...(order.strategyId === undefined ? {} : { strategyId: order.strategyId }),
    ...(order.strategyType === undefined ? {} : { strategyType: order.strategyType }),
    ...(order.expiryReason === undefined ? {} : { expiryReason: order.expiryReason }),
  };
}

/** -1 while a triggered order waits for its price. */
function workingTimeOf(order: OrderView): number {
  return order.workingTime > 0 ? order.workingTime : -1;
}

function encodeFill(fill: FillView): WireFill {
  return {
    price: formatAmount(fill.price),
    qty: formatAmount(fill.quantity),
    commission: formatAmount(fill.commission),
    commissionAsset: fill.commissionAsset,
    tradeId: fill.tradeId,
  };
}

/** Element of myTrades. */
export function encodeMyTrade(fill: FillView): WireMyTrade {
  return {
    symbol: fill.symbol,
    id: fill.tradeId,
    orderId: fill.orderId,
    orderListId: -1,
    price: formatAmount(fill.price),
    qty: formatAmount(fill.quantity),
    quoteQty: formatAmount(fill.quoteQuantity),
    commission: formatAmount(fill.commission),
    commissionAsset: fill.commissionAsset,
    time: fill.time,
    isBuyer: fill.side === 'BUY',
    isMaker: fill.isMaker,
    isBestMatch: true,
  };
}

/** Element of myPreventedMatches. */
export function encodePreventedMatch(match: PreventedMatchView): Record<string, unknown> {
  return {
    symbol: match.symbol,
    preventedMatchId: match.preventedMatchId,
    takerOrderId: match.takerOrderId,
    makerSymbol: match.symbol,
    makerOrderId: match.makerOrderId,
    tradeGroupId: 1,
    selfTradePreventionMode: match.stpMode,
    price: formatAmount(match.price),
    ...(match.takerPreventedQty > 0n
      ? { takerPreventedQuantity: formatAmount(match.takerPreventedQty) }
      : {}),
    ...(match.makerPreventedQty > 0n
      ? { makerPreventedQuantity: formatAmount(match.makerPreventedQty) }
      : {}),
    transactTime: match.time,
  };
}
