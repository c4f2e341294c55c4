import type { Duplex } from 'node:stream';
import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import type { RawData, WebSocket } from 'ws';
import type { StreamFrame } from './streams-frame.js';
import { type RequestTarget, answerRequest } from './streams-requests.js';

/** Binance's numbers; tests and fault scenarios bring smaller ones. */
export interface StreamLimits {
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** Pings, pongs and control messages together, in any one second. */
  readonly messagesPerSecond: number;
  readonly streamsPerConnection: number;
  readonly lifetimeMs: number;
  /** A reader that leaves more than this unread is cut off. */
  readonly backlogBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  pingEveryMs: 20_000,
  pongWithinMs: 60_000,
  messagesPerSecond: 5,
  streamsPerConnection: 1024,
  lifetimeMs: 24 * 60 * 60 * 1000,
  backlogBytes: 64 * 1024 * 1024,
};

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

/** What a connection asks of the server that holds it. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly limits: StreamLimits;
  join(name: string, connection: StreamConnection): void;
  leave(name: string, connection: StreamConnection): void;
  closed(connection: StreamConnection): void;
}

/** One client of the streams: its subscriptions, its framing, its keep-alive and its limits. */
export class StreamConnection implements RequestTarget {
  private readonly names = new Set<string>();
  private readonly arrivals: Millis[] = [];
  private readonly pings = new Map<string, Millis>();
  private pingTimer: TimerHandle | undefined;
  private readonly lifeTimer: TimerHandle;
  private isCorked = false;

  constructor(
    private readonly host: ConnectionHost,
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    public combined: boolean,
    private readonly isMicroseconds: boolean,
  ) {
    ws.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    ws.on('ping', () => this.countArrival());
    ws.on('pong', (payload) => this.onPong(payload));
    // The close event follows and says all there is to say
    ws.on('error', () => undefined);
    ws.on('close', () => this.end());
    const { clock, limits } = host;
    this.lifeTimer = clock.setTimeout(() => this.close(GOING_AWAY, '24 hours are over'), limits.lifetimeMs);
    this.armPing();
  }

  subscribe(names: readonly string[]): boolean {
    const added = new Set(names.filter((name) => !this.names.has(name)));
    if (this.names.size + added.size > this.host.limits.streamsPerConnection) return false;
    for (const name of added) {
      this.names.add(name);
      this.host.join(name, this);
    }
    return true;
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) if (this.names.delete(name)) this.host.leave(name, this);
  }

  subscriptions(): string[] {
    return [...this.names];
  }

  send(frame: StreamFrame): void {
    const timed = this.isMicroseconds ? frame.microseconds : frame;
    this.write(this.combined ? timed.combined : timed.raw);
    if (this.backlogBytes > this.host.limits.backlogBytes) this.terminate();
  }

  /** Sent, but not yet taken by the operating system. */
  get backlogBytes(): number {
    return this.socket.writableLength;
  }

  /** Resolves when the socket has taken what was sent; at once when it has no backlog. */
  async drained(): Promise<void> {
    if (!this.socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done);
        this.ws.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.ws.on('close', done);
    });
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason);
  }

  /** Without a close frame, as when a cable is pulled. */
  terminate(): void {
    this.ws.terminate();
  }

  /** A half-open connection: nothing is read any more, no ping is answered or sent. */
  freeze(): void {
    this.ws.pause();
    this.host.clock.clearTimeout(this.pingTimer);
    this.host.clock.clearTimeout(this.lifeTimer);
    this.leaveAll();
  }

  private write(data: Buffer | string): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    // One system call for everything that is sent in this turn
    if (!this.isCorked) {
      this.isCorked = true;
      this.socket.cork();
      process.nextTick(() => {
        this.isCorked = false;
        this.socket.uncork();
      });
    }
    this.ws.send(data, { binary: false });
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    if (!this.countArrival()) return;
    if (isBinary) return this.close(POLICY_VIOLATION, 'Invalid message');
    this.write(answerRequest((data as Buffer).toString('utf8'), this));
  }

  private onPong(payload: Buffer): void {
    if (!this.countArrival()) return;
    // Only a copy of a ping's payload answers it; unsolicited pongs keep nobody alive
    if (this.pings.has(payload.toString('utf8'))) this.pings.clear();
  }

  private countArrival(): boolean {
    const now = this.host.clock.now();
    const { arrivals } = this;
    while (arrivals.length > 0 && (arrivals[0] as Millis) <= now - 1000) arrivals.shift();
    arrivals.push(now);
    if (arrivals.length <= this.host.limits.messagesPerSecond) return true;
    this.close(POLICY_VIOLATION, 'Too many requests');
    return false;
  }

  private armPing(): void {
    const { clock, limits } = this.host;
    this.pingTimer = clock.setTimeout(() => {
      const now = clock.now();
      const [oldest] = this.pings.values();
      if (oldest !== undefined && now - oldest >= limits.pongWithinMs) {
        this.close(POLICY_VIOLATION, 'Pong timeout');
        return;
      }
      this.pings.set(String(now), now);
      if (this.ws.readyState === this.ws.OPEN) this.ws.ping(String(now));
      this.armPing();
    }, limits.pingEveryMs);
  }

  private end(): void {
    this.host.clock.clearTimeout(this.pingTimer);
    this.host.clock.clearTimeout(this.lifeTimer);
    this.leaveAll();
    this.host.closed(this);
  }

  private leaveAll(): void {
    this.unsubscribe(this.subscriptions());
  }
}
