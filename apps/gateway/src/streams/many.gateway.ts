import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { type Client, type ProtocolOptions, handleRequest } from '@binance-gateway/stream-hub';
import { Connections } from './connections.js';
import { STREAM_FEEDS, type StreamFeeds } from './stream-feeds.js';
import { admitStream, resolveStreamName } from './stream-names.js';
import { MANY_PATH } from './stream-paths.js';
import type { UpgradedSocket } from './upgraded-socket.js';

/** Room for the most names a connection may hold, 1024 of 100 characters each, with their quotes and commas. */
export const MAX_REQUEST_BYTES = 128 * 1024;

/** Many streams on one connection, chosen by Binance's SUBSCRIBE and UNSUBSCRIBE. */
@WebSocketGateway({ path: MANY_PATH })
export class ManyStreamsGateway implements OnGatewayConnection<UpgradedSocket> {
  private readonly protocol: ProtocolOptions;

  constructor(
    private readonly connections: Connections,
    @Inject(STREAM_FEEDS) feeds: StreamFeeds,
  ) {
    this.protocol = {
      resolve: (name) => resolveStreamName(feeds, name),
      admit: (name) => admitStream(feeds, name),
      maxRequestBytes: MAX_REQUEST_BYTES,
    };
  }

  handleConnection(socket: UpgradedSocket): void {
    if (socket.admission.accept) return socket.admission.accept(socket);
    this.connections.accept(socket, { format: 'envelope', onText: this.answer });
  }

  private readonly answer = (client: Client, text: Buffer): void =>
    handleRequest(client, text, this.protocol);
}
