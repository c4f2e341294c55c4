import type { KlineInterval, WireKline } from '@binance-gateway/domain-types';
import { type Bar, fromWireKline, joinBars, toWireKline } from './bar.js';
import { openTimeOf, shiftOpenTime } from './interval.js';

/**
 * Klines of a longer interval from those of a shorter one, exactly: no rounding, no invented rows.
 * @param rows ascending by open time, of an interval that divides the wanted one
 */
export function aggregateKlines(rows: readonly WireKline[], interval: KlineInterval): WireKline[] {
  const result: WireKline[] = [];
  let openTime: number | undefined;
  let bar: Bar | undefined;
  const flush = (): void => {
    if (openTime === undefined || !bar) return;
    result.push(toWireKline(bar, openTime, shiftOpenTime(interval, openTime, 1)));
  };
  for (const row of rows) {
    const opens = openTimeOf(interval, row[0]);
    if (opens !== openTime) {
      flush();
      openTime = opens;
      bar = undefined;
    }
    bar = joinBars(bar, fromWireKline(row));
  }
  flush();
  return result;
}
