import { AppError, type Clock, type TimerHandle } from '@binance-gateway/domain-types';
import type { Principal } from '@binance-gateway/platform';

interface Entry<T> {
  readonly session: T;
  readonly principal: Principal;
  timer: TimerHandle;
  usedAt: number;
}

/** A client that is still there asks, or keeps its stream of server messages open. */
const ABANDONED_MS = 60_000;

export interface SessionTableOptions {
  readonly clock: Clock;
  readonly max: number;
  readonly idleMs: number;
}

export interface Session {
  close(): unknown;
  /** Whether its client has a connection open now. */
  readonly isConnected: boolean;
}

/** Sessions by their id: bounded, ended when idle, each usable only with the token that opened it. */
export class SessionTable<T extends Session> {
  readonly #entries = new Map<string, Entry<T>>();
  /** Sessions that are being opened. */
  #reserved = 0;
  #isClosed = false;

  constructor(private readonly options: SessionTableOptions) {}

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Keeps a place for a session that is being opened.
   * @returns to be called once it is added, or will not be
   * @throws AppError FULL when another session would be one too many, NOT_READY while closing
   */
  reserve(): () => void {
    const { max } = this.options;
    if (this.#isClosed) throw new AppError('NOT_READY', 'shutting down', { retryAfterMs: 5_000 });
    if (this.#entries.size + this.#reserved >= max && !this.#endAbandoned()) {
      throw new AppError('FULL', `${max} sessions are open already; MCP_MAX_CONNECTIONS sets the limit`, {
        retryAfterMs: 10_000,
      });
    }
    this.#reserved++;
    return () => void this.#reserved--;
  }

  add(id: string, session: T, principal: Principal): void {
    const usedAt = this.options.clock.monotonic();
    this.#entries.set(id, { session, principal, timer: this.#idleTimer(id, session), usedAt });
  }

  /**
   * The session, and that it is in use.
   * @throws AppError NOT_FOUND also for the session of somebody else: an id alone must not tell that it exists
   */
  use(id: string, principal: Principal): T {
    const entry = this.#entries.get(id);
    if (!entry || entry.principal.name !== principal.name) {
      throw new AppError('NOT_FOUND', 'There is no such session; begin a new one');
    }
    this.options.clock.clearTimeout(entry.timer);
    entry.timer = this.#idleTimer(id, entry.session);
    entry.usedAt = this.options.clock.monotonic();
    return entry.session;
  }

  remove(id: string): void {
    this.options.clock.clearTimeout(this.#entries.get(id)?.timer);
    this.#entries.delete(id);
  }

  /** Ends the sessions of these callers. */
  endOf(isGone: (principal: Principal) => boolean): void {
    for (const [id, { session, principal }] of [...this.#entries]) {
      if (!isGone(principal)) continue;
      this.remove(id);
      void session.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#entries.values()].map(async ({ session }) => session.close()));
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }

  /** Makes room: clients that crash do not end their sessions. @returns whether there was one to end */
  #endAbandoned(): boolean {
    const now = this.options.clock.monotonic();
    for (const [id, { session, usedAt }] of this.#entries) {
      if (session.isConnected || now - usedAt < ABANDONED_MS) continue;
      this.remove(id);
      void session.close();
      return true;
    }
    return false;
  }

  #idleTimer(id: string, session: T): TimerHandle {
    const { clock, idleMs } = this.options;
    return clock.setTimeout(() => {
      this.remove(id);
      void session.close();
    }, idleMs);
  }
}
