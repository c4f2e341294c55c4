import { type Millis, type Random, SIDES, type Side } from '@binance-gateway/domain-types';
import { gaussian } from './gaussian.js';
import { type Liquidity, behind, isAsGood, opposite } from './liquidity.js';
import { typicalQuantity } from './symbol-scale.js';
import type { Walls } from './walls.js';

/** Levels kept on each side. */
const FEWEST_LEVELS = 130;
const MOST_LEVELS = 170;
/** Mean distance of neighbouring levels near the touch, as a share of the price; at least a tick. */
const LEVEL_SPACING = 4e-6;
/** New levels at the far end in one event. */
const REFILL = 10;
/** Levels put into a hole behind the touch in one event. */
const BRIDGE = 4;
/** Most that one event trades on the way to the fair price, in typical trades. */
const LARGEST_TAKE = 5;

export interface SymbolFlowParts {
  readonly near: Liquidity;
  readonly walls: Walls;
  /** Where the price ought to be, in ticks, with a fraction. */
  readonly fairTick: (now: Millis) => number;
  readonly random: Random;
}

/**
 * One symbol of the synthetic market. Every event moves the book to the fair price, partly by trades,
 * partly by cancels, and then does what traders do for no visible reason. Orders of users are met like
 * any others: they rest, and are filled when the price comes to them.
 */
export class SymbolFlow {
  private readonly near: Liquidity;
  private readonly walls: Walls;
  private readonly fairTick: (now: Millis) => number;
  private readonly random: Random;
  private readonly typical: number;
  private spread = 1;
  private side: Side = 'BUY';

  constructor({ near, walls, fairTick, random }: SymbolFlowParts) {
    this.near = near;
    this.walls = walls;
    this.fairTick = fairTick;
    this.random = random;
    this.typical = Number(typicalQuantity(near.spec) / near.spec.stepSize);
  }

  /** Fills the empty book. */
  open(now: Millis): void {
    const fair = this.fairTick(now);
    for (const side of SIDES) this.extend(side, this.target(side, fair), FEWEST_LEVELS);
    this.walls.build(fair);
  }

  event(now: Millis): void {
    // The makers leave their quotes where they are: cancels alone would empty the book
    if (!this.near.isOpen) return;
    if (this.random() < 0.02) this.spread = 1 + Math.floor(3 * this.random() ** 2);
    const fair = this.fairTick(now);
    for (const side of SIDES) this.clearBeyond(side, fair);
    for (const side of SIDES) this.quoteUpTo(side, fair);
    this.walls.mendOne(fair);
    const chance = this.random();
    if (chance < 0.4) this.trade();
    else if (chance < 0.65) this.change();
    else if (chance < 0.75) this.withdraw();
  }

  /** Is this price inside the book or next to it? */
  isAt(tick: number): boolean {
    const [bid, ask] = [this.near.best('BUY'), this.near.best('SELL')];
    const reach = this.spread + 1;
    return (!bid || bid.tick <= tick + reach) && (!ask || ask.tick >= tick - reach) && !!bid && !!ask;
  }

  /** Best price that the market makers want on a side. */
  private target(side: Side, fair: number): number {
    const bid = Math.max(1, Math.floor(fair - (this.spread - 1) / 2));
    return side === 'BUY' ? bid : bid + this.spread;
  }

  /** Orders on the wrong side of the fair price: some are taken, those of the market makers withdrawn. */
  private clearBeyond(side: Side, fair: number): void {
    const limit = this.target(opposite(side), fair);
    const best = this.near.best(side);
    if (!best || !isAsGood(side, best.tick, limit)) return;
    if (this.random() < 0.4) {
      this.near.take(opposite(side), limit, this.typical * (0.3 + LARGEST_TAKE * this.random()));
    }
    this.near.cancelUpTo(side, limit);
    this.walls.cancelUpTo(side, limit);
    // What is left there belongs to a user
    const left = this.near.best(side);
    if (!left || !isAsGood(side, left.tick, limit)) return;
    this.near.take(opposite(side), limit, Math.min(left.steps, LARGEST_TAKE * this.typical));
  }

  private quoteUpTo(side: Side, fair: number): void {
    const { near } = this;
    const target = this.target(side, fair);
    const other = near.best(opposite(side));
    // A user's order that is still in the way moves the touch
    const touch = other && isAsGood(side, target, other.tick) ? behind(side, other.tick, 1) : target;
    const quotes = near.quotes(side);
    if (quotes[0]?.tick !== touch) near.place(side, touch, this.sizeAt(0));
    const hole = quotes[1] ? Math.abs(quotes[1].tick - touch) : 0;
    if (hole > 3 * this.meanGap(touch)) this.bridge(side, touch, hole);
    const last = quotes.at(-1);
    if (quotes.length < FEWEST_LEVELS && last) {
      this.extend(side, behind(side, last.tick, this.gap(quotes.length, touch)), REFILL);
    }
    for (let i = quotes.length - 1; i >= MOST_LEVELS; i--) near.cancel(quotes[i] as (typeof quotes)[number]);
  }

  private bridge(side: Side, touch: number, width: number): void {
    let distance = 0;
    for (let rank = 1; rank <= BRIDGE; rank++) {
      distance += this.gap(rank, touch);
      if (distance >= width) return;
      this.near.place(side, behind(side, touch, distance), this.sizeAt(rank));
    }
  }

  private extend(side: Side, from: number, count: number): void {
    let tick = from;
    for (let i = 0; i < count; i++) {
      const rank = this.near.quotes(side).length;
      this.near.place(side, tick, this.sizeAt(rank));
      tick = behind(side, tick, this.gap(rank, from));
    }
  }

  /** Somebody is in a hurry; buyers follow buyers. */
  private trade(): void {
    if (this.random() < 0.35) this.side = opposite(this.side);
    const best = this.near.best(opposite(this.side));
    if (!best) return;
    const isLarge = this.random() < 0.01;
    const steps = this.typical * Math.exp(0.9 * gaussian(this.random)) * (isLarge ? 15 : 0.6);
    this.near.take(this.side, behind(opposite(this.side), best.tick, this.gap(10, best.tick)), steps);
  }

  /** Somebody changes their mind about a size, mostly near the touch. */
  private change(): void {
    const quote = this.someQuote();
    if (!quote) return;
    const rank = this.near.rankOf(quote.side, quote.tick);
    this.near.cancel(quote);
    this.near.place(quote.side, quote.tick, this.sizeAt(rank));
  }

  private withdraw(): void {
    const quote = this.someQuote();
    if (quote) this.near.cancel(quote);
  }

  private someQuote(): ReturnType<Liquidity['quotes']>[number] | undefined {
    const side = this.random() < 0.5 ? 'BUY' : 'SELL';
    return this.near.quotes(side)[Math.floor(-Math.log(1 - this.random()) * 15)];
  }

  /** Thin at the touch, thicker behind it, with a heavy tail. In steps. */
  private sizeAt(rank: number): number {
    const shape = 1 + Math.min(rank, MOST_LEVELS) / 18;
    return Math.max(1, 3 * this.typical * shape * Math.exp(0.9 * gaussian(this.random)));
  }

  /** Distance to the next level, in ticks; wider further out. */
  private gap(rank: number, tick: number): number {
    const mean = this.meanGap(tick) * (1 + rank / 60);
    return Math.max(1, Math.round(-Math.log(1 - this.random()) * mean));
  }

  private meanGap(tick: number): number {
    return Math.max(1, tick * LEVEL_SPACING);
  }
}
