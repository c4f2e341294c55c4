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
import { hasAccount } from '../has-account.js';
import { FairPrice } from './fair-price.js';
import type { SavedSynthetic } from './saved-market.js';
import { SymbolFlow } from './symbol-flow.js';
import { Walls } from './walls.js';

export interface SyntheticMarketOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly seed: number;
  /** Events of all symbols together; each is a handful of orders. 0: the book is filled, then stands still. @default 40 */
  readonly eventsPerSecond?: number;
  /** Of the market that the engine was saved with: its orders stay on the books, and it stands still if that did. */
  readonly saved?: SavedSynthetic | undefined;
}

/** Its account at the engine; unlimited, so it never runs dry and leaves no history. */
export const LIQUIDITY_ACCOUNT = 'liquidity';

const DEFAULT_EVENTS_PER_SECOND = 40;
/** Events of each symbol at the start, all at once: there are trades to show from the first moment on. */
const WARM_UP_EVENTS = 12;
/** A price that is moved by hand has arrived by then, unless users' orders are too large to be taken. */
const LONGEST_MOVE_EVENTS = 200;
/** A burst multiplies the rate and dies away with every event. */
const BURST_CHANCE = 0.004;
const BURST_FACTOR = 8;
const BURST_DECAY = 0.97;

interface Venue {
  readonly flow: SymbolFlow;
  readonly fair: FairPrice;
  readonly near: Liquidity;
  readonly far: Liquidity;
  readonly walls: Walls;
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
  private readonly walks = new Map<string, RandomWalk>();
  private readonly seed: number;
  private readonly saved: SavedSynthetic | undefined;
  private totalWeight = 0;
  private unsubscribe: (() => void) | undefined;
  private timer: TimerHandle | undefined;
  private isStopped = true;
  private burst = 1;

  constructor(options: SyntheticMarketOptions) {
    const { engine, clock, seed, eventsPerSecond = DEFAULT_EVENTS_PER_SECOND } = options;
    this.engine = engine;
    this.clock = clock;
    this.eventsPerSecond = eventsPerSecond;
    this.random = seededRandom(hashOf(`market:${seed}`));
    const isKnown = hasAccount(engine, LIQUIDITY_ACCOUNT);
    this.saved = isKnown ? options.saved : undefined;
    if (!isKnown) engine.addAccount(LIQUIDITY_ACCOUNT, [], { unlimited: true });
    else if (!this.saved) this.withdrawAll();
    this.seed = seed;
    for (const { symbol } of engine.symbols.values()) this.addWalk(symbol);
    for (const spec of engine.symbols.values()) this.addVenue(spec);
  }

  start(): void {
    if (this.unsubscribe) return;
    this.unsubscribe = this.engine.subscribe((event) => this.onEngineEvent(event));
    const now = this.clock.now();
    // A market that was saved goes on as it stood: opening it anew would trade with users' orders
    if (this.saved) this.adopt(this.saved);
    else for (const { flow } of this.venues.values()) warmUp(flow, now);
    if (!this.saved?.isPaused) this.resume();
  }

  save(): SavedSynthetic {
    const walls = Array.from(this.venues, ([symbol, venue]) => [symbol, venue.walls.save()] as const);
    return { isPaused: this.isStopped, walls: Object.fromEntries(walls) };
  }

  /** The orders stay where they are; the market can be started again. */
  stop(): void {
    this.isStopped = true;
    this.clock.clearTimeout(this.timer);
  }

  /** Goes on after `stop`. */
  resume(): void {
    this.isStopped = false;
    this.clock.clearTimeout(this.timer);
    if (this.eventsPerSecond > 0) this.arm();
  }

  get isPaused(): boolean {
    return this.isStopped;
  }

  get isRunning(): boolean {
    return !this.isStopped && this.eventsPerSecond > 0;
  }

  /** So many events at once, of one symbol or of those whose turn it is. */
  step(count: number, symbol?: string): void {
    const now = this.clock.now();
    for (let i = 0; i < count; i++) (symbol === undefined ? this.next() : this.flowOf(symbol))?.event(now);
  }

  /**
   * Sends the price somewhere else, at once: the orders on the way there are traded, the makers follow.
   * From there it wanders on.
   * @param ticks the new fair price, in ticks of the symbol
   */
  moveTo(symbol: string, ticks: number): void {
    const venue = this.venues.get(symbol);
    if (!venue) throw new RangeError(`no such symbol: ${symbol}`);
    const now = this.clock.now();
    venue.fair.moveTo(ticks, now);
    for (let i = 0; i < LONGEST_MOVE_EVENTS && !venue.flow.isAt(ticks); i++) venue.flow.event(now);
  }

