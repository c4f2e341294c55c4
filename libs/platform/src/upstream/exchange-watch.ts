import type { Clock, Logger, TimerHandle } from '@binance-gateway/domain-types';

export interface ExchangeWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A cheap question that needs the exchange to be answered. */
  readonly ask: () => Promise<unknown>;
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;
/** One lost answer is no outage. */
const FAILURES = 2;

/**
 * Whether the exchange answers now, which the first contact at the start cannot tell: asked every 10 s, and
 * every 2 s once it has failed.
 */
export class ExchangeWatch {
  private failures = 0;
  private answeredAt: number;
  private lastError = '';
  private timer: TimerHandle | undefined;
  private isClosed = false;

  constructor(private readonly options: ExchangeWatchOptions) {
    this.answeredAt = options.clock.monotonic();
  }

  /** To be called after the first contact. */
  start(): void {
    if (this.isClosed) return;
    this.answeredAt = this.options.clock.monotonic();
    this.schedule();
  }

  /** Why the process is not ready, if it is not. */
  obstacle(): string | undefined {
    if (this.failures < FAILURES) return undefined;
    const seconds = Math.round((this.options.clock.monotonic() - this.answeredAt) / 1_000);
    return `the exchange has not answered for ${seconds} s: ${this.lastError}`;
  }

  close(): void {
    this.isClosed = true;
    this.options.clock.clearTimeout(this.timer);
  }

  private schedule(): void {
    const { clock, everyMs = EVERY_MS } = this.options;
    if (this.isClosed) return;
    this.timer = clock.setTimeout(() => void this.ask(), this.failures > 0 ? everyMs / 5 : everyMs);
  }

  private async ask(): Promise<void> {
    const { clock, logger, ask } = this.options;
    try {
      await ask();
      if (this.failures >= FAILURES) logger.info({}, 'the exchange answers again');
      this.failures = 0;
      this.answeredAt = clock.monotonic();
    } catch (error) {
      this.failures++;
      this.lastError = (error as Error).message;
      if (this.failures === FAILURES) logger.warn({ reason: this.lastError }, 'the exchange does not answer');
    }
    this.schedule();
  }
}
