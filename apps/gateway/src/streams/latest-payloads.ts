import type { Hub } from '@binance-gateway/stream-hub';

interface Kept {
  readers: number;
  payload: Buffer | undefined;
  readonly untap: () => void;
}

/** The newest message of streams where a newer one replaces an older one, while somebody reads them. */
export class LatestPayloads {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly hub: Pick<Hub, 'tap'>) {}

  /** @returns the newest message, if one came since the first reader did, and how to leave */
  enter(name: string): { payload: Buffer | undefined; leave: () => void } {
    const kept = this.kept.get(name) ?? this.keep(name);
    kept.readers++;
    const leave = (): void => {
      if (--kept.readers > 0) return;
      this.kept.delete(name);
      kept.untap();
    };
    return { payload: kept.payload, leave };
  }

  private keep(name: string): Kept {
    const kept: Kept = {
      readers: 0,
      payload: undefined,
      untap: this.hub.tap(name, {
        onMessage: (payload) => (kept.payload = payload),
        // what was true before an interruption must not look new to a newcomer
        onGap: () => (kept.payload = undefined),
      }),
    };
    this.kept.set(name, kept);
    return kept;
  }
}
