import {
  type Clock,
  type Millis,
  type Random,
  type TimerHandle,
  seededRandom,
} from '@binance-gateway/domain-types';
import type { Engine, EngineEvent, SymbolSpec } from '../engine/types.js';
import { hashOf } from './gaussian.js';
import { Liquidity } from './liquidity.js';
import { VOLATILITY_PER_SECOND } from './price-history.js';
import { RandomWalk } from './random-walk.js';
import { SymbolFlow } from './symbol-flow.js';
import { Walls } from './walls.js';

export interface SyntheticMarketOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly seed: number;
  /** Events of all symbols together; each is a handful of orders. 0: the book is filled, then stands still. @default 40 */
  readonly eventsPerSecond?: number;
}

/** Its account at the engine; unlimited, so it never runs dry and leaves no history. */
export const LIQUIDITY_ACCOUNT = 'liquidity';

const DEFAULT_EVENTS_PER_SECOND = 40;
/** Events of each symbol at the start, all at once: there are trades to show from the first moment on. */
const WARM_UP_EVENTS = 12;
/** A burst multiplies the rate and dies away with every event. */
const BURST_CHANCE = 0.004;
const BURST_FACTOR = 8;
const BURST_DECAY = 0.97;

interface Venue {
  readonly flow: SymbolFlow;
  readonly parts: readonly Liquidity[];
  readonly weight: number;
}

/**
 * A market that looks alive: prices wander, books breathe, trades come in bursts. The same seed, clock
 * and foreign orders give the same events. Symbols between two others (ETHBTC) follow their ratio.
 */
export class SyntheticMarket {
  private readonly engine: Engine;
  private readonly clock: Clock;
  private readonly eventsPerSecond: number;
  private readonly random: Random;
  private readonly venues = new Map<string, Venue>();
  private readonly totalWeight: number;
  private unsubscribe: (() => void) | undefined;
  private timer: TimerHandle | undefined;
  private burst = 1;

  constructor({ engine, clock, seed, eventsPerSecond = DEFAULT_EVENTS_PER_SECOND }: SyntheticMarketOptions) {
    this.engine = engine;
    this.clock = clock;
    this.eventsPerSecond = eventsPerSecond;
    this.random = seededRandom(hashOf(`market:${seed}`));
    engine.addAccount(LIQUIDITY_ACCOUNT, [], { unlimited: true });
    const walks = new Map<string, RandomWalk>();
    for (const { symbol } of engine.symbols.values()) {
      const random = seededRandom(hashOf(`walk:${symbol}:${seed}`));
      walks.set(symbol, new RandomWalk(VOLATILITY_PER_SECOND, random, clock.now()));
    }
    let position = 0;
    for (const spec of engine.symbols.values()) {
      const random = seededRandom(hashOf(`flow:${spec.symbol}:${seed}`));
      const near = new Liquidity(engine, LIQUIDITY_ACCOUNT, spec);
      const far = new Liquidity(engine, LIQUIDITY_ACCOUNT, spec);
      const initialTick = Number(spec.initialPrice / spec.tickSize);
      const factor = factorOf(spec, walks);
      const fairTick = (now: Millis): number => initialTick * factor(now);
      const flow = new SymbolFlow({ near, walls: new Walls(far, random), fairTick, random });
      // The first symbols of the list are the busiest
      this.venues.set(spec.symbol, { flow, parts: [near, far], weight: 1 / (1 + 0.4 * position++) });
    }
    this.totalWeight = Array.from(this.venues.values()).reduce((sum, { weight }) => sum + weight, 0);
  }

  start(): void {
    if (this.unsubscribe) return;
    this.unsubscribe = this.engine.subscribe((event) => this.onEngineEvent(event));
    const now = this.clock.now();
    for (const { flow } of this.venues.values()) {
      flow.open(now);
      for (let i = 0; i < WARM_UP_EVENTS; i++) flow.event(now);
    }
    if (this.eventsPerSecond > 0) this.arm();
  }

  /** The orders stay where they are; the market can be started again. */
  stop(): void {
    this.clock.clearTimeout(this.timer);
  }

  /** Goes on after `stop`. */
  resume(): void {
    this.clock.clearTimeout(this.timer);
    if (this.eventsPerSecond > 0) this.arm();
  }

  private arm(): void {
    const mean = 1000 / (this.eventsPerSecond * this.burst);
    const delay = Math.max(1, Math.round(-Math.log(1 - this.random()) * mean));
    this.timer = this.clock.setTimeout(() => {
      this.next().event(this.clock.now());
      this.burst = this.random() < BURST_CHANCE ? BURST_FACTOR : 1 + (this.burst - 1) * BURST_DECAY;
      this.arm();
    }, delay);
  }

  private next(): SymbolFlow {
    let left = this.random() * this.totalWeight;
    let last: SymbolFlow | undefined;
    for (const { flow, weight } of this.venues.values()) {
      last = flow;
      left -= weight;
      if (left < 0) break;
    }
    return last as SymbolFlow;
  }

  private onEngineEvent(event: EngineEvent): void {
    if (event.kind !== 'trade') return;
    const makerOrderId = event.isBuyerMaker ? event.buyerOrderId : event.sellerOrderId;
    for (const part of this.venues.get(event.symbol)?.parts ?? []) part.onFill(makerOrderId, event.quantity);
  }
}

/** How far a symbol's fair price is from its initial one, as a factor. */
function factorOf(spec: SymbolSpec, walks: ReadonlyMap<string, RandomWalk>): (now: Millis) => number {
  const own = walks.get(spec.symbol) as RandomWalk;
  const base = walks.get(`${spec.baseAsset}USDT`);
  const quote = walks.get(`${spec.quoteAsset}USDT`);
  if (!base || !quote || spec.quoteAsset === 'USDT') return (now) => own.factorAt(now);
  return (now) => base.factorAt(now) / quote.factorAt(now);
}
