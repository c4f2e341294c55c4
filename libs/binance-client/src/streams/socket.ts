import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import { WebSocket } from 'ws';
import type { SendWindow } from './send-window.js';

export const SocketState = { CONNECTING: 'connecting', OPEN: 'open', CLOSED: 'closed' } as const;
export type SocketState = (typeof SocketState)[keyof typeof SocketState];

export type LossReason =
  /** No answer to the upgrade in time. */
  | 'connect-timeout'
  /** No connection at all: refused, no route, no such name, bad certificate. */
  | 'connect-failed'
  /** The upgrade was answered with an HTTP status. */
  | 'connect-refused'
  /** The socket is open but nothing comes, not even the pong to our ping. */
  | 'half-open'
  /** Requests stay without an answer. */
  | 'unanswered'
  /** Closed by the server or the network. */
  | 'closed';

export interface Loss {
  readonly reason: LossReason;
  /** WebSocket close code, or HTTP status of a refused upgrade. */
  readonly code?: number;
  /** What the server or the system said; never holds an URL. */
  readonly detail?: string;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs?: Millis;
}

export interface SocketEvents {
  onOpen(): void;
  /** Called for every frame, on the hot path. */
  onMessage(frame: Buffer): void;
  /** Once, and nothing after it. Not called when the socket was closed from this side. */
  onLost(loss: Loss): void;
}

export interface SocketOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly events: SocketEvents;
  /** Counts pings, pongs and messages where the server limits them. */
  readonly window?: SendWindow;
  readonly connectTimeoutMs?: Millis;
  /** Between two pings. A socket that is silent for two to three of these is given up. */
  readonly livenessMs?: Millis;
  /** Larger messages end the connection, as the protocol demands. */
  readonly maxPayloadBytes?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const LIVENESS_MS = 2_500;
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** For the closing handshake; a peer that does not answer is cut off. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * One WebSocket towards the exchange, from connecting to its end; it is never opened again. Whoever wants
 * another makes a new one, so that a late event of a dead socket has nobody to reach.
 *
 * Alive means: bytes came within the last seconds. The server pings only every 20 s, so every socket is pinged
 * from here; on a limited connection that is paid from its window.
 */
export class UpstreamSocket {
  private readonly ws: WebSocket;
  private current: SocketState = SocketState.CONNECTING;
  /** Anything came since the last tick. */
  private heard = true;
  /** Pings in a row that nothing came after. */
  private unanswered = 0;
  private tickAt: Millis = 0;
  /** Begin of the last interval before `tickAt` in which something came. */
  private heardSince: Millis = 0;
  private timer: TimerHandle | undefined;
  private pongTimer: TimerHandle | undefined;
  private pongPayload: Buffer | undefined;
  private failure: Loss | undefined;
  private readonly ended: Promise<void>;

  constructor(private readonly options: SocketOptions) {
    const { clock, events } = options;
    const ws = new WebSocket(options.url, {
      perMessageDeflate: false,
      autoPong: false,
      followRedirects: false,
      maxPayload: options.maxPayloadBytes ?? MAX_PAYLOAD_BYTES,
    });
    this.ws = ws;
    this.timer = clock.setTimeout(
      () => this.lose({ reason: 'connect-timeout' }),
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    );
    ws.on('open', () => this.opened());
    ws.on('message', (data) => {
      if (this.current !== SocketState.OPEN) return;
      this.heard = true;
      events.onMessage(data as Buffer); // binaryType is nodebuffer
    });
    ws.on('ping', (payload) => this.answer(payload));
    ws.on('pong', () => (this.heard = true));
    ws.on('unexpected-response', (request, response) => {
      const retryAfter = Number(response.headers['retry-after']);
      const status = response.statusCode ?? 0;
      request.destroy();
      this.lose({
        reason: 'connect-refused',
        code: status,
        ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
      });
    });
    // an error is followed by `close`; what it said is kept for it
    ws.on('error', (error: NodeJS.ErrnoException) => {
      const reason = this.current === SocketState.CONNECTING ? 'connect-failed' : 'closed';
      this.failure ??= { reason, detail: error.code ?? error.name };
    });
    this.ended = new Promise((resolve) => {
      ws.on('close', (code, reason) => {
        resolve();
        this.lose(this.failure ?? { reason: 'closed', code, detail: reason.toString('utf8') });
      });
    });
  }

