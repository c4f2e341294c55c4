export type { AggTradesQuery, KlinesQuery, MarketQueries, TradesQuery, TradingDayQuery } from './queries.js';
