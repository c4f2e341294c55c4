// User data events, field order as documented:
// https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
import type {
  WireBalanceUpdate,
  WireExecutionReport,
  WireOutboundAccountPosition,
} from '@binance-gateway/domain-types';
import { formatAmount, quoteOf } from '../engine/amount.js';
import type { BalanceEvent, ExecutionEvent, TransferEvent } from '../engine/types.js';

export type UserEvent = ExecutionEvent | BalanceEvent | TransferEvent;

export function encodeUserEvent(event: UserEvent, eventTime: number): object {
  switch (event.kind) {
    case 'execution':
      return encodeExecutionReport(event, eventTime);
    case 'balance':
      return encodePosition(event, eventTime);
    case 'transfer':
      return encodeBalanceUpdate(event, eventTime);
  }
}

export function encodeExecutionReport(event: ExecutionEvent, eventTime: number): WireExecutionReport {
  const { order, fill } = event;
  const isOpen = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
  const isCancel = event.executionType === 'CANCELED' && event.cancelClientOrderId !== undefined;
  return {
    e: 'executionReport',
    E: eventTime,
    s: order.symbol,
    c: isCancel ? (event.cancelClientOrderId as string) : order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: formatAmount(order.origQty),
    p: formatAmount(order.price),
    P: formatAmount(order.stopPrice),
    F: formatAmount(order.icebergQty),
    g: order.orderListId,
    C: isCancel ? order.clientOrderId : '',
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
    ...(order.workingTime > 0 ? { W: order.workingTime } : {}),
    V: order.stpMode,
    ...preventionFields(event),
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
    u: 1,
    U: isTaker ? prevention.makerOrderId : prevention.takerOrderId,
    Cs: prevention.symbol,
    pl: formatAmount(quantity),
    pL: formatAmount(prevention.price),
    pY: formatAmount(quoteOf(prevention.price, quantity)),
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
