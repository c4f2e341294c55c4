import type { Random } from '@binance-gateway/domain-types';
import { UNIT, type Amount } from '../engine/types.js';
import { gaussian } from './gaussian.js';

/**
 * A bar on the grid of its symbol. Prices in ticks and volumes in steps are safe integers; quote
 * amounts, in units of 10^-8, are not and stay bigint.
 */
export interface GridBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly takerBuyVolume: number;
  readonly quoteVolume: Amount;
  readonly takerBuyQuoteVolume: Amount;
  readonly count: number;
}

export interface Grid {
  readonly tickSize: Amount;
  readonly stepSize: Amount;
}

const BISECTIONS = 28;
/** Fixed point of the shares below; what it cuts off is settled with the remainder. */
const SHARE_BITS = 40n;

/**
 * Splits a bar into `parts` consecutive ones whose join is the bar again, to the last unit: open, high,
 * low, close, all four volumes, count. Every part has at least `minCount` trades, and its volume-weighted
 * price lies between its own low and high.
 * @param bar has count ≥ parts × minCount and volume ≥ count
 */
export function splitBar(
  bar: GridBar,
  parts: number,
  minCount: number,
  grid: Grid,
  random: Random,
): GridBar[] {
  const weights = Array.from({ length: parts }, () => Math.exp(0.55 * gaussian(random)));
  const counts = shares(bar.count - parts * minCount, weights).map((extra) => extra + minCount);
  const noisy = weights.map((weight) => weight * Math.exp(0.4 * gaussian(random)));
  const volumes = shares(bar.volume - bar.count, noisy).map((extra, i) => extra + (counts[i] as number));
  const path = pricePath(bar, volumes, grid, random);
  const { highs, lows } = ranges(bar, path, volumes, grid, random);
  const quotes = quoteVolumes(bar, path, volumes, highs, lows, grid);
  const takers = takerVolumes(bar, volumes, quotes, random);
  const takerQuotes = takerQuoteVolumes(bar, volumes, quotes, takers);
  return volumes.map((volume, i) => ({
    open: path[i] as number,
    high: highs[i] as number,
    low: lows[i] as number,
    close: path[i + 1] as number,
    volume,
    takerBuyVolume: takers[i] as number,
    quoteVolume: quotes[i] as Amount,
    takerBuyQuoteVolume: takerQuotes[i] as Amount,
    count: counts[i] as number,
  }));
}

/** Quote amount of a volume at half the sum of two prices, so that a middle price needs no fraction. */
export function quoteOfSteps(twicePrice: number, volume: number, { tickSize, stepSize }: Grid): Amount {
  return (BigInt(twicePrice) * tickSize * BigInt(volume) * stepSize) / (2n * UNIT);
}

/** Whole shares of a total in proportion to the weights; cumulative rounding keeps the sum exact. */
function shares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let cumulative = 0;
  let given = 0;
  return weights.map((weight, i) => {
    cumulative += weight;
    const until = i === weights.length - 1 ? total : Math.floor((total * cumulative) / sum);
    const share = until - given;
    given = until;
    return share;
  });
}

/** Bridge from open to close inside the range, bent until its mean is the bar's average price. */
function pricePath(bar: GridBar, volumes: readonly number[], grid: Grid, random: Random): number[] {
  const parts = volumes.length;
  const range = bar.high - bar.low;
  const walk = [0];
  for (let i = 0; i < parts; i++) walk.push((walk[i] as number) + gaussian(random));
  const drift = walk[parts] as number;
  const scale = (0.45 * range) / Math.sqrt(parts);
  const at = (i: number, bend: number): number => {
    if (i === 0) return bar.open;
    if (i === parts) return bar.close;
    const t = i / parts;
    const bridge = bar.open + (bar.close - bar.open) * t + scale * ((walk[i] as number) - drift * t);
    return Math.min(bar.high, Math.max(bar.low, bridge + bend * 4 * t * (1 - t)));
  };
  const target = Number((bar.quoteVolume * UNIT) / (grid.tickSize * grid.stepSize));
  const turnover = (bend: number): number => {
    let sum = 0;
    for (let i = 0; i < parts; i++) sum += ((volumes[i] as number) * (at(i, bend) + at(i + 1, bend))) / 2;
    return sum;
  };
  let below = -3 * range;
  let above = 3 * range;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (below + above) / 2;
    if (turnover(middle) < target) below = middle;
    else above = middle;
  }
  return Array.from({ length: parts + 1 }, (_, i) => Math.round(at(i, above)));
}

