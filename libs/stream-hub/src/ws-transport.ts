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
/** Above this, copying into one piece costs more than the calls it saves. */
const MAX_JOINED_BYTES = 64 * 1024;
const REMEMBERED = 4;

/**
 * A Transport over the server side of a `ws` connection.
 *
 * The frames of a flush are joined into one piece of bytes and written at once; clients that read the same
 * streams flush the same frames one after the other and share that piece; `nx bench stream-hub fanout` sets it
 * beside plain and corked sends. It is safe as long as nothing can be halfway through a message on the socket: `ws` writes whole frames unless an extension such as
 * permessage-deflate is at work, in which case everything goes through `ws`.
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
    const joined = this.#isPlain ? recentBatches.bytesOf(frames) : undefined;
    if (joined) {
      this.socket.write(joined);
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

/** The last few batches that were written, by any transport of the process, and their bytes on the wire. */
class RecentBatches {
  readonly #frames: (readonly Buffer[])[] = [];
  readonly #bytes: (Buffer | undefined)[] = [];
  #oldest = 0;

  /** @returns undefined for a batch too large to be joined */
  bytesOf(frames: readonly Buffer[]): Buffer | undefined {
    for (let i = 0; i < this.#frames.length; i++) {
      if (isSame(frames, this.#frames[i] as readonly Buffer[])) return this.#bytes[i];
    }
    const size = sizeOf(frames);
    if (size > MAX_JOINED_BYTES) return undefined;
    const bytes = textFrames(frames, size);
    this.#frames[this.#oldest] = frames;
    this.#bytes[this.#oldest] = bytes;
    this.#oldest = (this.#oldest + 1) % REMEMBERED;
    return bytes;
  }
}

const recentBatches = new RecentBatches();

function isSame(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

function sizeOf(messages: readonly Buffer[]): number {
  let size = 0;
  for (let i = 0; i < messages.length; i++) {
    const { length } = messages[i] as Buffer;
    size += length + (length < 126 ? 2 : 4);
  }
  return size;
}

/** Unmasked text messages, one frame each. RFC 6455 section 5.2. */
function textFrames(messages: readonly Buffer[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    const { length } = message;
    bytes[at++] = FIN_TEXT;
    if (length < 126) {
      bytes[at++] = length;
    } else {
      bytes[at++] = 126; // no batch holds a message that needs eight bytes of length
      at = bytes.writeUInt16BE(length, at);
    }
    at += message.copy(bytes, at);
  }
  return bytes;
}
