import type { Millis } from '@binance-gateway/domain-types';
import { quoteOf } from '../engine/amount.js';
import type { TradeEvent } from '../engine/types.js';
import { type Bar, joinBars } from './bar.js';
import { DAY, HOUR, MINUTE, SECOND } from './interval.js';

/** Longest first; how many of each are kept. Seven days of minutes serve the rolling tickers. */
const SERIES = [
  { length: DAY, kept: 5000 },
  { length: HOUR, kept: 12_000 },
  { length: MINUTE, kept: 7 * 24 * 60 + 60 },
  { length: SECOND, kept: 2 * 60 * 60 },
] as const;

/** The bars of one length by open time, ascending. */
export type SavedBars = readonly (readonly [openTime: Millis, bar: Bar])[];

/** Lengths of the bars, in the order in which they are saved. */
export const BAR_LENGTHS: readonly Millis[] = SERIES.map(({ length }) => length);

/** Bars of the running market, kept for each of the four lengths that longer ones are made of. */
export class LiveBars {
  private readonly series = SERIES.map(({ length, kept }) => ({
    length,
    kept,
    bars: new Map<Millis, Bar>(),
  }));
  private readonly firstDay: Millis;

  /** @param start nothing was traded before */
  constructor(private readonly start: Millis) {
    this.firstDay = Math.floor(start / DAY) * DAY;
  }

  add(trade: TradeEvent): void {
    const bar = barOf(trade);
    for (const { length, kept, bars } of this.series) {
      const openTime = Math.floor(trade.time / length) * length;
      const known = bars.get(openTime);
      bars.set(openTime, known ? (joinBars(known, bar) as Bar) : bar);
      if (bars.size > kept) bars.delete(bars.keys().next().value as Millis);
    }
  }

  save(): readonly SavedBars[] {
    return this.series.map(({ bars }) => [...bars]);
  }

  restore(saved: readonly SavedBars[]): void {
    this.series.forEach(({ bars }, i) => saved[i]?.forEach(([openTime, bar]) => bars.set(openTime, bar)));
  }

  /** Join of everything in [from, to), both on whole seconds; undefined without trades. */
  over(from: Millis, to: Millis): Bar | undefined {
    let bar: Bar | undefined;
    // Longer bars outlive shorter ones, and all begin empty: start at the one around the beginning
    for (let time = from <= this.start ? this.firstDay : from; time < to;) {
      const series = this.series.find(({ length }) => time % length === 0 && time + length <= to);
      if (!series) return bar;
      bar = joinBars(bar, series.bars.get(time));
      time += series.length;
    }
    return bar;
  }
}

function barOf({ price, quantity, isBuyerMaker, tradeId }: TradeEvent): Bar {
  const quoteVolume = quoteOf(price, quantity);
  return {
    open: price,
    high: price,
    low: price,
    close: price,
    volume: quantity,
    quoteVolume,
    takerBuyVolume: isBuyerMaker ? 0n : quantity,
    takerBuyQuoteVolume: isBuyerMaker ? 0n : quoteVolume,
    count: 1,
    lastId: tradeId,
  };
}
