import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AuthService } from '../auth/auth.service.js';
import type { Core } from '../core/core.module.js';
import { ConnectionGate } from '../streams/connection-gate.js';
import { StreamsModule } from '../streams/streams.module.js';
import { DropIn } from './drop-in.js';
import { DropInGate } from './drop-in-gate.js';
import {
  CombinedStreamsGateway,
  RawStreamsGateway,
  StreamAliasGateway,
  WsApiGateway,
} from './drop-in.gateways.js';
import { KeySockets } from './key-sockets.js';
import { OrderOwners } from './order-owners.js';
import { registerRestFace } from './rest/rest-face.js';
import { BinanceStreams } from './streams/binance-streams.js';
import { UserEvents } from './ws-api/user-events.js';
import { WsApi } from './ws-api/ws-api.js';

/** The gateway in the place of Binance, for clients that know nothing of it. */
@Module({
  imports: [StreamsModule],
  providers: [
    DropIn,
    KeySockets,
    OrderOwners,
    UserEvents,
    WsApi,
    BinanceStreams,
    DropInGate,
    RawStreamsGateway,
    CombinedStreamsGateway,
    StreamAliasGateway,
    WsApiGateway,
  ],
})
export class DropInModule implements OnApplicationShutdown {
  constructor(
    gate: ConnectionGate,
    dropIn: DropInGate,
    private readonly sockets: KeySockets,
  ) {
    for (const [path, admit] of dropIn.paths()) gate.leave(path, admit);
  }

  onApplicationShutdown(): void {
    this.sockets.close();
  }
}

/** Adds the REST paths of Binance; before `init` or `listen`. They have no Nest pipeline: bytes in, bytes out. */
export function useDropIn(app: NestFastifyApplication, core: Core): void {
  const instance = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  registerRestFace(instance, {
    ...core,
    dropIn: app.get(DropIn, { strict: false }),
    auth: app.get(AuthService, { strict: false }),
  });
}
