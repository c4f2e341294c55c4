import type { DecimalString, Millis, TickerType, WireTicker } from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { Amount } from '../engine/types.js';
import { type Bar, firstIdOf } from './bar.js';
import { formatRatio } from './ratio.js';

/** Statistics of a window of time, as the tickers of REST and the streams show them. */
export interface WindowStatistics {
  readonly symbol: string;
  readonly bar: Bar;
  readonly openTime: Millis;
  readonly closeTime: Millis;
}

/** What only the 24 hour ticker tells. */
export interface TickerDetails {
  readonly previousClose: Amount;
  readonly lastQuantity: Amount;
  readonly bid: readonly [price: Amount, quantity: Amount];
  readonly ask: readonly [price: Amount, quantity: Amount];
}

export function priceChangePercent({ open, close }: Bar): DecimalString {
  return formatRatio((close - open) * 100n, open, 3);
}

/** Volume-weighted average price; the last price when nothing was traded. */
export function weightedAveragePrice({ volume, quoteVolume, close }: Bar): DecimalString {
  return volume === 0n ? formatAmount(close) : formatRatio(quoteVolume, volume, 8);
}

/** Ids of the first and last trade, -1 without trades. */
export function idRange(bar: Bar): { firstId: number; lastId: number } {
  return bar.count === 0 ? { firstId: -1, lastId: -1 } : { firstId: firstIdOf(bar), lastId: bar.lastId };
}

/** Key order and presence of the fields follow the live answers of ticker/24hr, ticker and tradingDay. */
export function toWireTicker(
  statistics: WindowStatistics,
  type: TickerType,
  details?: TickerDetails,
): WireTicker {
  const { symbol, bar, openTime, closeTime } = statistics;
  const change = {
    priceChange: formatAmount(bar.close - bar.open),
    priceChangePercent: priceChangePercent(bar),
    weightedAvgPrice: weightedAveragePrice(bar),
  };
  const range = {
    openPrice: formatAmount(bar.open),
    highPrice: formatAmount(bar.high),
    lowPrice: formatAmount(bar.low),
  };
  const lastPrice = formatAmount(bar.close);
  const rest = {
    volume: formatAmount(bar.volume),
    quoteVolume: formatAmount(bar.quoteVolume),
    openTime,
    closeTime,
    ...idRange(bar),
    count: bar.count,
  };
  if (type === 'MINI') return { symbol, ...range, lastPrice, ...rest };
  if (!details) return { symbol, ...change, ...range, lastPrice, ...rest };
  return {
    symbol,
    ...change,
    prevClosePrice: formatAmount(details.previousClose),
    lastPrice,
    lastQty: formatAmount(details.lastQuantity),
    bidPrice: formatAmount(details.bid[0]),
    bidQty: formatAmount(details.bid[1]),
    askPrice: formatAmount(details.ask[0]),
    askQty: formatAmount(details.ask[1]),
    ...range,
    ...rest,
  };
}
