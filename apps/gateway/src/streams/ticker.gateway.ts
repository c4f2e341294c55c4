import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { Connections } from './connections.js';
import { TICKER_PATH } from './stream-paths.js';
import type { UpgradedSocket } from './upgraded-socket.js';

/** Binance's `24hrTicker` events of one symbol, as they come. */
@WebSocketGateway({ path: TICKER_PATH })
export class TickerGateway implements OnGatewayConnection<UpgradedSocket> {
  constructor(private readonly connections: Connections) {}

  handleConnection(socket: UpgradedSocket): void {
    this.connections.accept(socket, { format: 'raw' });
  }
}
