import type { Clock, Millis, WireApiRequest, WireApiResponse } from '@binance-gateway/domain-types';
import { type Loss, SocketState, UpstreamSocket } from '../streams/socket.js';
import { type AwaitedRequest, PendingRequests, type Settle } from './correlation.js';
import type { ApiParams } from './signed-params.js';

export interface SessionEvents {
  onOpen(session: WsApiSession): void;
  /** Once; every request that waited has been settled before. */
  onLost(session: WsApiSession, loss: Loss): void;
  /** A frame that is no answer: an event of a subscription. `message` is the parsed frame. */
  onEvent(session: WsApiSession, frame: Buffer, message: Readonly<Record<string, unknown>>): void;
  onShutdownNotice(session: WsApiSession): void;
  onAnswer(session: WsApiSession, response: WireApiResponse): void;
}

export interface SessionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly serverNow: () => Millis;
  readonly events: SessionEvents;
  readonly connectTimeoutMs?: Millis;
  readonly livenessMs?: Millis;
}

/** One socket to the WebSocket API and the requests sent over it. It lives once. */
export class WsApiSession {
  readonly createdAt: Millis;
  unreadable = 0;
  /** The key it is logged on with: its requests need no key and no signature of their own. */
  authorisedKey: string | undefined;
  private readonly socket: UpstreamSocket;
  private readonly pending: PendingRequests;
  private isFinishing = false;

  constructor(private readonly options: SessionOptions) {
    const { clock, events } = options;
    this.createdAt = clock.monotonic();
    this.pending = new PendingRequests(clock, options.serverNow);
    this.socket = new UpstreamSocket({
      url: options.url,
      clock,
      ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
      ...(options.livenessMs === undefined ? {} : { livenessMs: options.livenessMs }),
      events: {
        onOpen: () => events.onOpen(this),
        onMessage: (frame) => this.receive(frame),
        onLost: (loss) => {
          this.pending.abandon('the connection was lost before the answer');
          events.onLost(this, loss);
        },
      },
    });
  }

  get isOpen(): boolean {
    return this.socket.state === SocketState.OPEN;
  }

  get waiting(): number {
    return this.pending.size;
  }

  send(request: AwaitedRequest, params: ApiParams, timeoutMs: Millis, settle: Settle): void {
    const id = this.pending.add(request, timeoutMs, (outcome) => {
      settle(outcome);
      if (this.isFinishing) this.finish();
    });
    const message: WireApiRequest = { id, method: request.method, params };
    this.socket.send(JSON.stringify(message));
  }

  /** Closes once everything sent is settled, which the deadlines bound. */
  finish(): void {
    this.isFinishing = true;
    if (this.pending.size === 0) void this.socket.close();
  }

  close(): Promise<void> {
    const closed = this.socket.close();
    this.pending.abandon('the connection was closed before the answer');
    return closed;
  }

  private receive(frame: Buffer): void {
    let message: Record<string, unknown>;
    try {
      message = JSON.parse(frame.toString('utf8')) as Record<string, unknown>;
      if (typeof message !== 'object' || message === null) throw new TypeError('no object');
    } catch {
      this.unreadable++;
      return;
    }
    if (typeof message['status'] === 'number' && 'id' in message) {
      const response = message as unknown as WireApiResponse;
      this.options.events.onAnswer(this, response);
      this.pending.answer(response, frame);
      return;
    }
    const inner = (message['event'] ?? message) as { e?: unknown } | null;
    if (inner?.e === 'serverShutdown') this.options.events.onShutdownNotice(this);
    else this.options.events.onEvent(this, frame, message);
  }
}
