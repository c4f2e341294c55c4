import type { Kline, Millis } from '@binance-gateway/domain-types';
import type { ObservedWindow, TakerTrade } from '@binance-gateway/market-analytics';
import type { MarketWatch } from './market-watch.js';

/** At most this many klines come with one request of weight 2. */
const MAX_KLINES = 1000;
const MINUTE = 60_000;

export interface KlineRange {
  readonly interval: '1m' | '3m';
  readonly startTime: Millis;
  readonly endTime: Millis;
  readonly limit: number;
}

/** What was traded in some hours: trades as far as they were watched, klines for the time before. */
export interface TradedVolume {
  readonly window: ObservedWindow;
  readonly trades: readonly TakerTrade[];
  readonly klines: readonly Kline[];
}

/**
 * The two never overlap and leave no hole: klines end where the first of them that is watched whole begins, and
 * trades count from there. While no kline is watched whole, there are klines only, the current one included.
 */
export async function tradedVolume(
  watch: Pick<MarketWatch, 'now' | 'trades'>,
  hours: number,
  load: (range: KlineRange) => Promise<readonly Kline[]>,
): Promise<TradedVolume> {
  const requestedMs = hours * 60 * MINUTE;
  const stepMs = hours * 60 > MAX_KLINES ? 3 * MINUTE : MINUTE;
  const watched = watch.trades(requestedMs);
  const { to } = watched.window;
  // a kline that began earlier would bring volume from before
  const startTime = Math.ceil((to - requestedMs) / stepMs) * stepMs;
  const boundary = Math.ceil(watched.window.from / stepMs) * stepMs;
  const isWatched = watched.window.coveredMs > 0 && boundary < to;
  if (isWatched && boundary <= startTime)
    return { window: watched.window, trades: watched.items, klines: [] };
  const klines = await load({
    interval: stepMs === MINUTE ? '1m' : '3m',
    startTime,
    endTime: isWatched ? boundary - 1 : watch.now,
    limit: MAX_KLINES,
  });
  const trades = isWatched ? watched.items.filter(({ time }) => time >= boundary) : [];
  // a symbol listed since has no klines from before
  const from = Math.min(to, klines[0]?.openTime ?? (isWatched ? boundary : to));
  return { window: { requestedMs, coveredMs: to - from, from, to }, trades, klines };
}
