import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { AppError, type Clock, type Logger } from '@binance-gateway/domain-types';
import { type Metrics, toAppError } from '@binance-gateway/platform';
import { requestIdOf } from '../http/request-identity.js';
import { answerAsPlainRequest } from './plain-request.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { chooseProtocol } from './subprotocol.js';
import type { UpgradeGate, UpgradeMatch, UpgradedSocket } from './upgraded-socket.js';
import { UpgradeRoute } from './upgrade-route.js';

export interface UpgradeWsAdapterOptions {
  readonly gate: UpgradeGate;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A frame this long is still answered with an error; a longer one ends the connection with 1009. */
export const MAX_FRAME_BYTES = 2 * 1024 * 1024;
/** For the answer to our close frame; then the socket is cut. */
const CLOSE_TIMEOUT_MS = 5_000;
/** For the gate, which may have to ask the exchange for its symbols. */
const GATE_TIMEOUT_MS = 10_000;
const HTTP_PORT = 0;

const SERVER_OPTIONS = {
  maxPayload: MAX_FRAME_BYTES,
  closeTimeout: CLOSE_TIMEOUT_MS,
  // A quarter of a megabyte of zlib state a client, and no frame could be shared between clients
  perMessageDeflate: false,
  handleProtocols: chooseProtocol,
  clientTracking: true,
} as const;

interface Route {
  readonly route: UpgradeRoute;
  readonly server: WebSocketServer;
}

/**
 * Nest's adapter for `ws`, with three differences: paths of gateways may hold `:param` segments; an upgrade is
 * authorized before it is accepted, and refused with an HTTP answer that says why; and no message handler is
 * bound, because Nest's pipeline drops what it does not understand and costs more than the messages.
 */
export class UpgradeWsAdapter extends WsAdapter {
  private readonly routes: Route[] = [];
  private readonly requestIds = new WeakMap<IncomingMessage, string>();
  private detach: (() => void) | undefined;

  constructor(
    app: INestApplicationContext,
    private readonly options: UpgradeWsAdapterOptions,
  ) {
    super(app);
  }

  override create(port: number, options: Record<string, unknown> = {}): WebSocketServer {
    const server = super.create(port, { ...SERVER_OPTIONS, ...options }) as WebSocketServer;
    server.on('headers', (headers, request) => headers.push(`X-Request-Id: ${this.idOf(request)}`));
    server.on('wsClientError', (error, socket, request) => {
      const refusal = new AppError('INVALID_INPUT', error.message, { cause: error });
      this.refuse(refusal, socket, request, { 'Sec-WebSocket-Version': '13' });
    });
    return server;
  }

  override bindMessageHandlers(): void {
    // the gateways read their sockets themselves
  }

  /** A broken frame is the client's affair: `ws` closes the connection with the right code. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (socket) => {
      socket.on('error', (error) => this.options.logger.debug({ err: error }, 'stream client failed'));
    });
    server.on('error', (error) => this.options.logger.error({ err: error }, 'WebSocket server failed'));
    return server;
  }

  override async dispose(): Promise<void> {
    this.detach?.();
    this.routes.length = 0;
    await super.dispose();
  }

  protected override addWsServerToRegistry<T extends Record<'path', string>>(
    server: T,
    port: number,
    path: string,
  ): void {
    if (port !== HTTP_PORT) throw new Error('Stream gateways share the port of the HTTP server');
    super.addWsServerToRegistry(server, port, path);
    this.routes.push({ route: new UpgradeRoute(path), server: server as unknown as WebSocketServer });
    // what is said exactly comes before what is left open
    this.routes.sort((a, b) => Number(a.route.path.includes('*')) - Number(b.route.path.includes('*')));
  }

  protected override ensureHttpServerExists(port: number, httpServer?: Server): Server | undefined {
    if (this.httpServersRegistry.has(port)) return undefined;
    if (!httpServer) throw new Error('The adapter needs the HTTP server of the application');
    this.httpServersRegistry.set(port, httpServer);
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (isWebSocket(request)) void this.upgrade(request, socket, head);
      else answerAsPlainRequest(httpServer, request, socket, head);
    };
    httpServer.on('upgrade', onUpgrade);
    this.detach = () => httpServer.off('upgrade', onUpgrade);
    return httpServer;
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // without a listener, a reset while we are deciding would end the process
    const onError = (): void => void socket.destroy();
    socket.on('error', onError);
    try {
      const { server, match } = this.find(request);
      const admission = await this.within(GATE_TIMEOUT_MS, this.options.gate.authorize(request, match));
      if (socket.destroyed) return;
      this.options.gate.checkRoom();
      server.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
        socket.off('error', onError);
        const more = { admission, duplex: socket, path: match.path, requestId: this.idOf(request) };
        server.emit('connection', Object.assign(webSocket, more) satisfies UpgradedSocket, request);
      });
    } catch (error) {
      this.refuse(error, socket, request);
    }
  }

  private find(request: IncomingMessage): { server: WebSocketServer; match: UpgradeMatch } {
    const url = URL.canParse(request.url ?? '', 'ws://gateway') && new URL(request.url ?? '', 'ws://gateway');
    if (!url) throw new AppError('INVALID_INPUT', 'The request target is not a URL');
    for (const { route, server } of this.routes) {
      const match = route.match(url);
      if (match) return { server, match };
    }
    const paths = this.routes
      .filter(({ route }) => !route.path.includes('*'))
      .map(({ route }) => route.path.replaceAll(/:(\w+)/g, '{$1}'))
      .sort()
      .join(', ');
    throw new AppError('NOT_FOUND', `There is no stream at ${url.pathname}; there are ${paths}`);
  }

  private refuse(
    cause: unknown,
    socket: Duplex,
    request: IncomingMessage,
    more?: Record<string, string>,
  ): void {
    const error = toAppError(cause);
    const requestId = this.idOf(request);
    const fields = { requestId, path: request.url?.split('?', 1)[0], code: error.code };
    if (error.code === 'INTERNAL') {
      this.options.logger.error({ ...fields, err: error.cause }, 'upgrade failed');
    } else this.options.logger.debug(fields, error.message);
    this.options.metrics.count('gateway_errors_total', { face: 'ws', code: error.code });
    refuseUpgrade(socket, error, { requestId, now: this.options.clock.now() }, more);
  }

  private idOf(request: IncomingMessage): string {
    const known = this.requestIds.get(request) ?? requestIdOf(request);
    this.requestIds.set(request, known);
    return known;
  }

  private async within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
    const { clock } = this.options;
    let timer: object | undefined;
    const expiry = new Promise<never>((_resolve, reject) => {
      timer = clock.setTimeout(
        () => reject(new AppError('NOT_READY', 'It could not be decided in time whether to let you in')),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([work, expiry]);
    } finally {
      clock.clearTimeout(timer);
    }
  }
}

const isWebSocket = (request: IncomingMessage): boolean =>
  (request.headers.upgrade ?? '').split(',').some((token) => token.trim().toLowerCase() === 'websocket');
