import {
  CONTINGENCY_TYPES,
  type ContingencyType,
  LIST_ORDER_STATUSES,
  LIST_STATUS_TYPES,
  type ListOrderStatus,
  type ListStatusType,
} from '../enums.js';
import { EnumField, IntegerField, ListField, SymbolField, TextField, TimestampField } from './field.js';
import { Order } from './order.js';

/** Name of an order of a list. */
export class OrderListMember {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Order id of the exchange' })
  orderId!: number;

  @TextField({ description: 'Client order id' })
  clientOrderId!: string;
}

/** Orders that depend on each other. `orderReports` are in the answers to placing and cancelling only. */
export class OrderList {
  @IntegerField({ description: 'Order list id of the exchange' })
  orderListId!: number;

  @EnumField(CONTINGENCY_TYPES, { description: 'How they depend; OTO stands for OTOCO, OPO and OPOCO too' })
  contingencyType!: ContingencyType;

  @EnumField(LIST_STATUS_TYPES, { description: 'What the list status is about' })
  listStatusType!: ListStatusType;

  @EnumField(LIST_ORDER_STATUSES, { description: 'How far the list has come' })
  listOrderStatus!: ListOrderStatus;

  @TextField({ description: 'Client order id of the list' })
  listClientOrderId!: string;

  @TimestampField({ description: 'When the exchange carried out the request' })
  transactionTime!: number;

  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ListField(() => OrderListMember, { description: 'Orders of the list' })
  orders!: OrderListMember[];

  @ListField(() => Order, { optional: true, description: 'The orders themselves' })
  orderReports?: Order[];
}
