// User data events. https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
import type { DecimalString } from '../decimal.js';
import type { ExecutionType, OrderStatus, OrderType, Side, StpMode, TimeInForce } from '../enums.js';
import type { Millis } from '../time.js';

/** How an event arrives on the WS API since 2025-08. */
export interface WireUserDataFrame {
  subscriptionId?: number;
  event: WireUserDataEvent;
}

export interface WireExecutionReport {
  e: 'executionReport';
  E: Millis;
  s: string;
  /** Client order id; on a cancel it is the cancel's own id and `C` is the order's. */
  c: string;
  S: Side;
  o: OrderType;
  f: TimeInForce;
  q: DecimalString;
  p: DecimalString;
  P: DecimalString;
  F: DecimalString;
  g: number;
  C: string;
  x: ExecutionType;
  X: OrderStatus;
  r: string;
  i: number;
  /** Quantity, cumulative quantity and price of the last execution. */
  l: DecimalString;
  z: DecimalString;
  L: DecimalString;
  n: DecimalString;
  N: string | null;
  T: Millis;
  t: number;
  I: number;
  w: boolean;
  m: boolean;
  M: boolean;
  O: Millis;
  Z: DecimalString;
  Y: DecimalString;
  Q: DecimalString;
  W?: Millis;
  V?: StpMode;
  [field: string]: unknown;
}

export interface WireOutboundAccountPosition {
  e: 'outboundAccountPosition';
  E: Millis;
  u: Millis;
  B: { a: string; f: DecimalString; l: DecimalString }[];
}

export interface WireBalanceUpdate {
  e: 'balanceUpdate';
  E: Millis;
  a: string;
  d: DecimalString;
  T: Millis;
}

export interface WireListStatus {
  e: 'listStatus';
  E: Millis;
  s: string;
  g: number;
  c: string;
  l: string;
  L: string;
  r: string;
  C: string;
  T: Millis;
  O: { s: string; i: number; c: string }[];
}

export interface WireOtherUserEvent {
  e: 'externalLockUpdate' | 'eventStreamTerminated' | 'serverShutdown';
  E: Millis;
  [field: string]: unknown;
}

export type WireUserDataEvent =
  WireExecutionReport | WireOutboundAccountPosition | WireBalanceUpdate | WireListStatus | WireOtherUserEvent;
