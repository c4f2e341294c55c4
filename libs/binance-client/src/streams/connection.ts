import {
  type Clock,
  type Logger,
  type Millis,
  type TimerHandle,
  type WireError,
  type WireStreamRequest,
} from '@binance-gateway/domain-types';
import { isServerShutdown, payloadOf, streamNameOf } from './frame.js';
import { SendWindow } from './send-window.js';
import { type Loss, SocketState, UpstreamSocket } from './socket.js';
import { type ControlRequest, Subscriptions } from './subscriptions.js';

/** Where market frames go. */
export interface FrameSink {
  /** `payload` and `combined` share the socket's memory: keep no slice of them for long. */
  onFrame(name: string, payload: Buffer, combined: Buffer): void;
}

export interface ConnectionEvents {
  onOpen(connection: MarketConnection): void;
  /** Once. Nothing comes from this connection afterwards. */
  onLost(connection: MarketConnection, loss: Loss): void;
  /** The server is about to end this connection: another should take over. */
  onShutdownNotice(connection: MarketConnection): void;
  /** Streams that were interrupted while the connection stayed; called before they go on. */
  onInterrupted(names: readonly string[]): void;
  onRefused(names: readonly string[], error: WireError): void;
  onConfirmed(connection: MarketConnection): void;
}

export interface ConnectionOptions {
  /** Base of the market streams, `wss://stream.binance.com:9443`. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: FrameSink;
  readonly events: ConnectionEvents;
  readonly connectTimeoutMs?: Millis;
  readonly livenessMs?: Millis;
  readonly replyTimeoutMs?: Millis;
  /** Names that are subscribed before all others. */
  readonly isUrgent?: (name: string) => boolean;
}

const REPLY_TIMEOUT_MS = 5_000;
/** So many requests in a row without an answer, and the connection is given up. */
const MAX_UNANSWERED = 2;

interface PendingReply {
  readonly request: ControlRequest;
  readonly timer: TimerHandle;
}

/**
 * One socket to `/stream` and its subscriptions. Requests are batched, numbered, spaced (see SendWindow) and
 * waited for. A connection lives once: it is replaced, not reopened.
 */
export class MarketConnection {
  readonly subscriptions: Subscriptions;
  /** Where frames go; a replacement gets the real one when it takes over. */
  sink: FrameSink;
  frames = 0;
  bytes = 0;
  /** Frames that were neither data nor an answer. */
  unreadable = 0;
  readonly createdAt: Millis;

  private readonly socket: UpstreamSocket;
  private readonly window: SendWindow;
  private readonly replies = new Map<number, PendingReply>();
  private requestId = 0;
  private unanswered = 0;
  private pumpTimer: TimerHandle | undefined;
  private isPumpQueued = false;

  constructor(private readonly options: ConnectionOptions) {
    const { clock, events } = options;
    this.sink = options.sink;
    this.subscriptions = new Subscriptions(options.isUrgent);
    this.createdAt = clock.monotonic();
    this.window = new SendWindow(clock);
    this.socket = new UpstreamSocket({
      url: `${options.url.replace(/\/+$/, '')}/stream`,
      clock,
      window: this.window,
      ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
      ...(options.livenessMs === undefined ? {} : { livenessMs: options.livenessMs }),
      events: {
        onOpen: () => {
          events.onOpen(this);
          this.pump();
        },
        onMessage: (frame) => this.receive(frame),
        onLost: (loss) => {
          this.stop();
          events.onLost(this, loss);
        },
      },
    });
  }

  get state(): SocketState {
    return this.socket.state;
  }

  /** For how long nothing has come; undefined when the stream is not confirmed here. */
  silentMs(name: string): Millis | undefined {
    return this.subscriptions.isConfirmed(name) ? this.socket.silentMs : undefined;
  }

  add(name: string): void {
    this.subscriptions.add(name);
    this.queuePump();
  }

  remove(name: string): void {
    this.subscriptions.remove(name);
    this.queuePump();
  }

  renew(name: string): void {
    this.subscriptions.renew(name);
    this.queuePump();
  }

  close(): Promise<void> {
    this.stop();
    return this.socket.close();
  }

  private receive(frame: Buffer): void {
    const name = streamNameOf(frame);
    const payload = name === undefined ? undefined : payloadOf(frame, name);
    if (payload === undefined) {
      this.receiveOther(frame);
      return;
    }
    if (isServerShutdown(frame, name as string)) {
      this.options.events.onShutdownNotice(this);
      return;
    }
    this.frames++;
    this.bytes += frame.length;
    this.sink.onFrame(name as string, payload, frame);
  }

