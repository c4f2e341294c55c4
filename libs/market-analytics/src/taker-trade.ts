import type { DecimalString, Millis, Side, WireAggTradeEvent } from '@binance-gateway/domain-types';

/** What one taker order did at one price. */
export interface TakerTrade {
  readonly time: Millis;
  readonly price: DecimalString;
  /** Base asset. */
  readonly quantity: DecimalString;
  /** Who crossed the spread: BUY took from the asks. */
  readonly takerSide: Side;
  /** Resting orders that were filled. */
  readonly fills: number;
}

/** `m` says that the buyer was the maker: then the seller took. */
export function takerTradeOf(event: Omit<WireAggTradeEvent, 'e' | 'E' | 's' | 'M'>): TakerTrade {
  return {
    time: event.T,
    price: event.p,
    quantity: event.q,
    takerSide: event.m ? 'SELL' : 'BUY',
    fills: event.l - event.f + 1,
  };
}
