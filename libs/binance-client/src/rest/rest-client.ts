import {
  AppError,
  type HttpMethod,
  type Millis,
  type Operation,
  type Security,
  weightOf,
} from '@binance-gateway/domain-types';
import { outcomeUnknown } from '../errors.js';
import type { Dispatch, Transport, UpstreamRequest, UpstreamResponse } from '../http/dispatch.js';
import type { Lane } from '../http/lanes.js';
import { type Params, encodeParams, paramsOf } from './encode.js';

export interface CallContext {
  readonly requestId?: string;
  /** Ends reads only. A caller who hangs up must not turn a placed order into one nobody knows about. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: Millis;
  /** Called when the request is handed to a socket. */
  readonly onSent?: () => void;
  /** Time of the exchange after which a signed request must not be carried out any more: it becomes its recvWindow. */
  readonly validUntil?: Millis;
  /** Called with a success as it came; what came with an error, the error has (`UpstreamError.behind`). */
  readonly onAnswer?: (answer: UpstreamResponse, operation: string) => void;
  /** Whose turn it is when the budget is short; `reads` when left out, `orders` for orders always. */
  readonly lane?: Lane;
  /** Which way to the exchange; by default REST, for everything about orders what `orderTransport` says. */
  readonly transport?: Transport;
}

export interface RestClientOptions {
  readonly dispatch: Dispatch;
  /** 1 to 36 of `A-Z a-z 0-9 - _`, never the same twice. */
  readonly newClientOrderId: () => string;
  readonly readTimeoutMs?: Millis;
  /** Must be over 10 s: that long the API itself waits for the matching engine before it answers -1007. */
  readonly writeTimeoutMs?: Millis;
  /** Way of orders, cancels and questions about them; `rest` when left out. */
  readonly orderTransport?: Transport;
}

/** A request as the endpoint wants it; `RestClient.call` makes one from an operation. */
export interface RawCall {
  readonly operation: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly params: Params;
  readonly security: Security;
  readonly weight: number;
  readonly idempotent: boolean;
  readonly revalidates?: boolean;
  readonly isOrder?: boolean;
  readonly orderCount?: number;
  readonly clientOrderId?: string;
  /** Method of the same meaning on the WebSocket API. */
  readonly wsMethod?: string;
  readonly transport?: Transport;
  /** May go by REST when there is no WebSocket API. */
  readonly restWhenLost?: boolean;
}

/** A request whose parameters are passed on as somebody else has encoded them. */
export interface ForwardedCall extends Omit<RawCall, 'params' | 'revalidates'> {
  /** Percent-encoded, without `?`, without what signing adds. */
  readonly query: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Operations whose answer is large and seldom another one. */
const SELDOM_CHANGED: ReadonlySet<string> = new Set(['get_exchange_info']);

const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 15_000;

/**
 * The raw client: any operation of the catalog out, by REST or by the WebSocket API, parsed JSON back, nothing
 * decided in between.
 */
export class RestClient {
  private readonly readTimeoutMs: Millis;
  private readonly writeTimeoutMs: Millis;

  constructor(private readonly options: RestClientOptions) {
    this.readTimeoutMs = options.readTimeoutMs ?? READ_TIMEOUT_MS;
    this.writeTimeoutMs = options.writeTimeoutMs ?? WRITE_TIMEOUT_MS;
    if (this.writeTimeoutMs <= 10_000) throw new RangeError('writeTimeoutMs must be more than 10000');
  }

