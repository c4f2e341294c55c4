/**
 * Lets so many snapshot requests run at a time; the others wait in order of asking. After a reconnect
 * every book asks at once, and a snapshot of 1000 levels costs 50 of the 6000 weight a minute. Urgent ones
 * go before the others.
 */
export class SnapshotPacer {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #urgent: (() => void)[] = [];

  constructor(private readonly concurrency: number) {}

  get waiting(): number {
    return this.#waiting.length + this.#urgent.length;
  }

  async run<T>(work: () => Promise<T>, isUrgent = false): Promise<T> {
    if (this.#running >= this.concurrency) {
      await new Promise<void>((resolve) => (isUrgent ? this.#urgent : this.#waiting).push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await work();
    } finally {
      const next = this.#urgent.shift() ?? this.#waiting.shift();
      if (next)
        next(); // the place is handed on
      else this.#running--;
    }
  }
}
