import type { CancelRestriction, Side, SymbolStatus } from '@binance-gateway/domain-types';
import { Accounts } from './accounts.js';
import { admit } from './admission.js';
import { EventQueue } from './event-queue.js';
import { canPay } from './liquidity.js';
import { type MatchLog, Matcher } from './matcher.js';
import { ALGO_TYPES, Order } from './order.js';
import { attempt } from './outcome.js';
import type { PriceLevel } from './price-level.js';
import { REJECTS } from './rejects.js';
import type { Seat } from './seat.js';
import { adjustLock, requiredLock } from './settlement.js';
import { SymbolMarket } from './symbol-market.js';
import {
  type AccountId,
  type AccountOptions,
  type AmendResult,
  type AmendmentView,
  type Amount,
  type BalanceView,
  type CancelReplaceCommand,
  type CancelReplaceResult,
  type Canceled,
  type CommissionRates,
  type CommissionSchedule,
  type Engine,
  type EngineListener,
  type EngineOptions,
  type ExchangeFilters,
  type FillQuery,
  type FillView,
  type Level,
  type OrderCommand,
  type OrderListState,
  type OrderListView,
  type OrderQuery,
  type OrderRef,
  type OrderView,
  type PlaceListResult,
  type PlaceResult,
  type PreventedMatchQuery,
  type PreventedMatchView,
  type SorSpec,
  type SymbolSpec,
  type TradeEvent,
} from './types.js';

const DEFAULT_COMMISSIONS: CommissionRates = { maker: 100_000n, taker: 100_000n };
const DEFAULT_HISTORY_LIMIT = 20_000;

export function createEngine(options: EngineOptions): Engine {
  return new MatchingEngine(options);
}

class MatchingEngine implements Engine {
  readonly symbols: Map<string, SymbolSpec>;
  readonly commissions: CommissionRates;
  readonly firstTradeId: number;
  readonly exchangeFilters: ExchangeFilters;
  readonly sors: readonly SorSpec[];
  private readonly clock: EngineOptions['clock'];
  private readonly markets = new Map<string, SymbolMarket>();
  private readonly accounts: Accounts;
  private readonly events = new EventQueue();
  private readonly matcher: Matcher;

  constructor(options: EngineOptions) {
    this.clock = options.clock;
    this.commissions = options.commissions ?? DEFAULT_COMMISSIONS;
    this.symbols = new Map(options.symbols.map((spec) => [spec.symbol, spec]));
    this.firstTradeId = options.firstTradeId ?? 1;
    this.exchangeFilters = options.exchangeFilters ?? {};
    this.sors = options.sors ?? [];
    for (const spec of options.symbols) {
      this.markets.set(spec.symbol, new SymbolMarket(spec, this.firstTradeId));
    }
    this.accounts = new Accounts(options.historyLimit ?? DEFAULT_HISTORY_LIMIT);
    this.matcher = new Matcher(this.accounts, this.events, this.commissions);
  }

  subscribe(listener: EngineListener): () => void {
    return this.events.subscribe(listener);
  }

  addAccount(
    account: AccountId,
    balances: readonly { asset: string; free: Amount }[],
    options?: AccountOptions,
  ): void {
    this.accounts.add(account, balances, options);
  }

  transfer(accountId: AccountId, asset: string, delta: Amount): void {
    const account = this.accounts.get(accountId);
    this.accounts.transfer(account, asset, delta);
    const time = this.begin();
    this.events.emit({ kind: 'transfer', account: accountId, asset, delta, time });
    this.events.emit({
      kind: 'balance',
      account: accountId,
      balances: [account.balance(asset).view()],
      time,
    });
    this.events.deliver();
  }

  balances(account: AccountId): BalanceView[] {
    return this.accounts
      .get(account)
      .allBalances()
      .map((balance) => balance.view());
  }

  place(command: OrderCommand): PlaceResult {
    const market = this.market(command.symbol);
    const seat = this.seat(command.account, market);
    const now = this.begin();
    const { quantity, stpMode } = admit(market, seat, command, now);
    const order = new Order(seat, ++market.lastOrderId, command, quantity, stpMode, now);
    seat.orders.add(order);
    const log: MatchLog = { fills: [], preventedMatches: [] };
    if (ALGO_TYPES.has(order.type)) this.await(market, order);
    else this.matcher.execute(market, order, log);
    this.triggerStops(market);
    const result = { order: order.view(), fills: log.fills, preventedMatches: log.preventedMatches };
    this.events.deliver();
    return result;
  }

  test(command: OrderCommand): void {
    const market = this.market(command.symbol);
    admit(market, this.seat(command.account, market), command, this.begin());
  }

