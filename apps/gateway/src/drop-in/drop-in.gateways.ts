import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { UpgradedSocket } from '../streams/upgraded-socket.js';

/** The gate has decided who takes the connection. */
class DropInGateway implements OnGatewayConnection<UpgradedSocket> {
  handleConnection(socket: UpgradedSocket): void {
    socket.admission.accept?.(socket);
  }
}

/** `/ws/<stream>/…`: raw events. */
@WebSocketGateway({ path: '/ws/*' })
export class RawStreamsGateway extends DropInGateway {}

/** `/stream?streams=…`: events with the name of their stream. */
@WebSocketGateway({ path: '/stream' })
export class CombinedStreamsGateway extends DropInGateway {}

/** `/stream/ws/<n>`, which ccxt makes of a base URL. */
@WebSocketGateway({ path: '/stream/*' })
export class StreamAliasGateway extends DropInGateway {}

@WebSocketGateway({ path: '/ws-api/v3' })
export class WsApiGateway extends DropInGateway {}
