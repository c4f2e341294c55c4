import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { RawData } from 'ws';
import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Metrics } from '@binance-gateway/platform';
import { type Client, type ClientOptions, DISCONNECT, WsTransport } from '@binance-gateway/stream-hub';
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
  readonly onText?: (client: Client, text: Buffer) => void;
}

/** Every open stream connection: joins the socket to the hub and keeps watch over it. */
@Injectable()
export class Connections {
  private readonly heartbeat: Heartbeat;
  private onEmpty: (() => void) | undefined;
  private open = 0;

  constructor(
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    this.heartbeat = new Heartbeat(clock);
  }

  /** Connections whose socket is not gone, closing ones included: it is sockets that are scarce. */
  get count(): number {
    return this.open;
  }

  /** Subscribes to the channel of the socket's path, if it has one. */
  accept(socket: UpgradedSocket, { onText, first, ...options }: ConnectionOptions): void {
    const label = socket.admission.principal.name;
    const client = this.feeds.hub.attach(new WsTransport(socket, socket.duplex), { ...options, label });
    const pulse = this.heartbeat.start({
      ping: () => socket.ping(),
      onDead: () => {
        this.metrics.count('hub_disconnects_total', { why: 'NO_PONG' });
        client.close(DISCONNECT.NO_PONG);
      },
      drained: () => drainedOf(socket.duplex),
    });
    const budget = new MessageBudget(this.clock);
    this.open++;
    socket.on('pong', () => pulse.beat());
    socket.on('message', (data, isBinary) => {
      pulse.beat();
      this.receive(client, data, isBinary, budget, socket.path, onText);
    });
    socket.on('close', (code) => {
      pulse.stop();
      client.detach();
      this.open--;
      this.logger.debug({ requestId: socket.requestId, path: socket.path, principal: label, code }, 'closed');
      if (this.open === 0) this.onEmpty?.();
    });
    this.logger.debug({ requestId: socket.requestId, path: socket.path, principal: label }, 'stream client');
    if (first) client.reply(first);
    this.join(client, socket);
  }

  /** Closes everyone with SHUTDOWN and waits until their sockets are gone, at most so long. */
  async drain(timeoutMs: number): Promise<void> {
    this.feeds.hub.drain(DISCONNECT.SHUTDOWN);
    this.heartbeat.stop();
    if (this.open === 0) return;
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
    client: Client,
    data: RawData,
    isBinary: boolean,
    budget: MessageBudget,
    path: string,
    onText: ConnectionOptions['onText'],
  ): void {
    const verdict = budget.spend();
    if (verdict === 'drop') return;
    if (verdict === 'refuse') {
      client.reply(
        errorReply(
          STREAM_ERROR.TOO_MANY_MESSAGES,
          `Too many messages: ${MESSAGES_PER_SECOND} a second are read`,
        ),
      );
    } else if (!onText) {
      client.reply(errorReply(STREAM_ERROR.READ_ONLY, `Read only: ${path} takes no messages, /ws does`));
    } else if (isBinary) {
      client.reply(
        errorReply(STREAM_ERROR.INVALID_REQUEST, 'Invalid request: send text frames, not binary ones'),
      );
    } else {
      try {
        onText(client, data as Buffer);
      } catch (error) {
        // a fault of ours must cost one answer, not every connection
        this.logger.error({ path, err: error }, 'a message could not be answered');
        client.reply(errorReply(STREAM_ERROR.INVALID_REQUEST, 'Invalid request: it could not be read'));
      }
    }
  }
}

function drainedOf(duplex: Duplex): number | undefined {
  if (duplex.writableLength === 0) return undefined;
  return ((duplex as Partial<Socket>).bytesWritten ?? 0) - duplex.writableLength;
}
