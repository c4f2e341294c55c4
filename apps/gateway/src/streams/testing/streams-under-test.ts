import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError, type Clock, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { type Config, Metrics, type Upstream, loadConfig } from '@binance-gateway/platform';
import { Hub, type HubLimits } from '@binance-gateway/stream-hub';
import { AuthModule } from '../../auth/auth.module.js';
import { CoreModule } from '../../core/core.module.js';
import { AllowedMethods } from '../../http/allowed-methods.js';
import { ProblemFilter } from '../../http/problem.filter.js';
import { Connections } from '../connections.js';
import type { SymbolList } from '../stream-feeds.js';
import { StreamsModule, useStreams } from '../streams.module.js';

/** Tokens of these specs, by what they may do. The last one needs encoding as a subprotocol. */
export const TOKENS = {
  reader: 'reader-token-0001',
  trader: 'trader-token-0001',
  tradeOnly: 'trade-only-token-1',
  slashed: 'a/b+c-token==',
} as const;

export interface StreamsOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly limits?: Partial<HubLimits>;
  readonly hasAccount?: boolean;
  /** Order books upstream may keep. */
  readonly maxBooks?: number;
}

/** The WebSocket face over a real hub and real sockets; what upstream would send, the spec publishes. */
export interface StreamsUnderTest {
  readonly url: string;
  readonly hub: Hub;
  readonly app: NestFastifyApplication;
  readonly connections: Connections;
  readonly metrics: Metrics;
  /** Streams asked for upstream at this moment. */
  readonly upstreamNames: ReadonlySet<string>;
  publish(name: string, event: object): void;
  close(): Promise<void>;
}

const LISTED = new Map([
  ['BTCUSDT', {}],
  ['ETHUSDT', {}],
]);

const symbols: SymbolList = {
  get: (symbol) => LISTED.get(symbol),
  all: () => Promise.resolve(LISTED),
  require: (symbol) => {
    const found = LISTED.get(symbol);
    if (found) return Promise.resolve(found);
    const message = `${symbol} is not a symbol of the exchange`;
    return Promise.reject(
      new AppError('UNKNOWN_SYMBOL', message, { fields: [{ field: 'symbol', message }] }),
    );
  },
};

export async function streamsUnderTest(options: StreamsOptions = {}): Promise<StreamsUnderTest> {
  const { reader, trader, tradeOnly, slashed } = TOKENS;
  const config: Config = loadConfig('gateway', {
    GATEWAY_TOKENS: `reader:${reader}:read,trader:${trader},only:${tradeOnly}:trade,slashed:${slashed}:read`,
    ...options.env,
  });
  const clock = options.clock ?? systemClock;
  const metrics = new Metrics();
  const upstreamNames = new Set<string>();
  let epochs = 0;
  const hub = new Hub({
    broker: {
      subscribe: (names) => names.forEach((name) => upstreamNames.add(name)),
      unsubscribe: (names) => names.forEach((name) => upstreamNames.delete(name)),
    },
    clock,
    ids: () => `epoch-${++epochs}`,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  for (const local of ['depth:', 'user'])
    hub.addSource(local, { start: () => undefined, stop: () => undefined });
  const upstream = upstreamOf(hub, options);

  @Module({
    imports: [
      CoreModule.of({ config, logger: silentLogger, metrics, upstream, clock }),
      AuthModule,
      StreamsModule,
    ],
  })
  class TestModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(new AllowedMethods(), { clock, logger: silentLogger, metrics }));
  useStreams(app);
  await app.listen(0, '127.0.0.1');
  return {
    url: `ws://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`,
    hub,
    app,
    connections: app.get(Connections),
    metrics,
    upstreamNames,
    publish: (name, event) => hub.publish(name, Buffer.from(JSON.stringify(event))),
    close: async () => {
      await app.close();
      hub.close();
    },
  };
}

function upstreamOf(hub: Hub, { hasAccount = true, maxBooks = 2 }: StreamsOptions): Upstream {
  const books = new Set<string>();
  const upstream = {
    hub,
    symbols,
    books: {
      acquire: (symbol: string) => {
        if (books.size >= maxBooks && !books.has(symbol)) throw new AppError('FULL', 'too many books');
        books.add(symbol);
        return { release: () => undefined };
      },
    },
    operations: {
      admit: () => {
        if (!hasAccount)
          throw new AppError('CREDENTIALS_MISSING', 'set BINANCE_API_KEY and BINANCE_API_SECRET');
      },
    },
  };
  return upstream as unknown as Upstream;
}

export const bearer = (token: string): { headers: { authorization: string } } => ({
  headers: { authorization: `Bearer ${token}` },
});
