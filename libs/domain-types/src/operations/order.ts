import {
  ORDER_STATUSES,
  ORDER_TYPES,
  type OrderStatus,
  type OrderType,
  PEG_OFFSET_TYPES,
  PEG_PRICE_TYPES,
  type PegOffsetType,
  type PegPriceType,
  SIDES,
  STP_MODES,
  type Side,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../enums.js';
import {
  BooleanField,
  DecimalField,
  EnumField,
  IntegerField,
  ListField,
  SymbolField,
  TextField,
  TimestampField,
} from './field.js';

export class OrderFill {
  @DecimalField({ description: 'Price' })
  price!: string;

  @DecimalField({ description: 'Quantity of the base asset' })
  qty!: string;

  @DecimalField({ allowZero: true, description: 'Commission' })
  commission!: string;

  @TextField({ description: 'Asset the commission was taken in' })
  commissionAsset!: string;

  @IntegerField({ min: -1, description: 'Trade id; -1 of an allocation' })
  tradeId!: number;

  @TextField({ optional: true, description: 'How it came about, of an order with smart order routing' })
  matchType?: string;

  @IntegerField({ optional: true, description: 'Allocation id, of an order with smart order routing' })
  allocId?: number;
}

/** An order. Fields that depend on the order type or on the response type are optional. */
export class Order {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Order id of the exchange' })
  orderId!: number;

  @IntegerField({ min: -1, description: 'Order list it belongs to, -1 for none' })
  orderListId!: number;

  @TextField({ description: 'Client order id; of a cancel: the id of the cancel' })
  clientOrderId!: string;

  @TextField({ optional: true, description: 'Of a cancel: client order id of the order' })
  origClientOrderId?: string;

  @TimestampField({ optional: true, description: 'When the exchange carried out the request' })
  transactTime?: number;

  @DecimalField({ optional: true, allowZero: true, description: 'Limit price' })
  price?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity ordered' })
  origQty?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quantity executed' })
  executedQty?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quote quantity ordered, of a MARKET order' })
  origQuoteOrderQty?: string;

  @DecimalField({
    optional: true,
    signed: true,
    description: 'Quote quantity executed; Binance spells it so',
  })
  cummulativeQuoteQty?: string;

  @EnumField(ORDER_STATUSES, { optional: true, description: 'Status' })
  status?: OrderStatus;

  @EnumField(TIMES_IN_FORCE, { optional: true, description: 'Time in force' })
  timeInForce?: TimeInForce;

  @EnumField(ORDER_TYPES, { optional: true, description: 'Order type' })
  type?: OrderType;

  @EnumField(SIDES, { optional: true, description: 'Side' })
  side?: Side;

  @DecimalField({ optional: true, allowZero: true, description: 'Trigger price' })
  stopPrice?: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Visible part' })
  icebergQty?: string;

  @TimestampField({ optional: true, description: 'When it was placed' })
  time?: number;

  @TimestampField({ optional: true, description: 'When it last changed' })
  updateTime?: number;

  @BooleanField({ optional: true, description: 'Whether it is on the book' })
  isWorking?: boolean;

  @IntegerField({ optional: true, min: -1, description: 'When it went onto the book, -1 if it did not' })
  workingTime?: number;

  @EnumField(STP_MODES, { optional: true, description: 'Self-trade prevention mode' })
  selfTradePreventionMode?: StpMode;

  @IntegerField({ optional: true, description: 'Your id of the strategy' })
  strategyId?: number;

  @IntegerField({ optional: true, description: 'Your type of strategy' })
  strategyType?: number;

  @IntegerField({ optional: true, description: 'Trailing distance in basis points' })
  trailingDelta?: number;

  @IntegerField({ optional: true, min: -1, description: 'When it began to trail, -1 if it did not' })
  trailingTime?: number;

  @IntegerField({ optional: true, description: 'Prevented match, after self-trade prevention' })
  preventedMatchId?: number;

  @DecimalField({ optional: true, description: 'Quantity that self-trade prevention has taken off' })
  preventedQuantity?: string;

  @EnumField(PEG_PRICE_TYPES, { optional: true, description: 'What its price is pegged to' })
  pegPriceType?: PegPriceType;

  @EnumField(PEG_OFFSET_TYPES, { optional: true, description: 'Unit of pegOffsetValue' })
  pegOffsetType?: PegOffsetType;

  @IntegerField({ optional: true, description: 'Levels away from the pegged price' })
  pegOffsetValue?: number;

  @DecimalField({ optional: true, description: 'Price it is pegged at, once known; price is zero then' })
  peggedPrice?: string;

  @BooleanField({ optional: true, description: 'Whether smart order routing was used' })
  usedSor?: boolean;

  @TextField({ optional: true, description: 'EXCHANGE, or SOR while smart order routing fills it' })
  workingFloor?: string;

  @TextField({ optional: true, description: 'Why it expired' })
  expiryReason?: string;

  @ListField(() => OrderFill, { optional: true, description: 'Fills, in a FULL answer' })
  fills?: OrderFill[];
}
