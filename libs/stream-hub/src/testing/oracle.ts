import type { WireDepth, WireDepthUpdate } from '@binance-gateway/domain-types';
import type { PriceLevel } from '../order-book/order-book.js';

interface Side {
  readonly levels: ReadonlyMap<number, number>;
}

interface Moment {
  readonly bids: Side['levels'];
  readonly asks: Side['levels'];
}

interface Change {
  readonly side: 'b' | 'a';
  readonly price: number;
}

/** A price in ticks and a quantity, as Binance writes them. */
const price = (ticks: number): string =>
  `${Math.floor(ticks / 100)}.${String(ticks % 100).padStart(2, '0')}000000`;
const quantity = (n: number): string => `${n}.00000000`;

/**
 * An exchange that knows its book at every update id, to compare others with. Each update changes one level;
 * bids live below `middle`, asks above.
 */
export class Oracle {
  readonly #moments: Moment[];
  /** `#changes[id]` is what update `id` touched. */
  readonly #changes: (Change | undefined)[] = [undefined];
  readonly #firstId: number;

  constructor(
    readonly symbol: string,
    private readonly middle = 1000,
    firstId = 1000,
  ) {
    const side = (sign: number): Map<number, number> =>
      new Map(Array.from({ length: 5 }, (_, i) => [middle + sign * (i + 1), i + 1]));
    this.#moments = [{ bids: side(-1), asks: side(1) }];
    this.#firstId = firstId;
  }

  get lastUpdateId(): number {
    return this.#firstId + this.#moments.length - 1;
  }

  get firstUpdateId(): number {
    return this.#firstId;
  }

  /** One update: sets the level so many ticks from the middle; 0 removes it. */
  update(side: 'b' | 'a', distance: number, amount: number): void {
    const last = this.#moments.at(-1) as Moment;
    const ticks = side === 'b' ? this.middle - distance : this.middle + distance;
    const levels = new Map(side === 'b' ? last.bids : last.asks);
    if (amount === 0) levels.delete(ticks);
    else levels.set(ticks, amount);
    this.#moments.push(side === 'b' ? { bids: levels, asks: last.asks } : { bids: last.bids, asks: levels });
    this.#changes.push({ side, price: ticks });
  }

  /** The event that covers the updates from `U` to `u`, with the quantities as of `u`. */
  event(U: number, u: number): WireDepthUpdate {
    const moment = this.#at(u);
    const touched = { b: new Set<number>(), a: new Set<number>() };
    for (let id = U; id <= u; id++) {
      const change = this.#changes[id - this.#firstId];
      if (change) touched[change.side].add(change.price);
    }
    const levels = (prices: Set<number>, now: Side['levels']): [string, string][] =>
      [...prices].map((ticks) => [price(ticks), quantity(now.get(ticks) ?? 0)]);
    const b = levels(touched.b, moment.bids);
    const a = levels(touched.a, moment.asks);
    return { e: 'depthUpdate', E: 1_700_000_000_000 + u, s: this.symbol, U, u, b, a };
  }

  snapshot(lastUpdateId: number, limit = Infinity): WireDepth {
    const { bids, asks } = this.top(lastUpdateId, limit);
    return {
      lastUpdateId,
      bids: bids.map(([p, q]) => [p, q]),
      asks: asks.map(([p, q]) => [p, q]),
    };
  }

  /** The best levels at an update id, best first. */
  top(lastUpdateId: number, n = Infinity): { bids: PriceLevel[]; asks: PriceLevel[] } {
    const moment = this.#at(lastUpdateId);
    const sorted = (levels: Side['levels'], sign: number): PriceLevel[] =>
      [...levels]
        .sort(([a], [b]) => sign * (a - b))
        .slice(0, n)
        .map(([ticks, amount]) => [price(ticks), quantity(amount)]);
    return { bids: sorted(moment.bids, -1), asks: sorted(moment.asks, 1) };
  }

  #at(id: number): Moment {
    return this.#moments[id - this.#firstId] as Moment;
  }
}
