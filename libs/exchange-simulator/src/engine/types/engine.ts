import type { CancelRestriction, Clock, Side, SymbolStatus } from '@binance-gateway/domain-types';
import type { AccountId, Amount } from './amount.js';
import type {
  AmendCommand,
  CancelReplaceCommand,
  ListRef,
  OrderCommand,
  OrderListCommand,
  OrderRef,
} from './commands.js';
import type { CommissionChange, CommissionRates, CommissionSchedule } from './commission.js';
import type { EngineListener, TradeEvent } from './events.js';
import type {
  AllocationQuery,
  AmendmentQuery,
  FillQuery,
  OrderListQuery,
  OrderQuery,
  PreventedMatchQuery,
} from './queries.js';
import type { AmendResult, Canceled, CancelReplaceResult, PlaceListResult, PlaceResult } from './results.js';
import type { EngineSnapshot } from './snapshot.js';
import type { ExchangeFilters, SorSpec, SymbolSpec } from './symbol.js';
import type {
  AmendmentView,
  BalanceView,
  FillView,
  OrderListView,
  OrderView,
  PreventedMatchView,
} from './views.js';

export interface AccountOptions {
  /**
   * For the maker of a synthetic market: no balance checks, no locks, no filters, no commission, no
   * self-trade prevention unless asked for. Its balances are net positions and may be negative. Only its
   * open orders are kept and only by order id (an empty clientOrderId is fine); it has no history and
   * causes no execution or balance events, and places no order lists.
   */
  readonly unlimited?: boolean;
  /** MAX_ASSET: the most of an asset that one order of this account may move. */
  readonly maxAsset?: Readonly<Record<string, Amount>>;
  /** Self-trade prevention holds between all accounts with the same number. None when absent. */
  readonly tradeGroupId?: number;
}

export interface EngineOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly symbols: readonly SymbolSpec[];
  /** The standard commission of everybody. 10 basis points each when absent. */
  readonly commissions?: CommissionRates;
  /** Closed orders, fills and prevented matches kept per account and symbol. @default 20_000 */
  readonly historyLimit?: number;
  /** Id of the first trade of each symbol; a market with a past has had trades before. @default 1 */
  readonly firstTradeId?: number;
  readonly exchangeFilters?: ExchangeFilters;
  readonly sors?: readonly SorSpec[];
  /**
   * Goes on where a saved engine stopped: its symbols, accounts, orders, balances, rates, counters and history
   * take the place of `symbols` and `commissions`. @throws WrongValue when it is of another version or broken
   */
  readonly restore?: EngineSnapshot;
}

export type Level = readonly [price: Amount, quantity: Amount];

/** An order list with its orders as they stand. */
export interface OrderListState {
  readonly list: OrderListView;
  readonly orders: readonly OrderView[];
}

/**
 * The matching engine as the servers and the market see it. Synchronous and single threaded.
 * Events reach the listeners after the command has been carried out, in order; a command given by a
 * listener runs at once and its events follow those still waiting.
 */
export interface Engine {
  /** The symbols now listed. */
  readonly symbols: ReadonlyMap<string, SymbolSpec>;
  /** The standard commission of an account and symbol without rates of their own. */
  readonly commissions: CommissionRates;
  readonly firstTradeId: number;
  readonly exchangeFilters: ExchangeFilters;
  readonly sors: readonly SorSpec[];
  subscribe(listener: EngineListener): () => void;

  /** @throws Error when the account exists */
  addAccount(
    account: AccountId,
    balances: readonly { asset: string; free: Amount }[],
    options?: AccountOptions,
  ): void;
  /** A deposit, or a withdrawal when negative. @throws EngineReject -2010 when there is less than that */
  transfer(account: AccountId, asset: string, delta: Amount): void;
  /**
   * Locks a part of the free balance as another system would (margin collateral), or unlocks it when
   * negative. @throws EngineReject -2010 when there is less than that
   */
  lockExternally(account: AccountId, asset: string, delta: Amount): void;
  /** Every asset the account ever held, sorted by name. */
  balances(account: AccountId): BalanceView[];
  /** -1 for none. */
  tradeGroupId(account: AccountId): number;
  /** MAX_ASSET limits of the account, by asset. */
  maxAsset(account: AccountId): Readonly<Record<string, Amount>>;
  /** @throws EngineReject -1121 */
  commissionsOf(account: AccountId, symbol: string): CommissionSchedule;
  /** @throws RangeError when the rates add up to more than 100 % */
  setCommissions(change: CommissionChange): void;

