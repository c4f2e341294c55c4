import { type BeforeApplicationShutdown, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Clock, type Logger, getAccountInfo } from '@binance-gateway/domain-types';
import { type Config, type Metrics, USER_CHANNEL, type Upstream } from '@binance-gateway/platform';
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
  exports: [STREAM_FEEDS, Connections, ConnectionGate],
})
export class StreamsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private releaseAccount: (() => void) | undefined;

  constructor(
    private readonly gate: ConnectionGate,
    private readonly connections: Connections,
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Keeps the account's events coming even while nobody reads them: a subscription made for the first reader
   * takes a moment, and what happens to the account in it would be lost without a sign.
   */
  onApplicationBootstrap(): void {
    try {
      this.feeds.admitAccount();
    } catch {
      return; // there is no account
    }
    this.releaseAccount = this.feeds.hub.tap(USER_CHANNEL, { onMessage: () => undefined });
  }

  /** Before Nest cuts the sockets: tells every client that and why, and lets nobody in meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    this.gate.drain();
    await this.connections.drain(this.config.shutdownTimeoutMs / 2);
    this.releaseAccount?.();
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
