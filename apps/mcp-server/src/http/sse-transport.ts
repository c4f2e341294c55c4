import type { ServerResponse } from 'node:http';
import { type JSONRPCMessage, type MessageExtraInfo, type Transport } from '@modelcontextprotocol/server';
import type { Clock, TimerHandle } from '@binance-gateway/domain-types';

/** A client that does not read is let go before it costs more than this. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

export interface SseTransportOptions {
  readonly response: ServerResponse;
  readonly sessionId: string;
  /** Where the client posts its messages to. */
  readonly endpoint: string;
  readonly heartbeatMs: number;
  readonly clock: Clock;
}

/** HTTP+SSE of revision 2024-11-05: answers go down one event stream, messages come up as posts of their own. */
export class SseTransport implements Transport {
  onmessage?: <T extends JSONRPCMessage>(message: T, extra?: MessageExtraInfo) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly sessionId: string;
  #isOpen = false;
  #heartbeat: TimerHandle | undefined;

  constructor(private readonly options: SseTransportOptions) {
    this.sessionId = options.sessionId;
  }

  get isConnected(): boolean {
    return this.#isOpen;
  }

  start(): Promise<void> {
    const { response, endpoint, sessionId } = this.options;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      // a proxy that transforms or buffers would hold events back
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Connection-ID': sessionId,
    });
    response.write(`event: endpoint\ndata: ${endpoint}?sessionId=${sessionId}\n\n`);
    this.#isOpen = true;
    response.once('close', () => this.#end());
    response.on('error', (error) => this.onerror?.(error));
    this.#beat();
    return Promise.resolve();
  }

  /** A posted message. */
  receive(message: JSONRPCMessage): void {
    this.onmessage?.(message);
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new Error('the event stream is closed'));
    this.#write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.options.response.end();
    this.#end();
    return Promise.resolve();
  }

  #beat(): void {
    const { clock, heartbeatMs } = this.options;
    this.#heartbeat = clock.setTimeout(() => {
      this.#write(': heartbeat\n\n');
      if (this.#isOpen) this.#beat();
    }, heartbeatMs);
  }

  #write(frame: string): void {
    const { response } = this.options;
    response.write(frame);
    if (response.writableLength > MAX_UNSENT_BYTES) response.destroy();
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.options.clock.clearTimeout(this.#heartbeat);
    this.onclose?.();
  }
}
