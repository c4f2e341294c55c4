import {
  type Clock,
  type Millis,
  type WireRateLimit,
  type WireRequestId,
  delay,
} from '@binance-gateway/domain-types';
import type { WebSocket } from 'ws';
import type { AccountId } from '../engine/types.js';
import type { FaultEffect, FaultMoment } from '../faults/effects.js';
import type { FaultQueue } from '../faults/queue.js';
import { ApiError, REFUSE, isRefusal, toApiError } from '../wire/api-error.js';
import { Params } from '../wire/params.js';
import { wsEncodedPayload, wsPayload } from '../wire/signature-payload.js';
import { type TimeUnit, toMicroseconds } from '../wire/time-unit.js';
import { type AnyEndpoint, type Exchange, weightOf } from './endpoint.js';
import { WS_METHODS } from './endpoints.js';
import { execute } from './execute.js';
import type { ApiKey, KeyRing, Permission } from './key-ring.js';
import type { RequestLog, RequestRecord } from './request-log.js';
import { SESSION_METHODS } from './session-methods.js';
import type { UserEvents, UserSubscriber } from './user-events.js';
import { UnreadableFrame, type WsApiRequest, paramTexts, parseRequest } from './ws-api-request.js';

export interface WsApiOptions {
  readonly exchange: Exchange;
  readonly keys: KeyRing;
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  readonly clock: Clock;
  readonly userEvents: UserEvents;
  /** Also accepts a percent-encoded payload, which two widespread clients sign. */
  readonly isLenient: boolean;
}

export interface WsApiConnection {
  readonly address: string;
  readonly timeUnit: TimeUnit;
  readonly returnRateLimits: boolean;
}

interface Answer {
  readonly result: unknown;
  readonly orderRows?: readonly WireRateLimit[] | undefined;
}

/** Thrown when the key of the session is gone: answered with `id: null`. */
class SessionRevoked extends Error {}

/** One connection to the WS API. https://developers.binance.com/docs/binance-spot-api-docs/websocket-api */
export class WsApiSession {
  readonly connectedSince: Millis;
  authorized: { readonly key: ApiKey; readonly since: Millis } | undefined;
  /** By subscription id. */
  readonly subscriptions = new Map<number, UserSubscriber>();
  /** Of `userDataStream.subscribe`; ends with the logon. */
  logonSubscription: number | undefined;
  private nextSubscriptionId = 0;

  constructor(
    private readonly socket: WebSocket,
    readonly options: WsApiOptions,
    readonly connection: WsApiConnection,
  ) {
    this.connectedSince = options.exchange.now();
  }

  /** Answers one frame; never rejects. */
  async receive(text: string): Promise<void> {
    let request: WsApiRequest;
    let values: Map<string, string>;
    try {
      request = parseRequest(text);
      values = paramTexts(request);
    } catch (error) {
      const [id, refusal] =
        error instanceof UnreadableFrame ? [error.id, error.refusal] : [null, toApiError(error)];
      this.send(this.refusal(id, refusal, true));
      return;
    }
    const { clock, faults, log, exchange } = this.options;
    const shape = { transport: 'ws', method: 'WS', path: request.method } as const;
    const record = log.add({ ...shape, time: exchange.now() }, values);
    const fault = faults.take({ ...shape, symbol: values.get('symbol') });
    if (fault?.kind === 'delay') await delay(clock, fault.ms);
    if (fault && 'when' in fault && fault.when === 'before') {
      this.fail(fault, request.id, record);
      return;
    }
    const frame = this.answer(request, new Params(values), record);
    if (fault && 'when' in fault) {
      record.status = undefined;
      this.fail(fault, request.id, record);
      return;
    }
    if (fault?.kind === 'late') await delay(clock, fault.ms);
    this.send(fault?.kind === 'tear' ? frame.slice(0, frame.length >>> 1) : frame);
    if (record.status === 418) this.socket.close(1008, 'banned');
  }

  subscribe(account: AccountId): number {
    for (const subscriber of this.subscriptions.values()) {
      if (subscriber.account === account) throw REFUSE.subscriptionActive();
    }
    if (this.nextSubscriptionId >= MAX_SUBSCRIPTION_IDS) throw REFUSE.subscriptionIdsExhausted();
    const id = this.nextSubscriptionId++;
    const subscriber: UserSubscriber = {
      account,
      timeUnit: this.connection.timeUnit,
      deliver: (event) => this.send(`{"subscriptionId":${id},"event":${event}}`),
    };
    this.subscriptions.set(id, subscriber);
    this.options.userEvents.add(subscriber);
    return id;
  }

  /** @returns false when there is no such subscription */
  unsubscribe(id: number): boolean {
    const subscriber = this.subscriptions.get(id);
    if (!subscriber) return false;
    this.subscriptions.delete(id);
    this.options.userEvents.remove(subscriber);
    if (this.logonSubscription === id) this.logonSubscription = undefined;
    this.sendEvent({ e: 'eventStreamTerminated', E: this.options.exchange.now() }, id);
    return true;
  }

