interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until told. Structurally a `Clock` of domain-types. */
export class FakeClock {
  private current: number;
  private readonly start: number;
  private readonly timers = new Set<Timer>();
  private sequence = 0;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.start = startMs;
    this.current = startMs;
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.timers.size;
  }

  now(): number {
    return this.current;
  }

  monotonic(): number {
    return this.current - this.start;
  }

  setTimeout(callback: () => void, delayMs: number): object {
    const timer: Timer = { at: this.current + Math.max(0, delayMs), order: this.sequence++, callback };
    this.timers.add(timer);
    return timer;
  }

  clearTimeout(handle: object | undefined): void {
    if (handle) this.timers.delete(handle as Timer);
  }

  /** Moves time and fires what falls due, in order; promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    const target = this.current + ms;
    await settle();
    for (let timer = this.next(target); timer; timer = this.next(target)) {
      this.timers.delete(timer);
      this.current = Math.max(this.current, timer.at);
      timer.callback();
      await settle();
    }
    this.current = target;
  }

  /** As `advance`, for code without promises: no turn of the event loop passes. */
  advanceSync(ms: number): void {
    const target = this.current + ms;
    for (let timer = this.next(target); timer; timer = this.next(target)) {
      this.timers.delete(timer);
      this.current = Math.max(this.current, timer.at);
      timer.callback();
    }
    this.current = target;
  }

  private next(target: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.at > target) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
