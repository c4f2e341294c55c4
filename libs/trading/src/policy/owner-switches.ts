import {
  AppError,
  type Clock,
  type DeadManTimer,
  type Logger,
  type Millis,
  type OrderSweep,
  type TimerHandle,
  type TradingStop,
  delay,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { Countdown, OwnerStore, Stop } from '../journal/owner-store.js';
import type { Sweep, Sweeper } from './sweeper.js';

/** Something happened to all orders of an owner. */
export interface SwitchEvent {
  readonly e: 'tradingStopped' | 'tradingResumed' | 'deadManWentOff';
  readonly E: Millis;
  readonly principal: string;
}

export interface OwnerSwitchesOptions {
  readonly store: OwnerStore;
  readonly sweeper: Pick<Sweeper, 'sweep'>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  readonly onEvent?: (event: SwitchEvent) => void;
  readonly logger?: Logger;
}

/** For how long a caller waits for orders to be cancelled; it goes on without him. */
const WAIT_AT_MOST_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** The kill switch and the dead-man timers. What is set outlives the process, and holds for every process beside it. */
export class OwnerSwitches {
  private readonly sweeps = new Map<string, Sweep>();
  private readonly wentOff = new Map<string, { readonly at: Millis; readonly progress: OrderSweep }>();
  private timer: TimerHandle | undefined;
  private isClosed = false;

  constructor(private readonly options: OwnerSwitchesOptions) {}

  /** Takes up what was set before; once the exchange answers. */
  start(): void {
    for (const { principal } of this.options.store.stops()) this.sweepStopped(principal);
    this.look();
  }

  close(): void {
    this.isClosed = true;
    this.options.clock.clearTimeout(this.timer);
  }

  /** @throws AppError TRADING_STOPPED when no order of the owner may be sent */
  check(owner: string): void {
    const stop = this.options.store.stopOf(owner);
    if (!stop) return;
    const { since, by, reason } = stop;
    throw new AppError(
      'TRADING_STOPPED',
      `trading of "${owner}" was stopped by "${by}"${reason === undefined ? '' : ` (${reason})`}; nothing was sent. DELETE /api/v1/admin/kill lets it trade again`,
      { extra: { owner, since, stoppedBy: by, ...(reason === undefined ? {} : { reason }) } },
    );
  }

  /** Refuses orders of an owner from now on and cancels those there are. */
  async stop(principal: string, by: string, reason?: string): Promise<TradingStop> {
    const since = Math.floor(this.options.exchangeTime());
    const stop = await this.options.store.stop({
      principal,
      since,
      by,
      ...(reason === undefined ? {} : { reason }),
    });
    this.logger.warn({ principal, by, reason }, 'trading stopped');
    this.tell('tradingStopped', principal);
    const sweep = this.sweepStopped(principal);
    await this.patience(sweep.done);
    return this.stopOf(stop);
  }

  async resume(principal: string): Promise<boolean> {
    const wasStopped = await this.options.store.release(principal);
    if (wasStopped) {
      this.logger.warn({ principal }, 'trading resumed');
      this.tell('tradingResumed', principal);
    }
    return wasStopped;
  }

  stops(): TradingStop[] {
    return this.options.store.stops().map((stop) => this.stopOf(stop));
  }

  /** Cancels the orders of an owner after so many seconds, unless it is called again; 0 switches it off. */
  async arm(principal: string, seconds: number): Promise<DeadManTimer> {
    const { store, exchangeTime } = this.options;
    if (seconds === 0) await store.unwind(principal);
    else await store.wind({ principal, seconds, dueAt: Math.ceil(exchangeTime() + seconds * 1_000) });
    return this.deadMan(principal);
  }

  deadMan(principal: string): DeadManTimer {
    const countdown = this.options.store.countdownOf(principal);
    const last = this.wentOff.get(principal);
    return {
      principal,
      isArmed: countdown !== undefined,
      ...(countdown ? { seconds: countdown.seconds, dueAt: countdown.dueAt } : {}),
      ...(last ? { wentOffAt: last.at, sweep: last.progress } : {}),
    };
  }

  deadMen(): DeadManTimer[] {
    return this.options.store.countdowns().map(({ principal }) => this.deadMan(principal));
  }

  private stopOf(stop: Stop): TradingStop {
    const sweep = this.sweeps.get(stop.principal)?.progress;
    return { ...stop, ...(sweep ? { sweep: { ...sweep, canceled: [...sweep.canceled] } } : {}) };
  }

  private sweepStopped(principal: string): Sweep {
    const { store, sweeper } = this.options;
    const running = this.sweeps.get(principal);
    if (running && !running.progress.isClear && !this.isClosed) return running;
    const isWanted = (): boolean => !this.isClosed && store.stopOf(principal) !== undefined;
    const sweep = sweeper.sweep(principal, isWanted);
    this.sweeps.set(principal, sweep);
    void sweep.done.then(() => {
      const { isClear, canceled } = sweep.progress;
      this.logger.warn(
        { principal, isClear, canceled: canceled.length },
        'orders of a stopped token are cancelled',
      );
    });
    return sweep;
  }

  private look(): void {
    if (this.isClosed) return;
    try {
      const now = this.options.exchangeTime();
      for (const countdown of this.options.store.countdowns()) {
        if (countdown.dueAt <= now) void this.goOff(countdown);
      }
    } catch (error) {
      this.logger.error({ error }, 'dead-man timers cannot be read');
    }
    this.timer = this.options.clock.setTimeout(() => this.look(), LOOK_EVERY_MS);
  }

  private async goOff(countdown: Countdown): Promise<void> {
    const { store, sweeper, exchangeTime } = this.options;
    const { principal, seconds } = countdown;
    try {
      if (!(await store.take(countdown))) return;
    } catch (error) {
      // It stays where it is and is tried again; the orders must not wait for a disk that has room
      this.logger.error({ error, principal }, 'a dead-man timer that went off cannot be written down');
      if (this.wentOff.get(principal)?.progress.isClear === false) return;
    }
    this.logger.warn({ principal, seconds }, 'dead-man timer went off: its orders are cancelled');
    this.tell('deadManWentOff', principal);
    const sweep = sweeper.sweep(principal, () => !this.isClosed);
    this.wentOff.set(principal, { at: Math.floor(exchangeTime()), progress: sweep.progress });
    await sweep.done;
    const { canceled } = sweep.progress;
    this.logger.warn({ principal, canceled: canceled.length }, 'dead-man timer: orders are cancelled');
  }

  private tell(e: SwitchEvent['e'], principal: string): void {
    this.options.onEvent?.({ e, E: Math.floor(this.options.exchangeTime()), principal });
  }

  private async patience(done: Promise<void>): Promise<void> {
    const enough = new AbortController();
    await Promise.race([
      done,
      delay(this.options.clock, WAIT_AT_MOST_MS, enough.signal).catch(() => undefined),
    ]);
    enough.abort();
  }

  private get logger(): Logger {
    return this.options.logger ?? silentLogger;
  }
}
