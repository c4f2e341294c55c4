// https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq
import type { StpMode } from '@binance-gateway/domain-types';
import type { Order } from './order.js';
import type { Seat } from './seat.js';
import type { Amount } from './types.js';

export type PreventionMode = Exclude<StpMode, 'NONE'>;

/** What must be taken from each order instead of a trade. */
export interface Prevention {
  readonly taker: Amount;
  readonly maker: Amount;
}

/**
 * How a taker and a resting order of the same account or trade group are kept from trading with each other.
 * The taker's mode decides, but that TRANSFER takes both.
 * @returns undefined when they may trade
 */
export function preventionMode(
  { seat, stpMode }: { readonly seat: Seat; readonly stpMode: StpMode },
  maker: Order,
): PreventionMode | undefined {
  if (stpMode === 'NONE' || !seat.account.isOneWith(maker.seat.account)) return undefined;
  return stpMode === 'TRANSFER' && maker.stpMode !== 'TRANSFER' ? 'DECREMENT' : stpMode;
}

/** Whether what is prevented changes hands all the same; within one account that is nothing. */
export function isTransfer(mode: PreventionMode, taker: Seat, maker: Seat): boolean {
  return mode === 'TRANSFER' && taker.account !== maker.account;
}

/**
 * Quantities that expire instead of trading.
 *
 * @param maker all that the maker has left
 * @param shown what it would have traded now: less than that for an iceberg
 */
export function prevent(mode: PreventionMode, taker: Amount, maker: Amount, shown: Amount): Prevention {
  switch (mode) {
    case 'EXPIRE_TAKER':
      return { taker, maker: 0n };
    case 'EXPIRE_MAKER':
      return { taker: 0n, maker };
    case 'EXPIRE_BOTH':
      return { taker, maker };
    case 'DECREMENT':
    case 'TRANSFER': {
      const smaller = taker < shown ? taker : shown;
      return { taker: smaller, maker: smaller };
    }
  }
}
