import type { Clock, Logger, TimerHandle } from '@binance-gateway/domain-types';
import type { Credential } from '../credential.js';
import { TIMESTAMP_OUTSIDE_WINDOW } from '../errors.js';
import type { ServerTime, WsApiConnection } from './connection.js';
import type { WsApiSession } from './session.js';

export interface LogonOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly serverClock: ServerTime;
  readonly credential?: Credential;
}

/** A key is not mended by asking often; requests are signed one by one meanwhile. */
const RETRY_MS = 60_000;
const SOON_MS = 1_000;

/** Keeps the newest session of a connection logged on. Nobody waits for it: who comes before it signs on its own. */
export class Logon {
  private timer: TimerHandle | undefined;
  private isClosed = false;

  constructor(
    private readonly connection: Pick<WsApiConnection, 'send'>,
    private readonly options: LogonOptions,
  ) {}

  begin(session: WsApiSession): void {
    this.options.clock.clearTimeout(this.timer);
    if (this.isClosed || !session.isOpen || this.options.credential?.type !== 'ED25519') return;
    this.connection.send(session, 'session.logon', {}, {}, ({ error }) => {
      if (!error || this.isClosed || !session.isOpen) return;
      this.options.logger.warn(
        { code: error.code, binanceCode: error.binanceCode },
        'ws-api session is not logged on; every request is signed instead',
      );
      const isClock = error.binanceCode === TIMESTAMP_OUTSIDE_WINDOW;
      if (isClock) void this.options.serverClock.sync?.().catch(() => undefined);
      this.again(session, error.retryAfterMs ?? (isClock ? SOON_MS : RETRY_MS));
    });
  }

  /** The exchange threw the session out. */
  lost(session: WsApiSession): void {
    if (session.authorisedKey === undefined) return;
    session.authorisedKey = undefined;
    this.again(session, RETRY_MS);
  }

  close(): void {
    this.isClosed = true;
    this.options.clock.clearTimeout(this.timer);
  }

  private again(session: WsApiSession, ms: number): void {
    this.options.clock.clearTimeout(this.timer);
    this.timer = this.options.clock.setTimeout(() => this.begin(session), ms);
  }
}
