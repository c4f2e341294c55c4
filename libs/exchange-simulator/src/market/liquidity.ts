import type { Side } from '@binance-gateway/domain-types';
import {
  type AccountId,
  type Amount,
  type Engine,
  EngineReject,
  type OrderView,
  type SymbolSpec,
} from '../engine/types.js';

/** One resting order of the synthetic market. Price in ticks, quantity in steps. */
export interface Quote {
  readonly side: Side;
  readonly tick: number;
  readonly orderId: number;
  steps: number;
}

/**
 * The resting orders of one account on one symbol, best first, kept in step with the engine. Everything
 * is in ticks and steps: small integers, where the engine has amounts.
 */
export class Liquidity {
  private readonly sides: Record<Side, Quote[]> = { BUY: [], SELL: [] };
  private readonly byId = new Map<number, Quote>();

  constructor(
    private readonly engine: Engine,
    private readonly account: AccountId,
    readonly spec: SymbolSpec,
  ) {}

  /** Takes over an order that rests already. */
  adopt({ side, orderId, price, origQty, executedQty, preventedQty }: OrderView): Quote {
    const { tickSize, stepSize } = this.spec;
    const left = origQty - executedQty - preventedQty;
    const quote = { side, tick: Number(price / tickSize), orderId, steps: Number(left / stepSize) };
    this.sides[side].splice(this.rankOf(side, quote.tick), 0, quote);
    this.byId.set(orderId, quote);
    return quote;
  }

  quotes(side: Side): readonly Quote[] {
    return this.sides[side];
  }

  /** Whether the symbol takes orders now. */
  get isOpen(): boolean {
    return this.engine.symbolStatus(this.spec.symbol) === 'TRADING';
  }

  /** Best price of anybody's order, in ticks. */
  best(side: Side): { tick: number; steps: number } | undefined {
    const { bid, ask } = this.engine.bestBidAsk(this.spec.symbol);
    const level = side === 'BUY' ? bid : ask;
    if (!level) return undefined;
    return { tick: Number(level[0] / this.spec.tickSize), steps: Number(level[1] / this.spec.stepSize) };
  }

  /** Rests an order, unless it would trade, one rests there already, or the symbol takes none. */
  place(side: Side, tick: number, steps: number): Quote | undefined {
    const other = this.best(opposite(side));
    const quotes = this.sides[side];
    const rank = this.rankOf(side, tick);
    if (quotes[rank]?.tick === tick) return undefined;
    if (tick < 1 || (other && isAsGood(side, tick, other.tick))) return undefined;
    const orderId = this.send(side, 'LIMIT_MAKER', tick, steps);
    if (orderId === undefined) return undefined;
    const quote: Quote = { side, tick, orderId, steps: Math.max(1, Math.round(steps)) };
    quotes.splice(rank, 0, quote);
    this.byId.set(orderId, quote);
    return quote;
  }

  /** Takes what rests at `tick` or better, up to `steps`; the rest of the order expires. */
  take(side: Side, tick: number, steps: number): void {
    this.send(side, 'LIMIT', tick, steps);
  }

  cancel(quote: Quote): void {
    if (!this.byId.has(quote.orderId)) return;
    this.forget(quote);
    const ref = { orderId: quote.orderId };
    attempt(() => this.engine.cancel(this.account, this.spec.symbol, ref, ''));
  }

  /** Withdraws every own quote at `tick` or better. */
  cancelUpTo(side: Side, tick: number): void {
    const quotes = this.sides[side];
    for (let quote = quotes[0]; quote && isAsGood(side, quote.tick, tick); quote = quotes[0])
      this.cancel(quote);
  }

  /** To be told of every fill of the symbol; orders of others are passed over. */
  onFill(orderId: number, quantity: Amount): void {
    const quote = this.byId.get(orderId);
    if (!quote) return;
    quote.steps -= Number(quantity / this.spec.stepSize);
    if (quote.steps <= 0) this.forget(quote);
  }

  /** Number of own quotes on the side that are better than `tick`. */
  rankOf(side: Side, tick: number): number {
    const quotes = this.sides[side];
    let low = 0;
    let high = quotes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { tick: other } = quotes[middle] as Quote;
      if (side === 'BUY' ? other > tick : other < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private forget(quote: Quote): void {
    if (!this.byId.delete(quote.orderId)) return;
    const quotes = this.sides[quote.side];
    const index = quotes.indexOf(quote, this.rankOf(quote.side, quote.tick));
    quotes.splice(index, 1);
  }

  private send(side: Side, type: 'LIMIT' | 'LIMIT_MAKER', tick: number, steps: number): number | undefined {
    const { symbol, tickSize, stepSize } = this.spec;
    const result = attempt(() =>
      this.engine.place({
        account: this.account,
        symbol,
        side,
        type,
        ...(type === 'LIMIT' && { timeInForce: 'IOC' as const }),
        price: BigInt(tick) * tickSize,
        quantity: BigInt(Math.max(1, Math.round(steps))) * stepSize,
        clientOrderId: '',
      }),
    );
    return result?.order.orderId;
  }
}

export function opposite(side: Side): Side {
  return side === 'BUY' ? 'SELL' : 'BUY';
}

/** Would an order at `tick` be met before one at `other`, or together with it? */
export function isAsGood(side: Side, tick: number, other: number): boolean {
  return side === 'BUY' ? tick >= other : tick <= other;
}

/** The price that lies `ticks` behind another on its side of the book. */
export function behind(side: Side, tick: number, ticks: number): number {
  return side === 'BUY' ? tick - ticks : tick + ticks;
}

/** A refusal (a halted symbol, a race with a user's order) leaves the market as it is. */
function attempt<T>(command: () => T): T | undefined {
  try {
    return command();
  } catch (error) {
    if (error instanceof EngineReject) return undefined;
    throw error;
  }
}
