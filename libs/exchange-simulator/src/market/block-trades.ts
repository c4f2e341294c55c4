import type { Millis } from '@binance-gateway/domain-types';
import { formatAmount, quoteOf } from '../engine/amount.js';
import type { Amount } from '../engine/types.js';
import { Recent } from './recent.js';

/** A trade agreed outside the book: it moves no level and counts in no ticker and no kline. */
export interface BlockTrade {
  readonly id: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly time: Millis;
  readonly isBuyerMaker: boolean;
}

export interface WireBlockTrade {
  id: number;
  price: string;
  qty: string;
  quoteQty: string;
  time: Millis;
  isBuyerMaker: boolean;
}

const KEPT = 1000;

/** The newest block trades of a symbol, with ids of their own. */
export class BlockTrades {
  private readonly trades = new Recent<BlockTrade>(KEPT, (trade) => trade.id);
  private lastId = 0;

  add(trade: Omit<BlockTrade, 'id'>): BlockTrade {
    const added = { id: ++this.lastId, ...trade };
    this.trades.push(added);
    return added;
  }

  save(): readonly BlockTrade[] {
    return this.trades.all();
  }

  restore(trades: readonly BlockTrade[]): void {
    for (const trade of trades) this.trades.push(trade);
    this.lastId = trades.at(-1)?.id ?? 0;
  }

  from(id: number, limit: number): WireBlockTrade[] {
    return this.trades.from(id, limit).map(({ id: tradeId, price, quantity, time, isBuyerMaker }) => ({
      id: tradeId,
      price: formatAmount(price),
      qty: formatAmount(quantity),
      quoteQty: formatAmount(quoteOf(price, quantity)),
      time,
      isBuyerMaker,
    }));
  }
}

export function blockTradePayload(E: Millis, symbol: string, trade: BlockTrade): string {
  const event = {
    e: 'blockTrade',
    E,
    s: symbol,
    t: trade.id,
    p: formatAmount(trade.price),
    q: formatAmount(trade.quantity),
    T: trade.time,
    m: trade.isBuyerMaker,
  };
  return JSON.stringify(event);
}
