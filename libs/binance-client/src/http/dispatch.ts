import type { AppError, HttpMethod, Millis, Security } from '@binance-gateway/domain-types';
import type { Params } from '../rest/encode.js';
import type { Lane } from './lanes.js';

/** Ways to the exchange. The same operation, the same limits. */
export type Transport = 'rest' | 'ws';

/** One request to the exchange, before and after signing. By HTTP, unless `transport` says otherwise. */
export interface UpstreamRequest {
  /** Name of the operation, for metrics and messages: `get_order_book`. */
  readonly operation: string;
  readonly method: HttpMethod;
  readonly path: string;
  /** Percent-encoded, without `?`. The very bytes that are signed and sent. */
  readonly query: string;
  /** Form-encoded, signed and sent as it is. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly transport?: Transport;
  /** May go by REST when there is no WebSocket API; orders never. */
  readonly restWhenLost?: boolean;
  /** Method of the same meaning on the WebSocket API: `order.place`. */
  readonly wsMethod?: string;
  /** What `query` or `body` say, for the WebSocket API. */
  readonly params?: Params;
  readonly security: Security;
  /** Documented request weight. */
  readonly weight: number;
  /** May be sent again after a failure of unknown effect. Ignored for orders. */
  readonly idempotent: boolean;
  /** Its answer is large and seldom another one: it is recognised when it comes again, and need not be sent again. */
  readonly revalidates?: boolean;
  /** Places, changes or ends orders: without a definite answer its outcome is unknown. */
  readonly isOrder?: boolean;
  /** Unfilled orders that a success adds. */
  readonly orderCount?: number;
  /** Whose turn it is when the budget is short; `reads` when left out, `orders` for orders always. */
  readonly lane?: Lane;
  /** By which the order can be asked for when its outcome is unknown. */
  readonly clientOrderId?: string;
  readonly requestId?: string;
  readonly signal?: AbortSignal;
  /** For one attempt, from asking for a connection to the last byte. */
  readonly timeoutMs: number;
  /** Time of the exchange after which it must not be carried out; signing makes its recvWindow of it. */
  readonly validUntil?: Millis;
  /** Asked right before the request is handed to a socket, for which it may have waited: an error keeps it here. */
  readonly mayLeave?: () => AppError | undefined;
  /** Called when the request is handed to a socket: from then on it may have an effect. */
  readonly onSent?: () => void;
  /** Called in the very turn in which the answer was read, before the socket is given to the next request. */
  readonly onAnswer?: (answer: UpstreamResponse) => void;
}

export interface UpstreamResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body, where it has been parsed already. */
  readonly value?: unknown;
}

/**
 * Carries a request out. The transport is one, and so is every layer around it.
 * @throws AppError, from `responseError` outwards; the transport itself throws TransportError
 */
export type Dispatch = (request: UpstreamRequest) => Promise<UpstreamResponse>;

/** A layer: policy around a dispatch. */
export type Interceptor = (next: Dispatch) => Dispatch;

/** Wraps the transport into layers, outermost first. */
export function compose(transport: Dispatch, interceptors: readonly Interceptor[]): Dispatch {
  return interceptors.reduceRight<Dispatch>((next, wrap) => wrap(next), transport);
}