  /**
   * @param input checked by `parseInput` of the operation
   * @returns the body as Binance wrote it
   * @throws AppError
   */
  async call<I extends object>(op: Operation<I>, input: I, context: CallContext = {}): Promise<unknown> {
    const { upstream } = op;
    if (!upstream) throw new AppError('INTERNAL', `${op.name} has no endpoint of the exchange behind it`);
    const isOrder = op.effect !== 'read';
    const complete = this.withNewIds(upstream.newIds ?? [], input);
    const clientOrderId = isOrder ? clientOrderIdOf(upstream.newIds, complete) : undefined;
    return this.send(
      {
        operation: op.name,
        method: upstream.method,
        path: upstream.path,
        wsMethod: upstream.wsMethod,
        ...this.wayOf(op, context),
        params: paramsOf(op.input, complete),
        security: upstream.security,
        weight: weightOf(upstream, complete),
        idempotent: op.idempotent,
        ...(SELDOM_CHANGED.has(op.name) ? { revalidates: true } : {}),
        isOrder,
        ...(upstream.orderCount === undefined ? {} : { orderCount: upstream.orderCount }),
        ...(clientOrderId === undefined ? {} : { clientOrderId }),
      },
      context,
    );
  }

  async send(call: RawCall, context: CallContext = {}): Promise<unknown> {
    // Bodies stay out of the logs of whatever proxy stands between; DELETE keeps its query because some drop its body
    const inBody = call.method === 'POST' || call.method === 'PUT';
    const encoded = encodeParams(call.params);
    const request = this.complete(
      { ...call, query: inBody ? '' : encoded, ...(inBody ? { body: encoded } : {}) },
      context,
    );
    const response = await this.options.dispatch(request);
    context.onAnswer?.(response, call.operation);
    if (response.value !== undefined) return response.value;
    try {
      return JSON.parse(response.body) as unknown;
    } catch (cause) {
      const what = `the exchange answered HTTP ${response.status} with something that is not JSON`;
      if (call.isOrder) throw outcomeUnknown(request, what, { cause });
      throw new AppError('UPSTREAM_PROTOCOL', `${call.operation}: ${what}`, { cause });
    }
  }

  /**
   * Sends parameters as they are; budget, signature and typed errors are those of every call.
   * @returns the answer as it came, body unread
   * @throws AppError
   */
  forward(call: ForwardedCall, context: CallContext = {}): Promise<UpstreamResponse> {
    return this.options.dispatch(this.complete(call, context));
  }

  private complete(call: Omit<UpstreamRequest, 'timeoutMs'>, context: CallContext): UpstreamRequest {
    return {
      ...call,
      timeoutMs: context.timeoutMs ?? (call.isOrder ? this.writeTimeoutMs : this.readTimeoutMs),
      ...(context.requestId === undefined ? {} : { requestId: context.requestId }),
      ...(context.signal === undefined || call.isOrder ? {} : { signal: context.signal }),
      ...(context.onSent === undefined ? {} : { onSent: context.onSent }),
      ...(context.lane === undefined ? {} : { lane: context.lane }),
      ...(context.validUntil === undefined ? {} : { validUntil: context.validUntil }),
    };
  }

  /** A read that was configured to go by the WebSocket API goes by REST while there is none. */
  private wayOf(
    { tag, effect }: Pick<Operation, 'tag' | 'effect'>,
    { transport }: CallContext,
  ): Pick<RawCall, 'transport' | 'restWhenLost'> {
    const { orderTransport = 'rest' } = this.options;
    if (transport !== undefined) return { transport };
    if (tag !== 'orders' || orderTransport === 'rest') return {};
    return effect === 'read' ? { transport: 'ws', restWhenLost: true } : { transport: 'ws' };
  }

  private withNewIds<I extends object>(names: readonly (keyof I & string)[], input: I): I {
    const missing = names.filter((name) => input[name] === undefined);
    if (missing.length === 0) return input;
    return { ...input, ...Object.fromEntries(missing.map((n) => [n, this.options.newClientOrderId()])) };
  }
}

/** What to ask by: of something new its own id, of a cancel that of the order or list to cancel. */
function clientOrderIdOf(newIds: readonly string[] | undefined, input: object): string | undefined {
  const ids = input as Readonly<Record<string, string | undefined>>;
  const [own] = newIds ?? [];
  return own === undefined ? (ids['origClientOrderId'] ?? ids['listClientOrderId']) : ids[own];
}
