import type { Transport } from './transport.js';

/** What is needed of a WebSocket of the `ws` package, so that this library need not import it. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Names of the negotiated extensions. */
  readonly extensions: string;
  send(data: Buffer, options: { binary: boolean; compress: boolean; fin: boolean }): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** The stream below it: the second argument of an HTTP server's `upgrade` event. */
export interface DuplexLike {
  cork(): void;
  uncork(): void;
  write(chunk: Buffer): boolean;
}

const OPEN = 1;
const TEXT = { binary: false, compress: false, fin: true };

/**
 * A Transport over `ws`. A flush of many frames is one system call: the socket is corked around the sends.
 */
export class WsTransport implements Transport {
  constructor(
    private readonly webSocket: WebSocketLike,
    private readonly socket: DuplexLike,
  ) {}

  get bufferedAmount(): number {
    return this.webSocket.bufferedAmount;
  }

  write(frames: readonly Buffer[]): void {
    if (this.webSocket.readyState !== OPEN) return;
    this.socket.cork();
    for (let i = 0; i < frames.length; i++) this.webSocket.send(frames[i] as Buffer, TEXT);
    this.socket.uncork();
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
  }
}
