import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import { type WebSocket, WebSocketServer } from 'ws';
import { ApiError, REFUSE, toApiError } from '../wire/api-error.js';
import { parseTimeUnit } from '../wire/time-unit.js';
import { addressOf } from './node-http.js';
import { type WsApiConnection, type WsApiOptions, WsApiSession } from './ws-api-session.js';

/** Binance's numbers; tests bring smaller ones. */
export interface WsApiLimits {
  readonly pingEveryMs: Millis;
  readonly pongWithinMs: Millis;
  readonly lifetimeMs: Millis;
}

export const WS_API_LIMITS: WsApiLimits = {
  pingEveryMs: 20_000,
  pongWithinMs: 60_000,
  lifetimeMs: 24 * 3_600_000,
};

const MAX_FRAME_BYTES = 64 * 1024;

interface Entry {
  readonly session: WsApiSession;
  lastPong: Millis;
  /** Of the ping that awaits its pong; only a copy of it counts. */
  pingPayload: string;
}

/** All connections to `/ws-api/v3`: upgrade, pings, the 24 h cut. */
export class WsApiServer {
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  private readonly connections = new Map<WebSocket, Entry>();
  private readonly frozen = new Set<WebSocket>();
  private refusal: ApiError | undefined;
  private readonly clock: Clock;
  private pingTimer: TimerHandle | undefined;

  constructor(
    private readonly options: WsApiOptions,
    private readonly limits: WsApiLimits = WS_API_LIMITS,
  ) {
    this.clock = options.clock;
    this.schedulePing();
  }

  get size(): number {
    return this.connections.size;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    let connection: WsApiConnection;
    try {
      if (this.refusal) throw this.refusal;
      connection = readConnection(request);
      this.options.exchange.rateLimits.admitConnection(connection.address);
    } catch (error) {
      refuseHandshake(socket, toApiError(error));
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.open(webSocket, connection));
  }

  /** Fault: every connection is cut without a close frame. */
  kill(): void {
    for (const socket of [...this.connections.keys(), ...this.frozen]) socket.terminate();
    this.frozen.clear();
  }

  /** Fault: every connection stays open, and nothing is read or sent any more. */
  freeze(): void {
    for (const [socket, { session }] of this.connections) {
      session.end();
      socket.pause();
      this.connections.delete(socket);
      this.frozen.add(socket);
    }
  }

  /** Fault: new connections are answered with this status; undefined lets them in again. */
  refuseConnections(status: number | undefined, retryAfterSeconds?: number): void {
    const retryAfterMs = retryAfterSeconds === undefined ? undefined : 1000 * retryAfterSeconds;
    this.refusal =
      status === undefined
        ? undefined
        : new ApiError(status, -1034, 'Too many concurrent connections.', undefined, retryAfterMs);
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.connections.keys()) socket.close(code, reason);
  }

  /** Announces the end, as the live server does before a restart; the sockets stay open. */
  announceShutdown(): void {
    const event = { e: 'serverShutdown', E: this.options.exchange.now() };
    for (const { session } of this.connections.values()) session.sendEvent(event);
  }

  close(): void {
    this.clock.clearTimeout(this.pingTimer);
    this.kill();
    this.server.close();
  }

  private open(socket: WebSocket, connection: WsApiConnection): void {
    const session = new WsApiSession(socket, this.options, connection);
    const entry: Entry = { session, lastPong: this.clock.monotonic(), pingPayload: '' };
    this.connections.set(socket, entry);
    socket.on('message', (data: Buffer) => void session.receive(data.toString('utf8')));
    socket.on('pong', (data: Buffer) => {
      if (data.toString('utf8') === entry.pingPayload) entry.lastPong = this.clock.monotonic();
    });
    // The close event follows every error and does the work
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.connections.delete(socket);
      session.end();
    });
  }

  private schedulePing(): void {
    this.pingTimer = this.clock.setTimeout(() => {
      for (const [socket, entry] of this.connections) this.ping(socket, entry);
      this.schedulePing();
    }, this.limits.pingEveryMs);
  }

  private ping(socket: WebSocket, entry: Entry): void {
    const isSilent = this.clock.monotonic() - entry.lastPong > this.limits.pongWithinMs;
    const isOld = this.options.exchange.now() - entry.session.connectedSince >= this.limits.lifetimeMs;
    if (isSilent) socket.terminate();
    else if (isOld) socket.close(1001, '24 hours');
    else {
      entry.pingPayload = String(this.options.exchange.now());
      socket.ping(entry.pingPayload);
    }
  }
}

/** Errors of the handshake are JSON bodies. */
function refuseHandshake(socket: Duplex, refusal: ApiError): void {
  const body = JSON.stringify(refusal.body('rest'));
  const { status, retryAfterMs } = refusal;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json;charset=UTF-8',
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1000)}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** @throws ApiError -1155, -1194 */
function readConnection(request: IncomingMessage): WsApiConnection {
  const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
  if (query.getAll('responseFormat').some((format) => format.toLowerCase() === 'sbe')) {
    throw REFUSE.sbeDisabled(400);
  }
  return {
    address: addressOf(request),
    timeUnit: parseTimeUnit(query.get('timeUnit') ?? undefined),
    returnRateLimits: query.get('returnRateLimits') !== 'false',
  };
}
