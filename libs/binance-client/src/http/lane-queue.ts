import { AppError, type Clock, type Millis, type TimerHandle } from '@binance-gateway/domain-types';
import { LANES, LANE_RULES, type Lane } from './lanes.js';

/** One that waits for room. */
export interface Waiter {
  readonly lane: Lane;
  /** Takes the room if there is any now. @throws AppError with retryAfterMs: there is none */
  readonly take: () => void;
  readonly refuse: (error: Error) => void;
  /** Monotonic: nothing is gained by waiting longer. */
  readonly deadline: Millis;
}

/** Requests that wait for room in the budget: lane by lane, in each in the order of their coming. */
export class LaneQueue {
  private readonly lanes = new Map<Lane, Set<Waiter>>(LANES.map((lane) => [lane, new Set()]));
  private timer: TimerHandle | undefined;
  private wakesAt = Infinity;
  private size = 0;

  constructor(private readonly clock: Pick<Clock, 'monotonic' | 'setTimeout' | 'clearTimeout'>) {}

  get isEmpty(): boolean {
    return this.size === 0;
  }

  waiting(lane: Lane): number {
    return this.of(lane).size;
  }

  hasRoom(lane: Lane): boolean {
    return this.waiting(lane) < LANE_RULES[lane].maxWaiting;
  }

  /** @param soonestMs when there may be room */
  enter(waiter: Waiter, soonestMs: Millis): void {
    this.of(waiter.lane).add(waiter);
    this.size++;
    if (this.clock.monotonic() + soonestMs >= this.wakesAt) return;
    this.wakeIn(soonestMs);
  }

  leave(waiter: Waiter): void {
    if (!this.of(waiter.lane).delete(waiter)) return;
    this.size--;
    if (this.size === 0) this.rest();
  }

  /** Lets go whoever has room now, and refuses whoever cannot have it in time. */
  pump(): void {
    let soonest = Infinity;
    for (const waiters of this.lanes.values()) {
      for (const waiter of waiters) soonest = Math.min(soonest, this.serve(waiter));
    }
    this.rest();
    if (this.size > 0) this.wakeIn(soonest);
  }

  /** @returns when to ask again; Infinity when it is gone */
  private serve(waiter: Waiter): Millis {
    try {
      waiter.take();
    } catch (error) {
      const wait = AppError.is(error) ? error.retryAfterMs : undefined;
      if (wait !== undefined && this.clock.monotonic() + wait <= waiter.deadline) return wait;
      this.leave(waiter);
      waiter.refuse(error as Error);
      return Infinity;
    }
    this.leave(waiter);
    return Infinity;
  }

  private wakeIn(ms: Millis): void {
    this.rest();
    this.wakesAt = this.clock.monotonic() + ms;
    // Timers fire early by a fraction of a millisecond
    this.timer = this.clock.setTimeout(() => this.pump(), Math.max(1, Math.ceil(ms)));
  }

  private rest(): void {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.wakesAt = Infinity;
  }

  private of(lane: Lane): Set<Waiter> {
    return this.lanes.get(lane) as Set<Waiter>;
  }
}
