import { AppError, type Clock, type Millis, type TimerHandle } from '@binance-gateway/domain-types';
import { TransportError } from '../http/transport-error.js';

interface Waiting {
  readonly run: () => void;
  readonly fail: (error: AppError) => void;
  readonly timer: TimerHandle;
}

const MAX_WAITING = 1_000;

/** Requests that came while nothing is connected. None of them was sent, and their errors say so. */
export class WaitingRoom {
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.waiting.size;
  }

  /** @param run called once when there is a connection; `fail` when there is none in time */
  enter(method: string, timeoutMs: Millis, run: () => void, fail: (error: AppError) => void): void {
    if (this.waiting.size >= MAX_WAITING) {
      fail(notSent(method, `${MAX_WAITING} requests wait for a connection`));
      return;
    }
    const entry: Waiting = {
      run,
      fail: (error) => {
        this.leave(entry);
        fail(error);
      },
      timer: this.clock.setTimeout(
        () => entry.fail(notSent(method, `no connection within ${timeoutMs} ms`)),
        timeoutMs,
      ),
    };
    this.waiting.add(entry);
  }

  runAll(): void {
    for (const entry of [...this.waiting]) {
      this.leave(entry);
      entry.run();
    }
  }

  failAll(why: string): void {
    for (const entry of [...this.waiting]) entry.fail(notSent('the request', why));
  }

  private leave(entry: Waiting): void {
    this.waiting.delete(entry);
    this.clock.clearTimeout(entry.timer);
  }
}

export function notSent(method: string, why: string): AppError {
  return new AppError('UPSTREAM_UNAVAILABLE', `${method} was not sent: ${why}`, {
    cause: new TransportError('connection', false, why),
  });
}
