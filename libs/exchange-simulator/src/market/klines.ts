import type { KlineInterval, Millis, WireKline } from '@binance-gateway/domain-types';
import type { Amount, TradeEvent } from '../engine/types.js';
import { type Bar, flatBar, joinBars, toWireKline } from './bar.js';
import { DAY, HOUR, MINUTE, SECOND, openTimeOf, shiftOpenTime } from './interval.js';
import { LiveBars, type SavedBars } from './live-bars.js';
import { HISTORY_START, type PriceHistory } from './price-history.js';
import type { KlinesQuery } from './queries.js';

const DEFAULT_LIMIT = 500;

/**
 * The klines of a symbol: its history, and from there on what was traded. The two meet at a whole second;
 * the running minute, hour, day, week and month are made of both. Seconds of the running market are kept
 * for two hours, minutes for a week.
 */
export class Klines {
  private readonly live: LiveBars;

  /**
   * @param start whole second at which the market was started
   * @param history absent: the symbol has no past
   */
  constructor(
    private readonly start: Millis,
    private readonly initialPrice: Amount,
    private readonly history?: PriceHistory,
  ) {
    this.live = new LiveBars(start);
  }

  add(trade: TradeEvent): void {
    this.live.add(trade);
  }

  /** Of the running market: the past is made again. */
  save(): readonly SavedBars[] {
    return this.live.save();
  }

  restore(bars: readonly SavedBars[]): void {
    this.live.restore(bars);
  }

  /** Join of everything in [from, to), both on whole seconds; undefined when nothing was traded. */
  over(from: Millis, to: Millis): Bar | undefined {
    if (from >= this.start) return this.live.over(from, to);
    const past = this.history?.over(from, Math.min(to, this.start));
    return to <= this.start ? past : joinBars(past, this.live.over(this.start, to));
  }

  /** Like `over`, up to and including whatever was traded last; cheaper than naming the second. */
  since(from: Millis, now: Millis): Bar | undefined {
    return this.over(from, (Math.floor(now / DAY) + 1) * DAY);
  }

  closeBefore(time: Millis): Amount {
    for (const span of [SECOND, MINUTE, HOUR, DAY, 7 * DAY]) {
      const bar = this.over(Math.max(0, time - span), time);
      if (bar) return bar.close;
    }
    return this.initialPrice;
  }

  /** The kline that opens at `openTime`; flat when nothing was traded in it. */
  at(interval: KlineInterval, openTime: Millis, utcOffsetMinutes = 0): Bar {
    const next = shiftOpenTime(interval, openTime, 1, utcOffsetMinutes);
    return this.over(openTime, next) ?? flatBar(this.closeBefore(openTime));
  }

  /** Ascending. From startTime on when there is one, else the newest up to endTime. */
  rows(query: KlinesQuery, now: Millis): WireKline[] {
    const { interval, startTime, utcOffsetMinutes = 0, limit = DEFAULT_LIMIT } = query;
    const openTime = (time: Millis): Millis => openTimeOf(interval, time, utcOffsetMinutes);
    const shift = (time: Millis, count: number): Millis =>
      shiftOpenTime(interval, time, count, utcOffsetMinutes);
    const oldest = openTime(this.history ? HISTORY_START : this.start);
    const newest = openTime(Math.min(query.endTime ?? now, now));
    let first = startTime === undefined ? shift(newest, 1 - limit) : openTime(startTime);
    if (startTime !== undefined && first < startTime) first = shift(first, 1);
    if (first < oldest) first = oldest;
    const rows: WireKline[] = [];
    let price: Amount | undefined;
    for (let time = first; time <= newest && rows.length < limit;) {
      const next = shift(time, 1);
      const bar = this.over(time, next) ?? flatBar(price ?? this.closeBefore(time));
      rows.push(toWireKline(bar, time, next));
      price = bar.close;
      time = next;
    }
    return rows;
  }
}
