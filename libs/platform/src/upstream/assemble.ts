import { randomUUID } from 'node:crypto';
import {
  type BinanceUrls,
  CONNECT_LIMITS,
  ConnectBudget,
  type Credential,
  RotatingCredential,
  type Silence,
  type SpotConnection,
  type WsApiConnection,
  connectSpot,
  createCredential,
} from '@binance-gateway/binance-client';
import { type Limits, getServerTime } from '@binance-gateway/domain-types';
import { FillRecovery, OrderDesk, PositionBook } from '@binance-gateway/trading';
import type { Config } from '../config/load-config.js';
import { collectLimits, restMetrics, wsApiMetrics } from '../metrics/adapters.js';
import { VirtualKeyring } from '../virtual-keys/open-virtual-keys.js';
import { tracedOperations } from '../tracing/traced-operations.js';
import { Admission } from './admission.js';
import { Analytics } from './analytics/analytics.js';
import { AuditTrail } from './audit.js';
import { simulatorCredential, startEmbeddedExchange } from './embedded-exchange.js';
import { credentialOptions, endpointsOf, needsEmbeddedExchange } from './endpoints.js';
import { KeyAdministration } from './key-administration.js';
import { ExchangeWatch } from './exchange-watch.js';
import { Reads } from './live/reads.js';
import { limitsOf } from './limits.js';
import { rememberedSilence } from './limit-memory.js';
import { openMarket } from './market.js';
import { createOperations } from './operations.js';
import { openPolicies } from './order-policies.js';
import { openPreviewer } from './order-previewer.js';
import { openOrderRecords } from './order-records.js';
import { openSwitches } from './trading-switches.js';
import { Startup } from './startup.js';
import { USER_CHANNEL } from './user-channel.js';
import { UserFeed } from './user-feed.js';
import type { Upstream, UpstreamDeps } from './upstream.js';

interface Connecting {
  readonly urls: BinanceUrls;
  readonly credential: Credential | undefined;
  readonly stops: Silence;
  readonly connectBudget: ConnectBudget;
}

/** Writes must outwait the exchange's own 10 s, or every slow order would end as unknown. */
const MIN_WRITE_TIMEOUT_MS = 15_000;

/** 35 of the 36 characters that Binance allows. */
const newClientOrderId = (): string => `bg-${randomUUID().replaceAll('-', '')}`;

