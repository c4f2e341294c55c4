import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { Connections } from './connections.js';
import { DEPTH_PATH } from './stream-paths.js';
import type { UpgradedSocket } from './upgraded-socket.js';

/** An order book: a `depthSnapshot`, then the `depthUpdate`s that keep it exact. */
@WebSocketGateway({ path: DEPTH_PATH })
export class DepthGateway implements OnGatewayConnection<UpgradedSocket> {
  constructor(private readonly connections: Connections) {}

  handleConnection(socket: UpgradedSocket): void {
    this.connections.accept(socket, { format: 'raw' });
  }
}
