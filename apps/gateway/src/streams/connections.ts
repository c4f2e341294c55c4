import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { RawData } from 'ws';
import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Metrics } from '@binance-gateway/platform';
import {
  type Client,
  type ClientOptions,
  DISCONNECT,
  type Disconnect,
  type Format,
  type Transport,
  WsTransport,
} from '@binance-gateway/stream-hub';
import { AuthService } from '../auth/auth.service.js';
import type { Principal } from '../auth/principal.js';
import { CLOCK, LOGGER, METRICS } from '../core/tokens.js';
import { Heartbeat } from './heartbeat.js';
import { MESSAGES_PER_SECOND, MessageBudget } from './message-budget.js';
import { STREAM_ERROR, errorReply } from './error-reply.js';
import { STREAM_FEEDS, type StreamFeeds } from './stream-feeds.js';
import type { UpgradedSocket } from './upgraded-socket.js';

export interface ConnectionOptions extends Omit<ClientOptions, 'label'> {
  /** Sent before anything of the stream. */
  readonly first?: Buffer;
  /** Reads a text message of the client. Absent: the path takes none, and says so. */
  readonly onText?: (client: Client, text: Buffer, reformat: Reformat) => void;
  /** Called once, before anything is read. */
  readonly onOpen?: (client: Client) => void;
  /** What stands between the hub and the socket. */
  readonly through?: (transport: Transport) => Transport;
}

/** Goes on in another format: a new client of the hub on the same socket, without subscriptions. */
export type Reformat = (format: Format) => Client;

/** Whoever speaks on a connection. */
export interface Speaker {
  /** Says why, and ends. */
  close(disconnect: Disconnect): void;
  /** The socket is gone. */
  detach(): void;
  reply(frame: Buffer): void;
  /** Reads a text message. Absent: the path takes none, and says so. */
  onText?(text: Buffer): void;
  /** Answers a binary message, none of which is read. Absent: in the form of the streams. */
  onBinary?(): void;
  /** Messages are counted elsewhere. */
  readonly isMetered: boolean;
}

/** Every open stream connection: joins the socket to the hub and keeps watch over it. */
@Injectable()
export class Connections {
  private readonly heartbeat: Heartbeat;
  private onEmpty: (() => void) | undefined;
  private readonly open = new Map<Speaker, Principal>();

  constructor(
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    auth: AuthService,
  ) {
    auth.watchWithdrawn(() => this.closeWithdrawn(auth));
    this.heartbeat = new Heartbeat(clock);
  }

  /** Connections whose socket is not gone, closing ones included: it is sockets that are scarce. */
  get count(): number {
    return this.open.size;
  }

  /** Subscribes to the channel of the socket's path, if it has one. */
  accept(socket: UpgradedSocket, { onText, onOpen, first, through, ...options }: ConnectionOptions): void {
    const label = socket.admission.principal.name;
    const plain = new WsTransport(socket, socket.duplex);
    const transport = through ? through(plain) : plain;
    const attach: Reformat = (format) => this.feeds.hub.attach(transport, { ...options, format, label });
    let client = attach(options.format);
    const reformat: Reformat = (format) => {
      client.flush();
      client.detach();
      return (client = attach(format));
    };
    this.hold(socket, {
      close: (disconnect) => client.close(disconnect),
      detach: () => client.detach(),
      reply: (frame) => client.reply(frame),
      isMetered: true,
      ...(onText ? { onText: (text: Buffer) => onText(client, text, reformat) } : {}),
    });
    if (first) client.reply(first);
    onOpen?.(client);
    this.join(client, socket);
  }

  /** Keeps watch over a connection, whoever speaks on it. */
  hold(socket: UpgradedSocket, speaker: Speaker): void {
    const { requestId, path } = socket;
    const { principal: caller } = socket.admission;
    const principal = caller.name;
    const pulse = this.heartbeat.start({
      ping: () => socket.ping(),
      onDead: () => {
        this.metrics.count('hub_disconnects_total', { why: 'NO_PONG' });
        speaker.close(DISCONNECT.NO_PONG);
      },
      drained: () => drainedOf(socket.duplex),
    });
    const budget = new MessageBudget(this.clock);
    this.open.set(speaker, caller);
    socket.on('pong', () => pulse.beat());
    socket.on('ping', () => pulse.beat());
    socket.on('message', (data, isBinary) => {
      pulse.beat();
      this.receive(speaker, data, isBinary, budget, path);
    });
    socket.on('close', (code) => {
      pulse.stop();
      speaker.detach();
      this.open.delete(speaker);
      this.logger.debug({ requestId, path, principal, code }, 'closed');
      if (this.open.size === 0) this.onEmpty?.();
    });
    this.logger.debug({ requestId, path, principal }, 'stream client');
  }

  /** Whose token was withdrawn has to come back with another. */
  private closeWithdrawn(auth: Pick<AuthService, 'isWithdrawn'>): void {
    for (const [speaker, principal] of [...this.open]) {
      if (!auth.isWithdrawn(principal)) continue;
      this.metrics.count('hub_disconnects_total', { why: 'UNAUTHORIZED' });
      speaker.close(DISCONNECT.UNAUTHORIZED);
    }
  }

  /** Closes everyone with SHUTDOWN and waits until their sockets are gone, at most so long. */
  async drain(timeoutMs: number): Promise<void> {
    this.feeds.hub.drain(DISCONNECT.SHUTDOWN);
    for (const speaker of [...this.open.keys()]) speaker.close(DISCONNECT.SHUTDOWN);
    this.heartbeat.stop();
    if (this.open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.clock.setTimeout(resolve, timeoutMs);
      this.onEmpty = () => {
        this.clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  private join(client: Client, { admission: { channel }, requestId }: UpgradedSocket): void {
    if (channel === undefined || client.isClosed) return;
    try {
      client.subscribe(channel);
    } catch (error) {
      // nobody above would catch it: it came from an event of the socket
      this.logger.error({ err: error, requestId, stream: channel }, 'subscription failed');
      client.close(DISCONNECT.INTERNAL);
    }
  }

  private receive(
    speaker: Speaker,
    data: RawData,
    isBinary: boolean,
    budget: MessageBudget,
    path: string,
  ): void {
    const verdict = speaker.isMetered ? budget.spend() : 'read';
    if (verdict === 'drop') return;
    if (verdict === 'refuse') {
      speaker.reply(
        errorReply(
          STREAM_ERROR.TOO_MANY_MESSAGES,
          `Too many messages: ${MESSAGES_PER_SECOND} a second are read`,
        ),
      );
    } else if (!speaker.onText) {
      speaker.reply(errorReply(STREAM_ERROR.READ_ONLY, `Read only: ${path} takes no messages, /ws does`));
    } else if (isBinary && speaker.onBinary) {
      speaker.onBinary();
    } else if (isBinary) {
      speaker.reply(
        errorReply(STREAM_ERROR.INVALID_REQUEST, 'Invalid request: send text frames, not binary ones'),
      );
    } else {
      try {
        speaker.onText(data as Buffer);
      } catch (error) {
        // a fault of ours must cost one answer, not every connection
        this.logger.error({ path, err: error }, 'a message could not be answered');
        speaker.reply(errorReply(STREAM_ERROR.INVALID_REQUEST, 'Invalid request: it could not be read'));
      }
    }
  }
}

function drainedOf(duplex: Duplex): number | undefined {
  if (duplex.writableLength === 0) return undefined;
  return ((duplex as Partial<Socket>).bytesWritten ?? 0) - duplex.writableLength;
}
