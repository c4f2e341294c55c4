// REST bodies exactly as Binance sends them. https://developers.binance.com/docs/binance-spot-api-docs/rest-api
// Every type is open: fields that Binance adds later pass through.
import type { DecimalString } from '../decimal.js';
import type { OrderStatus, OrderType, Side, StpMode, SymbolStatus, TimeInForce } from '../enums.js';
import type { Millis } from '../time.js';

export type WireLevel = [price: DecimalString, quantity: DecimalString, ...ignored: unknown[]];

export interface WireDepth {
  lastUpdateId: number;
  bids: WireLevel[];
  asks: WireLevel[];
}

export interface WireTrade {
  id: number;
  price: DecimalString;
  qty: DecimalString;
  quoteQty: DecimalString;
  time: Millis;
  isBuyerMaker: boolean;
  isBestMatch: boolean;
}

export interface WireAggTrade {
  a: number;
  p: DecimalString;
  q: DecimalString;
  f: number;
  l: number;
  T: Millis;
  m: boolean;
  M: boolean;
}

export type WireKline = [
  openTime: Millis,
  open: DecimalString,
  high: DecimalString,
  low: DecimalString,
  close: DecimalString,
  volume: DecimalString,
  closeTime: Millis,
  quoteVolume: DecimalString,
  tradeCount: number,
  takerBuyBaseVolume: DecimalString,
  takerBuyQuoteVolume: DecimalString,
  unused: DecimalString,
];

export interface WireFilter {
  filterType: string;
  [field: string]: unknown;
}

export interface WireRateLimit {
  rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS' | 'CONNECTIONS' | (string & {});
  interval: 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY';
  intervalNum: number;
  limit: number;
  count?: number;
}

export interface WireSymbol {
  symbol: string;
  status: SymbolStatus | (string & {});
  baseAsset: string;
  baseAssetPrecision: number;
  quoteAsset: string;
  quotePrecision: number;
  quoteAssetPrecision: number;
  orderTypes: string[];
  icebergAllowed: boolean;
  quoteOrderQtyMarketAllowed: boolean;
  isSpotTradingAllowed: boolean;
  filters: WireFilter[];
  permissions: string[];
  permissionSets?: string[][];
  defaultSelfTradePreventionMode?: StpMode;
  allowedSelfTradePreventionModes?: StpMode[];
  [field: string]: unknown;
}

export interface WireExchangeInfo {
  timezone: string;
  serverTime: Millis;
  rateLimits: WireRateLimit[];
  exchangeFilters: WireFilter[];
  symbols: WireSymbol[];
  [field: string]: unknown;
}

export interface WireFill {
  price: DecimalString;
  qty: DecimalString;
  commission: DecimalString;
  commissionAsset: string;
  tradeId: number;
}

/** Answer of GET /order and element of openOrders and allOrders. */
export interface WireOrder {
  symbol: string;
  orderId: number;
  orderListId: number;
  clientOrderId: string;
  price: DecimalString;
  origQty: DecimalString;
  executedQty: DecimalString;
  origQuoteOrderQty?: DecimalString;
  cummulativeQuoteQty: DecimalString;
  status: OrderStatus;
  timeInForce: TimeInForce;
  type: OrderType;
  side: Side;
  stopPrice?: DecimalString;
  icebergQty?: DecimalString;
  time?: Millis;
  updateTime?: Millis;
  isWorking?: boolean;
  workingTime?: Millis;
  selfTradePreventionMode?: StpMode;
  [field: string]: unknown;
}

/** Answer of POST /order (FULL) and DELETE /order; an ACK has the first five fields only. */
export interface WireOrderResult {
  symbol: string;
  orderId: number;
  orderListId: number;
  clientOrderId: string;
  transactTime: Millis;
  origClientOrderId?: string;
  status?: OrderStatus;
  fills?: WireFill[];
  [field: string]: unknown;
}

export interface WireBalance {
  asset: string;
  free: DecimalString;
  locked: DecimalString;
}

export interface WireAccount {
  makerCommission: number;
  takerCommission: number;
  canTrade: boolean;
  canWithdraw: boolean;
  canDeposit: boolean;
  updateTime: Millis;
  accountType: string;
  balances: WireBalance[];
  permissions?: string[];
  uid?: number;
  [field: string]: unknown;
}

export interface WireMyTrade {
  symbol: string;
  id: number;
  orderId: number;
  orderListId: number;
  price: DecimalString;
  qty: DecimalString;
  quoteQty: DecimalString;
  commission: DecimalString;
  commissionAsset: string;
  time: Millis;
  isBuyer: boolean;
  isMaker: boolean;
  isBestMatch: boolean;
}

export interface WireTickerPrice {
  symbol: string;
  price: DecimalString;
}

export interface WireBookTicker {
  symbol: string;
  bidPrice: DecimalString;
  bidQty: DecimalString;
  askPrice: DecimalString;
  askQty: DecimalString;
}

export interface WireAvgPrice {
  mins: number;
  price: DecimalString;
  closeTime: Millis;
}

/** ticker/24hr (FULL); ticker and ticker/tradingDay lack the prev, bid and ask fields. */
export interface WireTicker {
  symbol: string;
  priceChange?: DecimalString;
  priceChangePercent?: DecimalString;
  weightedAvgPrice?: DecimalString;
  prevClosePrice?: DecimalString;
  lastPrice: DecimalString;
  lastQty?: DecimalString;
  bidPrice?: DecimalString;
  bidQty?: DecimalString;
  askPrice?: DecimalString;
  askQty?: DecimalString;
  openPrice: DecimalString;
  highPrice: DecimalString;
  lowPrice: DecimalString;
  volume: DecimalString;
  quoteVolume: DecimalString;
  openTime: Millis;
  closeTime: Millis;
  firstId: number;
  lastId: number;
  count: number;
}
