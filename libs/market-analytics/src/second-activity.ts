import type { Millis } from '@binance-gateway/domain-types';
import type { BookSample } from './book-sample.js';
import { type Observed, commonWindow } from './measured.js';
import type { TakerTrade } from './taker-trade.js';

/** What happened in one second. */
export interface SecondActivity {
  /** Its end, inclusive. */
  readonly to: Millis;
  readonly levelChanges: number;
  readonly removedLevels: number;
  readonly trades: number;
  /** Resting orders that were filled. */
  readonly fills: number;
}

/** The whole seconds of a window that books and trades both cover, newest first. */
export function secondsOf(book: Observed<BookSample>, trades: Observed<TakerTrade>): SecondActivity[] {
  const { coveredMs, to } = commonWindow(book.window, trades.window);
  const seconds = Array.from({ length: Math.floor(coveredMs / 1000) }, (_, i) => ({
    to: to - i * 1000,
    levelChanges: 0,
    removedLevels: 0,
    trades: 0,
    fills: 0,
  }));
  const secondAt = (time: Millis) => seconds[Math.floor((to - time) / 1000)];
  for (const { time, levelChanges, removedLevels } of book.items) {
    const second = secondAt(time);
    if (!second) continue;
    second.levelChanges += levelChanges;
    second.removedLevels += removedLevels;
  }
  for (const { time, fills } of trades.items) {
    const second = secondAt(time);
    if (!second) continue;
    second.trades++;
    second.fills += fills;
  }
  return seconds;
}
