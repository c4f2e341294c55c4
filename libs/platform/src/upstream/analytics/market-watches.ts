import { AppError, type Millis, type TimerHandle } from '@binance-gateway/domain-types';
import { MarketWatch, type MarketWatchDeps } from './market-watch.js';

/** A window is worth something only if it is still there at the next question, which may come minutes later. */
const IDLE_MS = 600_000;
/** When every book is taken: whoever has not been asked for so long makes room. */
const SPARE_MS = 60_000;

interface Entry {
  readonly watch: MarketWatch;
  usedAt: Millis;
}

/** The symbols that are watched: begun by the first question, dropped when nobody asks any more. */
export class MarketWatches {
  readonly #entries = new Map<string, Entry>();
  #timer: TimerHandle | undefined;
  #isClosed = false;

  constructor(
    private readonly deps: MarketWatchDeps,
    private readonly idleMs: Millis = IDLE_MS,
  ) {}

  /**
   * @param symbol one that the exchange has
   * @throws AppError FULL when every book is taken
   */
  use(symbol: string): MarketWatch {
    const { clock } = this.deps;
    const entry = this.#entries.get(symbol) ?? this.#begin(symbol);
    entry.usedAt = clock.monotonic();
    return entry.watch;
  }

  /** Without counting as a question. */
  find(symbol: string): MarketWatch | undefined {
    return this.#entries.get(symbol)?.watch;
  }

  drop(symbol: string): void {
    this.#entries.get(symbol)?.watch.close();
    this.#entries.delete(symbol);
  }

  get size(): number {
    return this.#entries.size;
  }

  close(): void {
    this.#isClosed = true;
    this.deps.clock.clearTimeout(this.#timer);
    this.#dropUnusedFor(-Infinity);
  }

  #begin(symbol: string): Entry {
    const { clock } = this.deps;
    if (this.#isClosed) throw new AppError('NOT_READY', 'shutting down');
    let watch: MarketWatch;
    try {
      watch = new MarketWatch(symbol, this.deps);
    } catch (error) {
      if (AppError.is(error) && error.code === 'FULL') this.#dropUnusedFor(SPARE_MS);
      throw error;
    }
    const entry = { watch, usedAt: clock.monotonic() };
    this.#entries.set(symbol, entry);
    this.#timer ??= clock.setTimeout(this.#sweep, this.idleMs / 4);
    return entry;
  }

  readonly #sweep = (): void => {
    this.#dropUnusedFor(this.idleMs);
    const { clock } = this.deps;
    this.#timer = this.#entries.size > 0 ? clock.setTimeout(this.#sweep, this.idleMs / 4) : undefined;
  };

  #dropUnusedFor(ms: Millis): void {
    const now = this.deps.clock.monotonic();
    for (const [symbol, { usedAt }] of this.#entries) if (now - usedAt >= ms) this.drop(symbol);
  }
}