/** Highs and lows around the path; one part each touches the bar's own, and together they leave room for its quote volume. */
function ranges(
  bar: GridBar,
  path: readonly number[],
  volumes: readonly number[],
  grid: Grid,
  random: Random,
): { highs: number[]; lows: number[] } {
  const wick = (0.3 * (bar.high - bar.low)) / Math.sqrt(volumes.length);
  const reach = (): number => Math.round(Math.abs(gaussian(random)) * wick);
  const ends = volumes.map((_, i) => [path[i] as number, path[i + 1] as number] as const);
  const highs = ends.map(([a, b]) => Math.min(bar.high, Math.max(a, b) + reach()));
  const lows = ends.map(([a, b]) => Math.max(bar.low, Math.min(a, b) - reach()));
  highs[highs.indexOf(Math.max(...highs))] = bar.high;
  lows[lows.indexOf(Math.min(...lows))] = bar.low;
  const total = (prices: readonly number[]): Amount =>
    prices.reduce((sum, price, i) => sum + quoteOfSteps(2 * price, volumes[i] as number, grid), 0n);
  // A part's own rounding is below one unit: that much room more than needed is enough
  const margin = BigInt(2 * volumes.length);
  for (let i = 0; i < volumes.length && total(highs) < bar.quoteVolume + margin; i++) highs[i] = bar.high;
  for (let i = 0; i < volumes.length && total(lows) > bar.quoteVolume - margin; i++) lows[i] = bar.low;
  return { highs, lows };
}

function quoteVolumes(
  bar: GridBar,
  path: readonly number[],
  volumes: readonly number[],
  highs: readonly number[],
  lows: readonly number[],
  grid: Grid,
): Amount[] {
  const quotes = volumes.map((volume, i) =>
    quoteOfSteps((path[i] as number) + (path[i + 1] as number), volume, grid),
  );
  const missing = bar.quoteVolume - sumOf(quotes);
  const bounds = missing > 0n ? highs : lows;
  const room = bounds.map(
    (price, i) => quoteOfSteps(2 * price, volumes[i] as number, grid) - (quotes[i] as Amount),
  );
  return settle(quotes, room, missing);
}

/**
 * Taker shares that vary from part to part but are uncorrelated with price, so that the parts add up to
 * the bar's taker volume in both assets.
 */
function takerVolumes(
  bar: GridBar,
  volumes: readonly number[],
  quotes: readonly Amount[],
  random: Random,
): number[] {
  const ratio = bar.takerBuyVolume / bar.volume;
  const prices = volumes.map((volume, i) => Number(quotes[i]) / volume);
  const noise = volumes.map(() => 0.12 * gaussian(random));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value, i) => sum + value * (volumes[i] as number), 0) / bar.volume;
  const meanPrice = mean(prices);
  const offsets = prices.map((price) => price - meanPrice);
  const variance = mean(offsets.map((offset) => offset * offset));
  const meanNoise = mean(noise);
  const slope = variance > 0 ? mean(noise.map((value, i) => value * (offsets[i] as number))) / variance : 0;
  const clean = noise.map((value, i) => value - meanNoise - slope * (offsets[i] as number));
  const largest = Math.max(...clean.map(Math.abs), Number.MIN_VALUE);
  const damping = Math.min(1, (0.9 * Math.min(ratio, 1 - ratio)) / largest);
  const takers = volumes.map((volume, i) => Math.round(volume * (ratio + damping * (clean[i] as number))));
  settleSteps(takers, volumes, bar.takerBuyVolume - takers.reduce((a, b) => a + b, 0));
  return takers;
}

/** Spreads a difference over the parts, as evenly as their volumes allow. */
function settleSteps(takers: number[], volumes: readonly number[], difference: number): void {
  let missing = difference;
  // Beyond the whole numbers that a number can count a round may change nothing
  for (let before = NaN; missing !== 0 && !Object.is(missing, before);) {
    before = missing;
    const share = Math.sign(missing) * Math.max(1, Math.floor(Math.abs(missing) / takers.length));
    for (let i = 0; i < takers.length && missing !== 0; i++) {
      const taker = takers[i] as number;
      const next = Math.min(volumes[i] as number, Math.max(0, taker + share));
      takers[i] = next;
      missing -= next - taker;
    }
  }
}

function takerQuoteVolumes(
  bar: GridBar,
  volumes: readonly number[],
  quotes: readonly Amount[],
  takers: readonly number[],
): Amount[] {
  const amounts = quotes.map(
    (quote, i) => (quote * BigInt(takers[i] as number)) / BigInt(volumes[i] as number),
  );
  const missing = bar.takerBuyQuoteVolume - sumOf(amounts);
  const room = amounts.map((amount, i) => (missing > 0n ? (quotes[i] as Amount) - amount : -amount));
  return settle(amounts, room, missing);
}

/** Spreads a difference over the amounts in proportion to their room, which has the same sign. */
function settle(amounts: readonly Amount[], room: readonly Amount[], missing: Amount): Amount[] {
  const sign = missing < 0n ? -1n : 1n;
  const free = room.map((value) => (value * sign > 0n ? value * sign : 0n));
  const total = sumOf(free);
  const share = total === 0n ? 0n : ((missing * sign) << SHARE_BITS) / total;
  const given = free.map((value) => (value * share) >> SHARE_BITS);
  let rest = missing * sign - sumOf(given);
  for (let i = 0; i < given.length && rest > 0n; i++) {
    const left = (free[i] as Amount) - (given[i] as Amount);
    const part = left < rest ? left : rest;
    given[i] = (given[i] as Amount) + part;
    rest -= part;
  }
  // Nothing left to move when the price stood still: a few units of rounding go where they weigh least
  const largest = amounts.reduce((best, amount, i) => (amount > (amounts[best] as Amount) ? i : best), 0);
  given[largest] = (given[largest] as Amount) + rest;
  return amounts.map((amount, i) => amount + sign * (given[i] as Amount));
}

function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => a + b, 0n);
}
