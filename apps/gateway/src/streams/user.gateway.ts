import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { Connections } from './connections.js';
import { USER_PATH } from './stream-paths.js';
import type { UpgradedSocket } from './upgraded-socket.js';

/** The account's own events, as the exchange sends them; a `streamGap` event where some may be missing. */
@WebSocketGateway({ path: USER_PATH })
export class UserGateway implements OnGatewayConnection<UpgradedSocket> {
  constructor(private readonly connections: Connections) {}

  handleConnection(socket: UpgradedSocket): void {
    this.connections.accept(socket, { format: 'raw', onGap: 'notice' });
  }
}
