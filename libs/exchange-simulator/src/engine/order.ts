import type { OrderStatus, OrderType, Side, StpMode, TimeInForce } from '@binance-gateway/domain-types';
import type { PriceLevel } from './price-level.js';
import type { Seat } from './seat.js';
import type { Amount, OrderCommand, OrderView } from './types.js';

/** Types that wait for a stop price; Binance calls them algo orders. */
export const ALGO_TYPES: ReadonlySet<OrderType> = new Set([
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
]);

/** Types that take what the book offers, without a price of their own. */
export const MARKET_TYPES: ReadonlySet<OrderType> = new Set(['MARKET', 'STOP_LOSS', 'TAKE_PROFIT']);

/** The engine's own record of an order. It never leaves the engine: others get views. */
export class Order {
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly clientOrderId: string;
  /** 0 for market types. */
  readonly price: Amount;
  readonly stopPrice: Amount;
  readonly origQuoteOrderQty: Amount;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;

  /** Quantity available for further execution: original − executed − prevented. */
  leaves: Amount;
  executedQty: Amount = 0n;
  cumulativeQuoteQty: Amount = 0n;
  preventedQty: Amount = 0n;
  /** What the account has locked for this order: base of a sale, quote of a purchase. */
  locked: Amount = 0n;
  status: OrderStatus = 'NEW';
  isWorking = false;
  workingTime = 0;
  updateTime: number;
  preventedMatchId: number | undefined = undefined;
  expiryReason: string | undefined = undefined;

  /** Place in the queue of its price level while resting. */
  level: PriceLevel | undefined = undefined;
  previous: Order | undefined = undefined;
  next: Order | undefined = undefined;

  constructor(
    readonly seat: Seat,
    readonly orderId: number,
    command: OrderCommand,
    readonly origQty: Amount,
    readonly stpMode: StpMode,
    readonly time: number,
  ) {
    this.side = command.side;
    this.type = command.type;
    this.timeInForce = command.timeInForce ?? 'GTC';
    this.clientOrderId = command.clientOrderId;
    this.price = command.price ?? 0n;
    this.stopPrice = command.stopPrice ?? 0n;
    this.origQuoteOrderQty = command.quoteOrderQty ?? 0n;
    this.strategyId = command.strategyId;
    this.strategyType = command.strategyType;
    this.leaves = origQty;
    this.updateTime = time;
  }

  get isOpen(): boolean {
    return this.status === 'NEW' || this.status === 'PARTIALLY_FILLED';
  }

  view(): OrderView {
    return {
      account: this.seat.account.id,
      symbol: this.seat.symbol,
      orderId: this.orderId,
      orderListId: -1,
      clientOrderId: this.clientOrderId,
      side: this.side,
      type: this.type,
      timeInForce: this.timeInForce,
      price: this.price,
      stopPrice: this.stopPrice,
      icebergQty: 0n,
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
    };
  }
}
