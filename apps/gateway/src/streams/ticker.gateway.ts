import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { Connections } from './connections.js';
import { LatestPayloads } from './latest-payloads.js';
import { STREAM_FEEDS, type StreamFeeds } from './stream-feeds.js';
import { TICKER_PATH } from './stream-paths.js';
import type { UpgradedSocket } from './upgraded-socket.js';

/** Binance's `24hrTicker` events of one symbol as they come, beginning with the last one that came. */
@WebSocketGateway({ path: TICKER_PATH })
export class TickerGateway implements OnGatewayConnection<UpgradedSocket> {
  private readonly latest: LatestPayloads;

  constructor(
    private readonly connections: Connections,
    @Inject(STREAM_FEEDS) { hub }: StreamFeeds,
  ) {
    this.latest = new LatestPayloads(hub);
  }

  handleConnection(socket: UpgradedSocket): void {
    const { payload, leave } = this.latest.enter(socket.admission.channel as string);
    socket.once('close', leave);
    this.connections.accept(socket, { format: 'raw', ...(payload ? { first: payload } : {}) });
  }
}
