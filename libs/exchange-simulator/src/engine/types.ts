import type {
  CancelRestriction,
  Clock,
  ExecutionType,
  OrderStatus,
  OrderType,
  Side,
  StpMode,
  SymbolStatus,
  TimeInForce,
} from '@binance-gateway/domain-types';

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
  /** Used when an order names none; EXPIRE_MAKER when absent, as on the live exchange. */
  readonly defaultStpMode?: StpMode;
  /** Every mode when absent. */
  readonly allowedStpModes?: readonly StpMode[];
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
  /** 0 until the order is on the book (a stop order that waits for its price). */
  readonly workingTime: number;
  readonly strategyId?: number;
  readonly strategyType?: number;
  /** Of the newest prevented match, when self-trade prevention touched the order. */
  readonly preventedMatchId?: number;
  /** Set when the status is EXPIRED, e.g. UNFILLED_IOC_QUANTITY_EXPIRED, INSUFFICIENT_LIQUIDITY. */
  readonly expiryReason?: string;
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

/** A self-trade that did not happen. Quantities are 0 for the side whose order was left alone. */
export interface PreventedMatchView {
  readonly symbol: string;
  readonly preventedMatchId: number;
  readonly account: AccountId;
  readonly takerOrderId: number;
  readonly makerOrderId: number;
  readonly stpMode: StpMode;
  readonly price: Amount;
  readonly takerPreventedQty: Amount;
  readonly makerPreventedQty: Amount;
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

/**
 * A price level after a change; quantity 0 removes it. Every change of a book has its own update id.
 * A level that several fills of one command touched is reported once, with what is left of it.
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
  /** Of a TRADE. */
  readonly fill?: FillView;
  /** Of a TRADE_PREVENTION. */
  readonly prevention?: PreventedMatchView;
  /** Client order id of the cancel request, on CANCELED. */
  readonly cancelClientOrderId?: string;
  /** Field `r` of the report; the reason of an expiry is `order.expiryReason`. */
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

export type EngineEvent = TradeEvent | LevelEvent | ExecutionEvent | BalanceEvent | TransferEvent;
export type EngineListener = (event: EngineEvent) => void;

/** With both, the order is found by its id and must carry that client order id. */
export type OrderRef =
  | { readonly orderId: number; readonly clientOrderId?: string }
  | { readonly orderId?: undefined; readonly clientOrderId: string };

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
  readonly preventedMatches: readonly PreventedMatchView[];
}

export interface AccountOptions {
  /**
   * For the maker of a synthetic market: no balance checks, no locks, no filters, no commission, no
   * self-trade prevention unless asked for. Its balances are net positions and may be negative. Only its
   * open orders are kept and only by order id (an empty clientOrderId is fine); it has no history and
   * causes no execution or balance events.
   */
  readonly unlimited?: boolean;
}

/** Shares of what an account receives, in units of 10^-8: 10 basis points are 100_000n. */
export interface CommissionRates {
  readonly maker: Amount;
  readonly taker: Amount;
}

export interface EngineOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly symbols: readonly SymbolSpec[];
  /** 10 basis points each when absent. */
  readonly commissions?: CommissionRates;
  /** Closed orders, fills and prevented matches kept per account and symbol. @default 20_000 */
  readonly historyLimit?: number;
  /** Id of the first trade of each symbol; a market with a past has had trades before. @default 1 */
  readonly firstTradeId?: number;
}

export type Level = readonly [price: Amount, quantity: Amount];

/**
 * The matching engine as the servers and the market see it. Synchronous and single threaded.
 * Events reach the listeners after the command has been carried out, in order; a command given by a
 * listener runs at once and its events follow those still waiting.
 */
export interface Engine {
  readonly symbols: ReadonlyMap<string, SymbolSpec>;
  readonly commissions: CommissionRates;
  readonly firstTradeId: number;
  subscribe(listener: EngineListener): () => void;
  /** @throws Error when the account exists */
  addAccount(
    account: AccountId,
    balances: readonly { asset: string; free: Amount }[],
    options?: AccountOptions,
  ): void;
  /** A deposit, or a withdrawal when negative. @throws EngineReject -2010 when there is less than that */
  transfer(account: AccountId, asset: string, delta: Amount): void;
  /** Every asset the account ever held, sorted by name. */
  balances(account: AccountId): BalanceView[];
  /** @throws EngineReject */
  place(command: OrderCommand): PlaceResult;
  /** Same checks as place, changes nothing. @throws EngineReject */
  test(command: OrderCommand): void;
  /** @throws EngineReject -2011 */
  cancel(
    account: AccountId,
    symbol: string,
    ref: OrderRef,
    cancelClientOrderId: string,
    restriction?: CancelRestriction,
  ): OrderView;
  /** @throws EngineReject -2011 when there is nothing to cancel */
  cancelAll(account: AccountId, symbol: string, newCancelId: () => string): OrderView[];
  /** @throws EngineReject -2013 */
  order(account: AccountId, symbol: string, ref: OrderRef): OrderView;
  /** Ascending by order id within a symbol. */
  openOrders(account: AccountId, symbol?: string): OrderView[];
  /** Ascending by order id; the newest `limit` when neither start nor id is given. */
  allOrders(account: AccountId, symbol: string, query: OrderQuery): OrderView[];
  /** Ascending by trade id; the newest `limit` when neither start nor id is given. */
  fills(account: AccountId, symbol: string, query: FillQuery): FillView[];
  /** Ascending by prevented match id. */
  preventedMatches(account: AccountId, symbol: string, query: PreventedMatchQuery): PreventedMatchView[];
  /** Best first. */
  depth(symbol: string, limit: number): { lastUpdateId: number; bids: Level[]; asks: Level[] };
  bestBidAsk(symbol: string): { updateId: number; bid?: Level; ask?: Level };
  lastTrade(symbol: string): TradeEvent | undefined;
  /** Weighted average of the last five minutes, else the last price, else the initial price. */
  averagePrice(symbol: string): Amount;
  symbolStatus(symbol: string): SymbolStatus;
  /** Only TRADING takes new orders; open orders stay and can be cancelled. */
  setSymbolStatus(symbol: string, status: SymbolStatus): void;
  /**
   * For tests: every asset's balances plus commissions equal what was deposited, nothing limited is
   * negative, and what is locked is what the open orders need.
   * @throws Error that names the asset and the amounts
   */
  assertConserved(): void;
}

export interface OrderQuery {
  readonly fromOrderId?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit: number;
}

export interface FillQuery {
  readonly orderId?: number;
  readonly fromId?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit: number;
}

export interface PreventedMatchQuery {
  readonly orderId?: number;
  readonly preventedMatchId?: number;
  readonly fromPreventedMatchId?: number;
  readonly limit: number;
}
