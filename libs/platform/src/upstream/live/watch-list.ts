import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import type { Watch } from './watch.js';

export interface WatchListOptions {
  readonly clock: Clock;
  /** A watch nobody has read for so long is dropped; checked every quarter of it. */
  readonly idleMs: Millis;
  readonly maxSymbols: number;
}

interface Entry {
  readonly watch: Watch;
  readAt: Millis;
}

/** What is watched: begun by the first read, dropped when nobody reads any more. */
export class WatchList {
  /** By operation, then by symbol. */
  private readonly entries = new Map<string, Map<string, Entry>>();
  private timer: TimerHandle | undefined;
  private isClosed = false;

  constructor(private readonly options: WatchListOptions) {}

  /** The watch, which counts as read now. */
  find(operation: string, symbol: string): Watch | undefined {
    const entry = this.entries.get(operation)?.get(symbol);
    if (!entry) return undefined;
    entry.readAt = this.options.clock.monotonic();
    return entry.watch;
  }

  /** Begins a watch, unless the symbol would be one too many. */
  begin(operation: string, symbol: string, open: () => Watch): Watch | undefined {
    const { clock, maxSymbols, idleMs } = this.options;
    const symbols = this.symbols();
    if (this.isClosed || (!symbols.has(symbol) && symbols.size >= maxSymbols)) return undefined;
    const watch = open();
    const ofOperation = this.entries.get(operation) ?? new Map<string, Entry>();
    this.entries.set(operation, ofOperation.set(symbol, { watch, readAt: clock.monotonic() }));
    this.timer ??= clock.setTimeout(this.sweep, idleMs / 4);
    return watch;
  }

  symbols(): Set<string> {
    return new Set([...this.entries.values()].flatMap((bySymbol) => [...bySymbol.keys()]));
  }

  close(): void {
    this.isClosed = true;
    this.options.clock.clearTimeout(this.timer);
    this.dropReadBefore(Infinity);
  }

  private readonly sweep = (): void => {
    const { clock, idleMs } = this.options;
    this.dropReadBefore(clock.monotonic() - idleMs);
    this.timer = this.entries.size > 0 ? clock.setTimeout(this.sweep, idleMs / 4) : undefined;
  };

  private dropReadBefore(time: Millis): void {
    for (const [operation, bySymbol] of this.entries) {
      for (const [symbol, { watch, readAt }] of bySymbol) {
        if (readAt > time) continue;
        bySymbol.delete(symbol);
        watch.close();
      }
      if (bySymbol.size === 0) this.entries.delete(operation);
    }
  }
}