  /** @throws EngineReject */
  place(command: OrderCommand): PlaceResult;
  /** Same checks as place, changes nothing. @throws EngineReject */
  test(command: OrderCommand): void;
  /**
   * What a list that its working order fills at once places next is not in the answer: its waiting orders
   * are still PENDING_NEW there.
   * @throws EngineReject
   */
  placeList(command: OrderListCommand): PlaceListResult;
  /** @throws EngineReject -2011 */
  cancel(
    account: AccountId,
    symbol: string,
    ref: OrderRef,
    cancelClientOrderId: string,
    restriction?: CancelRestriction,
  ): Canceled;
  /** @throws EngineReject -2011 */
  cancelList(account: AccountId, symbol: string, ref: ListRef, cancelClientOrderId: string): Canceled;
  /** Orders one by one, lists as a whole. @throws EngineReject -2011 when there is nothing to cancel */
  cancelAll(account: AccountId, symbol: string, newCancelId: () => string): Canceled[];
  /**
   * Parameters and filters of the new order come first: it throws before anything is cancelled.
   * @throws EngineReject
   */
  cancelReplace(command: CancelReplaceCommand): CancelReplaceResult;
  /** @throws EngineReject -2038, -2039, -1013 for a filter */
  amend(command: AmendCommand): AmendResult;

  /** @throws EngineReject -2013 */
  order(account: AccountId, symbol: string, ref: OrderRef): OrderView;
  /** Ascending by order id within a symbol. */
  openOrders(account: AccountId, symbol?: string): OrderView[];
  /** Ascending by order id; the newest `limit` when neither start nor id is given. */
  allOrders(account: AccountId, symbol: string, query: OrderQuery): OrderView[];
  /** Ascending by trade id; the newest `limit` when neither start nor id is given. */
  fills(account: AccountId, symbol: string, query: FillQuery): FillView[];
  /** What SOR filled from other books, ascending by allocation id. */
  allocations(account: AccountId, symbol: string, query: AllocationQuery): FillView[];
  /** Ascending by prevented match id. */
  preventedMatches(account: AccountId, symbol: string, query: PreventedMatchQuery): PreventedMatchView[];
  /** Of one order, oldest first; none for an order that never was. */
  amendments(account: AccountId, symbol: string, orderId: number, query: AmendmentQuery): AmendmentView[];
  /** Over all symbols. @throws EngineReject -2013 */
  orderList(account: AccountId, ref: ListRef): OrderListState;
  openOrderLists(account: AccountId): OrderListView[];
  /** Ascending by id; the newest `limit` when neither start nor id is given. */
  allOrderLists(account: AccountId, query: OrderListQuery): OrderListView[];

  /** Best first. */
  depth(symbol: string, limit: number): { lastUpdateId: number; bids: Level[]; asks: Level[] };
  bestBidAsk(symbol: string): { updateId: number; bid?: Level; ask?: Level };
  lastTrade(symbol: string): TradeEvent | undefined;
  /** Weighted average of the last five minutes, else the last price, else the initial price. */
  averagePrice(symbol: string): Amount;
  /** Undefined until one was set; a null price when there is none at present. */
  referencePrice(symbol: string): { price: Amount | null; time: number } | undefined;
  /** Once set the filters go by it instead of the average, and so does the price range rule; null for none at present. */
  setReferencePrice(symbol: string, price: Amount | null): void;

  symbolStatus(symbol: string): SymbolStatus;
  /** Only TRADING takes new orders. Open ones can be cancelled in all but END_OF_DAY, amended in CANCEL_ONLY too. */
  setSymbolStatus(symbol: string, status: SymbolStatus): void;
  /** Lists a symbol at run time. @throws Error when it is listed */
  addSymbol(spec: SymbolSpec, status?: SymbolStatus): void;
  /** Cancels what is open (EXCHANGE_CANCELED) and forgets the symbol. @throws EngineReject -1121 */
  removeSymbol(symbol: string): void;
  /** Cancels all open orders of a symbol and side as the exchange does in a maintenance: EXCHANGE_CANCELED. */
  expireOpenOrders(symbol: string, side?: Side): void;

  /** To be called between commands; by a listener only once the command is over. */
  save(): EngineSnapshot;
  /**
   * For tests: every asset's balances plus commissions equal what was deposited, nothing limited is
   * negative, and what is locked is what the open orders need.
   * @throws Error that names the asset and the amounts
   */
  assertConserved(): void;
}
