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
import { windowOf } from '../http/interceptors/sign.js';
import { limitHeaders } from '../http/limit-meter.js';
import type { AwaitedRequest, Outcome, Settle } from './correlation.js';
import { type WsApiBudget, WsApiLimits } from './limits.js';
import { Logon } from './logon.js';
import { type WsApiMetrics, noWsApiMetrics } from './metrics.js';
import { WsApiSession } from './session.js';
import { SESSION_METHODS } from './session-methods.js';
import { type ApiParams, definedOnly, sessionParams, signedParams } from './signed-params.js';
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
  /** For how long a signed request is valid at the exchange; its 5000 when left out. */
  readonly recvWindowMs?: Millis;
  /**
   * Logs every session on, which takes an Ed25519 key: later requests are not signed one by one. Until a session
   * is logged on, and with any other key, they are.
   */
  readonly logsOn?: boolean;
}

export interface ApiRequestOptions {
  readonly signed?: boolean;
  readonly isOrder?: boolean;
  /** Documented weight; 1 when left out. */
  readonly weight?: number;
  readonly orderCount?: number;
  readonly timeoutMs?: Millis;
  /** How long it may wait for a connection; as long as for the answer when left out. */
  readonly connectWaitMs?: Millis;
  /** What the caller calls it, for messages. */
  readonly operation?: string;
  readonly clientOrderId?: string;
  /** Time of the exchange after which it must not be carried out; signing makes its recvWindow of it. */
  readonly validUntil?: Millis;
  /** The budget has been asked already, and hears of the answer from whoever asked it. */
  readonly isAdmitted?: boolean;
  /** Asked right before it is sent, for which it may have waited: an error keeps it here. */
  readonly mayLeave?: () => AppError | undefined;
  /** Called when the request is handed to the socket: from then on it may have an effect. */
  readonly onSent?: () => void;
}

export interface WsApiStatus {
  readonly isOpen: boolean;
  /** Whether the session is logged on. */
  readonly isAuthorised: boolean;
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
const UNAUTHORISED = 401;

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
  private readonly logon: Logon | undefined;
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
    this.logon = options.logsOn ? new Logon(this, options) : undefined;
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
      this.dispatch(method, params, options, ({ response, error }) => {
        if (error) reject(error);
        else resolve(response.result as T);
      });
    });
  }

  /** As `request`, with the whole answer. */
  dispatch(method: string, params: ApiParams, options: ApiRequestOptions, settle: Settle): void {
    this.start();
    if (this.current) this.send(this.current, method, params, options, settle);
    else this.waitFor(method, params, options, settle);
  }

  /** As `request` on a given session; `settle` is called in the turn in which the answer arrives. */
  send(
    session: WsApiSession,
    method: string,
    params: ApiParams,
    options: ApiRequestOptions,
    settle: Settle,
  ): void {
    const { clock } = this.options;
    const startedAt = clock.monotonic();
    const known = SESSION_METHODS[method];
    const request: AwaitedRequest = {
      method,
      ...(options.operation === undefined ? {} : { operation: options.operation }),
      isSigned: options.signed ?? known?.signed ?? false,
      isOrder: options.isOrder ?? false,
      ...(options.clientOrderId === undefined
        ? clientOrderIdIn(params)
        : { clientOrderId: options.clientOrderId }),
    };
    let admission: Admission | undefined;
    const finish: Settle = (outcome) => {
      const { response, error } = outcome;
      admission?.settle(
        response ? { kind: 'answered', headers: limitHeaders(response.rateLimits) } : { kind: 'unanswered' },
      );
      this.metrics.request(method, error?.code ?? 'ok', clock.monotonic() - startedAt);
      if (response && error) this.limits.obey(response, error);
      this.noteSession(session, method, outcome);
      settle(outcome);
    };
    let ready: ApiParams;
    try {
      const objection = options.mayLeave?.();
      if (objection) throw objection;
      if (!session.isOpen) throw notSent(options.operation ?? method, 'the connection is gone');
      if (!options.isAdmitted) {
        admission = this.limits.admit(method, options.weight ?? known?.weight ?? 1, options.orderCount);
      }
      ready = this.complete(session, request, params, options.validUntil);
    } catch (error) {
      admission?.settle({ kind: 'unsent' });
      if (!AppError.is(error)) throw error;
      settle({ error });
      return;
    }
    options.onSent?.();
    const timeoutMs = options.timeoutMs ?? (request.isOrder ? ORDER_TIMEOUT_MS : READ_TIMEOUT_MS);
    session.send(request, ready, timeoutMs, finish);
  }

  status(): WsApiStatus {
    return {
      isOpen: this.current !== undefined,
      isAuthorised: this.current?.authorisedKey !== undefined,
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
    this.logon?.close();
    this.waiting.failAll('the client was closed');
    this.current = this.opening = undefined;
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.sessions.clear();
  }

  /** Signed now, not before: nothing that waits grows old. */
  private complete(
    session: WsApiSession,
    request: AwaitedRequest,
    params: ApiParams,
    validUntil: Millis | undefined,
  ): ApiParams {
    const { credential, serverClock, recvWindowMs } = this.options;
    const { method, operation = method, isSigned } = request;
    if (!isSigned) return definedOnly(params);
    if (!credential) {
      throw new AppError(
        'CREDENTIALS_MISSING',
        `${operation} needs an account: configure an API key and its secret or private key`,
      );
    }
    const timestamp = Math.floor(serverClock.now());
    const window = validUntil === undefined ? recvWindowMs : windowOf({ operation, validUntil }, timestamp);
    const timed = { recvWindow: window, ...definedOnly(params) };
    // A key that was replaced does not speak for the new one
    return session.authorisedKey === credential.apiKey && !SESSION_METHODS[method]
      ? sessionParams(timed, timestamp)
      : signedParams(timed, credential, timestamp);
  }

  private noteSession(session: WsApiSession, method: string, { response, error }: Outcome): void {
    if (error || (method !== 'session.logon' && method !== 'session.logout')) return;
    const { apiKey } = (response.result ?? {}) as { apiKey?: unknown };
    session.authorisedKey = typeof apiKey === 'string' ? apiKey : undefined;
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
        onAnswer: (session, response) => {
          if (response.id !== null) return;
          this.options.logger.warn(refusalOf(response), 'ws-api answer without an id');
          // Thrown out: the key of the session is not valid any more
          if (response.status === UNAUTHORISED) this.logon?.lost(session);
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
    this.logon?.begin(session);
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
    const { operation = method, timeoutMs = READ_TIMEOUT_MS, connectWaitMs = timeoutMs } = options;
    if (this.isClosed) {
      settle({ error: notSent(operation, 'the client is closed') });
      return;
    }
    const run = (): void => {
      if (this.current) this.send(this.current, method, params, options, settle);
      else settle({ error: notSent(operation, 'the connection is gone') });
    };
    this.waiting.enter(operation, connectWaitMs, run, (error) => settle({ error }));
  }
}

function clientOrderIdIn(params: ApiParams): { clientOrderId?: string } {
  const id = params['newClientOrderId'] ?? params['origClientOrderId'] ?? params['cancelOrigClientOrderId'];
  return typeof id === 'string' ? { clientOrderId: id } : {};
}

function refusalOf({ status, error }: WireApiResponse): object {
  return error === undefined ? { status } : { status, code: error.code, reply: error.msg };
}
