import type { ExecutionType, OrderStatus, OrderType, Side, StpMode, TimeInForce } from '@binance-gateway/domain-types';

/** Prices, quantities and quote amounts inside the engine: integers, in units of 10^-8. */
export type Amount = bigint;
export const AMOUNT_SCALE = 8;
export const UNIT: Amount = 100_000_000n;

export type AccountId = string;

/** What a symbol allows; becomes its exchangeInfo entry and its filters. */
export interface SymbolSpec {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly tickSize: Amount;
  readonly minPrice: Amount;
  readonly maxPrice: Amount;
  readonly stepSize: Amount;
  readonly minQty: Amount;
  readonly maxQty: Amount;
  readonly maxMarketQty: Amount;
  readonly minNotional: Amount;
  readonly maxNotional: Amount;
  readonly maxNumOrders: number;
  readonly maxNumAlgoOrders: number;
  /** PERCENT_PRICE_BY_SIDE multipliers, in units of 10^-8; both sides use the same pair. */
  readonly multiplierUp: Amount;
  readonly multiplierDown: Amount;
  /** Where the synthetic market starts. */
  readonly initialPrice: Amount;
}

export interface OrderCommand {
  readonly account: AccountId;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce;
  readonly price?: Amount;
  readonly quantity?: Amount;
  readonly quoteOrderQty?: Amount;
  readonly stopPrice?: Amount;
  readonly icebergQty?: Amount;
  readonly trailingDelta?: number;
  /** Made by the caller when the client gave none; the engine needs it. */
  readonly clientOrderId: string;
  readonly stpMode?: StpMode;
  readonly strategyId?: number;
  readonly strategyType?: number;
}

/** State of an order. The engine hands out copies or frozen views, never its own record. */
export interface OrderView {
  readonly account: AccountId;
  readonly symbol: string;
  readonly orderId: number;
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
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
  readonly workingTime: number;
  readonly strategyId?: number;
  readonly strategyType?: number;
}

/** One account's side of a match. */
export interface FillView {
  readonly tradeId: number;
  readonly symbol: string;
  readonly account: AccountId;
  readonly orderId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly isMaker: boolean;
  readonly time: number;
}

export interface BalanceView {
  readonly asset: string;
  readonly free: Amount;
  readonly locked: Amount;
}

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

/** A price level after a change; quantity 0 removes it. Every change of a book has its own update id. */
export interface LevelEvent {
  readonly kind: 'level';
  readonly symbol: string;
  readonly updateId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly time: number;
}

/** What an executionReport is made of. */
export interface ExecutionEvent {
  readonly kind: 'execution';
  readonly account: AccountId;
  readonly order: OrderView;
  readonly executionType: ExecutionType;
  readonly executionId: number;
  /** Of a TRADE. */
  readonly fill?: FillView;
  /** Client order id of the cancel request, on CANCELED. */
  readonly cancelClientOrderId?: string;
  /** Binance's reject or expiry reason; NONE when there is none. */
  readonly rejectReason: string;
  readonly time: number;
}

/** Balances of an account that may have changed, after one engine command. */
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

export type EngineEvent = TradeEvent | LevelEvent | ExecutionEvent | BalanceEvent | TransferEvent;
export type EngineListener = (event: EngineEvent) => void;

export type OrderRef = { readonly orderId: number } | { readonly clientOrderId: string };

/** A refusal with Binance's code and message, e.g. -2010 "Account has insufficient balance for requested action." */
export class EngineReject extends Error {
  override readonly name = 'EngineReject';
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface PlaceResult {
  readonly order: OrderView;
  readonly fills: readonly FillView[];
}

export type Level = readonly [price: Amount, quantity: Amount];

/** The matching engine as the servers and the market see it. Synchronous and single threaded. */
export interface Engine {
  readonly symbols: ReadonlyMap<string, SymbolSpec>;
  subscribe(listener: EngineListener): () => void;
  addAccount(account: AccountId, balances: readonly { asset: string; free: Amount }[]): void;
  transfer(account: AccountId, asset: string, delta: Amount): void;
  balances(account: AccountId): BalanceView[];
  /** @throws EngineReject */
  place(command: OrderCommand): PlaceResult;
  /** Same checks as place, changes nothing. @throws EngineReject */
  test(command: OrderCommand): void;
  /** @throws EngineReject -2011 */
  cancel(account: AccountId, symbol: string, ref: OrderRef, cancelClientOrderId: string, restriction?: 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED'): OrderView;
  /** @throws EngineReject -2011 when there is nothing to cancel */
  cancelAll(account: AccountId, symbol: string, newCancelId: () => string): OrderView[];
  /** @throws EngineReject -2013 */
  order(account: AccountId, symbol: string, ref: OrderRef): OrderView;
  openOrders(account: AccountId, symbol?: string): OrderView[];
  /** Ascending by order id. */
  allOrders(account: AccountId, symbol: string, query: { fromOrderId?: number; startTime?: number; endTime?: number; limit: number }): OrderView[];
  /** Ascending by trade id; the newest `limit` when neither start nor id is given. */
  fills(account: AccountId, symbol: string, query: { orderId?: number; fromId?: number; startTime?: number; endTime?: number; limit: number }): FillView[];
  /** Best first. */
  depth(symbol: string, limit: number): { lastUpdateId: number; bids: Level[]; asks: Level[] };
  bestBidAsk(symbol: string): { updateId: number; bid?: Level; ask?: Level };
  lastTrade(symbol: string): TradeEvent | undefined;
}