  /** Answers to our requests, and notices outside of any stream. */
  private receiveOther(frame: Buffer): void {
    let message: {
      id?: unknown;
      result?: unknown;
      code?: unknown;
      msg?: unknown;
      error?: unknown;
      e?: unknown;
    };
    try {
      message = JSON.parse(frame.toString('utf8')) as typeof message;
      if (typeof message !== 'object' || message === null) throw new TypeError('no object');
    } catch {
      this.unreadable++;
      return;
    }
    if (message.e === 'serverShutdown') {
      this.options.events.onShutdownNotice(this);
      return;
    }
    const error = errorOf(message);
    if (error === undefined && !('result' in message)) {
      this.unreadable++;
      return;
    }
    this.settle(this.replyFor(message.id), error);
  }

  /** An answer without a usable id belongs to the oldest request: the server handles them in order. */
  private replyFor(id: unknown): number | undefined {
    if (typeof id === 'number' || typeof id === 'string') return Number(id);
    const [oldest] = this.replies.keys();
    return oldest;
  }

  private settle(id: number | undefined, error: WireError | undefined): void {
    const reply = id === undefined ? undefined : this.replies.get(id);
    if (id === undefined || reply === undefined) {
      if (error)
        this.options.logger.warn({ code: error.code, reply: error.msg }, 'stream error without a request');
      return;
    }
    this.replies.delete(id);
    this.options.clock.clearTimeout(reply.timer);
    this.unanswered = 0;
    if (error) {
      this.subscriptions.refuse(reply.request, this.options.clock.monotonic());
      this.options.events.onRefused(reply.request.names, error);
    } else {
      const interrupted = this.subscriptions.confirm(reply.request);
      if (interrupted.length > 0) this.options.events.onInterrupted(interrupted);
      this.options.events.onConfirmed(this);
    }
    this.pump();
  }

  private expired(id: number): void {
    const reply = this.replies.get(id);
    if (!reply) return;
    this.replies.delete(id);
    this.subscriptions.expire(reply.request);
    this.unanswered++;
    if (this.unanswered >= MAX_UNANSWERED) {
      this.socket.lose({ reason: 'unanswered', detail: reply.request.method });
      return;
    }
    this.pump();
  }

  /** Calls of one turn of the event loop share a request. */
  private queuePump(): void {
    if (this.isPumpQueued || this.socket.state !== SocketState.OPEN) return;
    this.isPumpQueued = true;
    queueMicrotask(() => {
      this.isPumpQueued = false;
      this.pump();
    });
  }

  private pump(): void {
    if (this.socket.state !== SocketState.OPEN) return;
    const { clock } = this.options;
    clock.clearTimeout(this.pumpTimer);
    this.pumpTimer = undefined;
    const due = this.subscriptions.nextDueAt();
    if (due === undefined) return;
    const wait = Math.max(due - clock.monotonic(), this.window.delayForControl());
    if (wait <= 0) this.send(this.subscriptions.next(clock.monotonic()));
    this.pumpTimer = clock.setTimeout(() => this.pump(), Math.max(wait, this.window.delayForControl(), 1));
  }

  private send(request: ControlRequest | undefined): void {
    if (!request) return;
    const id = ++this.requestId;
    const timer = this.options.clock.setTimeout(
      () => this.expired(id),
      this.options.replyTimeoutMs ?? REPLY_TIMEOUT_MS,
    );
    this.replies.set(id, { request, timer });
    const message: WireStreamRequest = { method: request.method, params: [...request.names], id };
    this.socket.send(JSON.stringify(message));
  }

  private stop(): void {
    const { clock } = this.options;
    clock.clearTimeout(this.pumpTimer);
    for (const reply of this.replies.values()) clock.clearTimeout(reply.timer);
    this.replies.clear();
  }
}

/** `{"code":2,"msg":…,"id":…}` as documented; the live server also sends `{"error":{"code":2,"msg":…},"id":…}`. */
function errorOf(message: { code?: unknown; msg?: unknown; error?: unknown }): WireError | undefined {
  const error = (message.error ?? message) as { code?: unknown; msg?: unknown };
  if (typeof error !== 'object' || typeof error.code !== 'number') return undefined;
  return { code: error.code, msg: typeof error.msg === 'string' ? error.msg : '' };
}