  cancel(
    account: AccountId,
    symbol: string,
    ref: OrderRef,
    cancelClientOrderId: string,
    restriction?: CancelRestriction,
  ): Canceled {
    const market = this.market(symbol);
    const order = this.seat(account, market).orders.find(ref);
    if (!order?.isOpen) throw REJECTS.unknownOrder();
    const required = restriction === 'ONLY_NEW' ? 'NEW' : 'PARTIALLY_FILLED';
    if (restriction && order.status !== required) throw REJECTS.cancelRestricted();
    this.begin();
    this.cancelOpen(market, order, cancelClientOrderId);
    const canceled: Canceled = { kind: 'order', order: order.view(), cancelClientOrderId };
    this.events.deliver();
    return canceled;
  }

  cancelList(): Canceled {
    throw REJECTS.unknownOrder();
  }

  cancelReplace({ cancel, cancelClientOrderId, ...command }: CancelReplaceCommand): CancelReplaceResult {
    const { account, symbol } = command.order;
    const canceled = attempt(() =>
      this.cancel(account, symbol, cancel, cancelClientOrderId, command.restriction),
    );
    if (canceled.result === 'FAILURE' && command.mode === 'STOP_ON_FAILURE') {
      return { canceled, placed: { result: 'NOT_ATTEMPTED' } };
    }
    const { newOrderRefusal: refusal } = command;
    if (refusal) return { canceled, placed: { result: 'FAILURE', reject: refusal } };
    return { canceled, placed: attempt(() => this.place(command.order)) };
  }

  cancelAll(account: AccountId, symbol: string, newCancelId: () => string): Canceled[] {
    const market = this.market(symbol);
    const open = [...this.seat(account, market).orders.open.values()];
    if (open.length === 0) throw REJECTS.unknownOrder();
    this.begin();
    const canceled = open.map((order): Canceled => {
      const cancelClientOrderId = newCancelId();
      this.cancelOpen(market, order, cancelClientOrderId);
      return { kind: 'order', order: order.view(), cancelClientOrderId };
    });
    this.events.deliver();
    return canceled;
  }

  order(account: AccountId, symbol: string, ref: OrderRef): OrderView {
    const order = this.seat(account, this.market(symbol)).orders.find(ref);
    if (!order) throw REJECTS.orderNotFound();
    return order.view();
  }

  openOrders(account: AccountId, symbol?: string): OrderView[] {
    const seats = symbol
      ? [this.seat(account, this.market(symbol))]
      : [...this.accounts.get(account).seats.values()];
    return seats.flatMap((seat) => [...seat.orders.open.values()].map((order) => order.view()));
  }

  allOrders(account: AccountId, symbol: string, query: OrderQuery): OrderView[] {
    const { orders } = this.seat(account, this.market(symbol));
    return orders.select(query).map((order) => order.view());
  }

  fills(account: AccountId, symbol: string, query: FillQuery): FillView[] {
    const { fills } = this.seat(account, this.market(symbol));
    return fills.select(query, ({ orderId }) => query.orderId === undefined || orderId === query.orderId);
  }

  preventedMatches(account: AccountId, symbol: string, query: PreventedMatchQuery): PreventedMatchView[] {
    const { preventedMatches } = this.seat(account, this.market(symbol));
    const { orderId, preventedMatchId, fromPreventedMatchId, limit } = query;
    return preventedMatches.select(
      { fromId: fromPreventedMatchId ?? 0, limit },
      (match) =>
        (preventedMatchId === undefined || match.preventedMatchId === preventedMatchId) &&
        (orderId === undefined || match.takerOrderId === orderId || match.makerOrderId === orderId),
    );
  }

  depth(symbol: string, limit: number): { lastUpdateId: number; bids: Level[]; asks: Level[] } {
    const { book, lastUpdateId } = this.market(symbol);
    return { lastUpdateId, bids: book.bids.depth(limit), asks: book.asks.depth(limit) };
  }

  bestBidAsk(symbol: string): { updateId: number; bid?: Level; ask?: Level } {
    const { book, lastUpdateId } = this.market(symbol);
    const bid = toLevel(book.bids.best);
    const ask = toLevel(book.asks.best);
    return { updateId: lastUpdateId, ...(bid && { bid }), ...(ask && { ask }) };
  }

  lastTrade(symbol: string): TradeEvent | undefined {
    return this.market(symbol).lastTrade;
  }
  averagePrice(symbol: string): Amount {
    return this.market(symbol).reference.at(this.clock.now());
  }

  symbolStatus(symbol: string): SymbolStatus {
    return this.market(symbol).status;
  }

  setSymbolStatus(symbol: string, status: SymbolStatus): void {
    this.market(symbol).status = status;
    this.emitSymbol(symbol, status);
  }

