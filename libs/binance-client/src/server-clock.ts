import {
  type Clock,
  type Logger,
  type Millis,
  type TimerHandle,
  silentLogger,
} from '@binance-gateway/domain-types';

export interface ServerClockOptions {
  readonly clock: Clock;
  /** Time of the exchange, asked just now; each call costs weight 1. */
  readonly fetchTime: () => Promise<Millis>;
  readonly logger?: Logger;
  /** Questions a synchronisation asks; the quickest answer is believed. */
  readonly samples?: number;
  readonly refreshMs?: Millis;
}

/**
 * Time of the exchange: its answer plus half the round trip, carried on by the monotonic clock, so that a step of
 * this machine's wall clock moves nothing. Until the first synchronisation it is the wall clock.
 */
export class ServerClock {
  private base: { server: Millis; monotonic: number; errorMs: number } | undefined;
  private running: Promise<void> | undefined;
  private timer: TimerHandle | undefined;
  private closed = false;

  constructor(private readonly options: ServerClockOptions) {}

  now(): Millis {
    const { clock } = this.options;
    return this.base ? this.base.server + (clock.monotonic() - this.base.monotonic) : clock.now();
  }

  /** How far `now` may be off, ms; undefined before the first synchronisation. */
  get errorMs(): number | undefined {
    return this.base?.errorMs;
  }

  /** Exchange minus wall clock, ms. */
  get offsetMs(): number {
    return this.now() - this.options.clock.now();
  }

  /** Asks the exchange; callers at the same time share one round. Rejects when nobody answered, and keeps what it had. */
  sync(): Promise<void> {
    this.running ??= this.measure().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Synchronises from time to time until closed. A failure is logged and tried again at the next turn. */
  start(): void {
    if (this.closed || this.timer) return;
    this.timer = this.options.clock.setTimeout(() => {
      this.timer = undefined;
      this.sync()
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'time of the exchange could not be asked'),
        )
        .finally(() => this.start());
    }, this.options.refreshMs ?? 600_000);
  }

  close(): void {
    this.closed = true;
    this.options.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private get logger(): Logger {
    return this.options.logger ?? silentLogger;
  }

  private async measure(): Promise<void> {
    const { clock, fetchTime, samples = 3 } = this.options;
    let best: { server: Millis; monotonic: number; errorMs: number } | undefined;
    let failure: unknown;
    for (let i = 0; i < samples; i++) {
      try {
        const sent = clock.monotonic();
        const server = await fetchTime();
        const received = clock.monotonic();
        const errorMs = (received - sent) / 2;
        if (!best || errorMs < best.errorMs)
          best = { server: server + errorMs, monotonic: received, errorMs };
      } catch (error) {
        failure = error;
        break; // the next question would meet the same trouble
      }
    }
    if (!best) throw failure;
    this.base = best;
  }
}
