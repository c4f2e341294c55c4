import { type LeapClock } from '@binance-gateway/testing';
import { WebSocket } from 'ws';
import type { Truth } from './exchange-record.bed.js';
import { type Envelope, HistoryChecker } from './history-checker.bed.js';

const RECONNECT_MS = 1_000;

export interface ReaderOptions {
  readonly url: string;
  readonly streams: readonly string[];
  readonly clock: LeapClock;
  readonly record: Truth;
  readonly label: string;
  readonly onMessage?: (message: Envelope) => void;
}

/** A client of `/ws` as the documentation describes it: resumes after a reconnect; checks all it gets. */
export class WorldReader {
  readonly checker: HistoryChecker;
  readonly closes: { readonly code: number; readonly reason: string }[] = [];
  messages = 0;
  bytes = 0;
  socket: WebSocket | undefined;
  private isOver = false;

  constructor(private readonly options: ReaderOptions) {
    this.checker = new HistoryChecker(options.record, options.label);
    this.connect();
  }

  /** Has every stream said something since the last sign of a loss? */
  get isFlowing(): boolean {
    return this.options.streams.every((stream) => this.checker.position(stream) !== undefined);
  }

  /** Goes away and comes back after so long. */
  interrupt(): void {
    this.socket?.terminate();
  }

  close(): void {
    this.isOver = true;
    this.socket?.terminate();
  }

  private connect(): void {
    const { url, streams, clock, onMessage } = this.options;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket = socket;
    socket.on('open', () => {
      const params = streams.map((stream) => this.checker.position(stream) ?? stream);
      socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }));
    });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Envelope & { error?: unknown; result?: unknown };
      if (message.error) this.checker.violations.push(`refused: ${JSON.stringify(message.error)}`);
      if (message.stream === undefined) return;
      this.messages++;
      this.bytes += data.length;
      this.checker.take(message);
      onMessage?.(message);
    });
    socket.on('error', () => undefined); // the close follows
    socket.on('close', (code, reason) => {
      this.closes.push({ code, reason: reason.toString('utf8') });
      if (!this.isOver) clock.setTimeout(() => this.isOver || this.connect(), RECONNECT_MS);
    });
  }
}
