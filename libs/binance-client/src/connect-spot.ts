import {
  type Clock,
  type Logger,
  type Millis,
  type Random,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { Credential } from './credential.js';
import { decodeExchangeInfo, decodeServerTime } from './decode/exchange-info.js';
import { type Interceptor, type Transport, compose } from './http/dispatch.js';
import { rateLimit } from './http/interceptors/rate-limit.js';
import { responseError } from './http/interceptors/response-error.js';
import { retry } from './http/interceptors/retry.js';
import { revalidate } from './http/interceptors/revalidate.js';
import { sign } from './http/interceptors/sign.js';
import { type RestMetrics, trace } from './http/interceptors/trace.js';
import { RequestBudget } from './http/request-budget.js';
import { Silence } from './http/silence.js';
import { undiciTransport } from './http/undici-transport.js';
import { type RawCall, RestClient } from './rest/rest-client.js';
import { OrderCounts } from './order-counts.js';
import { ServerClock } from './server-clock.js';
import { balanceExplainer } from './spot/insufficient-balance.js';
import { SpotClient } from './spot/spot-client.js';
import { SymbolRules } from './spot/symbol-rules.js';
import { ConnectBudget } from './streams/connect-budget.js';
import { WsApiConnection } from './ws-api/connection.js';
import { byWsApi, restForReads } from './ws-api/dispatch.js';
import type { WsApiMetrics } from './ws-api/metrics.js';

export interface SpotConnectionOptions {
  /** `https://api.binance.com` */
  readonly restUrl: string;
  /** Without one, public data works and account calls throw CREDENTIALS_MISSING. */
  readonly credential?: Credential;
  readonly clock: Clock;
  readonly random: Random;
  /** 1 to 36 of `A-Z a-z 0-9 - _`, never the same twice. */
  readonly newClientOrderId: () => string;
  readonly logger?: Logger;
  readonly metrics?: RestMetrics;
  /** ms, 5000 when left out, as with Binance. */
  readonly recvWindowMs?: Millis;
  readonly readTimeoutMs?: Millis;
  readonly writeTimeoutMs?: Millis;
  readonly userAgent?: string;
  /** Complete: `wss://ws-api.binance.com:443/ws-api/v3`. Without it everything goes by REST. */
  readonly wsApiUrl?: string;
  readonly wsApiMetrics?: WsApiMetrics;
  /** Way of orders, cancels and questions about them; `rest` when left out. */
  readonly orderTransport?: Transport;
  /** What 429 and 418 asked for, perhaps of an earlier process. */
  readonly stops?: Silence;
  /** Shared by everything that connects from this address. */
  readonly connectBudget?: ConnectBudget;
}

/** Everything that asks one exchange for one account. */
export interface SpotConnection {
  readonly rest: RestClient;
  readonly spot: SpotClient;
  readonly symbols: SymbolRules;
  readonly serverClock: ServerClock;
  readonly budget: RequestBudget;
  /** Connects with the first request, or at the start when orders go by it. */
  readonly wsApi: WsApiConnection | undefined;
  /** Learns time, symbols and limits of the exchange. What fails here is made up for at the first call that needs it. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Not repeated: a pause between two attempts would count as travelling time. */
const TIME_CALL: RawCall = {
  operation: 'get_server_time',
  method: 'GET',
  path: '/api/v3/time',
  params: [],
  security: 'NONE',
  weight: 1,
  idempotent: false,
};

/** Without the permission sets the body is a fraction of its size, and nothing here looks at them. */
const EXCHANGE_INFO_CALL: RawCall = {
  operation: 'get_exchange_info',
  method: 'GET',
  path: '/api/v3/exchangeInfo',
  params: [['showPermissionSets', false]],
  security: 'NONE',
  weight: 20,
  idempotent: true,
  revalidates: true,
};

/**
 * Puts the layers together, outermost first. Retry is outside the limiter, so that every attempt pays its weight;
 * signing is inside, so that nothing ages the timestamp; errors are typed innermost, so that every layer sees them.
 */
export function connectSpot(options: SpotConnectionOptions): SpotConnection {
  const { clock, random, logger = silentLogger, orderTransport = 'rest' } = options;
  if (orderTransport === 'ws' && options.wsApiUrl === undefined) {
    throw new TypeError('orderTransport ws needs wsApiUrl');
  }
  const transport = undiciTransport({
    baseUrl: options.restUrl,
    clock,
    ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
  });
  const serverClock: ServerClock = new ServerClock({
    clock,
    logger,
    fetchTime: async () => decodeServerTime(await rest.send(TIME_CALL)).serverTime,
  });
  const now = (): Millis => serverClock.now();
  const stops = options.stops ?? new Silence(clock);
  const budget: RequestBudget = new RequestBudget({
    clock,
    now,
    errorMs: () => serverClock.errorMs,
    stops,
    onOrdersFull: () => orderCounts?.refresh(),
  });
  const wsApi =
    options.wsApiUrl === undefined ? undefined : openWsApi(options, options.wsApiUrl, serverClock, budget);
  const layers: Interceptor[] = [
    revalidate(now),
    ...(options.metrics ? [trace(clock, options.metrics)] : []),
    ...(wsApi ? [restForReads] : []),
    retry({ clock, random }),
    rateLimit(budget),
    ...(wsApi ? [byWsApi(wsApi, serverClock)] : []),
    sign({ credential: options.credential, serverClock, recvWindowMs: options.recvWindowMs ?? 5_000 }),
    responseError(now),
  ];
  const rest = new RestClient({
    dispatch: compose(transport.dispatch, layers),
    newClientOrderId: options.newClientOrderId,
    orderTransport,
    ...(options.readTimeoutMs === undefined ? {} : { readTimeoutMs: options.readTimeoutMs }),
    ...(options.writeTimeoutMs === undefined ? {} : { writeTimeoutMs: options.writeTimeoutMs }),
  });
  const orderCounts = options.credential && new OrderCounts({ rest, budget, clock, logger });
  const symbols = new SymbolRules({
    clock,
    logger,
    load: async () => decodeExchangeInfo(await rest.send(EXCHANGE_INFO_CALL)),
    onLoad: (info) => budget.configure(info.rateLimits),
  });
  const spot = new SpotClient({
    rest,
    symbols,
    now,
    explainBalance: balanceExplainer(rest, symbols, budget),
  });
  return {
    rest,
    spot,
    symbols,
    serverClock,
    budget,
    wsApi,
    start: async () => {
      serverClock.start();
      await serverClock.sync();
      await symbols.refresh();
      if (orderTransport === 'ws') wsApi?.start();
    },
    close: async () => {
      serverClock.close();
      await Promise.all([transport.close(), wsApi?.close()]);
    },
  };
}

function openWsApi(
  options: SpotConnectionOptions,
  url: string,
  serverClock: ServerClock,
  budget: RequestBudget,
): WsApiConnection {
  const { clock, random, logger = silentLogger, credential, wsApiMetrics, recvWindowMs = 5_000 } = options;
  return new WsApiConnection({
    url,
    clock,
    random,
    logger,
    serverClock,
    budget,
    recvWindowMs,
    logsOn: true,
    connectBudget: options.connectBudget ?? new ConnectBudget(clock, undefined, budget.stops),
    ...(credential ? { credential } : {}),
    ...(wsApiMetrics ? { metrics: wsApiMetrics } : {}),
  });
}
