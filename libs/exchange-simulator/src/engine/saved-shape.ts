import {
  CONTINGENCY_TYPES,
  LIST_ORDER_STATUSES,
  LIST_STATUS_TYPES,
  ORDER_STATUSES,
  ORDER_TYPES,
  PEG_OFFSET_TYPES,
  PEG_PRICE_TYPES,
  SIDES,
  STP_MODES,
  SYMBOL_STATUSES,
  TIMES_IN_FORCE,
} from '@binance-gateway/domain-types';
import {
  type Shape,
  amount,
  anyText,
  flag,
  integer,
  listOf,
  mapOf,
  nullable,
  object,
  oneOf,
  optional,
  text,
  tuple,
} from '../shape.js';
import type { SavedReference } from './reference-price.js';
import type { SavedOrder } from './saved-order.js';
import type {
  SavedAccount,
  SavedBalance,
  SavedCounters,
  SavedEngine,
  SavedList,
  SavedMarket,
  SavedSeat,
} from './saved-types.js';
import { symbolName, symbolSpec } from './symbol-shape.js';
import {
  type AmendmentView,
  type CommissionChange,
  type CommissionDiscount,
  type CommissionRates,
  type FillView,
  type OrderListView,
  type OrderTerms,
  type PreventedMatchView,
  type TradeEvent,
  UNIT,
} from './types.js';

const id = integer({ min: 0 });
const optionalId = optional(id);
/** -1 for none. */
const idOrNone = integer({ min: -1 });
const time = integer();
const side = oneOf(SIDES);
const any = amount();
const notNegative = amount({ min: 0n });
const positive = amount({ min: 1n });
const optionalAmount = optional(notNegative);
const accountId = text();
const rate = amount({ min: 0n, max: UNIT });

const rates = object<CommissionRates>({
  maker: rate,
  taker: rate,
  buyer: optional(rate),
  seller: optional(rate),
});
const discount = object<CommissionDiscount>({
  enabledForAccount: optional(flag),
  enabledForSymbol: optional(flag),
  asset: optional(symbolName),
  factor: optional(rate),
});
const commissionChange = object<CommissionChange>({
  account: optional(accountId),
  symbol: optional(symbolName),
  standard: optional(rates),
  special: optional(rates),
  tax: optional(rates),
  discount: optional(discount),
});

const terms = object<OrderTerms>({
  side,
  type: oneOf(ORDER_TYPES),
  timeInForce: optional(oneOf(TIMES_IN_FORCE)),
  price: optionalAmount,
  quantity: optionalAmount,
  quoteOrderQty: optionalAmount,
  stopPrice: optionalAmount,
  icebergQty: optionalAmount,
  trailingDelta: optionalId,
  pegPriceType: optional(oneOf(PEG_PRICE_TYPES)),
  pegOffsetType: optional(oneOf(PEG_OFFSET_TYPES)),
  pegOffsetValue: optionalId,
  clientOrderId: anyText,
  stpMode: optional(oneOf(STP_MODES)),
  strategyId: optional(integer()),
  strategyType: optional(integer()),
});
const order = object<SavedOrder>({
  orderId: id,
  terms,
  time,
  now: object<SavedOrder['now']>({
    clientOrderId: anyText,
    origQty: notNegative,
    price: notNegative,
    leaves: notNegative,
    shown: notNegative,
    executedQty: notNegative,
    cumulativeQuoteQty: notNegative,
    preventedQty: notNegative,
    locked: notNegative,
    status: oneOf(ORDER_STATUSES),
    isWorking: flag,
    isAwaitingTrigger: flag,
    workingTime: time,
    updateTime: time,
    amendments: id,
    workingFloor: optional(oneOf(['EXCHANGE', 'SOR'])),
    awaitsQuantity: flag,
    preventedMatchId: optionalId,
    expiryReason: optional(text()),
    orderListId: idOrNone,
  }),
  trailing: optional(
    object<Required<SavedOrder>['trailing']>({ time, extreme: notNegative, lockPrice: notNegative }),
  ),
  pegged: optional(positive),
  partner: optionalId,
});

