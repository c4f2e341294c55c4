import type {
  KlineInterval,
  Millis,
  TickerType,
  WireAggTrade,
  WireAvgPrice,
  WireBookTicker,
  WireDepth,
  WireKline,
  WireTicker,
  WireTickerPrice,
  WireTrade,
} from '@binance-gateway/domain-types';
import type { WireBlockTrade } from './block-trades.js';
import type { ReferenceCalculation, ReferencePrice } from './reference-prices.js';

export interface TradesQuery {
  /** 1 to 1000; 500 when absent. */
  readonly limit?: number;
  /** First trade id wanted; the newest trades when absent. */
  readonly fromId?: number;
}

export interface AggTradesQuery extends TradesQuery {
  /** Both inclusive. */
  readonly startTime?: Millis;
  readonly endTime?: Millis;
}

export interface KlinesQuery {
  readonly interval: KlineInterval;
  /** Open times wanted, both inclusive, always UTC. */
  readonly startTime?: Millis;
  readonly endTime?: Millis;
  /** Minutes east of UTC in which intervals open; see parseTimeZone. */
  readonly utcOffsetMinutes?: number;
  /** 1 to 1000; 500 when absent. */
  readonly limit?: number;
}

export interface TradingDayQuery {
  readonly utcOffsetMinutes?: number;
  readonly type?: TickerType;
}

/**
 * Public market data as REST and the WS API answer it. Arguments are taken as valid: the caller has
 * checked symbol, limits and enums, and knows the error codes for them.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
 */
export interface MarketQueries {
  readonly symbols: readonly string[];
  depth(symbol: string, limit: number): WireDepth;
  trades(symbol: string, limit?: number): WireTrade[];
  historicalTrades(symbol: string, query: TradesQuery): WireTrade[];
  blockTrades(symbol: string, query: { fromId: number; limit: number }): WireBlockTrade[];
  aggTrades(symbol: string, query: AggTradesQuery): WireAggTrade[];
  /** Answers uiKlines as well. */
  klines(symbol: string, query: KlinesQuery): WireKline[];
  avgPrice(symbol: string): WireAvgPrice;
  ticker24h(symbol: string, type?: TickerType): WireTicker;
  /** @param windowSize 1m…59m, 1h…23h, 1d…7d */
  rollingTicker(symbol: string, windowSize: string, type?: TickerType): WireTicker;
  tradingDayTicker(symbol: string, query?: TradingDayQuery): WireTicker;
  price(symbol: string): WireTickerPrice;
  bookTicker(symbol: string): WireBookTicker;
  /** Undefined when the symbol never had one. */
  referencePrice(symbol: string): ReferencePrice | undefined;
  referenceCalculation(symbol: string): ReferenceCalculation | undefined;
}
