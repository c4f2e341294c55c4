import {
  AppError,
  type Clock,
  type Logger,
  type Millis,
  type Random,
  type TimerHandle,
  type WireApiResponse,
} from '@binance-gateway/domain-types';
import type { Credential } from '../credential.js';
import type { Admission } from '../http/request-budget.js';
import { backoffMs } from '../streams/backoff.js';
import { ConnectBudget } from '../streams/connect-budget.js';
import type { Loss } from '../streams/socket.js';
import type { AwaitedRequest, Settle } from './correlation.js';
import { type WsApiBudget, WsApiLimits, weightHeaders } from './limits.js';
import { type WsApiMetrics, noWsApiMetrics } from './metrics.js';
import { WsApiSession } from './session.js';
import { type ApiParams, definedOnly, signedParams } from './signed-params.js';
import { WaitingRoom, notSent } from './waiting-room.js';

/** Time of the exchange. */
export interface ServerTime {
  now(): Millis;
  /** Asks again; called after the exchange refused a timestamp. */
  sync?(): Promise<void>;
}

export interface WsApiListener {
  /**
   * A session is open and takes requests from now on. `previous` still delivers what it is subscribed to:
   * whoever is served by it calls `previous.finish()` when the new one has taken over.
   */
  onOpen?(session: WsApiSession, previous: WsApiSession | undefined): void;
  onLost?(session: WsApiSession, loss: Loss): void;
  onEvent?(session: WsApiSession, frame: Buffer, message: Readonly<Record<string, unknown>>): void;
}

export interface WsApiOptions {
  /** Complete: `wss://ws-api.binance.com:443/ws-api/v3`. */
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly serverClock: ServerTime;
  readonly credential?: Credential;
  readonly listener?: WsApiListener;
  readonly metrics?: WsApiMetrics;
  readonly connectBudget?: ConnectBudget;
  readonly budget?: WsApiBudget;
  readonly connectTimeoutMs?: Millis;
  readonly livenessMs?: Millis;
  readonly maxAgeMs?: Millis;
}

export interface ApiRequestOptions {
  readonly signed?: boolean;
  readonly isOrder?: boolean;
  /** Documented weight; 1 when left out. */
  readonly weight?: number;
  readonly orderCount?: number;
  readonly timeoutMs?: Millis;
}

export interface WsApiStatus {
  readonly isOpen: boolean;
  readonly ageMs: Millis | undefined;
  readonly waiting: number;
  readonly losses: number;
  readonly lastLoss: Loss | undefined;
}

const READ_TIMEOUT_MS = 10_000;
/** The API itself gives up after 10 s and says so. */
const ORDER_TIMEOUT_MS = 12_000;
const MAX_AGE_MS = 23 * 3_600_000;
const STABLE_MS = 5_000;

/**
 * The WebSocket API as one lasting connection: requests find the open session, lost sessions are followed by
 * others, and one that is about to end (24 h, `serverShutdown`) by its successor before it does.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/general-api-information
 */
export class WsApiConnection {
  private readonly limits: WsApiLimits;
  private readonly metrics: WsApiMetrics;
  private current: WsApiSession | undefined;
  private opening: WsApiSession | undefined;
  private readonly sessions = new Set<WsApiSession>();
  private readonly waiting: WaitingRoom;
  private attempt = 0;
  private losses = 0;
  private lastLoss: Loss | undefined;
  private openedAt: Millis = 0;
  private retryTimer: TimerHandle | undefined;
  private ageTimer: TimerHandle | undefined;
  private isStarted = false;
  private isClosed = false;

  constructor(private readonly options: WsApiOptions) {
    const connects = options.connectBudget ?? new ConnectBudget(options.clock);
    this.limits = new WsApiLimits(connects, options.budget);
    this.waiting = new WaitingRoom(options.clock);
    this.metrics = options.metrics ?? noWsApiMetrics;
  }

  /** Connects, and stays connected until closed. Called by the first request at the latest. */
  start(): void {
    if (this.isStarted || this.isClosed) return;
    this.isStarted = true;
    this.connect();
  }

  /** Opens a session that follows the current one, as before its end. */
  replace(): void {
    if (this.current && !this.retryTimer) this.connect();
  }

