import type {
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
} from '@binance-gateway/domain-types';
import type { AccountId, Amount } from './amount.js';

/** How a trailing stop stands. */
export interface TrailingView {
  /** Basis points. */
  readonly delta: number;
  /** When it began to track the price; -1 while it waits for its stop price. */
  readonly time: number;
}

export interface PegView {
  readonly priceType: PegPriceType;
  readonly offsetType?: PegOffsetType | undefined;
  readonly offsetValue?: number | undefined;
  /** Set once the order has taken its price from the book. */
  readonly price?: Amount | undefined;
}

/** State of an order. The engine hands out copies or frozen views, never its own record. */
export interface OrderView {
  readonly account: AccountId;
  readonly symbol: string;
  readonly orderId: number;
  /** -1 for an order that is part of no list. */
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** As sent; 0 for market orders and for pegged orders without a price. */
  readonly price: Amount;
  readonly stopPrice: Amount;
  readonly icebergQty: Amount;
  readonly origQty: Amount;
  readonly origQuoteOrderQty: Amount;
  readonly executedQty: Amount;
  readonly cumulativeQuoteQty: Amount;
  readonly preventedQty: Amount;
  readonly status: OrderStatus;
  readonly stpMode: StpMode;
  readonly isWorking: boolean;
  readonly time: number;
  readonly updateTime: number;
  /** 0 until the order is on the book (a stop order that waits for its price). */
  readonly workingTime: number;
  readonly strategyId?: number | undefined;
  readonly strategyType?: number | undefined;
  /** Of the newest prevented match, when self-trade prevention touched the order. */
  readonly preventedMatchId?: number | undefined;
  /** Set when the status is EXPIRED, e.g. UNFILLED_IOC_QUANTITY_EXPIRED, INSUFFICIENT_LIQUIDITY. */
  readonly expiryReason?: string | undefined;
  /** Of a trailing stop. */
  readonly trailing?: TrailingView | undefined;
  /** Of a pegged order. */
  readonly peg?: PegView | undefined;
  /** Of an order placed with SOR (`usedSor`): where its last activity was. */
  readonly workingFloor?: 'EXCHANGE' | 'SOR' | undefined;
  /** A waiting order of an OPO list: `origQty` is not known yet and left out of answers. */
  readonly awaitsQuantity?: boolean | undefined;
}

/** One account's side of a match. */
export interface FillView {
  /** -1 for an allocation. */
  readonly tradeId: number;
  readonly symbol: string;
  readonly account: AccountId;
  readonly orderId: number;
  readonly orderListId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly isMaker: boolean;
  readonly time: number;
  /** Set when SOR filled the order from another book (`matchType` ONE_PARTY_TRADE_REPORT). */
  readonly allocationId?: number | undefined;
}

/** A self-trade that did not happen. Quantities are 0 for the side whose order was left alone. */
export interface PreventedMatchView {
  readonly symbol: string;
  readonly preventedMatchId: number;
  readonly account: AccountId;
  readonly takerOrderId: number;
  /** Another symbol when SOR met an own order on another book. */
  readonly makerSymbol: string;
  readonly makerOrderId: number;
  /** What was done: DECREMENT where only the taker's order says TRANSFER. */
  readonly stpMode: StpMode;
  readonly price: Amount;
  readonly takerPreventedQty: Amount;
  readonly makerPreventedQty: Amount;
  readonly time: number;
  /** When the taker's account is in a trade group. */
  readonly tradeGroupId?: number | undefined;
}

export interface BalanceView {
  readonly asset: string;
  readonly free: Amount;
  readonly locked: Amount;
}

export type ContingencyType = 'OCO' | 'OTO';
/** What has just happened to the list. */
export type ListStatusType = 'RESPONSE' | 'EXEC_STARTED' | 'UPDATED' | 'ALL_DONE';
export type ListOrderStatus = 'EXECUTING' | 'ALL_DONE' | 'REJECT';

/** An order list; `orders` in Binance's order, which is that of their ids. */
export interface OrderListView {
  readonly account: AccountId;
  readonly symbol: string;
  readonly orderListId: number;
  readonly contingencyType: ContingencyType;
  readonly listStatusType: ListStatusType;
  readonly listOrderStatus: ListOrderStatus;
  readonly listClientOrderId: string;
  readonly transactionTime: number;
  readonly orders: readonly {
    readonly symbol: string;
    readonly orderId: number;
    readonly clientOrderId: string;
  }[];
}

/** One amendment of an order. */
export interface AmendmentView {
  readonly symbol: string;
  readonly orderId: number;
  readonly executionId: number;
  readonly origClientOrderId: string;
  readonly newClientOrderId: string;
  readonly origQty: Amount;
  readonly newQty: Amount;
  readonly time: number;
}
