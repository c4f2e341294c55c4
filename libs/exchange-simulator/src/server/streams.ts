import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@binance-gateway/domain-types';
import { WebSocketServer } from 'ws';
import { type FrameChances, type FrameFault, FrameFaults } from '../faults/frame-faults.js';
import { toApiError } from '../wire/api-error.js';
import { addressOf } from './node-http.js';
import {
  type ConnectionHost,
  STREAM_LIMITS,
  StreamConnection,
  type StreamLimits,
} from './streams-connection.js';
import { StreamFrame } from './streams-frame.js';
import type { FrameSink, StreamSource, StreamSourceFactory } from './streams-source.js';

export interface StreamsServerOptions {
  readonly clock: Clock;
  /** `liveStreams(market)`, or a replay's `streams`. */
  readonly source: StreamSourceFactory;
  /** Asked before every upgrade; throws an ApiError when the address has had too many. */
  readonly admit?: (address: string) => void;
  /** Whatever is absent is as on the live exchange. */
  readonly limits?: Partial<StreamLimits>;
}

interface Target {
  readonly combined: boolean;
  readonly names: readonly string[];
  readonly isMicroseconds: boolean;
}

const MAX_PAYLOAD_BYTES = 256 * 1024;
const SHUTDOWN_STREAM = '!serverShutdown';

/**
 * The market streams: `/ws`, `/ws/<stream>/…` (raw frames), `/stream?streams=<stream>/…` (combined
 * frames), and `/stream/ws/…`, which some clients make of a base URL, as raw. Names that mean nothing are
 * accepted and stay silent. Faults are methods, for the control API and tests.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export class StreamsServer implements FrameSink, ConnectionHost {
  readonly clock: Clock;
  readonly limits: StreamLimits;
  /** Hears of every frame of a subscribed stream before any fault. */
  onFrame: ((frame: StreamFrame) => void) | undefined;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  private readonly source: StreamSource;
  private readonly admit: StreamsServerOptions['admit'];
  private readonly channels = new Map<string, Set<StreamConnection>>();
  private readonly connections = new Set<StreamConnection>();
  private readonly faults = new FrameFaults();
  private refusal: { status: number; retryAfterSeconds?: number } | undefined;

  constructor({ clock, source, limits, admit }: StreamsServerOptions) {
    this.admit = admit;
    this.clock = clock;
    this.limits = { ...STREAM_LIMITS, ...limits };
    this.source = source(this);
  }

  /** Does the server have a place for this URL? Everything else belongs to somebody else. */
  static handles(url: string): boolean {
    return /^\/(ws|stream)(?=[/?]|$)/.test(url);
  }

  /** For the `upgrade` event of a node:http server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = targetOf(request.url ?? '/');
    if (!target || this.refusal) {
      refuse(socket, target ? (this.refusal?.status ?? 503) : 400, this.refusal?.retryAfterSeconds);
      return;
    }
    try {
      this.admit?.(addressOf(request));
    } catch (error) {
      const { status, retryAfterMs = 0 } = toApiError(error);
      refuse(socket, status, Math.ceil(retryAfterMs / 1000));
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new StreamConnection(this, ws, socket, target.combined, target.isMicroseconds);
      this.connections.add(connection);
      if (!connection.subscribe(target.names)) connection.close(1008, 'Too many subscriptions');
    });
  }

  publish(name: string, payload: string | Buffer, combined?: Buffer): void {
    const frame = new StreamFrame(name, payload, combined);
    this.onFrame?.(frame);
    if (this.faults.areNone) this.deliver(frame);
    else for (const damaged of this.faults.apply(frame)) this.deliver(damaged);
  }

  async drained(): Promise<void> {
    await Promise.all(Array.from(this.connections, (connection) => connection.drained()));
  }

  join(name: string, connection: StreamConnection): void {
    const members = this.channels.get(name);
    if (members) {
      members.add(connection);
      return;
    }
    this.channels.set(name, new Set([connection]));
    this.source.start(name);
  }

  leave(name: string, connection: StreamConnection): void {
    const members = this.channels.get(name);
    if (!members?.delete(connection) || members.size > 0) return;
    this.channels.delete(name);
    this.source.stop(name);
  }

  closed(connection: StreamConnection): void {
    this.connections.delete(connection);
  }

  /** Open connections, what they have not read yet, and the streams with the number of their listeners. */
  stats(): { connections: number; backlogBytes: number; streams: Record<string, number> } {
    let backlogBytes = 0;
    for (const connection of this.connections) backlogBytes += connection.backlogBytes;
    const streams = Object.fromEntries(Array.from(this.channels, ([name, members]) => [name, members.size]));
    return { connections: this.connections.size, backlogBytes, streams };
  }

  /**
   * Fault: the next `count` frames of a stream (`*`: of any) are lost, sent twice, each sent after its
   * successor, repeated inside it, or, diffs, sent with a wrong price.
   */
  damage(name: string, fault: FrameFault, count = 1): void {
    this.faults.plan(name, fault, count);
  }

  /** Fault: every frame of a stream (`*`: of any) is damaged with these chances. @returns ends it */
  damageAtRandom(name: string, chances: FrameChances, seed: number): () => void {
    this.faults.roll(name, chances, seed);
    return () => this.faults.calm(name);
  }

  /** Fault: the frames of a stream wait. @returns lets them go, in order */
  holdFrames(name: string): () => void {
    this.faults.hold(name);
    return () => {
      for (const frame of this.faults.release(name)) this.deliver(frame);
    };
  }

  /** Fault: a hole in a sequence, here the loss of `count` frames in a row. */
  gap(name: string, count = 1): void {
    this.damage(name, 'drop', count);
  }

  /** Fault: one stream says nothing any more while its connections live on. */
  silence(name: string, isSilent = true): void {
    this.faults.silence(name, isSilent);
  }

  /** Fault: announces the end to everybody; it comes with `closeAll`. */
  serverShutdown(): void {
    const frame = new StreamFrame(SHUTDOWN_STREAM, `{"e":"serverShutdown","E":${this.clock.now()}}`);
    for (const connection of this.connections) connection.send(frame);
  }

  /** Fault: the sockets break off without a close frame; with a stream, only those that listen to it. @returns how many */
  killConnections(stream?: string): number {
    const hit = this.listeners(stream);
    for (const connection of hit) connection.terminate();
    return hit.length;
  }

  /** Fault: the sockets stay open and nothing comes through them any more. @returns how many */
  freezeConnections(stream?: string): number {
    const hit = this.listeners(stream);
    for (const connection of hit) connection.freeze();
    return hit.length;
  }

  /** @returns how many */
  closeAll(code: number, reason = '', stream?: string): number {
    const hit = this.listeners(stream);
    for (const connection of hit) connection.close(code, reason);
    return hit.length;
  }

  /** Fault: new connections are answered with this status; undefined lets them in again. */
  refuseConnections(status: number | undefined, retryAfterSeconds?: number): void {
    this.refusal = status === undefined ? undefined : { status, retryAfterSeconds };
  }

  /** Ends every planned or standing fault and lets go what waited; what has happened to connections stays. */
  clearFaults(): void {
    for (const name of this.channels.keys())
      for (const frame of this.faults.release(name)) this.deliver(frame);
    this.faults.clear();
    this.refusal = undefined;
  }

  /** Breaks off every connection and ends the source. */
  close(): void {
    this.killConnections();
    this.source.close();
    this.sockets.close();
  }

  private listeners(stream: string | undefined): StreamConnection[] {
    return [...(stream === undefined ? this.connections : (this.channels.get(stream) ?? []))];
  }

  private deliver(frame: StreamFrame): void {
    const members = this.channels.get(frame.name);
    if (members) for (const connection of members) connection.send(frame);
  }
}

