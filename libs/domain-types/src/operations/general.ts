import { SYMBOL_STATUSES, type SymbolStatus } from '../enums.js';
import {
  BooleanField,
  EnumField,
  IntegerField,
  ListField,
  SymbolField,
  SymbolsField,
  TextField,
  TimestampField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Rules, atMostOneOf } from './rule.js';

/** No parameters. */
export class EmptyInput {}

/** An empty object: the exchange answered. */
export class PingResult {}

export class ServerTime {
  @TimestampField({ description: 'Time of the exchange, milliseconds since the epoch' })
  serverTime!: number;
}

@Rules<ExchangeInfoInput>(
  atMostOneOf('symbol', 'symbols', 'permissions'),
  atMostOneOf('symbol', 'symbols', 'symbolStatus'),
)
export class ExchangeInfoInput {
  @SymbolField({ optional: true, description: 'One symbol' })
  symbol?: string;

  @SymbolsField({ optional: true })
  symbols?: string[];

  @ListField(
    { type: 'string', pattern: '^[A-Z0-9_]{1,40}$' },
    { optional: true, description: 'Permissions, such as ["SPOT"]', example: ['SPOT'] },
  )
  permissions?: string[];

  @BooleanField({ optional: true, description: 'Whether permissionSets are filled in', default: true })
  showPermissionSets?: boolean;

  @EnumField(SYMBOL_STATUSES, { optional: true, description: 'Only symbols in this status' })
  symbolStatus?: SymbolStatus;
}

export class RateLimitEntry {
  @TextField({ description: 'REQUEST_WEIGHT, ORDERS or RAW_REQUESTS' })
  rateLimitType!: string;

  @TextField({ description: 'SECOND, MINUTE, HOUR or DAY' })
  interval!: string;

  @IntegerField({ description: 'Number of intervals in a window' })
  intervalNum!: number;

  @IntegerField({ description: 'Most that fits into a window' })
  limit!: number;
}

export class SymbolInfo {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @TextField({ description: 'TRADING, HALT, BREAK, END_OF_DAY or CANCEL_ONLY' })
  status!: string;

  @TextField({ description: 'What is bought and sold' })
  baseAsset!: string;

  @IntegerField({ description: 'Decimals of the base asset' })
  baseAssetPrecision!: number;

  @TextField({ description: 'What it is paid with' })
  quoteAsset!: string;

  @IntegerField({ description: 'Decimals of the quote asset' })
  quoteAssetPrecision!: number;

  @IntegerField({ optional: true, description: 'Decimals of commissions in the base asset' })
  baseCommissionPrecision?: number;

  @IntegerField({ optional: true, description: 'Decimals of commissions in the quote asset' })
  quoteCommissionPrecision?: number;

  @ListField({ type: 'string' }, { description: 'Order types the symbol takes' })
  orderTypes!: string[];

  @BooleanField({ optional: true, description: 'Whether it takes iceberg orders' })
  icebergAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether it takes OCO lists' })
  ocoAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether it takes OTO lists' })
  otoAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether it takes OPO lists' })
  opoAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether MARKET orders take quoteOrderQty' })
  quoteOrderQtyMarketAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether stops may trail' })
  allowTrailingStop?: boolean;

  @BooleanField({ optional: true, description: 'Whether orders may be replaced' })
  cancelReplaceAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether orders may be amended' })
  amendAllowed?: boolean;

  @BooleanField({ optional: true, description: 'Whether prices may be pegged' })
  pegInstructionsAllowed?: boolean;

  @ListField(
    { type: 'array', items: { type: 'string' } },
    { optional: true, description: 'Of each set, the account needs one permission' },
  )
  permissionSets?: string[][];

  @TextField({ optional: true, description: 'Self-trade prevention mode of orders that name none' })
  defaultSelfTradePreventionMode?: string;

  @ListField({ type: 'string' }, { optional: true, description: 'Self-trade prevention modes it takes' })
  allowedSelfTradePreventionModes?: string[];

  @ListField({ type: 'object' }, { description: 'Filters: price ticks, lot sizes, notional limits …' })
  filters!: object[];
}

export class ExchangeInfo {
  @TextField({ description: 'Always UTC' })
  timezone!: string;

  @TimestampField({ description: 'Time of the exchange' })
  serverTime!: number;

  @ListField(() => RateLimitEntry, { description: 'Limits of the exchange' })
  rateLimits!: RateLimitEntry[];

  @ListField({ type: 'object' }, { description: 'Filters over all symbols' })
  exchangeFilters!: object[];

  @ListField(() => SymbolInfo, { description: 'Symbols and their trading rules' })
  symbols!: SymbolInfo[];

  @ListField(
    { type: 'object' },
    { optional: true, description: 'Symbols with smart order routing, by asset' },
  )
  sors?: object[];
}

export const ping = defineOperation({
  name: 'ping',
  summary: 'Ask whether the exchange answers',
  tag: 'market',
  input: EmptyInput,
  output: { shape: 'one', of: PingResult },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'ping' },
  upstream: { method: 'GET', path: '/api/v3/ping', wsMethod: 'ping', security: 'NONE', weight: 1 },
  example: {},
});

export const getServerTime = defineOperation({
  name: 'get_server_time',
  summary: 'Time of the exchange',
  tag: 'market',
  input: EmptyInput,
  output: { shape: 'one', of: ServerTime },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'time' },
  upstream: { method: 'GET', path: '/api/v3/time', wsMethod: 'time', security: 'NONE', weight: 1 },
  example: {},
});

export const getExchangeInfo = defineOperation({
  name: 'get_exchange_info',
  summary: 'Symbols, their trading rules and the limits of the exchange',
  tag: 'market',
  input: ExchangeInfoInput,
  output: { shape: 'one', of: ExchangeInfo },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'exchangeInfo' },
  upstream: {
    method: 'GET',
    path: '/api/v3/exchangeInfo',
    wsMethod: 'exchangeInfo',
    security: 'NONE',
    weight: 20,
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL'],
});
