import type { Millis } from '@binance-gateway/domain-types';
import type { SymbolSpec } from '../engine/types.js';
import type { RandomWalk } from './random-walk.js';

/**
 * Where the price of a symbol ought to be, in ticks. Symbols between two others (ETHBTC) follow the ratio
 * of their walks, the rest have one of their own.
 */
export class FairPrice {
  private readonly own: RandomWalk;
  private readonly legs: { readonly base: RandomWalk; readonly quote: RandomWalk } | undefined;
  /** Of a symbol between two others, which cannot be moved by its own walk. */
  private shift = 1;

  constructor(
    spec: SymbolSpec,
    private readonly initialTick: number,
    walks: ReadonlyMap<string, RandomWalk>,
  ) {
    this.own = walks.get(spec.symbol) as RandomWalk;
    const base = walks.get(`${spec.baseAsset}USDT`);
    const quote = walks.get(`${spec.quoteAsset}USDT`);
    this.legs = base && quote && spec.quoteAsset !== 'USDT' ? { base, quote } : undefined;
  }

  at(now: Millis): number {
    const { legs } = this;
    const factor = legs ? legs.base.factorAt(now) / legs.quote.factorAt(now) : this.own.factorAt(now);
    return this.initialTick * factor * this.shift;
  }

  moveTo(ticks: number, now: Millis): void {
    const ratio = ticks / this.at(now);
    if (this.legs) this.shift *= ratio;
    else this.own.jump(ratio);
  }
}
