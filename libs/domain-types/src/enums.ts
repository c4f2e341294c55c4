// Values as Binance writes them: https://developers.binance.com/docs/binance-spot-api-docs/enums
export const SIDES = ['BUY', 'SELL'] as const;
export type Side = (typeof SIDES)[number];

export const ORDER_TYPES = [
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const ORDER_STATUSES = [
  'NEW',
  'PENDING_NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'PENDING_CANCEL',
  'REJECTED',
  'EXPIRED',
  'EXPIRED_IN_MATCH',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Statuses after which an order no longer changes. */
export const FINAL_ORDER_STATUSES: ReadonlySet<OrderStatus> = new Set([
  'FILLED',
  'CANCELED',
  'REJECTED',
  'EXPIRED',
  'EXPIRED_IN_MATCH',
]);

export const EXECUTION_TYPES = [
  'NEW',
  'CANCELED',
  'REPLACED',
  'REJECTED',
  'TRADE',
  'EXPIRED',
  'TRADE_PREVENTION',
] as const;
export type ExecutionType = (typeof EXECUTION_TYPES)[number];

export const STP_MODES = [
  'NONE',
  'EXPIRE_MAKER',
  'EXPIRE_TAKER',
  'EXPIRE_BOTH',
  'DECREMENT',
  'TRANSFER',
] as const;
export type StpMode = (typeof STP_MODES)[number];

export const NEW_ORDER_RESPONSE_TYPES = ['ACK', 'RESULT', 'FULL'] as const;
export type NewOrderResponseType = (typeof NEW_ORDER_RESPONSE_TYPES)[number];

export const KLINE_INTERVALS = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const;
export type KlineInterval = (typeof KLINE_INTERVALS)[number];

export const SYMBOL_STATUSES = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'] as const;
export type SymbolStatus = (typeof SYMBOL_STATUSES)[number];

export const TICKER_TYPES = ['FULL', 'MINI'] as const;
export type TickerType = (typeof TICKER_TYPES)[number];

export const CANCEL_RESTRICTIONS = ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'] as const;
export type CancelRestriction = (typeof CANCEL_RESTRICTIONS)[number];

export const PEG_PRICE_TYPES = ['PRIMARY_PEG', 'MARKET_PEG'] as const;
export type PegPriceType = (typeof PEG_PRICE_TYPES)[number];

export const PEG_OFFSET_TYPES = ['PRICE_LEVEL'] as const;
export type PegOffsetType = (typeof PEG_OFFSET_TYPES)[number];

export const CANCEL_REPLACE_MODES = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const;
export type CancelReplaceMode = (typeof CANCEL_REPLACE_MODES)[number];

export const ORDER_RATE_LIMIT_EXCEEDED_MODES = ['DO_NOTHING', 'CANCEL_ONLY'] as const;
export type OrderRateLimitExceededMode = (typeof ORDER_RATE_LIMIT_EXCEEDED_MODES)[number];

/** Of the halves of a cancel-replace. */
export const PART_RESULTS = ['SUCCESS', 'FAILURE', 'NOT_ATTEMPTED'] as const;
export type PartResult = (typeof PART_RESULTS)[number];

/** An OTOCO, an OPO and an OPOCO call themselves OTO. */
export const CONTINGENCY_TYPES = ['OCO', 'OTO'] as const;
export type ContingencyType = (typeof CONTINGENCY_TYPES)[number];

export const LIST_STATUS_TYPES = ['RESPONSE', 'EXEC_STARTED', 'UPDATED', 'ALL_DONE'] as const;
export type ListStatusType = (typeof LIST_STATUS_TYPES)[number];

export const LIST_ORDER_STATUSES = ['EXECUTING', 'ALL_DONE', 'REJECT'] as const;
export type ListOrderStatus = (typeof LIST_ORDER_STATUSES)[number];

/** What one of two orders of an OCO may be; the other one is a stop. */
export const PROFIT_TAKING_TYPES = ['LIMIT_MAKER', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;
export const LOSS_STOPPING_TYPES = ['STOP_LOSS', 'STOP_LOSS_LIMIT'] as const;
export const OCO_LEG_TYPES = [...PROFIT_TAKING_TYPES, ...LOSS_STOPPING_TYPES] as const;
export type OcoLegType = (typeof OCO_LEG_TYPES)[number];

/** What the order may be that sets off the others of an OTO. */
export const WORKING_LEG_TYPES = ['LIMIT', 'LIMIT_MAKER'] as const;
export type WorkingLegType = (typeof WORKING_LEG_TYPES)[number];

export const SOR_ORDER_TYPES = ['LIMIT', 'MARKET'] as const;
export type SorOrderType = (typeof SOR_ORDER_TYPES)[number];
