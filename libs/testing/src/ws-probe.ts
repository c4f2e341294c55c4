import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { until } from './until.js';

export interface ProbeOptions {
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
  readonly client?: ClientOptions;
}

/** Answer of a server that refused the upgrade. */
export class UpgradeRefused extends Error {
  constructor(
    readonly status: number,
    readonly headers: Record<string, string | string[] | undefined>,
    readonly body: string,
  ) {
    super(`upgrade refused with ${status}`);
  }
}

/** A WebSocket client that keeps everything it receives. */
export class WsProbe {
  /** Text of every message, in order of arrival. */
  readonly messages: string[] = [];
  closed: { code: number; reason: string } | undefined;
  private read = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.messages.push(data.toString('utf8')));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    socket.on('error', () => undefined); // the close event follows and is what tests look at
  }

  /** @throws UpgradeRefused when the server answers anything but 101 */
  static async open(url: string, options: ProbeOptions = {}): Promise<WsProbe> {
    const socket = new WebSocket(url, options.protocols ?? [], {
      perMessageDeflate: false,
      ...options.client,
      headers: { ...options.headers },
    });
    const probe = new WsProbe(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          reject(new UpgradeRefused(response.statusCode ?? 0, response.headers, body));
        });
      });
    });
    return probe;
  }

  /** Every message so far, parsed. */
  json<T = Record<string, unknown>>(): T[] {
    return this.messages.map((text) => JSON.parse(text) as T);
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
    );
  }

  /** The next message not yet handed out by `next` for which `wanted` holds; those before it are passed over. */
  async next<T = Record<string, unknown>>(
    wanted: (message: T) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<T> {
    return until(
      () => {
        while (this.read < this.messages.length) {
          const message = JSON.parse(this.messages[this.read++] as string) as T;
          if (wanted(message)) return message;
        }
        if (this.closed) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
        return undefined;
      },
      { timeoutMs, what: 'message' },
    ) as Promise<T>;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }
}
