import { Decimal, type Millis } from '@binance-gateway/domain-types';
import type { BookSides } from './book-metrics.js';

/**
 * How many levels of a side a sample looks at. Of the best 20 of the recorded BTCUSDT session 3 % of all events
 * "lose" more than 80 % of a side within a second, because one large order leaves the window; of the best 100
 * it is 0.02 %.
 */
export const SAMPLE_LEVELS = 100;

/** What one depth event changed. */
export interface BookChanges {
  /** Levels the event named. */
  readonly levelChanges: number;
  /** Of these, levels that are gone. */
  readonly removedLevels: number;
}

/** A book right after an event, in approximate numbers: for statistics, never for money. */
export interface BookSample extends BookChanges {
  readonly time: Millis;
  /** Undefined while a side is empty. */
  readonly approximateSpreadBps: number | undefined;
  /** Base asset in the best SAMPLE_LEVELS. */
  readonly approximateBidQuantity: number;
  readonly approximateAskQuantity: number;
}

/** @param top the best SAMPLE_LEVELS of each side */
export function bookSampleOf(time: Millis, top: BookSides, changes: BookChanges): BookSample {
  return {
    ...changes,
    time,
    approximateSpreadBps: approximateSpreadBps(top),
    approximateBidQuantity: approximateQuantity(top.bids),
    approximateAskQuantity: approximateQuantity(top.asks),
  };
}

/** Unrounded: a spread of one tick may be a thousandth of a basis point. */
function approximateSpreadBps({ bids: [bid], asks: [ask] }: BookSides): number | undefined {
  if (!bid || !ask) return undefined;
  const bidPrice = Decimal.of(bid[0]);
  const askPrice = Decimal.of(ask[0]);
  const absolute = askPrice.minus(bidPrice).toApproximateNumber();
  return (20_000 * absolute) / bidPrice.plus(askPrice).toApproximateNumber();
}

function approximateQuantity(side: BookSides['bids']): number {
  return Decimal.sum(side.map(([, quantity]) => Decimal.of(quantity))).toApproximateNumber();
}
