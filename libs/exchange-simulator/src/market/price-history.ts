import { type Millis, type Random, seededRandom } from '@binance-gateway/domain-types';
import { type SymbolSpec } from '../engine/types.js';
import { type Bar, joinBars } from './bar.js';
import { gaussian, hashOf } from './gaussian.js';
import { DAY, HOUR, MINUTE, SECOND } from './interval.js';
import { type GridBar, quoteOfSteps, splitBar } from './split-bar.js';
import { typicalQuantity } from './symbol-scale.js';

/** First day of the synthetic history; the live exchange has no older klines of any symbol. */
export const HISTORY_START: Millis = Date.UTC(2017, 7, 17);

/** Standard deviation of the logarithm of the price over one second: 40 % a year. */
export const VOLATILITY_PER_SECOND = 0.71e-4;
/** Pull of the past towards today's price, a day; keeps nine years of random walk plausible. */
const DAILY_REVERSION = 0.002;
const CACHED_SPLITS = 600;
const LEVELS = [DAY, HOUR, MINUTE, SECOND] as const;

/**
 * What the market did before it was started: a bar for every second back to HISTORY_START, made when
 * asked for and the same whenever asked. Days are drawn backwards from the initial price and split
 * top-down, so that shorter bars add up to longer ones exactly and the last one closes at the initial price.
 */
export class PriceHistory {
  private readonly drawn = new Map<Millis, GridBar[]>(LEVELS.map((level) => [level, []]));
  private readonly splits = new Map<string, GridBar[]>();
  private readonly walk: Random;
  private readonly stepsPerTrade: number;
  private readonly initialTicks: number;
  private ticks: number;

  /**
   * @param end where the running market takes over; a whole second
   * @param tradesPerSecond mean, above 1: every second has a trade
   * @param lastTradeId of the trade before the running market's first; right for a stretch that ends there
   */
  constructor(
    private readonly spec: SymbolSpec,
    private readonly seed: number,
    readonly end: Millis,
    private readonly tradesPerSecond: number,
    private readonly lastTradeId = 0,
  ) {
    this.walk = seededRandom(hashOf(`${spec.symbol}:${seed}`));
    this.initialTicks = Number(spec.initialPrice / spec.tickSize);
    this.ticks = this.initialTicks;
    this.stepsPerTrade = Number(typicalQuantity(spec) / spec.stepSize);
    // What is left of the running minute, hour and day cannot be part of a longer bar
    for (const [level, parent] of [
      [SECOND, MINUTE],
      [MINUTE, HOUR],
      [HOUR, DAY],
    ] as const) {
      this.drawBack(level, floor(end, parent), floor(end, level));
    }
  }

  /** Join of everything in [from, to); both on whole seconds. Undefined before the beginning. */
  over(from: Millis, to: Millis): Bar | undefined {
    let bar: Bar | undefined;
    const until = Math.min(to, this.end);
    for (let time = Math.max(from, HISTORY_START); time < until;) {
      const level = LEVELS.find((length) => time % length === 0 && time + length <= until) ?? SECOND;
      bar = joinBars(bar, this.toBar(this.gridBar(level, time)));
      time += level;
    }
    return bar;
  }

  private gridBar(level: Millis, openTime: Millis): GridBar {
    const parent = LEVELS[LEVELS.indexOf(level as typeof SECOND) - 1];
    if (parent === undefined) return this.day(openTime);
    const parentOpen = floor(openTime, parent);
    if (parentOpen + parent > this.end) {
      const drawn = this.drawn.get(level) as GridBar[];
      return drawn[(floor(this.end, level) - openTime) / level - 1] as GridBar;
    }
    return this.split(parent, parentOpen, level)[(openTime - parentOpen) / level] as GridBar;
  }

  private day(openTime: Millis): GridBar {
    const days = this.drawn.get(DAY) as GridBar[];
    const newest = floor(this.end, DAY);
    const index = (newest - openTime) / DAY - 1;
    if (index >= days.length) this.drawBack(DAY, openTime, newest - days.length * DAY);
    return days[index] as GridBar;
  }

  private split(level: Millis, openTime: Millis, into: Millis): GridBar[] {
    const key = `${level}:${openTime}`;
    const known = this.splits.get(key);
    if (known) return known;
    const random = seededRandom(hashOf(`${this.spec.symbol}:${this.seed}:${key}`));
    const parts = splitBar(this.gridBar(level, openTime), level / into, into / SECOND, this.spec, random);
    // Insertion order stands for age: requests walk forward in time, so the first is the least wanted
    if (this.splits.size >= CACHED_SPLITS) this.splits.delete(this.splits.keys().next().value as string);
    this.splits.set(key, parts);
    return parts;
  }

  /** Draws the bars of [from, to), newest first, each ending where the one after it began. */
  private drawBack(level: Millis, from: Millis, to: Millis): void {
    const bars = this.drawn.get(level) as GridBar[];
    for (let time = to - level; time >= from; time -= level) {
      const bar = this.drawBar(level / SECOND);
      this.ticks = bar.open;
      bars.push(bar);
    }
  }

  private drawBar(seconds: number): GridBar {
    const { walk, spec } = this;
    const deviation = VOLATILITY_PER_SECOND * Math.sqrt(seconds);
    const close = this.ticks;
    const distance = Math.log(close / this.initialTicks);
    const pull = (DAILY_REVERSION * seconds * SECOND * distance) / DAY;
    const open = Math.max(100, Math.round(close * Math.exp(deviation * gaussian(walk) - pull)));
    const reach = (): number => 1 + 0.35 * deviation * Math.abs(gaussian(walk));
    const high = Math.round(Math.max(open, close) * reach());
    const low = Math.round(Math.min(open, close) / reach());
    const count = Math.round(seconds * (1 + (this.tradesPerSecond - 1) * Math.exp(0.3 * gaussian(walk))));
    const volume = Math.round(count * Math.max(1, this.stepsPerTrade * Math.exp(0.25 * gaussian(walk))));
    const middle = (open + high + low + close) / 4;
    const average = Math.min(high, Math.max(low, middle + 0.04 * (high - low) * gaussian(walk)));
    const takerBuyVolume = Math.round(volume * (0.5 + 0.02 * Math.max(-3, Math.min(3, gaussian(walk)))));
    const quoteVolume = quoteOfSteps(Math.round(2 * average), volume, spec);
    return {
      open,
      high,
      low,
      close,
      volume,
      takerBuyVolume,
      quoteVolume,
      takerBuyQuoteVolume: (quoteVolume * BigInt(takerBuyVolume)) / BigInt(volume),
      count,
    };
  }

  private toBar(bar: GridBar): Bar {
    const { tickSize, stepSize } = this.spec;
    return {
      open: BigInt(bar.open) * tickSize,
      high: BigInt(bar.high) * tickSize,
      low: BigInt(bar.low) * tickSize,
      close: BigInt(bar.close) * tickSize,
      volume: BigInt(bar.volume) * stepSize,
      takerBuyVolume: BigInt(bar.takerBuyVolume) * stepSize,
      quoteVolume: bar.quoteVolume,
      takerBuyQuoteVolume: bar.takerBuyQuoteVolume,
      count: bar.count,
      lastId: this.lastTradeId,
    };
  }
}

function floor(time: Millis, length: Millis): Millis {
  return Math.floor(time / length) * length;
}
