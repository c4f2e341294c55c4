import type {
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
} from '@binance-gateway/domain-types';
import type { OrderList } from './order-list.js';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import type { SymbolMarket } from './symbol-market.js';
import type { Amount, OrderTerms, OrderView, PegView } from './types.js';

/** Types that wait for a stop price; Binance calls them algo orders. */
export function isAlgoType(type: OrderType): boolean {
  return type !== 'LIMIT' && type !== 'MARKET' && type !== 'LIMIT_MAKER';
}

/** Types that take what the book offers, without a price of their own. */
export function isMarketType(type: OrderType): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

/** A stop that follows the price. */
export interface Trailing {
  readonly delta: number;
  /** When it began to follow; -1 before. */
  time: number;
  /** The best price for the order since then. */
  extreme: Amount;
  /** What a purchase without a price and a stop price locks for each unit. */
  lockPrice: Amount;
}

export interface Peg {
  /** The price that the order names itself; 0 for none. */
  readonly sentPrice: Amount;
  readonly priceType: PegPriceType;
  readonly offsetType: PegOffsetType | undefined;
  readonly offsetValue: number | undefined;
  price: Amount | undefined;
}

/** The engine's own record of an order. It never leaves the engine: others get views. */
export class Order {
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly stopPrice: Amount;
  readonly icebergQty: Amount;
  readonly origQuoteOrderQty: Amount;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  readonly trailing: Trailing | undefined;
  readonly peg: Peg | undefined;
  /** LIMIT, LIMIT_MAKER or MARKET, with nothing but a price and a quantity. */
  readonly isPlain: boolean;
  /** In the log of its seat, while it is open. */
  row = -1;
  /** Changed by an amendment. */
  clientOrderId: string;
  /** The limit; 0 for market types and for pegged orders that have none yet. */
  price: Amount;

  /** Quantity available for further execution: original − executed − prevented. */
  leaves: Amount;
  /** Of an iceberg on the book: what is shown of `leaves`. */
  shown: Amount = 0n;
  executedQty: Amount = 0n;
  cumulativeQuoteQty: Amount = 0n;
  preventedQty: Amount = 0n;
  /** What the account has locked for this order: base of a sale, quote of a purchase. */
  locked: Amount = 0n;
  status: OrderStatus = 'NEW';
  isWorking = false;
  /** A stop order that has not met its price. */
  isAwaitingTrigger: boolean;
  workingTime = 0;
  updateTime: number;
  amendments = 0;
  /** The markets that SOR takes from, the order's own first; only while the order takes. */
  routes: readonly SymbolMarket[] | undefined = undefined;
  workingFloor: 'EXCHANGE' | 'SOR' | undefined = undefined;
  awaitsQuantity = false;
  preventedMatchId: number | undefined = undefined;
  expiryReason: string | undefined = undefined;

  orderListId = -1;
  /** While the list is open. */
  list: OrderList | undefined = undefined;
  /** The other leg of an OCO pair, while both have seen no activity; one of the two holds the lock of both. */
  partner: Order | undefined = undefined;

  /** Place in the queue of its price level while resting. */
  level: PriceLevel | undefined = undefined;
  previous: Order | undefined = undefined;
  next: Order | undefined = undefined;

  constructor(
    readonly seat: Seat,
    readonly orderId: number,
    terms: OrderTerms,
    public origQty: Amount,
    readonly stpMode: StpMode,
    readonly time: number,
  ) {
    this.side = terms.side;
    this.type = terms.type;
    this.timeInForce = terms.timeInForce ?? 'GTC';
    this.clientOrderId = terms.clientOrderId;
    this.price = terms.price ?? 0n;
    this.stopPrice = terms.stopPrice ?? 0n;
    this.icebergQty = terms.icebergQty ?? 0n;
    this.origQuoteOrderQty = terms.quoteOrderQty ?? 0n;
    this.strategyId = terms.strategyId;
    this.strategyType = terms.strategyType;
    this.trailing =
      terms.trailingDelta === undefined
        ? undefined
        : { delta: terms.trailingDelta, time: -1, extreme: 0n, lockPrice: 0n };
    this.peg = terms.pegPriceType && {
      sentPrice: this.price,
      priceType: terms.pegPriceType,
      offsetType: terms.pegOffsetType,
      offsetValue: terms.pegOffsetValue,
      price: undefined,
    };
    this.isAwaitingTrigger = isAlgoType(terms.type);
    this.isPlain =
      !this.isAwaitingTrigger &&
      !terms.icebergQty &&
      !terms.quoteOrderQty &&
      this.peg === undefined &&
      terms.strategyId === undefined &&
      terms.strategyType === undefined;
    this.leaves = origQty;
    this.updateTime = time;
  }

  get isOpen(): boolean {
    const { status } = this;
    return status === 'NEW' || status === 'PARTIALLY_FILLED' || status === 'PENDING_NEW';
  }

  get isIceberg(): boolean {
    return this.icebergQty > 0n;
  }

  /** As the client gave it; `price` of a pegged order changes. */
  get sentPrice(): Amount {
    return this.peg ? this.peg.sentPrice : this.price;
  }

  /** What a purchase locks for each unit; 0 where the order trades at once. */
  get lockPrice(): Amount {
    if (this.price > 0n) return this.price;
    return this.stopPrice > 0n || !this.trailing ? this.stopPrice : this.trailing.lockPrice;
  }

  /** What the book shows of a resting order. */
  get visible(): Amount {
    return this.icebergQty > 0n ? this.shown : this.leaves;
  }

  /** Shows the next part of an iceberg. */
  refill(): void {
    this.shown = this.icebergQty < this.leaves ? this.icebergQty : this.leaves;
  }

  view(): OrderView {
    return {
      account: this.seat.account.id,
      symbol: this.seat.symbol,
      orderId: this.orderId,
      orderListId: this.orderListId,
      clientOrderId: this.clientOrderId,
      side: this.side,
      type: this.type,
      timeInForce: this.timeInForce,
      price: this.sentPrice,
      stopPrice: this.stopPrice,
      icebergQty: this.icebergQty,
      origQty: this.origQty,
      origQuoteOrderQty: this.origQuoteOrderQty,
      executedQty: this.executedQty,
      cumulativeQuoteQty: this.cumulativeQuoteQty,
      preventedQty: this.preventedQty,
      status: this.status,
      stpMode: this.stpMode,
      isWorking: this.isWorking,
      time: this.time,
      updateTime: this.updateTime,
      workingTime: this.workingTime,
      strategyId: this.strategyId,
      strategyType: this.strategyType,
      preventedMatchId: this.preventedMatchId,
      expiryReason: this.expiryReason,
      trailing: this.trailing && { delta: this.trailing.delta, time: this.trailing.time },
      peg: this.peg && viewOf(this.peg),
      workingFloor: this.workingFloor,
      awaitsQuantity: this.awaitsQuantity,
    };
  }
}

function viewOf({ priceType, offsetType, offsetValue, price }: Peg): PegView {
  return { priceType, offsetType, offsetValue, price };
}
