import type { Millis } from '@binance-gateway/domain-types';

/** A counter per key that starts anew at every multiple of its length: windows are aligned to the clock. */
export class FixedWindow {
  private readonly counts = new Map<string, { start: Millis; count: number }>();

  constructor(
    readonly lengthMs: Millis,
    readonly limit: number,
    private readonly now: () => Millis,
  ) {}

  count(key: string): number {
    const entry = this.counts.get(key);
    return entry?.start === this.start() ? entry.count : 0;
  }

  add(key: string, amount: number): void {
    this.counts.set(key, { start: this.start(), count: Math.max(0, this.count(key) + amount) });
  }

  hasRoom(key: string, amount: number): boolean {
    return this.count(key) + amount <= this.limit;
  }

  endsAt(): Millis {
    return this.start() + this.lengthMs;
  }

  private start(): Millis {
    return Math.floor(this.now() / this.lengthMs) * this.lengthMs;
  }
}
