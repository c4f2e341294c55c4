import type { AppError, Millis, TimerHandle, WireUserDataEvent } from '@binance-gateway/domain-types';
import type { Credential } from '../credential.js';
import { unwrapUserData } from '../decode/user-data-event.js';
import { TIMESTAMP_OUTSIDE_WINDOW } from '../errors.js';
import { backoffMs } from '../streams/backoff.js';
import type { Loss } from '../streams/socket.js';
import { WsApiConnection, type WsApiOptions, type WsApiStatus } from './connection.js';
import type { Outcome } from './correlation.js';
import { eventBytesOf } from './event-bytes.js';
import type { WsApiSession } from './session.js';

/** `refused`: the exchange does not accept the credentials; asked again from time to time. */
export type UserDataState = 'connecting' | 'subscribing' | 'live' | 'refused' | 'closed';

export interface UserDataListener {
  /**
   * @param event bytes of the event alone, as received, without the envelope of the WebSocket API
   * @param parsed the same event; types nobody knows pass
   */
  onEvent(event: Buffer, parsed: WireUserDataEvent): void;
  /**
   * Events may have been lost; nothing replays them. Called when the next subscription is active, before any
   * of its events: what is read over REST from now on and the events to come leave no hole.
   */
  onGap(reason: string): void;
  onState?(state: UserDataState): void;
}

export interface UserDataOptions extends Omit<WsApiOptions, 'listener' | 'credential'> {
  readonly credential: Credential;
  readonly listener: UserDataListener;
  /** How often the exchange is asked whether the subscription still exists; weight 2 each. */
  readonly checkMs?: Millis;
}

export interface UserDataStatus extends WsApiStatus {
  readonly state: UserDataState;
  readonly events: number;
  readonly gaps: number;
  readonly lastError: string | undefined;
}

const SUBSCRIBE = 'userDataStream.subscribe.signature';
const WEIGHT = 2;
const CHECK_MS = 60_000;
/** A key is not mended by asking often. */
const REFUSED_RETRY_MS = 60_000;
const ALREADY_SUBSCRIBED = -2035;
/** 65,535 subscriptions in the life of a session. */
const IDS_EXHAUSTED = -2042;

/**
 * Events of one account over the WebSocket API, with any type of key.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests
 *
 * A subscription belongs to its session: after every reconnect it is made anew. A silent stream is normal, so
 * silence proves nothing; the subscription is checked instead.
 */
export class UserDataStream {
  private readonly connection: WsApiConnection;
  /** The session whose events are passed on: one at a time, or they would come twice. */
  private live: WsApiSession | undefined;
  private subscriptionId: number | undefined;
  private state: UserDataState = 'connecting';
  /** Why the next subscription begins with a gap; undefined before the first. */
  private broken: string | undefined;
  private attempt = 0;
  private events = 0;
  private gaps = 0;
  private lastError: string | undefined;
  private retryTimer: TimerHandle | undefined;
  private checkTimer: TimerHandle | undefined;

  constructor(private readonly options: UserDataOptions) {
    this.connection = new WsApiConnection({
      ...options,
      listener: {
        onOpen: (session, previous) => this.subscribe(session, previous),
        onLost: (session, loss) => this.lost(session, loss),
        onEvent: (session, frame, message) => this.receive(session, frame, message),
      },
    });
  }

  /** Connects and stays subscribed until closed. */
  start(): void {
    this.connection.start();
  }

  status(): UserDataStatus {
    const { state, events, gaps, lastError } = this;
    return { ...this.connection.status(), state, events, gaps, lastError };
  }

  async close(): Promise<void> {
    this.enter('closed');
    this.options.clock.clearTimeout(this.retryTimer);
    this.options.clock.clearTimeout(this.checkTimer);
    await this.connection.close();
  }

  private subscribe(session: WsApiSession, previous?: WsApiSession): void {
    this.options.clock.clearTimeout(this.retryTimer);
    if (this.state === 'closed' || !session.isOpen) return;
    if (previous && previous === this.live) this.broken = 'replaced';
    else previous?.finish();
    if (!this.live) this.enter('subscribing');
    this.connection.send(session, SUBSCRIBE, {}, { signed: true, weight: WEIGHT }, (outcome) => {
      if (this.state === 'closed' || !session.isOpen) return;
      if (outcome.error && outcome.error.binanceCode !== ALREADY_SUBSCRIBED) {
        this.refused(session, outcome.error);
      } else {
        this.subscribed(session, outcome);
      }
    });
  }