  /** @param subscriptionId absent on events of the connection itself */
  sendEvent(event: object, subscriptionId?: number): void {
    const shown = this.connection.timeUnit === 'MICROSECOND' ? toMicroseconds(event) : event;
    this.send(
      JSON.stringify(subscriptionId === undefined ? { event: shown } : { subscriptionId, event: shown }),
    );
  }

  /** The socket is gone: nothing more will be sent. */
  end(): void {
    for (const subscriber of this.subscriptions.values()) this.options.userEvents.remove(subscriber);
    this.subscriptions.clear();
  }

  /** The key of a signed request: its own if it brings one, else the session's. */
  authenticate(params: Params, raw: Readonly<Record<string, unknown>>, permission: Permission): ApiKey {
    const { keys, isLenient } = this.options;
    if (params.peek('apiKey') === undefined && params.peek('signature') === undefined && this.authorized) {
      const { apiKey } = this.authorized.key;
      if (!keys.has(apiKey)) throw new SessionRevoked();
      keys.checkTiming(params);
      return keys.find(apiKey, permission);
    }
    const apiKey = params.requiredText('apiKey');
    const payloads = (): Buffer[] => (isLenient ? [wsPayload(raw), wsEncodedPayload(raw)] : [wsPayload(raw)]);
    return keys.verify({ apiKey, params, payloads }, permission);
  }

  /** @returns the frame to send */
  private answer(request: WsApiRequest, params: Params, record: RequestRecord): string {
    // apiKey is harmless on public methods, where clients used to have to send it
    params.allow('returnRateLimits', 'apiKey');
    let isShown = this.connection.returnRateLimits;
    try {
      isShown = params.boolean('returnRateLimits') ?? isShown;
      const answer = this.run(request, params, record);
      record.status = 200;
      return this.success(request.id, answer, isShown);
    } catch (error) {
      if (error instanceof SessionRevoked) {
        this.authorized = undefined;
        record.status = 401;
        return this.refusal(null, REFUSE.key(), false);
      }
      const refusal = toApiError(error);
      record.status = refusal.status;
      record.code = refusal.code;
      record.retryAfterMs = refusal.retryAfterMs;
      if (!isRefusal(error)) record.failure = error;
      return this.refusal(request.id, refusal, isShown);
    }
  }

  private run(request: WsApiRequest, params: Params, record: RequestRecord): Answer {
    const { exchange } = this.options;
    const { address } = this.connection;
    const method = SESSION_METHODS.get(request.method);
    if (method) {
      record.weight = 2;
      exchange.rateLimits.admit(address, 2, 'ws');
      return { result: method(this, params, request.params) };
    }
    const endpoint: AnyEndpoint | undefined = WS_METHODS.get(request.method);
    if (!endpoint) throw REFUSE.unsupported();
    record.weight = weightOf(endpoint, params);
    return execute(
      {
        endpoint,
        params,
        transport: 'ws',
        address,
        authenticate: (permission) => this.authenticate(params, request.params, permission).account,
      },
      exchange,
    );
  }

  private success(id: WireRequestId, { result, orderRows }: Answer, isShown: boolean): string {
    const shown = this.connection.timeUnit === 'MICROSECOND' ? toMicroseconds(result) : result;
    return JSON.stringify({ id, status: 200, result: shown, ...this.rateLimits(isShown, orderRows) });
  }

  private refusal(id: WireRequestId, refusal: ApiError, isShown: boolean): string {
    const { status } = refusal;
    return JSON.stringify({ id, status, error: refusal.body('ws'), ...this.rateLimits(isShown) });
  }

  private rateLimits(isShown: boolean, orderRows: readonly WireRateLimit[] = []): object {
    if (!isShown) return {};
    return {
      rateLimits: [...orderRows, this.options.exchange.rateLimits.weightRow(this.connection.address)],
    };
  }

  private fail(
    fault: Extract<FaultEffect, { when: FaultMoment }>,
    id: WireRequestId,
    record: RequestRecord,
  ): void {
    if (fault.kind === 'reset') this.socket.terminate();
    if (fault.kind !== 'answer') return;
    record.status = fault.status;
    record.retryAfterMs = fault.retryAfterMs;
    const { status, code, msg = '', body, retryAfterMs } = fault;
    if (body !== undefined && code === undefined) {
      this.send(body);
      return;
    }
    const serverTime = this.options.exchange.now();
    const data =
      retryAfterMs === undefined ? undefined : { serverTime, retryAfter: serverTime + retryAfterMs };
    this.send(this.refusal(id, new ApiError(status, code ?? -1000, msg, data, retryAfterMs), true));
    if (status === 418) this.socket.close(1008, 'banned');
  }

  private send(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }
}

/** Of one connection over its whole life. */
const MAX_SUBSCRIPTION_IDS = 65_535;
