import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RestServer } from './rest-server.js';
import { StreamsServer } from './streams.js';
import type { WsApiServer } from './ws-api-server.js';

export interface SimulatorServerOptions {
  readonly rest: RestServer;
  readonly wsApi: WsApiServer;
  readonly streams: StreamsServer;
}

/** Longer than any client keeps an idle connection, so that the server never closes one in use. */
const KEEP_ALIVE_MS = 120_000;

/** One port for REST, market streams and the WS API, told apart by path. */
export class SimulatorServer {
  private readonly server: Server;

  constructor({ rest, wsApi, streams }: SimulatorServerOptions) {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void rest.handle(request, response);
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A peer that resets during the handshake must not end the process
      socket.on('error', () => socket.destroy());
      const path = (request.url ?? '/').split('?', 1)[0] as string;
      if (path === '/ws-api/v3') wsApi.handleUpgrade(request, socket, head);
      else if (StreamsServer.handles(path)) streams.handleUpgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  /** @returns the port in use, a free one when 0 was asked for */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.removeListener('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Fault: every HTTP connection is cut, the port stays open. */
  dropHttpConnections(): void {
    this.server.closeAllConnections();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