  get state(): SocketState {
    return this.current;
  }

  /**
   * For how long nothing has come, at most: what was sent before that has arrived. Exact to the interval of
   * liveness, so that a frame need not look at the clock. Undefined unless the socket is open.
   */
  get silentMs(): Millis | undefined {
    if (this.current !== SocketState.OPEN) return undefined;
    return this.options.clock.monotonic() - (this.heard ? this.tickAt : this.heardSince);
  }

  /** Sends a text message. The caller has asked the window before, where there is one. */
  send(text: string): void {
    if (this.current !== SocketState.OPEN) return;
    this.options.window?.record();
    this.ws.send(text);
  }

  /** Ends the connection politely; no event follows. Resolves when the socket is gone. */
  close(): Promise<void> {
    if (this.current !== SocketState.CLOSED) {
      const wasOpen = this.current === SocketState.OPEN;
      this.settle();
      if (wasOpen) {
        this.ws.close(1000);
        const cut = this.options.clock.setTimeout(() => this.ws.terminate(), CLOSE_TIMEOUT_MS);
        void this.ended.then(() => this.options.clock.clearTimeout(cut));
      } else {
        this.ws.terminate();
      }
    }
    return this.ended;
  }

  /** Cuts the connection and reports it as lost. */
  lose(loss: Loss): void {
    if (this.current === SocketState.CLOSED) return;
    this.settle();
    this.ws.terminate();
    this.options.events.onLost(loss);
  }

  private opened(): void {
    if (this.current !== SocketState.CONNECTING) return;
    this.options.clock.clearTimeout(this.timer);
    this.current = SocketState.OPEN;
    this.tickAt = this.heardSince = this.options.clock.monotonic();
    this.watch();
    this.options.events.onOpen();
  }

  private watch(): void {
    this.timer = this.options.clock.setTimeout(() => {
      if (this.heard) {
        this.heardSince = this.tickAt;
        this.unanswered = 0;
      } else if (this.unanswered > 1) {
        this.lose({ reason: 'half-open' });
        return;
      }
      // also where messages come: they may end now, and `silentMs` is to tell a quiet stream from a dead one
      if (this.ping()) this.unanswered++;
      this.heard = false;
      this.tickAt = this.options.clock.monotonic();
      this.watch();
    }, this.options.livenessMs ?? LIVENESS_MS);
  }

  private ping(): boolean {
    const { window } = this.options;
    if (window && window.delayForControl() > 0) return false; // what was sent instead is answered too
    window?.record();
    this.ws.ping();
    return true;
  }

  /** At once, with the payload of the newest ping; only a server that floods has to wait. */
  private answer(payload: Buffer): void {
    if (this.current !== SocketState.OPEN) return;
    this.heard = true;
    this.pongPayload = payload;
    if (this.pongTimer) return;
    const wait = this.options.window?.delayForPong() ?? 0;
    if (wait === 0) {
      this.pong();
      return;
    }
    this.pongTimer = this.options.clock.setTimeout(() => {
      this.pongTimer = undefined;
      if (this.pongPayload) this.answer(this.pongPayload);
    }, wait);
  }

  private pong(): void {
    this.options.window?.record();
    this.ws.pong(this.pongPayload);
    this.pongPayload = undefined;
  }

  private settle(): void {
    this.current = SocketState.CLOSED;
    this.options.clock.clearTimeout(this.timer);
    this.options.clock.clearTimeout(this.pongTimer);
  }
}
