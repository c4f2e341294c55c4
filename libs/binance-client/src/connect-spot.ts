import {
  type Clock,
  type Logger,
  type Millis,
  type Random,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { Credential } from './credential.js';
import { decodeExchangeInfo, decodeServerTime } from './decode/exchange-info.js';
import { type Interceptor, compose } from './http/dispatch.js';
import { rateLimit } from './http/interceptors/rate-limit.js';
import { responseError } from './http/interceptors/response-error.js';
import { retry } from './http/interceptors/retry.js';
import { sign } from './http/interceptors/sign.js';
import { type RestMetrics, trace } from './http/interceptors/trace.js';
import { RequestBudget } from './http/request-budget.js';
import { undiciTransport } from './http/undici-transport.js';
import { type RawCall, RestClient } from './rest/rest-client.js';
import { ServerClock } from './server-clock.js';
import { balanceExplainer } from './spot/insufficient-balance.js';
import { SpotClient } from './spot/spot-client.js';
import { SymbolRules } from './spot/symbol-rules.js';

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
}

/** Everything that speaks REST with one exchange for one account. */
export interface SpotConnection {
  readonly rest: RestClient;
  readonly spot: SpotClient;
  readonly symbols: SymbolRules;
  readonly serverClock: ServerClock;
  readonly budget: RequestBudget;
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
};

/**
 * Puts the layers together, outermost first. Retry is outside the limiter, so that every attempt pays its weight;
 * signing is inside, so that nothing ages the timestamp; errors are typed innermost, so that every layer sees them.
 */
export function connectSpot(options: SpotConnectionOptions): SpotConnection {
  const { clock, random, logger = silentLogger } = options;
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
  const budget = new RequestBudget({ clock, now });
  const layers: Interceptor[] = [
    ...(options.metrics ? [trace(clock, options.metrics)] : []),
    retry({ clock, random }),
    rateLimit(budget),
    sign({ credential: options.credential, serverClock, recvWindowMs: options.recvWindowMs ?? 5_000 }),
    responseError(now),
  ];
  const rest = new RestClient({
    dispatch: compose(transport.dispatch, layers),
    newClientOrderId: options.newClientOrderId,
    ...(options.readTimeoutMs === undefined ? {} : { readTimeoutMs: options.readTimeoutMs }),
    ...(options.writeTimeoutMs === undefined ? {} : { writeTimeoutMs: options.writeTimeoutMs }),
  });
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
    start: async () => {
      serverClock.start();
      await serverClock.sync();
      await symbols.refresh();
    },
    close: () => {
      serverClock.close();
      return transport.close();
    },
  };
}
