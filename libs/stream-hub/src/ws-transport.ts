import type { Transport } from './transport.js';

/** What is needed of a WebSocket of the `ws` package, so that this library need not import it. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Names of the negotiated extensions. */
  readonly extensions: string;
  send(data: Buffer, options: { binary: boolean; compress: boolean; fin: boolean }): void;
  close(code: number, reason: string): void;
}

/** The stream below it: the second argument of an HTTP server's `upgrade` event. */
export interface DuplexLike {
  cork(): void;
  uncork(): void;
  write(chunk: Buffer): boolean;
}

const OPEN = 1;
const TEXT = { binary: false, compress: false, fin: true };
const FIN_TEXT = 0x81;

/**
 * A Transport over the server side of a `ws` connection.
 *
 * Clients that read the same streams flush the same frames one after the other. From the second such client
 * on, the frames go out as one shared piece of bytes, framed once, in one write: half the cost of a corked
 * series of sends (docs/benchmarks.md). That is safe as long as nothing can be halfway through a message on
 * the socket: `ws` writes whole frames unless an extension such as permessage-deflate is at work, in which
 * case everything goes through `ws`.
 */
export class WsTransport implements Transport {
  readonly #isPlain: boolean;

  constructor(
    private readonly webSocket: WebSocketLike,
    private readonly socket: DuplexLike,
  ) {
    this.#isPlain = webSocket.extensions === '';
  }

  get bufferedAmount(): number {
    return this.webSocket.bufferedAmount;
  }

  write(frames: readonly Buffer[]): void {
    if (this.webSocket.readyState !== OPEN) return;
    const shared = this.#isPlain ? sharedBatch.bytesOf(frames) : undefined;
    if (shared) {
      this.socket.write(shared);
      return;
    }
    if (frames.length === 1) {
      this.webSocket.send(frames[0] as Buffer, TEXT);
      return;
    }
    this.socket.cork();
    for (let i = 0; i < frames.length; i++) this.webSocket.send(frames[i] as Buffer, TEXT);
    this.socket.uncork();
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
  }
}

/** Remembers the last batch written and, once it is written again, its bytes on the wire. */
class SharedBatch {
  #frames: readonly Buffer[] = [];
  #bytes: Buffer | undefined;

  /** @returns undefined for a batch that is not the one before: it may well be nobody else's */
  bytesOf(frames: readonly Buffer[]): Buffer | undefined {
    if (!isSame(frames, this.#frames)) {
      this.#frames = frames;
      this.#bytes = undefined;
      return undefined;
    }
    return (this.#bytes ??= textFrames(frames));
  }
}

const sharedBatch = new SharedBatch();

function isSame(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Unmasked text messages, one frame each. RFC 6455 section 5.2. */
function textFrames(messages: readonly Buffer[]): Buffer {
  let size = 0;
  for (const { length } of messages) size += length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    const { length } = message;
    bytes[at++] = FIN_TEXT;
    if (length < 126) {
      bytes[at++] = length;
    } else if (length < 65_536) {
      bytes[at++] = 126;
      at = bytes.writeUInt16BE(length, at);
    } else {
      bytes[at++] = 127;
      at = bytes.writeBigUInt64BE(BigInt(length), at);
    }
    at += message.copy(bytes, at);
  }
  return bytes;
}
