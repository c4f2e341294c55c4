// Order and fill bodies, key order as documented:
// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
import type { NewOrderResponseType, WireFill, WireMyTrade } from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type {
  AmendmentView,
  AmendResult,
  CanceledOrder,
  FillView,
  OrderView,
  PlaceResult,
  PreventedMatchView,
} from '../engine/types.js';

/** An order that SOR filled got the assets from the exchange, not from a trade of its own. */
export const MATCH_TYPE = 'ONE_PARTY_TRADE_REPORT';

/** As the STP FAQ has it. */
export const NO_TRADE_GROUP = -1;

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
    ...pegOf(order),
    ...quantityOf(order),
    executedQty: formatAmount(order.executedQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: formatAmount(order.stopPrice),
    ...trailingOf(order),
    icebergQty: formatAmount(order.icebergQty),
    time: order.time,
    updateTime: order.updateTime,
    isWorking: order.isWorking,
    workingTime: workingTimeOf(order),
    origQuoteOrderQty: formatAmount(order.origQuoteOrderQty),
    ...floorOf(order),
    selfTradePreventionMode: order.stpMode,
    ...conditional(order),
  };
}

/** Answer of POST /order. */
export function encodePlaced(
  { order, fills, preventedMatches }: PlaceResult,
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
  return {
    ...ack,
    ...state(order),
    ...triggerOf(order),
    workingTime: workingTimeOf(order),
    ...icebergOf(order),
    ...(responseType === 'FULL' ? { fills: fills.map(encodeFill) } : {}),
    ...preventionOf(preventedMatches),
    ...floorOf(order),
    selfTradePreventionMode: order.stpMode,
    ...conditional(order),
  };
}

/** Answer of DELETE /order: `clientOrderId` is the cancel's own id. */
export function encodeCanceledOrder({ order, cancelClientOrderId }: CanceledOrder): Record<string, unknown> {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: cancelClientOrderId,
    transactTime: order.updateTime,
    ...state(order),
    ...triggerOf(order),
    ...icebergOf(order),
    ...floorOf(order),
    selfTradePreventionMode: order.stpMode,
    ...conditional(order),
  };
}

/** Answer of PUT /order/amend/keepPriority, without the list. */
export function encodeAmendedOrder({ order, origClientOrderId }: AmendResult): Record<string, unknown> {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    origClientOrderId,
    clientOrderId: order.clientOrderId,
    price: formatAmount(order.price),
    ...pegOf(order),
    qty: formatAmount(order.origQty),
    executedQty: formatAmount(order.executedQty),
    preventedQty: formatAmount(order.preventedQty),
    quoteOrderQty: formatAmount(order.origQuoteOrderQty),
    cumulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    ...triggerOf(order),
    ...icebergOf(order),
    ...(order.workingTime > 0 ? { workingTime: order.workingTime } : {}),
    ...floorOf(order),
    selfTradePreventionMode: order.stpMode,
    ...conditional(order),
  };
}

/** Element of order/amendments. */
export function encodeAmendment(amendment: AmendmentView): Record<string, unknown> {
  return {
    ...amendment,
    origQty: formatAmount(amendment.origQty),
    newQty: formatAmount(amendment.newQty),
  };
}

