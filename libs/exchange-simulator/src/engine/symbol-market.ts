import type { SymbolStatus } from '@binance-gateway/domain-types';
import { OrderBook } from './order-book.js';
import { ReferencePrice } from './reference-price.js';
import { StopOrders } from './stop-orders.js';
import type { Amount, SymbolSpec, TradeEvent } from './types.js';

/** Everything the engine knows about one symbol. */
export class SymbolMarket {
  readonly book = new OrderBook();
  readonly stops = new StopOrders();
  readonly reference: ReferencePrice;
  status: SymbolStatus = 'TRADING';
  lastUpdateId = 0;
  lastOrderId = 0;
  lastTradeId: number;
  lastPreventedMatchId = 0;
  lastTrade: TradeEvent | undefined = undefined;
  /** Trade prices since stop orders were last looked for; `low > high` when there was none. */
  low: Amount = 1n;
  high: Amount = 0n;

  constructor(
    readonly spec: SymbolSpec,
    firstTradeId: number,
  ) {
    this.lastTradeId = firstTradeId - 1;
    this.reference = new ReferencePrice(spec.initialPrice);
  }

  get hasTraded(): boolean {
    return this.low <= this.high;
  }

  recordTrade(trade: TradeEvent): void {
    const { price } = trade;
    this.reference.add(price, trade.quantity, trade.time);
    this.lastTrade = trade;
    if (!this.hasTraded) {
      this.low = this.high = price;
    } else {
      if (price < this.low) this.low = price;
      if (price > this.high) this.high = price;
    }
  }

  forgetTradedRange(): void {
    this.low = 1n;
    this.high = 0n;
  }
}
