interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

export interface LeapClockOptions {
  readonly startMs?: number;
  /** Turns of the event loop without activity after which everything is taken to have arrived. */
  readonly quietTurns?: number;
  /** Changes whenever bytes move: a turn in which it did is not quiet. */
  readonly activity?: () => number;
  /** Something is under way that takes turns without showing any activity: an HTTP request, a write to disk. */
  readonly isBusy?: () => boolean;
}

/** Enough for a frame to pass exchange → proxy → hub → socket → client on loopback inside one process. */
const QUIET_TURNS = 8;
/** Where activity can be seen and there was none: nothing has been sent. */
const IDLE_TURNS = 3;
/** So long a silence ends even a wait for what is busy: it may be a fault that never answers. */
const BUSY_TURNS = 2_000;

/**
 * Virtual time over real sockets: it stands while bytes are on their way, then leaps to the next timer. Hours
 * pass in seconds, and a slow machine is no different from a fast one. Everything that is to share the time has
 * to run in this process. Structurally a `Clock` of domain-types.
 */
export class LeapClock {
  private readonly start: number;
  private current: number;
  private order = 0;
  /** A binary heap: a day has millions of timers. */
  private readonly heap: Timer[] = [];

  constructor(private readonly options: LeapClockOptions = {}) {
    this.start = this.current = options.startMs ?? Date.UTC(2026, 0, 1);
  }

  now(): number {
    return this.current;
  }

  monotonic(): number {
    return this.current - this.start;
  }

  setTimeout(callback: () => void, delayMs: number): object {
    const at = this.current + Math.max(0, Number.isFinite(delayMs) ? delayMs : 0);
    const timer: Timer = { at, order: this.order++, callback, isCancelled: false };
    this.push(timer);
    return timer;
  }

  clearTimeout(handle: object | undefined): void {
    if (handle) (handle as Timer).isCancelled = true;
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    await this.pass(ms, () => false);
  }

  /**
   * Lets time pass until the condition holds; it is looked at between leaps.
   * @throws Error when it does not within so much virtual time
   */
  async until(condition: () => unknown, withinMs = 60_000, what = 'condition'): Promise<void> {
    if (await this.pass(withinMs, () => Boolean(condition()))) return;
    throw new Error(`${what} not met within ${withinMs} virtual ms`);
  }

  /** Lets time pass until the promise has settled. */
  async during<T>(promise: Promise<T>, withinMs = 600_000): Promise<T> {
    let isSettled = false;
    const settled = (): void => void (isSettled = true);
    promise.then(settled, settled);
    await this.until(() => isSettled, withinMs, 'promise');
    return promise;
  }

  private async pass(ms: number, isDone: () => boolean): Promise<boolean> {
    const target = this.current + ms;
    await this.settle();
    while (!isDone()) {
      const next = this.peek();
      if (!next || next.at > target) {
        this.current = target;
        return isDone();
      }
      this.current = Math.max(this.current, next.at);
      // those of one instant belong together
      for (let due = this.peek(); due && due.at <= this.current; due = this.peek()) {
        this.pop();
        due.callback();
      }
      await this.settle();
    }
    return true;
  }

  private async settle(): Promise<void> {
    const { quietTurns = QUIET_TURNS, activity, isBusy = () => false } = this.options;
    let needed = activity ? Math.min(IDLE_TURNS, quietTurns) : quietTurns;
    let seen = activity?.();
    for (let quiet = 0; quiet < needed || (quiet < BUSY_TURNS && isBusy()); quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = activity?.();
      if (now === seen) continue;
      seen = now;
      quiet = 0;
      needed = quietTurns;
    }
  }

  /** The next timer that counts; those taken back are dropped on the way. */
  private peek(): Timer | undefined {
    while (this.heap[0]?.isCancelled) this.pop();
    return this.heap[0];
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (isBefore(heap[parent] as Timer, timer)) break;
      heap[i] = heap[parent] as Timer;
      i = parent;
    }
    heap[i] = timer;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      if (isBefore(last, heap[child] as Timer)) break;
      heap[i] = heap[child] as Timer;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
