import {
  AppError,
  type Clock,
  type Millis,
  type TimerHandle,
  type WireApiResponse,
} from '@binance-gateway/domain-types';
import { type UpstreamError, outcomeUnknown } from '../errors.js';
import { errorOf } from './api-error.js';

/** What is known of a request while its answer is awaited. */
export interface AwaitedRequest {
  readonly method: string;
  /** What the caller calls it, for messages: `place_order`; the method when left out. */
  readonly operation?: string;
  readonly isSigned: boolean;
  /** Places, changes or ends orders: without a definite answer its outcome is unknown. */
  readonly isOrder: boolean;
  readonly clientOrderId?: string;
}

export type Outcome =
  /** `frame`: the answer as it was received. */
  | { readonly response: WireApiResponse; readonly frame: Buffer; readonly error?: undefined }
  | { readonly response?: WireApiResponse; readonly error: AppError };

/** Called once, in the very turn in which the answer arrived: an event may follow it in the same packet. */
export type Settle = (outcome: Outcome) => void;

interface Pending {
  readonly request: AwaitedRequest;
  readonly settle: Settle;
  readonly timer: TimerHandle;
}

const UNAUTHORISED = 401;

/**
 * Requests of one session by id. Every one is settled: by its answer, its deadline, or the end of the session.
 *
 * An error with `"id": null` names no request: the server could not read one, or the key was revoked
 * (`401` to the next signed request). With one candidate it is that one's answer. With several, nobody knows
 * whose it is: reads among them fail with it, orders get OUTCOME_UNKNOWN, because any of them may have been
 * carried out.
 */
export class PendingRequests {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly serverNow: () => Millis,
  ) {}

  get size(): number {
    return this.pending.size;
  }

  /** @returns the id to send */
  add(request: AwaitedRequest, timeoutMs: Millis, settle: Settle): number {
    const id = ++this.lastId;
    const timer = this.clock.setTimeout(() => {
      this.settle(id, { error: unanswered(request, 'UPSTREAM_TIMEOUT', `no answer within ${timeoutMs} ms`) });
    }, timeoutMs);
    this.pending.set(id, { request, settle, timer });
    return id;
  }

  answer(response: WireApiResponse, frame: Buffer): void {
    const { id } = response;
    if (id === null || id === undefined) {
      this.answerWithoutId(response, frame);
      return;
    }
    const request = this.pending.get(Number(id))?.request;
    if (!request) return; // its deadline has passed
    const error = isSuccess(response) ? undefined : errorOf(request, response, frame, this.serverNow());
    this.settle(Number(id), error ? { response, error } : { response, frame });
  }

  /** The session is over: nothing more will be answered. */
  abandon(detail: string): void {
    for (const [id, { request }] of [...this.pending]) {
      this.settle(id, { error: unanswered(request, 'UPSTREAM_UNAVAILABLE', detail) });
    }
  }

  private answerWithoutId(response: WireApiResponse, frame: Buffer): void {
    if (isSuccess(response)) return;
    const candidates = [...this.pending].filter(
      ([, { request }]) => response.status !== UNAUTHORISED || request.isSigned,
    );
    for (const [id, { request }] of candidates) {
      const own: AppError = errorOf(request, response, frame, this.serverNow());
      const isCertain = candidates.length === 1 || !request.isOrder;
      this.settle(id, { response, error: isCertain ? own : uncertain(request, own) });
    }
  }

  private settle(id: number, outcome: Outcome): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    this.pending.delete(id);
    this.clock.clearTimeout(pending.timer);
    pending.settle(outcome);
  }
}

function isSuccess(response: WireApiResponse): boolean {
  return response.error === undefined && response.status >= 200 && response.status < 300;
}

function unanswered(
  request: AwaitedRequest,
  code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_UNAVAILABLE',
  detail: string,
): AppError {
  if (request.isOrder) return outcomeUnknown(named(request), detail);
  return new AppError(code, `${request.operation ?? request.method}: ${detail}`);
}

function uncertain(request: AwaitedRequest, cause: AppError | UpstreamError): AppError {
  return outcomeUnknown(
    named(request),
    `the exchange refused one of several requests without naming it: ${cause.message}`,
    {
      cause,
    },
  );
}

function named(request: AwaitedRequest): { operation: string; clientOrderId?: string } {
  const { method, operation = method, clientOrderId } = request;
  return clientOrderId === undefined ? { operation } : { operation, clientOrderId };
}