function targetOf(url: string): Target | undefined {
  const [path = '', query = ''] = url.split('?', 2);
  try {
    const [, mode, ...rest] = path.split('/').map(decodeURIComponent);
    if (mode !== 'ws' && mode !== 'stream') return undefined;
    const isAlias = mode === 'stream' && rest.some((part) => part !== '');
    const listed = mode === 'ws' || isAlias ? rest : (parameter(query, 'streams') ?? '').split('/');
    const names = listed.filter((name, i) => name !== '' && !(isAlias && i === 0 && name === 'ws'));
    const isMicroseconds = parameter(query, 'timeUnit')?.toUpperCase() === 'MICROSECOND';
    return { combined: mode === 'stream' && !isAlias, names, isMicroseconds };
  } catch {
    // Not percent-encoded text
    return undefined;
  }
}

/** Not URLSearchParams: a plus sign is part of a stream name (kline_1d@+08:00), not a blank. */
function parameter(query: string, name: string): string | undefined {
  const pair = query.split('&').find((text) => text.startsWith(`${name}=`));
  return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1));
}

function refuse(socket: Duplex, status: number, retryAfterSeconds?: number): void {
  const retryAfter = retryAfterSeconds === undefined ? '' : `Retry-After: ${retryAfterSeconds}\r\n`;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${retryAfter}`;
  socket.end(`${head}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
