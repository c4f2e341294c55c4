import type { Clock, Millis } from '@binance-gateway/domain-types';

/** For how long the exchange wants nothing to be sent. Moments are wall clock times, ms: they outlive the process. */
export interface SilenceState {
  readonly until: Millis;
  /** HTTP 418: whoever goes on asking makes it longer, up to three days. */
  readonly banned: boolean;
  /** -1015: no new orders until then; cancelling and reading go on. */
  readonly ordersUntil: Millis;
}

/** No ban is longer ("Limits" in rest-api.md); what claims to be is a broken file or a clock set wrong. */
const LONGEST_MS = 3 * 86_400_000;

/**
 * What 429, 418 and -1015 ask for, kept for the whole address: requests of both transports and connection attempts.
 * Measured by the monotonic clock: a ban does not end because a clock was set right.
 */
export class Silence {
  private until = -Infinity;
  private banned = false;
  private ordersUntil = -Infinity;

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
    /** Told of every change, for whoever keeps it over a restart. */
    private readonly onChange: (state: SilenceState) => void = () => undefined,
  ) {}

  /** Takes up what an earlier process was told. */
  restore({ until, banned, ordersUntil }: SilenceState): void {
    const now = this.clock.now();
    const left = (moment: Millis): Millis => Math.min(moment - now, LONGEST_MS);
    if (left(until) > 0) this.extend(left(until), banned);
    if (left(ordersUntil) > 0) this.extendOrders(left(ordersUntil));
  }

  /** Nothing is sent for this long. A longer silence is never shortened. */
  begin(ms: Millis, banned: boolean): void {
    if (this.extend(ms, banned)) this.onChange(this.state());
  }

  beginOrders(ms: Millis): void {
    if (this.extendOrders(ms)) this.onChange(this.state());
  }

  /** 0 when requests may be sent. */
  get remainingMs(): Millis {
    return left(this.until, this.clock);
  }

  get isBan(): boolean {
    return this.banned && this.remainingMs > 0;
  }

  /** 0 when new orders may be sent, as far as this is about orders alone. */
  get ordersRemainingMs(): Millis {
    return left(this.ordersUntil, this.clock);
  }

  state(): SilenceState {
    const now = this.clock.now();
    return {
      until: this.remainingMs > 0 ? now + this.remainingMs : 0,
      banned: this.isBan,
      ordersUntil: this.ordersRemainingMs > 0 ? now + this.ordersRemainingMs : 0,
    };
  }

  private extend(ms: Millis, banned: boolean): boolean {
    const until = this.clock.monotonic() + ms;
    if (until <= this.until) return false;
    this.banned = banned || this.isBan;
    this.until = until;
    return true;
  }

  private extendOrders(ms: Millis): boolean {
    const until = this.clock.monotonic() + ms;
    if (until <= this.ordersUntil) return false;
    this.ordersUntil = until;
    return true;
  }
}

const left = (until: Millis, clock: Pick<Clock, 'monotonic'>): Millis =>
  Math.max(0, Math.ceil(until - clock.monotonic()));
