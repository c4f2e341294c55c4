import type { Millis, WireKline } from '@binance-gateway/domain-types';
import { formatAmount, parseAmount } from '../engine/amount.js';
import type { Amount } from '../engine/types.js';

/** What happened in a stretch of time. Sums of bars that follow each other are bars again. */
export interface Bar {
  readonly open: Amount;
  readonly high: Amount;
  readonly low: Amount;
  readonly close: Amount;
  readonly volume: Amount;
  readonly quoteVolume: Amount;
  readonly takerBuyVolume: Amount;
  readonly takerBuyQuoteVolume: Amount;
  readonly count: number;
  /** Id of the newest trade; 0 when there was none since the market started. */
  readonly lastId: number;
}

/** @param second the later of the two */
export function joinBars(first: Bar | undefined, second: Bar | undefined): Bar | undefined {
  if (!first || first.count === 0) return second ?? first;
  if (!second || second.count === 0) return first;
  return {
    open: first.open,
    high: first.high > second.high ? first.high : second.high,
    low: first.low < second.low ? first.low : second.low,
    close: second.close,
    volume: first.volume + second.volume,
    quoteVolume: first.quoteVolume + second.quoteVolume,
    takerBuyVolume: first.takerBuyVolume + second.takerBuyVolume,
    takerBuyQuoteVolume: first.takerBuyQuoteVolume + second.takerBuyQuoteVolume,
    count: first.count + second.count,
    lastId: second.lastId || first.lastId,
  };
}

/** A stretch without trades keeps the price it found. */
export function flatBar(price: Amount): Bar {
  return {
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0n,
    quoteVolume: 0n,
    takerBuyVolume: 0n,
    takerBuyQuoteVolume: 0n,
    count: 0,
    lastId: 0,
  };
}

/**
 * Id of the first trade. Ids count up by one, so it follows from the last; trades of the time before the
 * market started have none and are taken for older than the first.
 */
export function firstIdOf(bar: Bar): number {
  return Math.max(0, bar.lastId - bar.count + 1);
}

/** @param nextOpenTime open time of the kline after this one */
export function toWireKline(bar: Bar, openTime: Millis, nextOpenTime: Millis): WireKline {
  return [
    openTime,
    formatAmount(bar.open),
    formatAmount(bar.high),
    formatAmount(bar.low),
    formatAmount(bar.close),
    formatAmount(bar.volume),
    nextOpenTime - 1,
    formatAmount(bar.quoteVolume),
    bar.count,
    formatAmount(bar.takerBuyVolume),
    formatAmount(bar.takerBuyQuoteVolume),
    '0',
  ];
}

/** @throws EngineReject when an amount of the row is not a decimal */
export function fromWireKline(row: WireKline): Bar {
  const amount = (text: string): Amount => parseAmount('kline', text);
  return {
    open: amount(row[1]),
    high: amount(row[2]),
    low: amount(row[3]),
    close: amount(row[4]),
    volume: amount(row[5]),
    quoteVolume: amount(row[7]),
    takerBuyVolume: amount(row[9]),
    takerBuyQuoteVolume: amount(row[10]),
    count: row[8],
    lastId: 0,
  };
}