/** Builds everything towards the exchange and starts it; does not wait for the exchange to answer. */
export async function assembleUpstream(config: Config, deps: UpstreamDeps): Promise<Upstream> {
  const { clock, random, logger, metrics } = deps;
  const embedded = needsEmbeddedExchange(config) ? await startEmbeddedExchange(config) : undefined;
  const { restUrl, streamUrl, wsApiUrl } = config.binance;
  if (embedded && (restUrl ?? streamUrl ?? wsApiUrl) !== undefined) {
    logger.warn(
      { restUrl, streamUrl, wsApiUrl },
      'a part of the URLs is overridden: the rest is the embedded exchange',
    );
  }
  const urls = endpointsOf(config, embedded?.urls);
  const options =
    embedded?.credential ??
    (config.binance.credential && credentialOptions(config.binance.credential)) ??
    simulatorCredential(config);
  const credential = options && new RotatingCredential(createCredential(options));
  const isEmbedded = embedded !== undefined && restUrl === undefined;
  const stops = rememberedSilence(config, isEmbedded, { clock, logger });
  const connectBudget = new ConnectBudget(clock, CONNECT_LIMITS, stops);
  const connection = connect(config, deps, { urls, credential, stops, connectBudget });
  const { spot, symbols, serverClock, budget, wsApi } = connection;
  const keyring = new VirtualKeyring({ config, clock, isEmbedded });
  const records = await openOrderRecords(
    {
      config,
      apiKey: options?.apiKey,
      isEmbedded,
      spot,
      exchangeTime: () => serverClock.now(),
    },
    deps,
  );
  const market = openMarket({ config, streamUrl: urls.stream, spot, connectBudget }, deps);
  const fills = new FillRecovery({
    spot,
    clock,
    exchangeTime: () => serverClock.now(),
    symbols: () => records.symbols(),
    deliver: (report) => {
      market.hub.publish(USER_CHANNEL, Buffer.from(JSON.stringify(report)));
      records.reports.offer(report);
    },
    logger,
  });
  const userFeed = new UserFeed(
    market.hub,
    credential && {
      url: urls.wsApi,
      credential,
      serverClock,
      connectBudget,
      budget,
      clock,
      random,
      logger,
      metrics: wsApiMetrics(metrics),
    },
    (event) => {
      records.reports.offer(event);
      orderPolicies.hear(event);
    },
    fills,
  );
  market.hub.addSource(USER_CHANNEL, userFeed);
  const trading = { spot, clock, exchangeTime: () => serverClock.now(), newClientOrderId };
  const reads = new Reads({
    ...config.live,
    spot,
    clock,
    exchangeTime: () => serverClock.now(),
    metrics,
    watch: {
      logger,
      streams: market.streams,
      tap: (name, tap) => market.hub.tap(name, tap),
      acquire: (symbol) => market.books.acquireSpare(symbol),
    },
  });
  const orderPolicies = openPolicies({
    table: config.trading.policies,
    policyOf: (owner) => deps.policyOf?.(owner) ?? keyring.policyOf(owner),
    spot,
    reads,
    records,
    clock,
    exchangeTime: () => serverClock.now(),
  });
  const stopping = openSwitches(
    {
      config,
      records,
      open: orderPolicies.open,
      spot,
      exchangeTime: () => serverClock.now(),
      hasKey: async (name) => (await keyring.keys()).byName(name) !== undefined,
      publish: (event) => market.hub.publish(USER_CHANNEL, event),
    },
    deps,
  );
  const analytics = new Analytics({
    spot,
    clock,
    logger,
    exchangeTime: () => serverClock.now(),
    streams: market.streams,
    books: market.books,
    tap: (name, tap) => market.hub.tap(name, tap),
    acquire: (symbol) => market.books.acquire(symbol),
  });
  const limits = (): Limits =>
    limitsOf({ connection, connectBudget, orderTransport: config.trading.transport });
  collectLimits(metrics, limits);
  metrics.onScrape('analytics', () => metrics.set('gateway_analysed_symbols', {}, analytics.watched));
  const { journal, reports } = records;
  const closing = new AbortController();
  const watch = new ExchangeWatch({ clock, logger, ask: () => spot.run(getServerTime, {}) });
  const startup = new Startup({
    clock,
    logger,
    start: async () => {
      await connection.start();
      // what may have been sent is told from what cannot have been by the time of the exchange
      records.start();
      stopping.switches?.start();
      watch.start();
    },
    obstacle: () => watch.obstacle() ?? orderWayObstacle(config, wsApi) ?? records.reason(),
  });
  startup.begin();
  metrics.onScrape('readiness', () => metrics.set('upstream_ready', {}, startup.readiness().ready ? 1 : 0));
  return {
    operations: tracedOperations(
      createOperations({
        admission: new Admission(config, credential !== undefined),
        audit: new AuditTrail(logger, clock),
        spot,
        reads,
        analytics,
        previewer: openPreviewer({
          spot,
          reads,
          clock,
          policies: orderPolicies.policies,
          switches: stopping.switches,
        }),
        desk: new OrderDesk({
          ...trading,
          journal,
          reports,
          policies: orderPolicies.policies,
          ...(stopping.switches ? { switches: stopping.switches } : {}),
          closing: closing.signal,
        }),
        records,
        stopping,
        keys: new KeyAdministration(keyring, symbols),
        positions: new PositionBook(trading),
        limits,
      }),
      deps.tracing,
    ),
    spot,
    rest: connection.rest,
    keyring,
    exchangeTime: () => serverClock.now(),
    ownerOf: (order) => records.ownerOf(order),
    limits,
    symbols,
    hub: market.hub,
    books: market.books,
    streams: market.streams,
    simulator: embedded?.simulator,
    readiness: () => startup.readiness(),
    useCredential: (next) => {
      if (!credential) throw new Error('the process was started without an account');
      credential.use(createCredential(credentialOptions(next)));
      userFeed.renew('the API key was replaced');
      wsApi?.replace();
    },
    stopWaiting: () => closing.abort(),
    close: async () => {
      startup.close();
      watch.close();
      stopping.close();
      reads.close();
      analytics.close();
      await market.close();
      await userFeed.close();
      await connection.close();
      await records.close();
      await keyring.close();
      await embedded?.simulator.close();
    },
  };
}

/** Orders never change their way: without it there is none. */
function orderWayObstacle({ trading }: Config, wsApi: WsApiConnection | undefined): string | undefined {
  if (trading.transport === 'rest' || wsApi?.status().isOpen) return undefined;
  return 'orders go by the WebSocket API, and it is not connected';
}

function connect(
  config: Config,
  { clock, random, logger, metrics, tracing }: UpstreamDeps,
  { urls, credential, stops, connectBudget }: Connecting,
): SpotConnection {
  return connectSpot({
    restUrl: urls.rest,
    wsApiUrl: urls.wsApi,
    wsApiMetrics: wsApiMetrics(metrics),
    orderTransport: config.trading.transport,
    stops,
    connectBudget,
    ...(credential ? { credential } : {}),
    clock,
    random,
    logger,
    metrics: restMetrics(metrics, tracing),
    newClientOrderId,
    recvWindowMs: config.binance.recvWindowMs,
    readTimeoutMs: config.binance.timeoutMs,
    writeTimeoutMs: Math.max(MIN_WRITE_TIMEOUT_MS, config.binance.timeoutMs),
    userAgent: 'binance-gateway',
  });
}
