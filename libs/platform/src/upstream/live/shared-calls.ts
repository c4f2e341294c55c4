import type { Clock, Millis } from '@binance-gateway/domain-types';

/** What a call learned, and when it was sent. */
export interface Learned {
  readonly answer: unknown;
  readonly sentAt: Millis;
}

interface Call {
  readonly result: Promise<Learned>;
  readonly sentAt: Millis;
  readonly abort: AbortController;
  waiting: number;
}

/** A call under way longer than this is not joined any more: its answer would tell of too long ago. */
const JOIN_MS = 5_000;

/** Equal calls at the same time are one call. Nothing is kept of a call that is over, least of all an error. */
export class SharedCalls {
  private readonly calls = new Map<string, Call>();

  constructor(private readonly clock: Clock) {}

  /**
   * @param run must end when its signal does, which is when nobody waits any more
   * @param signal ends the wait of this caller alone
   */
  join(
    key: string,
    run: (signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<Learned> {
    const known = this.calls.get(key);
    const canJoin = known && this.clock.monotonic() - known.sentAt <= JOIN_MS;
    const call = canJoin ? known : this.start(key, run);
    call.waiting++;
    if (!signal) return call.result;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (--call.waiting === 0) {
          this.forget(key, call);
          call.abort.abort(signal.reason);
        }
        reject(signal.reason as Error);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      call.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  private start(key: string, run: (signal: AbortSignal) => Promise<unknown>): Call {
    const abort = new AbortController();
    const sentAt = this.clock.monotonic();
    const result = run(abort.signal).then((answer) => ({ answer, sentAt }));
    const call: Call = { result, sentAt, abort, waiting: 0 };
    this.calls.set(key, call);
    const forget = (): void => this.forget(key, call);
    result.then(forget, forget);
    return call;
  }

  private forget(key: string, call: Call): void {
    if (this.calls.get(key) === call) this.calls.delete(key);
  }
}
