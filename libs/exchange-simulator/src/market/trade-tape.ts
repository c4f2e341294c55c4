import type { Millis, WireAggTrade, WireTrade } from '@binance-gateway/domain-types';
import { formatAmount, quoteOf } from '../engine/amount.js';
import type { Amount, TradeEvent } from '../engine/types.js';
import type { AggTradesQuery, TradesQuery } from './queries.js';
import { Recent } from './recent.js';

const DEFAULT_LIMIT = 500;
const KEPT_TRADES = 5000;

/** Fills of one taker order at one price. */
export interface AggTrade {
  readonly id: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly firstId: number;
  readonly lastId: number;
  readonly time: Millis;
  readonly isBuyerMaker: boolean;
}

export interface SavedTape {
  readonly trades: readonly TradeEvent[];
  readonly aggregates: readonly AggTrade[];
}

/** The newest trades and aggregate trades of a symbol. */
export class TradeTape {
  private readonly trades = new Recent<TradeEvent>(KEPT_TRADES, (trade) => trade.tradeId);
  private readonly aggregates = new Recent<AggTrade>(KEPT_TRADES, (trade) => trade.id);
  private open: (AggTrade & { readonly takerOrderId: number }) | undefined;
  private lastAggregateId = 0;

  /** @param onAggregate hears of an aggregate trade when it is complete */
  constructor(private readonly onAggregate: (trade: AggTrade) => void) {}

  add(trade: TradeEvent): void {
    this.trades.push(trade);
    const { open } = this;
    if (open && open.takerOrderId === trade.takerOrderId && open.price === trade.price) {
      this.open = { ...open, quantity: open.quantity + trade.quantity, lastId: trade.tradeId };
      return;
    }
    this.completeAggregate();
    const { price, quantity, tradeId, takerOrderId, time, isBuyerMaker } = trade;
    const id = ++this.lastAggregateId;
    this.open = { id, price, quantity, firstId: tradeId, lastId: tradeId, time, isBuyerMaker, takerOrderId };
  }

  /** The engine's command is over: nothing more can join. */
  completeAggregate(): void {
    const { open } = this;
    if (!open) return;
    this.open = undefined;
    this.aggregates.push(open);
    this.onAggregate(open);
  }

  save(): SavedTape {
    this.completeAggregate();
    return { trades: this.trades.all(), aggregates: this.aggregates.all() };
  }

  restore({ trades, aggregates }: SavedTape): void {
    for (const trade of trades) this.trades.push(trade);
    for (const trade of aggregates) this.aggregates.push(trade);
    this.lastAggregateId = aggregates.at(-1)?.id ?? 0;
  }

  get lastTrade(): TradeEvent | undefined {
    return this.trades.last();
  }

  recent({ fromId, limit = DEFAULT_LIMIT }: TradesQuery): WireTrade[] {
    const trades = fromId === undefined ? this.trades.newest(limit) : this.trades.from(fromId, limit);
    return trades.map(toWireTrade);
  }

  recentAggregates({ fromId, startTime, endTime, limit = DEFAULT_LIMIT }: AggTradesQuery): WireAggTrade[] {
    this.completeAggregate();
    const { aggregates } = this;
    if (fromId !== undefined) return aggregates.from(fromId, limit).map(toWireAggTrade);
    const end = endTime === undefined ? Infinity : aggregates.firstWhere((trade) => trade.time > endTime);
    if (startTime === undefined) {
      const newest =
        end === Infinity ? aggregates.newest(limit) : aggregates.slice(Math.max(0, end - limit), end);
      return newest.map(toWireAggTrade);
    }
    const start = aggregates.firstWhere((trade) => trade.time >= startTime);
    return aggregates.slice(start, Math.min(end, start + limit)).map(toWireAggTrade);
  }
}

function toWireTrade({ tradeId, price, quantity, time, isBuyerMaker }: TradeEvent): WireTrade {
  return {
    id: tradeId,
    price: formatAmount(price),
    qty: formatAmount(quantity),
    quoteQty: formatAmount(quoteOf(price, quantity)),
    time,
    isBuyerMaker,
    isBestMatch: true,
  };
}

function toWireAggTrade({
  id,
  price,
  quantity,
  firstId,
  lastId,
  time,
  isBuyerMaker,
}: AggTrade): WireAggTrade {
  return {
    a: id,
    p: formatAmount(price),
    q: formatAmount(quantity),
    f: firstId,
    l: lastId,
    T: time,
    m: isBuyerMaker,
    M: true,
  };
}
