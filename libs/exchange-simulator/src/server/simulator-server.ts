import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ControlServer } from '../control/http/server.js';
import type { RestServer } from './rest-server.js';
import { StreamsServer } from './streams.js';
import type { WsApiServer } from './ws-api-server.js';

/** What answers at the port; a restored exchange brings its own. */
export interface ServerFaces {
  readonly control: ControlServer;
  readonly rest: RestServer;
  readonly wsApi: WsApiServer;
  readonly streams: StreamsServer;
}

/** Longer than any client keeps an idle connection, so that the server never closes one in use. */
const KEEP_ALIVE_MS = 120_000;

/** One port for REST, market streams and the WS API, told apart by path. */
export class SimulatorServer {
  private readonly server: Server;
  /** Plain HTTP connections. */
  private readonly sockets = new Set<Socket>();
  private faces: ServerFaces | undefined;

  constructor() {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      if (isControl(request.url ?? '/')) {
        this.sockets.delete(request.socket);
        void this.faces?.control.handle(request, response);
      } else void this.faces?.rest.handle(request, response);
    });
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.sockets.delete(request.socket);
      // A peer that resets during the handshake must not end the process
      socket.on('error', () => socket.destroy());
      const path = (request.url ?? '/').split('?', 1)[0] as string;
      if (path === '/ws-api/v3') this.faces?.wsApi.handleUpgrade(request, socket, head);
      else if (StreamsServer.handles(path)) this.faces?.streams.handleUpgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  /** Before the first request, and again when another exchange takes over. */
  serve(faces: ServerFaces): void {
    this.faces = faces;
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

  /** Fault: every HTTP connection is cut but those of the control API; the port stays open. */
  dropHttpConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function isControl(url: string): boolean {
  return /^\/control(?=[/?]|$)/.test(url);
}
