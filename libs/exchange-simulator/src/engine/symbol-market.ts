import type { Side, SymbolStatus } from '@binance-gateway/domain-types';
import { OrderBook } from './order-book.js';
import { PriceBand } from './price-band.js';
import { ReferencePrice } from './reference-price.js';
import type { Seat } from './seat.js';
import { StopOrders } from './stop-orders.js';
import { type SymbolRules, symbolRules } from './symbol-rules.js';
import { TrailingStops } from './trailing-stops.js';
import { type AccountId, type Amount, type SymbolSpec, type TradeEvent, UNIT } from './types.js';

/** Everything the engine knows about one symbol. */
export class SymbolMarket {
  readonly book = new OrderBook();
  readonly stops = new StopOrders();
  readonly trailing = new TrailingStops();
  readonly rules: SymbolRules;
  readonly reference: ReferencePrice;
  /** The price filter. */
  readonly buyBand: PriceBand;
  readonly sellBand: PriceBand;
  /** Of the accounts that have been here, so that a command finds both at once. */
  readonly seats = new Map<AccountId, Seat>();
  status: SymbolStatus = 'TRADING';
  lastUpdateId = 0;
  lastOrderId = 0;
  lastTradeId: number;
  lastPreventedMatchId = 0;
  lastAllocationId = 0;
  /** What the operator set; undefined when that never happened. */
  referencePrice: { price: Amount | null; time: number } | undefined = undefined;
  lastTrade: TradeEvent | undefined = undefined;
  /** Trade prices since stop orders were last looked for; `low > high` when there was none. */
  low: Amount = 1n;
  high: Amount = 0n;

  constructor(
    readonly spec: SymbolSpec,
    firstTradeId: number,
  ) {
    this.lastTradeId = firstTradeId - 1;
    this.rules = symbolRules(spec);
    this.reference = new ReferencePrice(spec.initialPrice);
    const { percentPriceFilter, askMultiplierUp, askMultiplierDown } = this.rules;
    this.buyBand = new PriceBand(spec.multiplierUp, spec.multiplierDown);
    this.sellBand =
      percentPriceFilter === 'PERCENT_PRICE'
        ? this.buyBand
        : new PriceBand(askMultiplierUp, askMultiplierDown);
  }

  /** What the price filters and the notional of market orders go by. */
  filterPrice(now: number): Amount {
    const set = this.referencePrice?.price;
    if (set !== undefined && set !== null) return set;
    return this.rules.avgPriceMins === 0 ? this.reference.lastPrice : this.reference.at(now);
  }

  /** Whether the price range rule lets an order of this side trade at a price. */
  isInPriceRange(side: Side, price: Amount): boolean {
    const { priceRange } = this.spec;
    const reference = this.referencePrice?.price;
    if (!priceRange || reference === undefined || reference === null) return true;
    const up = side === 'BUY' ? priceRange.bidUp : priceRange.askUp;
    const down = side === 'BUY' ? priceRange.bidDown : priceRange.askDown;
    const scaled = price * UNIT;
    return (
      (up === undefined || scaled <= reference * up) && (down === undefined || scaled >= reference * down)
    );
  }

  get hasTraded(): boolean {
    return this.low <= this.high;
  }

  recordTrade(trade: TradeEvent, quoteQuantity: Amount): void {
    const { price } = trade;
    this.reference.add(price, trade.quantity, quoteQuantity, trade.time);
    this.lastTrade = trade;
    this.trailing.record(price);
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
