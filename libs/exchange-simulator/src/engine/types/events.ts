import type { ExecutionType, Side, SymbolStatus } from '@binance-gateway/domain-types';
import type { AccountId, Amount } from './amount.js';
import type { BalanceView, FillView, OrderListView, OrderView, PreventedMatchView } from './views.js';

export interface TradeEvent {
  readonly kind: 'trade';
  readonly symbol: string;
  readonly tradeId: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly buyerOrderId: number;
  readonly sellerOrderId: number;
  readonly isBuyerMaker: boolean;
  /** Fills of one taker order at one price share an aggregate trade. */
  readonly takerOrderId: number;
  readonly time: number;
}

/**
 * A price level after a change; quantity 0 removes it. Every change of a book has its own update id.
 * A level that several fills of one command touched is reported once, with what is left of it. Of an
 * iceberg only the shown part counts.
 */
export interface LevelEvent {
  readonly kind: 'level';
  readonly symbol: string;
  readonly updateId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly time: number;
}

/** What an executionReport is made of. Never sent for the orders of an `unlimited` account. */
export interface ExecutionEvent {
  readonly kind: 'execution';
  readonly account: AccountId;
  readonly order: OrderView;
  readonly executionType: ExecutionType;
  readonly executionId: number;
  /** Of a TRADE; an allocation when it carries an `allocationId`. */
  readonly fill?: FillView | undefined;
  /** Of a TRADE_PREVENTION. */
  readonly prevention?: PreventedMatchView | undefined;
  /** Client order id of the cancel request, on CANCELED. */
  readonly cancelClientOrderId?: string | undefined;
  /** Client order id before the amendment, on REPLACED. */
  readonly origClientOrderId?: string | undefined;
  /** Field `r` of the report, of a REJECTED; the reason of an expiry is `order.expiryReason`. */
  readonly rejectReason: string;
  readonly time: number;
}

/** What a listStatus is made of; follows the reports of the orders it is about. */
export interface OrderListEvent {
  readonly kind: 'orderList';
  readonly account: AccountId;
  readonly list: OrderListView;
  readonly rejectReason: string;
  readonly time: number;
}

/** Balances of an account that may have changed, after one engine command. Never sent for an `unlimited` account. */
export interface BalanceEvent {
  readonly kind: 'balance';
  readonly account: AccountId;
  readonly balances: readonly BalanceView[];
  readonly time: number;
}

/** A deposit or withdrawal. */
export interface TransferEvent {
  readonly kind: 'transfer';
  readonly account: AccountId;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
}

/** What an externalLockUpdate is made of: a balance locked (or unlocked, when negative) by another system. */
export interface ExternalLockEvent {
  readonly kind: 'externalLock';
  readonly account: AccountId;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
}

/** A symbol was listed, changed its status, or was taken off the exchange (DELISTED). */
export interface SymbolEvent {
  readonly kind: 'symbol';
  readonly symbol: string;
  readonly status: SymbolStatus | 'DELISTED';
  readonly time: number;
}

/** What concerns one account. */
export type AccountEvent = ExecutionEvent | OrderListEvent | BalanceEvent | TransferEvent | ExternalLockEvent;
export type EngineEvent = TradeEvent | LevelEvent | SymbolEvent | AccountEvent;
export type EngineListener = (event: EngineEvent) => void;
