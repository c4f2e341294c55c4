import type { Clock, Logger, TimerHandle } from '@binance-gateway/domain-types';
import type { Readiness } from './upstream.js';

export interface StartupOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Learns what has to be known before serving. */
  readonly start: () => Promise<void>;
  /** What else stands in the way, as long as it does. */
  readonly obstacle?: () => string | undefined;
}

const RETRY_MS = 5_000;

/** The first contact with the exchange: tried until it works, while the process already answers. */
export class Startup {
  private reason: string | undefined = 'the exchange has not answered yet';
  private timer: TimerHandle | undefined;
  private isClosed = false;

  constructor(private readonly options: StartupOptions) {}

  begin(): void {
    this.options.start().then(
      () => {
        if (!this.isClosed) this.reason = undefined;
      },
      (error: unknown) => {
        if (this.isClosed) return;
        this.reason = `the exchange does not answer: ${(error as Error).message}`;
        this.options.logger.warn({ error }, 'first contact with the exchange failed; it is tried again');
        this.timer = this.options.clock.setTimeout(() => this.begin(), RETRY_MS);
      },
    );
  }

  readiness(): Readiness {
    const reason = this.reason ?? this.options.obstacle?.();
    return { ready: reason === undefined, reasons: reason === undefined ? [] : [reason] };
  }

  /** The process is going away: not ready from now on. */
  close(): void {
    this.isClosed = true;
    this.reason = 'shutting down';
    this.options.clock.clearTimeout(this.timer);
  }
}