  addSymbol(spec: SymbolSpec, status: SymbolStatus = 'TRADING'): void {
    const { symbol } = spec;
    if (this.symbols.has(symbol)) throw new Error(`${symbol} is listed already`);
    this.symbols.set(symbol, spec);
    const market = new SymbolMarket(spec, this.firstTradeId);
    market.status = status;
    this.markets.set(symbol, market);
    this.emitSymbol(symbol, status);
  }

  removeSymbol(symbol: string): void {
    this.market(symbol);
    this.expireOpenOrders(symbol);
    this.symbols.delete(symbol);
    this.markets.delete(symbol);
    this.emitSymbol(symbol, 'DELISTED');
  }

  expireOpenOrders(symbol: string, side?: Side): void {
    const market = this.market(symbol);
    this.begin();
    for (const seat of this.accounts.seatsOf(symbol)) {
      for (const order of [...seat.orders.open.values()]) {
        if (side && order.side !== side) continue;
        this.matcher.withdraw(market, order);
        this.matcher.expire(order, 'EXCHANGE_CANCELED');
      }
    }
    this.events.deliver();
  }

  private emitSymbol(symbol: string, status: SymbolStatus | 'DELISTED'): void {
    this.events.emit({ kind: 'symbol', symbol, status, time: this.begin() });
    this.events.deliver();
  }

  lockExternally(accountId: AccountId, asset: string, delta: Amount): void {
    const account = this.accounts.get(accountId);
    account.lockExternally(asset, delta);
    const time = this.begin();
    this.events.emit({ kind: 'externalLock', account: accountId, asset, delta, time });
    this.events.emit({
      kind: 'balance',
      account: accountId,
      balances: [account.balance(asset).view()],
      time,
    });
    this.events.deliver();
  }

  maxAsset(account: AccountId): Readonly<Record<string, Amount>> {
    return this.accounts.get(account).maxAsset;
  }

  commissionsOf(account: AccountId, symbol: string): CommissionSchedule {
    this.seat(account, this.market(symbol));
    const none = { maker: 0n, taker: 0n, buyer: 0n, seller: 0n };
    const discount = { enabledForAccount: false, enabledForSymbol: false, asset: 'BNB', factor: 75_000_000n };
    return { standard: { ...none, ...this.commissions }, special: none, tax: none, discount };
  }

  setCommissions(): void {
    throw new Error('the rates of this exchange are fixed');
  }

  referencePrice(symbol: string): { price: Amount | null; time: number } | undefined {
    this.market(symbol);
    return undefined;
  }

  setReferencePrice(symbol: string): void {
    this.market(symbol);
  }

  placeList(): PlaceListResult {
    throw REJECTS.typeNotSupported('OCO');
  }

  amend(): AmendResult {
    throw REJECTS.amendNotSupported();
  }

  allocations(): FillView[] {
    return [];
  }
  amendments(): AmendmentView[] {
    return [];
  }

  orderList(): OrderListState {
    throw REJECTS.orderListNotFound();
  }

  openOrderLists(): OrderListView[] {
    return [];
  }

  allOrderLists(): OrderListView[] {
    return [];
  }

  assertConserved(): void {
    this.accounts.assertConserved();
  }

  /** Time of the command that starts now. */
  private begin(): number {
    return (this.events.now = this.clock.now());
  }

  private market(symbol: string): SymbolMarket {
    const market = this.markets.get(symbol);
    if (!market) throw REJECTS.badSymbol();
    return market;
  }

  private seat(account: AccountId, market: SymbolMarket): Seat {
    return this.accounts.get(account).seat(market.spec);
  }

  private cancelOpen(market: SymbolMarket, order: Order, cancelClientOrderId: string): void {
    this.matcher.withdraw(market, order);
    order.status = 'CANCELED';
    this.matcher.close(order);
    this.events.execution(order, 'CANCELED', { cancelClientOrderId });
  }

  /** Lets an order wait for its stop price. */
  private await(market: SymbolMarket, order: Order): void {
    adjustLock(order, requiredLock(order));
    order.seat.openAlgoOrders++;
    market.stops.add(order);
    this.events.touch(order.seat);
    this.events.execution(order, 'NEW');
  }

  /** Stop orders that the trades of this command reached; what they trade may reach others. */
  private triggerStops(market: SymbolMarket): void {
    if (!market.hasTraded) return;
    for (;;) {
      const order = market.stops.next(market.low, market.high);
      if (!order) break;
      order.seat.openAlgoOrders--;
      adjustLock(order, 0n);
      if (canPay(market, order)) this.matcher.execute(market, order, { fills: [], preventedMatches: [] });
      else this.matcher.expire(order, 'REJECTED');
    }
    market.forgetTradedRange();
  }
}

function toLevel(level: PriceLevel | undefined): Level | undefined {
  return level && [level.price, level.quantity];
}
