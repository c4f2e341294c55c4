import type { Clock, Logger, TimerHandle } from '@binance-gateway/domain-types';
import { USER_CHANNEL, type Upstream } from '@binance-gateway/platform';
import type { McpCore } from '../server/mcp-core.js';
import { isOfAccount, marketSymbolOf } from './resource-uris.js';

const MIN_INTERVAL_MS = 1_000;

/** Tells who watches a resource that it has changed: when the streams say so, at most once a second. */
export class ResourceUpdates {
  private readonly feeds = new Map<string, Feed>();

  constructor(private readonly core: Pick<McpCore, 'clock' | 'logger' | 'upstream'>) {}

  /** Resources that are watched now. */
  get size(): number {
    return this.feeds.size;
  }

  /** @returns how to stop; a URI of nothing that changes is watched in vain */
  watch(uri: string, onUpdate: () => void): () => void {
    const feed = this.feeds.get(uri) ?? this.open(uri);
    const watcher = { onUpdate };
    feed.watchers.add(watcher);
    return () => {
      feed.watchers.delete(watcher);
      if (feed.watchers.size > 0 || this.feeds.get(uri) !== feed) return;
      this.feeds.delete(uri);
      feed.close();
    };
  }

  private open(uri: string): Feed {
    const feed = new Feed(uri, this.core);
    this.feeds.set(uri, feed);
    void this.core.upstream().then(
      (upstream) => feed.start(upstream),
      () => undefined,
    );
    return feed;
  }
}

/** One resource and those who watch it. */
class Feed {
  readonly watchers = new Set<{ readonly onUpdate: () => void }>();
  private untap: (() => void) | undefined;
  private timer: TimerHandle | undefined;
  private toldAt = -Infinity;
  private isClosed = false;

  constructor(
    private readonly uri: string,
    private readonly core: { readonly clock: Clock; readonly logger: Logger },
  ) {}

  async start({ hub, symbols }: Upstream): Promise<void> {
    try {
      const symbol = marketSymbolOf(this.uri);
      // the stream of a symbol that is not listed would never say anything, and the exchange would be asked for it
      if (symbol !== undefined) await symbols.require(symbol);
      if (this.isClosed) return;
      const tap = { onMessage: () => this.changed(), onGap: () => this.changed() };
      if (symbol !== undefined) this.untap = hub.tap(`${symbol.toLowerCase()}@ticker`, tap);
      else if (isOfAccount(this.uri)) this.untap = hub.tap(USER_CHANNEL, tap);
    } catch (error) {
      this.core.logger.debug({ uri: this.uri, error }, 'a resource cannot be watched');
    }
  }

  close(): void {
    this.isClosed = true;
    this.untap?.();
    this.core.clock.clearTimeout(this.timer);
  }

  private changed(): void {
    if (this.timer !== undefined) return;
    const { clock } = this.core;
    const wait = this.toldAt + MIN_INTERVAL_MS - clock.monotonic();
    if (wait <= 0) this.tell();
    else this.timer = clock.setTimeout(() => this.tell(), wait);
  }

  private tell(): void {
    this.timer = undefined;
    this.toldAt = this.core.clock.monotonic();
    for (const { onUpdate } of [...this.watchers]) onUpdate();
  }
}
