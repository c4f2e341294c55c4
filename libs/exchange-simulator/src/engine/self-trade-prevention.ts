import type { StpMode } from '@binance-gateway/domain-types';
import type { Order } from './order.js';
import type { Amount } from './types.js';

/** What must be taken from each order instead of a trade. */
export interface Prevention {
  readonly taker: Amount;
  readonly maker: Amount;
}

/**
 * Whether the two orders may not trade with each other. Only orders of one account are compared: there
 * are no trade groups here. The taker's mode decides.
 */
export function isSelfTrade(taker: Order, maker: Order): boolean {
  return taker.seat.account === maker.seat.account && taker.stpMode !== 'NONE';
}

/**
 * Quantities that expire instead of trading. Within one account TRANSFER is DECREMENT.
 * https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq
 *
 * @param maker all that the maker has left
 * @param shown what it would have traded now: less than that for an iceberg
 */
export function prevent(
  mode: Exclude<StpMode, 'NONE'>,
  taker: Amount,
  maker: Amount,
  shown: Amount,
): Prevention {
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
