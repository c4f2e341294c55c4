import {
  type Clock,
  type Random,
  seededRandom,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { type SimulatorAccount, type SimulatorCredentials, openAccounts } from './accounts.js';
import { ControlServer } from './control/http/server.js';
import { SimulatorControl } from './control/simulator-control.js';
import { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
import { createEngine } from './engine/matching-engine.js';
import type { CommissionRates, Engine, ExchangeFilters, SorSpec, SymbolSpec } from './engine/types.js';
import { FaultQueue } from './faults/queue.js';
import { StaleSnapshots } from './faults/stale-snapshots.js';
import { type MarketChoice, type RunningMarket, loadRecording, startMarket } from './market-choice.js';
import { recordedSymbols } from './market/recorded-symbols.js';
import { createExchange } from './server/exchange.js';
import { KeyRing } from './server/key-ring.js';
import { DEFAULT_LIMITS, type Limits, RateLimits } from './server/rate-limits.js';
import { RequestLog } from './server/request-log.js';
import { RestServer } from './server/rest-server.js';
import { SimulatorServer } from './server/simulator-server.js';
import type { StreamLimits } from './server/streams-connection.js';
import { StreamsServer } from './server/streams.js';
import { UserEvents } from './server/user-events.js';
import { WS_API_LIMITS, type WsApiLimits, WsApiServer } from './server/ws-api-server.js';
import { SkewedClock } from './skewed-clock.js';

export interface SimulatorOptions {
  readonly clock?: Clock;
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

export interface Simulator {
  readonly urls: SimulatorUrls;
  /** Of the first account. */
  readonly credentials: SimulatorCredentials;
  /** One entry per account given, in order. */
  readonly accounts: readonly SimulatorCredentials[];
  readonly engine: Engine;
  readonly market: Omit<RunningMarket, 'close'>;
  readonly control: SimulatorControl;
  /** Ends every timer and socket. */
  close(): Promise<void>;
}

/** More than the trades of the synthetic past since 2017, so that their ids are positive and contiguous. */
const FIRST_TRADE_ID = 5_000_000_000;
/** Faults draw from a sequence of their own, so that injecting one changes nothing else of a run. */
const FAULT_SEED = 0x5eed;
const DEFAULT_ACCOUNT: SimulatorAccount = { id: 'main' };

/**
 * An exchange in this process that speaks Binance's wire protocol on a loopback port: REST, market
 * streams and WS API. No network, no key of a real account.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new SkewedClock(options.clock ?? systemClock);
  const random: Random = options.seed === undefined ? systemRandom : seededRandom(options.seed);
  const seed = options.seed ?? Math.floor(random() * 2 ** 31);
  const now = (): number => clock.now();
  const choice = loadRecording(options.market ?? 'synthetic');
  const listed = options.symbols ?? DEFAULT_SYMBOLS;
  const engine = createEngine({
    clock,
    ...(choice === 'synthetic' ? { firstTradeId: FIRST_TRADE_ID } : {}),
    symbols: typeof choice === 'object' ? [...listed, ...recordedSymbols(choice.replay, listed)] : listed,
    ...(options.commissions ? { commissions: options.commissions } : {}),
    ...(options.exchangeFilters ? { exchangeFilters: options.exchangeFilters } : {}),
    ...(options.sors ? { sors: options.sors } : {}),
  });
  const { eventsPerSecond } = options;
  const market = startMarket(choice, { engine, clock, seed, eventsPerSecond });
  const rateLimits = new RateLimits({ ...DEFAULT_LIMITS, ...options.limits }, now);
  const keys = new KeyRing(now);
  const { credentials: accounts, ids: accountIds } = openAccounts(
    options.accounts ?? [DEFAULT_ACCOUNT],
    engine,
    keys,
  );
  const staleSnapshots = new StaleSnapshots(market.queries);
  const exchange = createExchange({ engine, market: staleSnapshots.queries, rateLimits, random, now });
  const faults = new FaultQueue(seededRandom(seed ^ FAULT_SEED));
  const log = new RequestLog();
  const userEvents = new UserEvents(engine, clock);
  const shared = { exchange, keys, faults, log, clock };
  const wsApi = new WsApiServer(
    { ...shared, userEvents, isLenient: options.isLenient ?? false },
    { ...WS_API_LIMITS, ...options.wsApiLimits },
  );
  const streams = new StreamsServer({
    clock,
    source: market.streams,
    admit: (address) => rateLimits.admitStreamConnection(address),
    ...(options.streamLimits ? { limits: options.streamLimits } : {}),
  });
  const server = new SimulatorServer({ rest: new RestServer(shared), wsApi, streams });
  const close = async (): Promise<void> => {
    wsApi.close();
    streams.close();
    control.record.close();
    userEvents.close();
    market.close();
    await server.close();
  };
  const host = options.host ?? '127.0.0.1';
  const listening = { urls: urlsOf(host, options.port ?? 0) };
  const control = new SimulatorControl({
    ...shared,
    engine,
    market,
    accountIds,
    rateLimits,
    server,
    wsApi,
    userEvents,
    streams,
    snapshots: staleSnapshots,
  });
  server.control = new ControlServer(
    { control, engine, clock, urls: () => listening.urls },
    options.controlToken,
  );
  const port = await server.listen(options.port ?? 0, host).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  listening.urls = urlsOf(host, port);
  return {
    urls: listening.urls,
    credentials: accounts[0] as SimulatorCredentials,
    accounts,
    engine,
    market,
    control,
    close,
  };
}

function urlsOf(host: string, port: number): SimulatorUrls {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    rest: `http://${authority}`,
    stream: `ws://${authority}`,
    wsApi: `ws://${authority}/ws-api/v3`,
  };
}