  /** Takes the orders over that rest in a restored engine. */
  private adopt({ walls }: SavedSynthetic): void {
    for (const [symbol, venue] of this.venues) {
      const orders = this.engine.openOrders(LIQUIDITY_ACCOUNT, symbol);
      const left = new Map(orders.map((order) => [order.orderId, order]));
      const standing = Object.hasOwn(walls, symbol) ? walls[symbol] : undefined;
      if (standing) for (const id of venue.walls.adopt(standing, left)) left.delete(id);
      for (const order of left.values()) venue.near.adopt(order);
    }
  }

  /** In a restored engine rest the orders of a market that nobody remembers. */
  private withdrawAll(): void {
    const { engine } = this;
    for (const symbol of engine.symbols.keys()) {
      if (engine.openOrders(LIQUIDITY_ACCOUNT, symbol).length === 0) continue;
      const status = engine.symbolStatus(symbol);
      engine.setSymbolStatus(symbol, 'TRADING');
      engine.cancelAll(LIQUIDITY_ACCOUNT, symbol, () => '');
      engine.setSymbolStatus(symbol, status);
    }
  }

  private addWalk(symbol: string): void {
    const random = seededRandom(hashOf(`walk:${symbol}:${this.seed}`));
    this.walks.set(symbol, new RandomWalk(VOLATILITY_PER_SECOND, random, this.clock.now()));
  }

  private addVenue(spec: SymbolSpec): SymbolFlow {
    const random = seededRandom(hashOf(`flow:${spec.symbol}:${this.seed}`));
    const near = new Liquidity(this.engine, LIQUIDITY_ACCOUNT, spec);
    const far = new Liquidity(this.engine, LIQUIDITY_ACCOUNT, spec);
    const startPrice = this.engine.lastTrade(spec.symbol)?.price ?? spec.initialPrice;
    const fair = new FairPrice(spec, Number(startPrice / spec.tickSize), this.walks);
    const fairTick = (now: Millis): number => fair.at(now);
    const walls = new Walls(far, random);
    const flow = new SymbolFlow({ near, walls, fairTick, random });
    // The first symbols of the list are the busiest
    const weight = 1 / (1 + 0.4 * this.venues.size);
    this.venues.set(spec.symbol, { flow, fair, near, far, walls, weight });
    this.totalWeight += weight;
    return flow;
  }

  private flowOf(symbol: string): SymbolFlow {
    const venue = this.venues.get(symbol);
    if (!venue) throw new RangeError(`no such symbol: ${symbol}`);
    return venue.flow;
  }

  private onSymbolEvent(symbol: string, isDelisted: boolean): void {
    const venue = this.venues.get(symbol);
    const spec = this.engine.symbols.get(symbol);
    if (isDelisted && venue) {
      this.venues.delete(symbol);
      this.totalWeight -= venue.weight;
    } else if (!venue && spec) {
      this.addWalk(symbol);
      warmUp(this.addVenue(spec), this.clock.now());
    }
  }

  private arm(): void {
    const mean = 1000 / (this.eventsPerSecond * this.burst);
    const delay = Math.max(1, Math.round(-Math.log(1 - this.random()) * mean));
    this.timer = this.clock.setTimeout(() => {
      this.next()?.event(this.clock.now());
      this.burst = this.random() < BURST_CHANCE ? BURST_FACTOR : 1 + (this.burst - 1) * BURST_DECAY;
      this.arm();
    }, delay);
  }

  /** @returns undefined when no symbol is listed */
  private next(): SymbolFlow | undefined {
    let left = this.random() * this.totalWeight;
    let last: SymbolFlow | undefined;
    for (const { flow, weight } of this.venues.values()) {
      last = flow;
      left -= weight;
      if (left < 0) break;
    }
    return last;
  }

  private onEngineEvent(event: EngineEvent): void {
    if (event.kind === 'symbol') this.onSymbolEvent(event.symbol, event.status === 'DELISTED');
    if (event.kind !== 'trade') return;
    const makerOrderId = event.isBuyerMaker ? event.buyerOrderId : event.sellerOrderId;
    const venue = this.venues.get(event.symbol);
    venue?.near.onFill(makerOrderId, event.quantity);
    venue?.far.onFill(makerOrderId, event.quantity);
  }
}

function warmUp(flow: SymbolFlow, now: Millis): void {
  flow.open(now);
  for (let i = 0; i < WARM_UP_EVENTS; i++) flow.event(now);
}
