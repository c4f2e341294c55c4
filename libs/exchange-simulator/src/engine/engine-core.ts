import { Accounts } from './accounts.js';
import type { Admission } from './admission.js';
import { Commissions } from './commission.js';
import { EventQueue } from './event-queue.js';
import { OrderFlow } from './order-flow.js';
import { REJECTS } from './rejects.js';
import { readSnapshot, restoreEngine } from './saved-engine.js';
import type { Seat } from './seat.js';
import { SymbolMarket } from './symbol-market.js';
import type {
  AccountId,
  CommissionRates,
  EngineOptions,
  ExchangeFilters,
  SorSpec,
  SymbolSpec,
} from './types.js';

const DEFAULT_COMMISSIONS: CommissionRates = { maker: 100_000n, taker: 100_000n };
const DEFAULT_HISTORY_LIMIT = 20_000;

/** The state of an engine and the parts that work on it, shared by everything a command can be. */
export class EngineCore {
  readonly symbols = new Map<string, SymbolSpec>();
  readonly markets = new Map<string, SymbolMarket>();
  readonly accounts: Accounts;
  readonly events = new EventQueue();
  readonly rates: CommissionRates;
  readonly commissions: Commissions;
  readonly flow: OrderFlow;
  readonly firstTradeId: number;
  readonly exchangeFilters: ExchangeFilters;
  readonly sors: readonly SorSpec[];
  lastListId = 0;
  private readonly counted: ExchangeFilters | undefined;
  private readonly clock: EngineOptions['clock'];

  constructor(options: EngineOptions) {
    this.clock = options.clock;
    const saved = options.restore && readSnapshot(options.restore);
    this.rates = saved?.standard ?? options.commissions ?? DEFAULT_COMMISSIONS;
    this.firstTradeId = options.firstTradeId ?? 1;
    this.exchangeFilters = options.exchangeFilters ?? {};
    this.sors = options.sors ?? [];
    this.counted = Object.keys(this.exchangeFilters).length > 0 ? this.exchangeFilters : undefined;
    this.accounts = new Accounts(options.historyLimit ?? DEFAULT_HISTORY_LIMIT);
    this.commissions = new Commissions(this.rates, (symbol) => this.markets.get(symbol)?.reference.lastPrice);
    this.flow = new OrderFlow(this.accounts, this.events, this.commissions, (symbol) => this.market(symbol));
    if (saved) restoreEngine(this, saved);
    else for (const spec of options.symbols) this.list(spec);
  }

  list(spec: SymbolSpec): SymbolMarket {
    const market = new SymbolMarket(spec, this.firstTradeId);
    this.symbols.set(spec.symbol, spec);
    this.markets.set(spec.symbol, market);
    return market;
  }

  /** Nothing may be open there any more. The balances stay. */
  unlist(symbol: string): void {
    this.symbols.delete(symbol);
    this.markets.delete(symbol);
    for (const account of this.accounts.all) account.seats.delete(symbol);
  }

  get now(): number {
    return this.clock.now();
  }

  /** Time of the command that starts now. */
  begin(): number {
    return (this.events.now = this.clock.now());
  }

  /** @throws EngineReject -1121 */
  market(symbol: string): SymbolMarket {
    const market = this.markets.get(symbol);
    if (!market) throw REJECTS.badSymbol();
    return market;
  }

  seat(account: AccountId, market: SymbolMarket): Seat {
    return market.seats.get(account) ?? this.openSeat(account, market);
  }

  /** @throws EngineReject -1121 */
  seatAt(account: AccountId, symbol: string): Seat {
    return this.seat(account, this.market(symbol));
  }

  private openSeat(account: AccountId, market: SymbolMarket): Seat {
    const seat = this.accounts.get(account).seat(market.spec);
    market.seats.set(account, seat);
    return seat;
  }

  admission(market: SymbolMarket, seat: Seat, routes?: readonly SymbolMarket[]): Admission {
    return { market, seat, now: this.begin(), exchangeFilters: this.counted, routes };
  }

  /** The markets that SOR takes from, the order's own first; undefined when there is no other. */
  routesFrom(home: SymbolMarket): readonly SymbolMarket[] | undefined {
    const { symbol } = home.spec;
    const sor = this.sors.find(({ symbols }) => symbols.includes(symbol));
    const others = (sor?.symbols ?? []).flatMap((name) => {
      const market = this.markets.get(name);
      return market && market !== home && market.status === 'TRADING' ? [market] : [];
    });
    return others.length > 0 ? [home, ...others] : undefined;
  }
}