const fill = object<FillView>({
  tradeId: idOrNone,
  symbol: symbolName,
  account: accountId,
  orderId: id,
  orderListId: idOrNone,
  side,
  price: notNegative,
  quantity: notNegative,
  quoteQuantity: notNegative,
  commission: notNegative,
  commissionAsset: symbolName,
  isMaker: flag,
  time,
  allocationId: optionalId,
});
const preventedMatch = object<PreventedMatchView>({
  symbol: symbolName,
  preventedMatchId: id,
  account: accountId,
  takerOrderId: id,
  makerSymbol: symbolName,
  makerOrderId: id,
  stpMode: oneOf(STP_MODES),
  price: notNegative,
  takerPreventedQty: notNegative,
  makerPreventedQty: notNegative,
  time,
  tradeGroupId: optional(integer()),
});
const amendment = object<AmendmentView>({
  symbol: symbolName,
  orderId: id,
  executionId: id,
  origClientOrderId: anyText,
  newClientOrderId: anyText,
  origQty: notNegative,
  newQty: notNegative,
  time,
});

const seat = object<SavedSeat>({
  symbol: symbolName,
  orders: listOf(order, 'orders'),
  clientIds: listOf(tuple(anyText, id), 'pairs of client order id and order id'),
  fills: listOf(fill, 'fills'),
  allocations: listOf(fill, 'fills'),
  preventedMatches: listOf(preventedMatch, 'prevented matches'),
  amendments: listOf(amendment, 'amendments'),
});
const openList = object<SavedList>({
  id,
  symbol: symbolName,
  clientId: anyText,
  contingencyType: oneOf(CONTINGENCY_TYPES),
  isOpo: flag,
  time,
  orders: listOf(id, 'order ids'),
  hasWorking: flag,
  isActivated: flag,
  reserved: notNegative,
});
const closedList = object<OrderListView>({
  account: accountId,
  symbol: symbolName,
  orderListId: id,
  contingencyType: oneOf(CONTINGENCY_TYPES),
  listStatusType: oneOf(LIST_STATUS_TYPES),
  listOrderStatus: oneOf(LIST_ORDER_STATUSES),
  listClientOrderId: anyText,
  transactionTime: time,
  orders: listOf(
    object<OrderListView['orders'][number]>({ symbol: symbolName, orderId: id, clientOrderId: anyText }),
    'orders',
  ),
});

/** Balances of an unlimited account are net positions. */
const balance = object<SavedBalance>({
  asset: symbolName,
  free: any,
  locked: notNegative,
  external: notNegative,
});
const account = object<SavedAccount>({
  id: accountId,
  isUnlimited: flag,
  maxAsset: optional(mapOf(symbolName, notNegative)),
  tradeGroupId: optional(integer()),
  balances: listOf(balance, 'balances'),
  seats: listOf(seat, 'seats'),
  openLists: listOf(openList, 'order lists'),
  closedLists: listOf(closedList, 'order lists'),
});

const average = object<SavedReference>({
  base: listOf(notNegative, 'amounts'),
  quote: listOf(notNegative, 'amounts'),
  baseSum: notNegative,
  quoteSum: notNegative,
  bucket: integer(),
  last: positive,
});
export const tradeEvent: Shape = object<TradeEvent>({
  kind: oneOf(['trade']),
  symbol: symbolName,
  tradeId: id,
  price: positive,
  quantity: positive,
  buyerOrderId: id,
  sellerOrderId: id,
  isBuyerMaker: flag,
  takerOrderId: id,
  time,
});
const market = object<SavedMarket>({
  spec: symbolSpec,
  status: oneOf(SYMBOL_STATUSES),
  counters: object<SavedCounters>({
    lastUpdateId: id,
    lastOrderId: id,
    lastTradeId: id,
    lastPreventedMatchId: id,
    lastAllocationId: id,
  }),
  lastTrade: optional(tradeEvent),
  referencePrice: optional(object<{ price: unknown; time: unknown }>({ price: nullable(notNegative), time })),
  average,
  resting: listOf(id, 'order ids'),
  stops: listOf(id, 'order ids'),
  trailing: listOf(id, 'order ids'),
});

const sums = listOf(tuple(symbolName, any), 'pairs of asset and amount');

/** Every member of a saved engine; how they fit together is `checkLinks`. */
export const savedEngine: Shape = object<SavedEngine>({
  standard: object<Required<CommissionRates>>({ maker: rate, taker: rate, buyer: rate, seller: rate }),
  commissionChanges: listOf(commissionChange, 'changes of commissions'),
  earned: sums,
  deposited: sums,
  lastListId: id,
  lastExecutionId: id,
  markets: listOf(market, 'symbols'),
  accounts: listOf(account, 'accounts'),
});
