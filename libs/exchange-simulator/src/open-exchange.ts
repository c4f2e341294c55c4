import { type Millis, type Random, seededRandom } from '@binance-gateway/domain-types';
import { type SimulatorAccount, type SimulatorCredentials, addKey, openAccounts } from './accounts.js';
import { ControlServer } from './control/http/server.js';
import { SimulatorControl } from './control/simulator-control.js';
import { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
import { createEngine } from './engine/matching-engine.js';
import type { AccountId, Engine } from './engine/types.js';
import { FaultQueue } from './faults/queue.js';
import { StaleSnapshots } from './faults/stale-snapshots.js';
import { type LoadedChoice, type RunningMarket, startMarket } from './market-choice.js';
import { recordedSymbols } from './market/recorded-symbols.js';
import { type CheckedExchange, checkAgainstEngine, readSaved } from './saved-exchange.js';
import { createExchange } from './server/exchange.js';
import { KeyRing } from './server/key-ring.js';
import { DEFAULT_LIMITS, RateLimits } from './server/rate-limits.js';
import { RequestLog } from './server/request-log.js';
import { RestServer } from './server/rest-server.js';
import type { ServerFaces, SimulatorServer } from './server/simulator-server.js';
import { StreamsServer } from './server/streams.js';
import { UserEvents } from './server/user-events.js';
import { WS_API_LIMITS, WsApiServer } from './server/ws-api-server.js';
import type { SimulatorOptions, SimulatorUrls } from './simulator-options.js';
import type { SkewedClock } from './skewed-clock.js';

/** What stays when one exchange takes over from another. */
export interface Premises {
  readonly clock: SkewedClock;
  readonly random: Random;
  readonly seed: number;
  readonly choice: LoadedChoice;
  readonly server: SimulatorServer;
  readonly urls: () => SimulatorUrls;
  readonly restore: (state: unknown) => void;
}

/** One exchange with everything that answers for it; the port is somebody else's. */
export interface OpenExchange {
  readonly engine: Engine;
  readonly market: Omit<RunningMarket, 'close'>;
  readonly accounts: readonly SimulatorCredentials[];
  readonly control: SimulatorControl;
  readonly faces: ServerFaces;
  /** Ends its timers and its WebSocket connections. */
  close(): void;
}

/** More than the trades of the synthetic past since 2017, so that their ids are positive and contiguous. */
const FIRST_TRADE_ID = 5_000_000_000;
/** Faults draw from a sequence of their own, so that injecting one changes nothing else of a run. */
const FAULT_SEED = 0x5eed;
const DEFAULT_ACCOUNT: SimulatorAccount = { id: 'main' };

/**
 * @param state goes on from there
 * @throws WrongValue when the state is none that was saved; nothing has begun then
 */
export function openExchange(options: SimulatorOptions, premises: Premises, state?: unknown): OpenExchange {
  const { clock, random, seed, choice, server } = premises;
  const now = (): Millis => clock.now();
  const saved = state === undefined ? undefined : readSaved(state);
  const engine = engineOf(options, premises, saved);
  if (saved) checkAgainstEngine(saved, engine);
  const keys = new KeyRing(now);
  const { credentials, ids: accountIds } = saved
    ? reopenAccounts(saved, keys)
    : openAccounts(options.accounts ?? [DEFAULT_ACCOUNT], engine, keys);
  const { eventsPerSecond } = options;
  const market = startMarket(choice, { engine, clock, seed, eventsPerSecond, saved: saved?.market });
  const rateLimits = new RateLimits({ ...DEFAULT_LIMITS, ...options.limits }, now);
  const snapshots = new StaleSnapshots(market.queries);
  const exchange = createExchange({
    engine,
    market: snapshots.queries,
    rateLimits,
    random,
    now,
    saved: saved?.details,
  });
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
    snapshots,
  });
  const { urls, restore } = premises;
  const faces = {
    control: new ControlServer({ control, engine, clock, urls, restore }, options.controlToken),
    rest: new RestServer(shared),
    wsApi,
    streams,
  };
  const close = (): void => {
    wsApi.close();
    streams.close();
    control.record.close();
    userEvents.close();
    market.close();
  };
  return { engine, market, accounts: credentials, control, faces, close };
}

function engineOf(
  { symbols = DEFAULT_SYMBOLS, commissions, exchangeFilters, sors }: SimulatorOptions,
  { clock, choice }: Premises,
  saved: CheckedExchange | undefined,
): Engine {
  return createEngine({
    clock,
    ...(choice === 'synthetic' ? { firstTradeId: FIRST_TRADE_ID } : {}),
    symbols: typeof choice === 'object' ? [...symbols, ...recordedSymbols(choice.replay, symbols)] : symbols,
    ...(commissions ? { commissions } : {}),
    ...(exchangeFilters ? { exchangeFilters } : {}),
    ...(sors ? { sors } : {}),
    ...(saved ? { restore: saved.engine } : {}),
  });
}

/** The engine has the accounts already; their keys are as they were. */
function reopenAccounts(
  { accounts, keys: saved }: CheckedExchange,
  keys: KeyRing,
): { credentials: SimulatorCredentials[]; ids: Set<AccountId> } {
  return { credentials: saved.map((key) => addKey(key, keys)), ids: new Set(accounts) };
}
