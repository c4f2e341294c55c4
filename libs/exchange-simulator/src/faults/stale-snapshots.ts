import type { WireDepth } from '@binance-gateway/domain-types';
import type { MarketQueries } from '../market/market-data.js';

const DEEPEST = 5000;

interface Stale {
  readonly depth: WireDepth;
  left: number;
}

/** Fault: depth answers that lie behind the stream, as from a cache that was not refreshed. */
export class StaleSnapshots {
  private readonly stale = new Map<string, Stale>();

  constructor(private readonly market: MarketQueries) {}

  /** The next `times` snapshots of the symbol show the book as it is now. */
  freeze(symbol: string, times: number): void {
    this.stale.set(symbol, { depth: this.market.depth(symbol, DEEPEST), left: times });
  }

  /** Is there such a symbol? */
  has(symbol: string): boolean {
    return this.market.symbols.includes(symbol);
  }

  isFrozen(symbol: string): boolean {
    return this.stale.has(symbol);
  }

  thaw(symbol?: string): void {
    if (symbol === undefined) this.stale.clear();
    else this.stale.delete(symbol);
  }

  /** What the endpoints are to ask in place of the market. */
  get queries(): MarketQueries {
    const depth: MarketQueries['depth'] = (symbol, limit) => {
      const stale = this.stale.get(symbol);
      if (!stale) return this.market.depth(symbol, limit);
      stale.left -= 1;
      if (stale.left <= 0) this.stale.delete(symbol);
      const { lastUpdateId, bids, asks } = stale.depth;
      return { lastUpdateId, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
    };
    return Object.assign(Object.create(this.market) as MarketQueries, { depth });
  }
}
