import { type BeforeApplicationShutdown, Inject, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Clock, type Logger, getAccountInfo } from '@binance-gateway/domain-types';
import type { Config, Metrics, Upstream } from '@binance-gateway/platform';
import { CLOCK, CONFIG, LOGGER, METRICS, UPSTREAM } from '../core/tokens.js';
import { ConnectionGate } from './connection-gate.js';
import { Connections } from './connections.js';
import { DepthGateway } from './depth.gateway.js';
import { ManyStreamsGateway } from './many.gateway.js';
import { STREAM_FEEDS, type StreamFeeds } from './stream-feeds.js';
import { TickerGateway } from './ticker.gateway.js';
import { UpgradeRequiredController } from './upgrade-required.controller.js';
import { UpgradeWsAdapter } from './upgrade-ws.adapter.js';
import { UserGateway } from './user.gateway.js';

/** The WebSocket face. */
@Module({
  controllers: [UpgradeRequiredController],
  providers: [
    {
      provide: STREAM_FEEDS,
      inject: [UPSTREAM],
      useFactory: ({ hub, symbols, books, operations }: Upstream): StreamFeeds => ({
        hub,
        symbols,
        // the keeper holds on to it for a minute, which is when the stream takes it over
        admitBook: (symbol) => books.acquire(symbol).release(),
        admitAccount: () => operations.admit(getAccountInfo),
      }),
    },
    Connections,
    ConnectionGate,
    TickerGateway,
    DepthGateway,
    UserGateway,
    ManyStreamsGateway,
  ],
})
export class StreamsModule implements BeforeApplicationShutdown {
  constructor(
    private readonly gate: ConnectionGate,
    private readonly connections: Connections,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Before Nest cuts the sockets: tells every client that and why, and lets nobody in meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    this.gate.drain();
    await this.connections.drain(this.config.shutdownTimeoutMs / 2);
  }
}

/** Puts the upgrade adapter in place; before `init` or `listen`. */
export function useStreams(app: NestFastifyApplication): void {
  app.useWebSocketAdapter(
    new UpgradeWsAdapter(app, {
      gate: app.get(ConnectionGate, { strict: false }),
      clock: app.get<Clock>(CLOCK, { strict: false }),
      logger: app.get<Logger>(LOGGER, { strict: false }),
      metrics: app.get<Metrics>(METRICS, { strict: false }),
    }),
  );
}