  /**
   * Sends a request and resolves with its `result`. While nothing is connected it waits, and is signed only
   * when it is sent.
   * @throws AppError; for an order without a definite answer OUTCOME_UNKNOWN, for one that was certainly not
   * sent UPSTREAM_UNAVAILABLE, during a ban UPSTREAM_BANNED with retryAfterMs
   */
  request<T = unknown>(method: string, params: ApiParams = {}, options: ApiRequestOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle: Settle = ({ response, error }) => {
        if (error) reject(error);
        else resolve(response.result as T);
      };
      this.start();
      if (this.current) this.send(this.current, method, params, options, settle);
      else this.waitFor(method, params, options, settle);
    });
  }

  /** As `request` on a given session; `settle` is called in the turn in which the answer arrives. */
  send(
    session: WsApiSession,
    method: string,
    params: ApiParams,
    options: ApiRequestOptions,
    settle: Settle,
  ): void {
    const { clock, credential, serverClock } = this.options;
    const startedAt = clock.monotonic();
    const request: AwaitedRequest = {
      method,
      isSigned: options.signed ?? false,
      isOrder: options.isOrder ?? false,
      ...clientOrderIdIn(params),
    };
    let admission: Admission | undefined;
    const finish: Settle = (outcome) => {
      if (outcome.response) admission?.settle({ kind: 'answered', headers: weightHeaders(outcome.response) });
      else admission?.settle({ kind: 'unanswered' });
      this.metrics.request(method, outcome.error?.code ?? 'ok', clock.monotonic() - startedAt);
      if (outcome.response && outcome.error) this.limits.obey(outcome.response, outcome.error);
      settle(outcome);
    };
    let ready: ApiParams;
    try {
      if (!session.isOpen) throw notSent(method, 'the connection is gone');
      if (request.isSigned && !credential) {
        throw new AppError('CREDENTIALS_MISSING', `${method} needs exchange credentials`);
      }
      admission = this.limits.admit(method, options.weight ?? 1, options.orderCount);
      ready =
        request.isSigned && credential
          ? signedParams(params, credential, Math.floor(serverClock.now()))
          : definedOnly(params);
    } catch (error) {
      admission?.settle({ kind: 'unsent' });
      if (!AppError.is(error)) throw error;
      settle({ error });
      return;
    }
    const timeoutMs = options.timeoutMs ?? (request.isOrder ? ORDER_TIMEOUT_MS : READ_TIMEOUT_MS);
    session.send(request, ready, timeoutMs, finish);
  }

  status(): WsApiStatus {
    return {
      isOpen: this.current !== undefined,
      ageMs: this.current ? this.options.clock.monotonic() - this.openedAt : undefined,
      waiting: this.waiting.size + [...this.sessions].reduce((sum, session) => sum + session.waiting, 0),
      losses: this.losses,
      lastLoss: this.lastLoss,
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.options.clock.clearTimeout(this.retryTimer);
    this.options.clock.clearTimeout(this.ageTimer);
    this.waiting.failAll('the client was closed');
    this.current = this.opening = undefined;
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.sessions.clear();
  }

  /** Opens another session, beside the current one if there is one. */
  private connect(): void {
    const { clock, url, serverClock, connectTimeoutMs, livenessMs } = this.options;
    this.retryTimer = undefined;
    if (this.opening || this.isClosed) return;
    const wait = this.limits.connectDelay();
    if (wait > 0) {
      this.retryIn(wait);
      return;
    }
    this.metrics.connectAttempt();
    this.opening = new WsApiSession({
      url,
      clock,
      serverNow: () => serverClock.now(),
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
      ...(livenessMs === undefined ? {} : { livenessMs }),
      events: {
        onOpen: (session) => this.opened(session),
        onLost: (session, loss) => this.lost(session, loss),
        onEvent: (session, frame, message) => this.options.listener?.onEvent?.(session, frame, message),
        onShutdownNotice: (session) => {
          this.options.logger.info({}, 'ws-api server is about to shut down');
          if (session === this.current) this.replace();
        },
        onAnswer: (response) => {
          if (response.id === null)
            this.options.logger.warn(refusalOf(response), 'ws-api answer without an id');
        },
      },
    });
    this.sessions.add(this.opening);
  }

  private opened(session: WsApiSession): void {
    const { clock, random, listener, maxAgeMs = MAX_AGE_MS } = this.options;
    const previous = this.current;
    this.current = session;
    this.opening = undefined;
    this.openedAt = clock.monotonic();
    this.metrics.connected(this.openedAt - session.createdAt);
    clock.clearTimeout(this.ageTimer);
    this.ageTimer = clock.setTimeout(() => this.replace(), maxAgeMs * (1 - random() / 50));
    for (const known of this.sessions) if (!known.isOpen) this.sessions.delete(known);
    if (listener?.onOpen) listener.onOpen(session, previous);
    else previous?.finish();
    this.waiting.runAll();
  }

  private lost(session: WsApiSession, loss: Loss): void {
    const { clock, random, logger, listener } = this.options;
    this.sessions.delete(session);
    this.losses++;
    this.lastLoss = loss;
    this.metrics.connectionLost(loss.reason);
    logger.warn({ ...loss }, 'ws-api connection lost');
    this.limits.lost(loss);
    const wasCurrent = session === this.current;
    const wasOpening = session === this.opening;
    if (wasOpening) this.opening = undefined;
    if (wasCurrent) {
      this.current = undefined;
      clock.clearTimeout(this.ageTimer);
      if (clock.monotonic() - this.openedAt >= STABLE_MS) this.attempt = 0;
    }
    listener?.onLost?.(session, loss);
    if (this.isClosed || this.opening || this.retryTimer) return;
    if (wasCurrent || wasOpening) this.retryIn(backoffMs(this.attempt++, random));
  }

  private retryIn(ms: Millis): void {
    this.retryTimer = this.options.clock.setTimeout(() => this.connect(), ms);
  }

  private waitFor(method: string, params: ApiParams, options: ApiRequestOptions, settle: Settle): void {
    if (this.isClosed) {
      settle({ error: notSent(method, 'the client is closed') });
      return;
    }
    const run = (): void => {
      if (this.current) this.send(this.current, method, params, options, settle);
      else settle({ error: notSent(method, 'the connection is gone') });
    };
    this.waiting.enter(method, options.timeoutMs ?? READ_TIMEOUT_MS, run, (error) => settle({ error }));
  }
}

function clientOrderIdIn(params: ApiParams): { clientOrderId?: string } {
  const id = params['newClientOrderId'] ?? params['origClientOrderId'] ?? params['cancelOrigClientOrderId'];
  return typeof id === 'string' ? { clientOrderId: id } : {};
}

function refusalOf({ status, error }: WireApiResponse): object {
  return error === undefined ? { status } : { status, code: error.code, reply: error.msg };
}
