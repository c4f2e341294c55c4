// https://developers.binance.com/docs/binance-spot-api-docs/faqs/pegged_orders
import type { OrderBook } from './order-book.js';
import { REJECTS } from './rejects.js';
import type { Amount, OrderTerms } from './types.js';

type Pegged = Pick<OrderTerms, 'side' | 'price' | 'pegPriceType' | 'pegOffsetValue'>;

/**
 * The price that a pegged order takes from the book now; never worse than the price it names itself.
 * @throws EngineReject -2010 when the book has no such level
 */
export function peggedPrice(book: OrderBook, { side, price, pegPriceType, pegOffsetValue }: Pegged): Amount {
  const levels = pegPriceType === 'PRIMARY_PEG' ? book.side(side) : book.opposite(side);
  const level = levels.at(pegOffsetValue ?? 0);
  if (!level) throw REJECTS.noPegLevel();
  if (price === undefined || price === 0n) return level.price;
  const isWorse = side === 'BUY' ? level.price > price : level.price < price;
  return isWorse ? price : level.price;
}
