// User data events, field order as documented:
// https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
import type {
  WireBalanceUpdate,
  WireExecutionReport,
  WireListStatus,
  WireOtherUserEvent,
  WireOutboundAccountPosition,
} from '@binance-gateway/domain-types';
import { formatAmount, quoteOf } from '../engine/amount.js';
import type {
  AccountEvent,
  BalanceEvent,
  ExecutionEvent,
  ExternalLockEvent,
  OrderListEvent,
  OrderView,
  TransferEvent,
} from '../engine/types.js';
import { MATCH_TYPE, NO_TRADE_GROUP } from './encode-order.js';

export function encodeUserEvent(event: AccountEvent, eventTime: number): object {
  switch (event.kind) {
    case 'execution':
      return encodeExecutionReport(event, eventTime);
    case 'orderList':
      return encodeListStatus(event, eventTime);
    case 'balance':
      return encodePosition(event, eventTime);
    case 'externalLock':
      return encodeExternalLock(event, eventTime);
    case 'transfer':
      return encodeBalanceUpdate(event, eventTime);
  }
}

export function encodeExecutionReport(event: ExecutionEvent, eventTime: number): WireExecutionReport {
  const { order, fill } = event;
  const isOpen = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
  return {
    e: 'executionReport',
    E: eventTime,
    s: order.symbol,
    c: event.cancelClientOrderId ?? order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: formatAmount(order.origQty),
    p: formatAmount(order.price),
    P: formatAmount(order.stopPrice),
    ...(order.trailing ? { d: order.trailing.delta } : {}),
    F: formatAmount(order.icebergQty),
    g: order.orderListId,
    C: event.cancelClientOrderId === undefined ? (event.origClientOrderId ?? '') : order.clientOrderId,
    x: event.executionType,
    X: order.status,
    r: event.rejectReason,
    i: order.orderId,
    l: formatAmount(fill?.quantity ?? 0n),
    z: formatAmount(order.executedQty),
    L: formatAmount(fill?.price ?? 0n),
    // "0" when nothing was traded, as on the live stream
    n: fill ? formatAmount(fill.commission) : '0',
    N: fill?.commissionAsset ?? null,
    T: event.time,
    t: fill?.tradeId ?? -1,
    ...(order.preventedMatchId === undefined ? {} : { v: order.preventedMatchId }),
    I: event.executionId,
    w: order.isWorking && isOpen,
    m: fill?.isMaker ?? false,
    M: fill?.isMaker ?? false,
    O: order.time,
    Z: formatAmount(order.cumulativeQuoteQty),
    Y: formatAmount(fill?.quoteQuantity ?? 0n),
    Q: formatAmount(order.origQuoteOrderQty),
    ...(order.strategyId === undefined ? {} : { j: order.strategyId }),
    ...(order.strategyType === undefined ? {} : { J: order.strategyType }),
    ...(order.trailing && order.trailing.time >= 0 ? { D: order.trailing.time } : {}),
    ...(order.workingTime > 0 ? { W: order.workingTime } : {}),
    V: order.stpMode,
    ...preventionFields(event),
    ...sorFields(event),
    ...pegFields(order),
    ...(order.expiryReason === undefined ? {} : { eR: order.expiryReason }),
  };
}

function preventionFields({ order, prevention }: ExecutionEvent): Record<string, unknown> {
  if (!prevention) return order.preventedQty > 0n ? { A: formatAmount(order.preventedQty) } : {};
  const isTaker = prevention.takerOrderId === order.orderId;
  const quantity = isTaker ? prevention.takerPreventedQty : prevention.makerPreventedQty;
  return {
    A: formatAmount(order.preventedQty),
    B: formatAmount(quantity),
    u: prevention.tradeGroupId ?? NO_TRADE_GROUP,
    U: isTaker ? prevention.makerOrderId : prevention.takerOrderId,
    Cs: prevention.symbol,
    pl: formatAmount(quantity),
    pL: formatAmount(prevention.price),
    pY: formatAmount(quoteOf(prevention.price, quantity)),
  };
}

function sorFields({ order, fill }: ExecutionEvent): Record<string, unknown> {
  if (order.workingFloor === undefined) return {};
  const allocation = fill?.allocationId;
  return {
    ...(allocation === undefined ? {} : { b: MATCH_TYPE, a: allocation }),
    k: order.workingFloor,
    uS: true,
  };
}

function pegFields({ peg }: OrderView): Record<string, unknown> {
  if (!peg) return {};
  return {
    gP: peg.priceType,
    ...(peg.offsetType === undefined ? {} : { gOT: peg.offsetType }),
    ...(peg.offsetValue === undefined ? {} : { gOV: peg.offsetValue }),
    ...(peg.price === undefined ? {} : { gp: formatAmount(peg.price) }),
  };
}

function encodeListStatus({ list, rejectReason, time }: OrderListEvent, eventTime: number): WireListStatus {
  return {
    e: 'listStatus',
    E: eventTime,
    s: list.symbol,
    g: list.orderListId,
    c: list.contingencyType,
    l: list.listStatusType,
    L: list.listOrderStatus,
    r: rejectReason,
    C: list.listClientOrderId,
    T: time,
    O: list.orders.map(({ symbol, orderId, clientOrderId }) => ({ s: symbol, i: orderId, c: clientOrderId })),
  };
}

function encodeExternalLock(event: ExternalLockEvent, eventTime: number): WireOtherUserEvent {
  return {
    e: 'externalLockUpdate',
    E: eventTime,
    a: event.asset,
    d: formatAmount(event.delta),
    T: event.time,
  };
}

function encodePosition(event: BalanceEvent, eventTime: number): WireOutboundAccountPosition {
  return {
    e: 'outboundAccountPosition',
    E: eventTime,
    u: event.time,
    B: event.balances.map(({ asset, free, locked }) => ({
      a: asset,
      f: formatAmount(free),
      l: formatAmount(locked),
    })),
  };
}

function encodeBalanceUpdate(event: TransferEvent, eventTime: number): WireBalanceUpdate {
  return {
    e: 'balanceUpdate',
    E: eventTime,
    a: event.asset,
    d: formatAmount(event.delta),
    T: event.time,
  };
}