function state(order: OrderView): Record<string, unknown> {
  return {
    price: formatAmount(order.price),
    ...pegOf(order),
    ...quantityOf(order),
    executedQty: formatAmount(order.executedQty),
    origQuoteOrderQty: formatAmount(order.origQuoteOrderQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

/** Left out while an OPO list has not yet bought what the order is to sell. */
function quantityOf(order: OrderView): Record<string, unknown> {
  return order.awaitsQuantity ? {} : { origQty: formatAmount(order.origQty) };
}

function pegOf({ peg }: OrderView): Record<string, unknown> {
  if (!peg) return {};
  return {
    pegPriceType: peg.priceType,
    ...(peg.offsetType === undefined ? {} : { pegOffsetType: peg.offsetType }),
    ...(peg.offsetValue === undefined ? {} : { pegOffsetValue: peg.offsetValue }),
    ...(peg.price === undefined ? {} : { peggedPrice: formatAmount(peg.price) }),
  };
}

function triggerOf(order: OrderView): Record<string, unknown> {
  return {
    ...(TRIGGERED.has(order.type) ? { stopPrice: formatAmount(order.stopPrice) } : {}),
    ...trailingOf(order),
  };
}

function trailingOf({ trailing }: OrderView): Record<string, unknown> {
  return trailing ? { trailingDelta: trailing.delta, trailingTime: trailing.time } : {};
}

function icebergOf(order: OrderView): Record<string, unknown> {
  return order.icebergQty > 0n ? { icebergQty: formatAmount(order.icebergQty) } : {};
}

function floorOf({ workingFloor }: OrderView): Record<string, unknown> {
  return workingFloor === undefined ? {} : { workingFloor };
}

function conditional(order: OrderView): Record<string, unknown> {
  return {
    ...(order.preventedMatchId === undefined ? {} : { preventedMatchId: order.preventedMatchId }),
    ...(order.preventedQty > 0n ? { preventedQuantity: formatAmount(order.preventedQty) } : {}),
    ...(order.strategyId === undefined ? {} : { strategyId: order.strategyId }),
    ...(order.strategyType === undefined ? {} : { strategyType: order.strategyType }),
    ...(order.workingFloor === undefined ? {} : { usedSor: true }),
    ...(order.expiryReason === undefined ? {} : { expiryReason: order.expiryReason }),
  };
}

/** -1 while a triggered order waits for its price. */
function workingTimeOf(order: OrderView): number {
  return order.workingTime > 0 ? order.workingTime : -1;
}

function encodeFill(fill: FillView): WireFill & Record<string, unknown> {
  return {
    ...(fill.allocationId === undefined ? {} : { matchType: MATCH_TYPE }),
    price: formatAmount(fill.price),
    qty: formatAmount(fill.quantity),
    commission: formatAmount(fill.commission),
    commissionAsset: fill.commissionAsset,
    tradeId: fill.tradeId,
    ...(fill.allocationId === undefined ? {} : { allocId: fill.allocationId }),
  };
}

/** Element of myTrades. */
export function encodeMyTrade(fill: FillView): WireMyTrade {
  return {
    symbol: fill.symbol,
    id: fill.tradeId,
    orderId: fill.orderId,
    orderListId: fill.orderListId,
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

/** Element of myAllocations. */
export function encodeAllocation(fill: FillView): Record<string, unknown> {
  return {
    symbol: fill.symbol,
    allocationId: fill.allocationId,
    allocationType: 'SOR',
    orderId: fill.orderId,
    orderListId: fill.orderListId,
    price: formatAmount(fill.price),
    qty: formatAmount(fill.quantity),
    quoteQty: formatAmount(fill.quoteQuantity),
    commission: formatAmount(fill.commission),
    commissionAsset: fill.commissionAsset,
    time: fill.time,
    isBuyer: fill.side === 'BUY',
    isMaker: fill.isMaker,
    isAllocator: false,
  };
}

function preventionOf(matches: readonly PreventedMatchView[]): Record<string, unknown> {
  const [first] = matches;
  if (!first) return {};
  return {
    preventedMatches: matches.map((match) => ({
      preventedMatchId: match.preventedMatchId,
      makerSymbol: match.makerSymbol,
      makerOrderId: match.makerOrderId,
      price: formatAmount(match.price),
      ...preventedQuantitiesOf(match),
    })),
    ...(first.tradeGroupId === undefined ? {} : { tradeGroupId: first.tradeGroupId }),
  };
}

function preventedQuantitiesOf(match: PreventedMatchView): Record<string, unknown> {
  const { takerPreventedQty, makerPreventedQty } = match;
  return {
    ...(takerPreventedQty > 0n ? { takerPreventedQuantity: formatAmount(takerPreventedQty) } : {}),
    ...(makerPreventedQty > 0n ? { makerPreventedQuantity: formatAmount(makerPreventedQty) } : {}),
  };
}

/** Element of myPreventedMatches. */
export function encodePreventedMatch(match: PreventedMatchView): Record<string, unknown> {
  return {
    symbol: match.symbol,
    preventedMatchId: match.preventedMatchId,
    takerOrderId: match.takerOrderId,
    makerSymbol: match.makerSymbol,
    makerOrderId: match.makerOrderId,
    tradeGroupId: match.tradeGroupId ?? NO_TRADE_GROUP,
    selfTradePreventionMode: match.stpMode,
    price: formatAmount(match.price),
    ...preventedQuantitiesOf(match),
    transactTime: match.time,
  };
}
