import {
  CONTINGENCY_TYPES,
  type ContingencyType,
  LIST_ORDER_STATUSES,
  type ListOrderStatus,
  ORDER_STATUSES,
  ORDER_TYPES,
  type OrderStatus,
  type OrderType,
  SIDES,
  STP_MODES,
  type Side,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../enums.js';
import {
  ClientOrderIdField,
  DecimalField,
  EnumField,
  IntegerField,
  ListField,
  ObjectField,
  SymbolField,
  TextField,
  TimestampField,
} from './field.js';
import { defineOperation } from './operation.js';
import { OrderListMember } from './order-list.js';
import { CANCELLING_ERRORS, orderWrite } from './order-operation.js';
import { OrderRefInput } from './trading.js';

export class AmendOrderInput extends OrderRefInput {
  @ClientOrderIdField({
    optional: true,
    description:
      'Your id of the order from now on, the present one to keep it; the gateway makes one when left out',
  })
  newClientOrderId?: string;

  @DecimalField({ example: '0.0005', description: 'Quantity from now on; must be less than it is' })
  newQty!: string;
}

/** An order after an amendment. Its amounts have other names than those of an order elsewhere. */
export class AmendedOrder {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Order id of the exchange' })
  orderId!: number;

  @IntegerField({ min: -1, description: 'Order list it belongs to, -1 for none' })
  orderListId!: number;

  @TextField({ description: 'Client order id it had before' })
  origClientOrderId!: string;

  @TextField({ description: 'Client order id it has now' })
  clientOrderId!: string;

  @DecimalField({ allowZero: true, description: 'Limit price' })
  price!: string;

  @DecimalField({ description: 'Quantity it has now' })
  qty!: string;

  @DecimalField({ allowZero: true, description: 'Quantity executed' })
  executedQty!: string;

  @DecimalField({ allowZero: true, description: 'Quantity that self-trade prevention has taken off' })
  preventedQty!: string;

  @DecimalField({ optional: true, allowZero: true, description: 'Quote quantity ordered' })
  quoteOrderQty?: string;

  @DecimalField({ allowZero: true, description: 'Quote quantity executed' })
  cumulativeQuoteQty!: string;

  @EnumField(ORDER_STATUSES, { description: 'Status' })
  status!: OrderStatus;

  @EnumField(TIMES_IN_FORCE, { description: 'Time in force' })
  timeInForce!: TimeInForce;

  @EnumField(ORDER_TYPES, { description: 'Order type' })
  type!: OrderType;

  @EnumField(SIDES, { description: 'Side' })
  side!: Side;

  @IntegerField({ optional: true, min: -1, description: 'When it went onto the book, -1 if it did not' })
  workingTime?: number;

  @EnumField(STP_MODES, { optional: true, description: 'Self-trade prevention mode' })
  selfTradePreventionMode?: StpMode;
}

/** The list an amended order belongs to. */
export class AmendedListStatus {
  @IntegerField({ description: 'Order list id of the exchange' })
  orderListId!: number;

  @EnumField(CONTINGENCY_TYPES, { description: 'How its orders depend' })
  contingencyType!: ContingencyType;

  @EnumField(LIST_ORDER_STATUSES, { description: 'How far the list has come' })
  listOrderStatus!: ListOrderStatus;

  @TextField({ description: 'Client order id of the list' })
  listClientOrderId!: string;

  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ListField(() => OrderListMember, { description: 'Orders of the list' })
  orders!: OrderListMember[];
}

export class Amendment {
  @TimestampField({ description: 'When the exchange carried it out' })
  transactTime!: number;

  @IntegerField({ description: 'Execution id of the amendment' })
  executionId!: number;

  @ObjectField(() => AmendedOrder, { description: 'The order as it is now' })
  amendedOrder!: AmendedOrder;

  @ObjectField(() => AmendedListStatus, { optional: true, description: 'The list it belongs to' })
  listStatus?: AmendedListStatus;
}

export const amendOrder = defineOperation({
  ...orderWrite,
  name: 'amend_order',
  summary: 'Make an open order smaller, without losing its place in the book',
  effect: 'destructive',
  input: AmendOrderInput,
  output: { shape: 'one', of: Amendment },
  route: { method: 'PUT', path: 'order/amend/keepPriority' },
  upstream: {
    method: 'PUT',
    path: '/api/v3/order/amend/keepPriority',
    wsMethod: 'order.amend.keepPriority',
    security: 'TRADE',
    weight: 4,
    newIds: ['newClientOrderId'],
  },
  example: {
    symbol: 'BTCUSDT',
    origClientOrderId: 'my-order-1',
    newClientOrderId: 'my-order-1',
    newQty: '0.0005',
  },
  errors: [...CANCELLING_ERRORS, 'FILTER_FAILURE', 'ORDER_REJECTED', 'CONFLICT', 'JOURNAL_UNAVAILABLE'],
});
