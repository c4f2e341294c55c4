import type { Clock, TimerHandle } from '@binance-gateway/domain-types';
import { Agent, type Dispatcher } from 'undici';
import type { Dispatch, UpstreamRequest, UpstreamResponse } from './dispatch.js';
import { laneOf } from './lanes.js';
import { TransportError } from './transport-error.js';

export interface TransportOptions {
  /** `https://api.binance.com`, without a path. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  readonly keepAliveMs?: number;
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
}

export interface Transport {
  readonly dispatch: Dispatch;
  /** Lets running requests end, then closes the sockets. */
  close(): Promise<void>;
}

/** exchangeInfo of all symbols with permission sets has well over 10 MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const CONNECTIONS = 32;
/** More, for orders alone, while all of the others are taken: what waits inside undici is signed already and grows old. */
const CONNECTIONS_FOR_ORDERS = 16;

/** HTTP/1.1 over kept connections. One request a connection at a time: a slow answer blocks nobody else. */
export function undiciTransport(options: TransportOptions): Transport {
  const { connections = CONNECTIONS } = options;
  const agentOf = (most: number): Agent =>
    new Agent({
      connections: most,
      pipelining: 1,
      keepAliveTimeout: options.keepAliveMs ?? 30_000,
      // Its own deadlines would run beside ours and on another clock
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: options.connectTimeoutMs ?? 5_000 },
    });
  const common = agentOf(connections);
  const reserve = agentOf(CONNECTIONS_FOR_ORDERS);
  let taken = 0;
  let closing: Promise<void> | undefined;
  const url = new URL(options.baseUrl);
  const prefix = url.pathname.replace(/\/$/, '');
  const headers = { accept: 'application/json', 'user-agent': options.userAgent ?? 'binance-gateway' };
  return {
    dispatch: (request) =>
      new Promise<UpstreamResponse>((resolve, reject) => {
        const isReserved = taken >= connections && laneOf(request) === 'orders';
        const free = (): void => {
          if (!isReserved) taken--;
        };
        const exchange = new Exchange(
          request,
          options,
          (response) => {
            free();
            resolve(response);
          },
          (error) => {
            free();
            reject(error);
          },
        );
        if (!isReserved) taken++;
        if (!exchange.start()) return;
        (isReserved ? reserve : common).dispatch(
          {
            origin: url.origin,
            path: `${prefix}${request.path}${request.query === '' ? '' : `?${request.query}`}`,
            method: request.method,
            headers: {
              ...headers,
              ...(request.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
              ...request.headers,
            },
            body: request.body ?? null,
          },
          exchange,
        );
      }),
    // undici refuses to close what is closed
    close: () => (closing ??= Promise.all([common.close(), reserve.close()]).then(() => undefined)),
  };
}

/** One request on its way: collects the answer, keeps the deadline, remembers whether it left. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private timer: TimerHandle | undefined;
  private failed: TransportError | undefined;
  private sent = false;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private readonly maxBytes: number;

  constructor(
    private readonly request: UpstreamRequest,
    private readonly options: TransportOptions,
    private readonly resolve: (response: UpstreamResponse) => void,
    private readonly reject: (error: TransportError) => void,
  ) {
    this.maxBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
  }

  /** False when there is nothing to do any more. */
  start(): boolean {
    const { signal, timeoutMs } = this.request;
    if (signal?.aborted) {
      this.fail('aborted', 'given up before it was sent', signal.reason);
      return false;
    }
    signal?.addEventListener('abort', this.onAbort, { once: true });
    this.timer = this.options.clock.setTimeout(() => {
      this.fail('timeout', `no answer within ${timeoutMs} ms`);
    }, timeoutMs);
    return true;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.failed) {
      controller.abort(this.failed);
      return;
    }
    this.controller = controller;
    const objection = this.request.mayLeave?.();
    if (objection) {
      this.fail('held-back', objection.message, objection);
      return;
    }
    // The bytes follow in this very call; from here on nobody can say that they did not leave
    this.sent = true;
    this.request.onSent?.();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined)
        this.headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) this.fail('too-large', `the answer has more than ${this.maxBytes} bytes`);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.failed) return;
    this.release();
    const body = Buffer.concat(this.chunks, this.size).toString('utf8');
    const answer = { status: this.status, headers: this.headers, body };
    this.request.onAnswer?.(answer);
    this.resolve(answer);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    this.fail('connection', `connection failed (${code})`, error);
  }

  private readonly onAbort = (): void => {
    this.fail('aborted', 'given up by the caller', this.request.signal?.reason);
  };

  private fail(failure: TransportError['failure'], message: string, cause?: unknown): void {
    if (this.failed) return;
    this.failed = new TransportError(failure, this.sent, message, cause);
    this.release();
    this.controller?.abort(this.failed);
    this.reject(this.failed);
  }

  private release(): void {
    this.options.clock.clearTimeout(this.timer);
    this.request.signal?.removeEventListener('abort', this.onAbort);
  }
}
