import type { Clock } from '@binance-gateway/domain-types';
import type { SimulatorAccount } from './accounts.js';
import type { CommissionRates, ExchangeFilters, SorSpec, SymbolSpec } from './engine/types.js';
import type { MarketChoice } from './market-choice.js';
import type { SavedExchange } from './saved-exchange.js';
import type { Limits } from './server/rate-limits.js';
import type { StreamLimits } from './server/streams-connection.js';
import type { WsApiLimits } from './server/ws-api-server.js';

export interface SimulatorOptions {
  readonly clock?: Clock;
  /** Goes on from what `control.save()` gave; symbols, accounts and commissions come from there. */
  readonly restore?: SavedExchange;
  /** Repeats a run; without it chance is the system's. */
  readonly seed?: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
  readonly symbols?: readonly SymbolSpec[];
  /** One account "main" with a random key and DEFAULT_BALANCES when absent. */
  readonly accounts?: readonly SimulatorAccount[];
  /** EXCHANGE_MAX_NUM_*: none when absent. */
  readonly exchangeFilters?: ExchangeFilters;
  /** Symbols between which orders are routed: none when absent, and a SOR order is then filled like any other. */
  readonly sors?: readonly SorSpec[];
  /** 10 basis points each when absent. */
  readonly commissions?: CommissionRates;
  /** @default synthetic */
  readonly market?: MarketChoice;
  /** Of the synthetic market, all symbols together; 0 fills the books and leaves them standing. @default 40 */
  readonly eventsPerSecond?: number;
  readonly limits?: Partial<Limits>;
  readonly streamLimits?: Partial<StreamLimits>;
  readonly wsApiLimits?: Partial<WsApiLimits>;
  /** Token of the control API (`/control/*`); without one only programs on this machine may use it. */
  readonly controlToken?: string;
  /** The WS API also accepts signatures over percent-encoded parameters. @default false */
  readonly isLenient?: boolean;
}

export interface SimulatorUrls {
  /** `http://host:port` */
  readonly rest: string;
  /** `ws://host:port`, for `/ws/<name>` and `/stream` */
  readonly stream: string;
  /** `ws://host:port/ws-api/v3` */
  readonly wsApi: string;
}