  private subscribed(session: WsApiSession, { response }: Outcome): void {
    const result = response?.result as { subscriptionId?: unknown } | undefined;
    this.subscriptionId = typeof result?.subscriptionId === 'number' ? result.subscriptionId : undefined;
    const previous = this.live;
    this.live = session;
    if (previous !== session) previous?.finish();
    this.attempt = 0;
    this.lastError = undefined;
    if (this.broken !== undefined) {
      this.gaps++;
      this.options.logger.warn({ reason: this.broken }, 'user data stream interrupted');
      this.options.listener.onGap(this.broken);
    }
    this.broken = 'resubscribed';
    this.enter('live');
    this.checkLater(session);
  }

  private refused(session: WsApiSession, error: AppError): void {
    const { clock, random, logger, serverClock } = this.options;
    this.lastError = error.message;
    const isRefused = error.code === 'CREDENTIALS_REFUSED' || error.code === 'CREDENTIALS_MISSING';
    if (!this.live && isRefused) this.enter('refused');
    logger[isRefused ? 'error' : 'warn'](
      { code: error.code, binanceCode: error.binanceCode },
      'user data stream refused',
    );
    if (error.binanceCode === TIMESTAMP_OUTSIDE_WINDOW) {
      void serverClock.sync?.().catch(() => undefined); // the retry comes either way
    }
    const wait = error.retryAfterMs ?? (isRefused ? REFUSED_RETRY_MS : backoffMs(this.attempt++, random));
    clock.clearTimeout(this.retryTimer);
    this.retryTimer = clock.setTimeout(() => this.subscribe(session), wait);
    if (error.binanceCode === IDS_EXHAUSTED) this.connection.replace();
  }

  private lost(session: WsApiSession, loss: Loss): void {
    if (session === this.live) {
      this.live = undefined;
      this.broken = loss.reason;
      this.options.clock.clearTimeout(this.checkTimer);
    }
    if (!this.live && this.state !== 'closed') this.enter('connecting');
  }

  private receive(session: WsApiSession, frame: Buffer, message: Readonly<Record<string, unknown>>): void {
    if (session !== this.live) return;
    const { subscriptionId, event } = unwrapUserData(message);
    if (typeof (event as { e?: unknown } | null)?.e !== 'string') return;
    if (
      subscriptionId !== undefined &&
      this.subscriptionId !== undefined &&
      subscriptionId !== this.subscriptionId
    )
      return;
    const parsed = event as WireUserDataEvent;
    this.events++;
    this.options.listener.onEvent(eventBytesOf(frame), parsed);
    if (parsed.e === 'eventStreamTerminated') this.resubscribe(session, 'terminated');
  }

  private resubscribe(session: WsApiSession, reason: string): void {
    this.live = undefined;
    this.broken = reason;
    this.options.clock.clearTimeout(this.checkTimer);
    this.subscribe(session);
  }

  private checkLater(session: WsApiSession): void {
    const { clock, checkMs = CHECK_MS } = this.options;
    clock.clearTimeout(this.checkTimer);
    this.checkTimer = clock.setTimeout(() => this.check(session), checkMs);
  }

  private check(session: WsApiSession): void {
    if (session !== this.live) return;
    this.connection.send(session, 'session.subscriptions', {}, { weight: WEIGHT }, ({ response, error }) => {
      if (session !== this.live || this.state === 'closed') return;
      if (!error && !lists(response?.result, this.subscriptionId))
        this.resubscribe(session, 'subscription vanished');
      else this.checkLater(session);
    });
  }

  private enter(state: UserDataState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.listener.onState?.(state);
  }
}

/** Answers in a form we do not know prove nothing. */
function lists(result: unknown, subscriptionId: number | undefined): boolean {
  if (!Array.isArray(result) || subscriptionId === undefined) return true;
  return result.some(
    (entry) => (entry as { subscriptionId?: unknown } | null)?.subscriptionId === subscriptionId,
  );
}
