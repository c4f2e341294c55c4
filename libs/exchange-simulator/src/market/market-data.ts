import type {
  Clock,
  TickerType,
  WireAggTrade,
  WireAvgPrice,
  WireBookTicker,
  WireDepth,
  WireKline,
  WireLevel,
  WireTicker,
  WireTickerPrice,
  WireTrade,
} from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { Engine, EngineEvent, Level, SymbolSpec } from '../engine/types.js';
import type { WireBlockTrade } from './block-trades.js';
import type { AggTradesQuery, KlinesQuery, MarketQueries, TradesQuery, TradingDayQuery } from './queries.js';
import type { ReferenceCalculation, ReferencePrice } from './reference-prices.js';
import { type SavedSymbolMarket, restoreSymbol, saveSymbol } from './saved-market.js';
import { type MarketOrigin, SymbolData, type SymbolListener } from './symbol-data.js';
import { toWireTicker, weightedAveragePrice } from './tickers.js';

export type { AggTradesQuery, KlinesQuery, MarketQueries, TradesQuery, TradingDayQuery } from './queries.js';

export interface MarketDataOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Of the synthetic past back to August 2017. Without it, klines and tickers begin now. */
  readonly historySeed?: number;
  /** Goes on from there; the past is then the saved one. */
  readonly saved?: readonly SavedSymbolMarket[] | undefined;
}

/**
 * Keeps what REST and the streams publish about the symbols of an engine. Make it before anything is
 * traded: it cannot see what happened earlier. All times are the clock's.
 */
export class MarketData implements MarketQueries {
  readonly engine: Engine;
  readonly clock: Clock;
  private readonly data = new Map<string, SymbolData>();
  private readonly unsubscribe: () => void;
  /** Symbol whose newest aggregate trade may still grow. */
  private aggregating: SymbolData | undefined;
  private isCompletionQueued = false;

  constructor({ engine, clock, historySeed, saved }: MarketDataOptions) {
    this.engine = engine;
    this.clock = clock;
    const savedOf = new Map(saved?.map((each) => [each.symbol, each]));
    Array.from(engine.symbols.values(), (spec, position) => {
      const history = historySeed === undefined ? undefined : { seed: historySeed, ...activityOf(position) };
      const before = savedOf.get(spec.symbol);
      const data = new SymbolData(spec, engine, before?.origin ?? this.originOf(spec, history));
      if (before) restoreSymbol(data, before);
      this.data.set(spec.symbol, data);
    });
    this.unsubscribe = engine.subscribe((event) => this.take(event));
  }

  /** What a client can ask of the market's past, as far as it is kept. */
  save(): SavedSymbolMarket[] {
    return Array.from(this.data.values(), saveSymbol);
  }

  get symbols(): readonly string[] {
    return [...this.data.keys()];
  }

  /** Takes no more notice of the engine. */
  close(): void {
    this.unsubscribe();
  }

  /** @throws RangeError for a symbol the engine does not have */
  of(symbol: string): SymbolData {
    const data = this.data.get(symbol);
    if (!data) throw new RangeError(`no such symbol: ${symbol}`);
    return data;
  }

  has(symbol: string): boolean {
    return this.data.has(symbol);
  }

  /** @returns a function that ends it */
  listen(symbol: string, listener: SymbolListener): () => void {
    return this.of(symbol).listen(listener);
  }

  depth(symbol: string, limit: number): WireDepth {
    const { lastUpdateId, bids, asks } = this.engine.depth(symbol, limit);
    return { lastUpdateId, bids: bids.map(toWireLevel), asks: asks.map(toWireLevel) };
  }

  trades(symbol: string, limit?: number): WireTrade[] {
    return this.of(symbol).tape.recent({ limit });
  }

  historicalTrades(symbol: string, query: TradesQuery): WireTrade[] {
    return this.of(symbol).tape.recent(query);
  }

  blockTrades(symbol: string, { fromId, limit }: { fromId: number; limit: number }): WireBlockTrade[] {
    return this.of(symbol).blocks.from(fromId, limit);
  }

  aggTrades(symbol: string, query: AggTradesQuery): WireAggTrade[] {
    return this.of(symbol).tape.recentAggregates(query);
  }

  klines(symbol: string, query: KlinesQuery): WireKline[] {
    return this.of(symbol).klines.rows(query, this.clock.now());
  }

  avgPrice(symbol: string): WireAvgPrice {
    const data = this.of(symbol);
    const { bar } = data.averageWindow(this.clock.now());
    return { mins: 5, price: weightedAveragePrice(bar), closeTime: data.lastTradeTime };
  }

  ticker24h(symbol: string, type: TickerType = 'FULL'): WireTicker {
    const statistics = this.of(symbol).day(this.clock.now());
    return toWireTicker(statistics, type, statistics.details);
  }

  rollingTicker(symbol: string, windowSize: string, type: TickerType = 'FULL'): WireTicker {
    return toWireTicker(this.of(symbol).rolling(windowSize, this.clock.now()), type);
  }

  tradingDayTicker(
    symbol: string,
    { utcOffsetMinutes = 0, type = 'FULL' }: TradingDayQuery = {},
  ): WireTicker {
    return toWireTicker(this.of(symbol).tradingDay(utcOffsetMinutes, this.clock.now()), type);
  }

  price(symbol: string): WireTickerPrice {
    return { symbol, price: formatAmount(this.of(symbol).lastPrice) };
  }

  bookTicker(symbol: string): WireBookTicker {
    const { bid = NO_LEVEL, ask = NO_LEVEL } = this.engine.bestBidAsk(symbol);
    return {
      symbol,
      bidPrice: formatAmount(bid[0]),
      bidQty: formatAmount(bid[1]),
      askPrice: formatAmount(ask[0]),
      askQty: formatAmount(ask[1]),
    };
  }

  referencePrice(symbol: string): ReferencePrice | undefined {
    return this.of(symbol).reference.at(this.clock.now());
  }

  referenceCalculation(symbol: string): ReferenceCalculation | undefined {
    return this.of(symbol).reference.calculation;
  }

  private take(event: EngineEvent): void {
    if (event.kind === 'trade') {
      const data = this.data.get(event.symbol) as SymbolData;
      if (this.aggregating !== data) this.completeAggregate();
      this.aggregating = data;
      this.completeLater();
      data.addTrade(event);
    } else if (event.kind === 'level') {
      this.data.get(event.symbol)?.addLevel(event);
    } else if (event.kind === 'symbol') {
      this.relist(event.symbol);
    }
  }

  /** A symbol listed at run time has no past; one taken off the exchange is forgotten. */
  private relist(symbol: string): void {
    const spec = this.engine.symbols.get(symbol);
    if (!spec) this.data.delete(symbol);
    else if (!this.data.has(symbol)) {
      this.data.set(symbol, new SymbolData(spec, this.engine, this.originOf(spec)));
    }
  }

  /** An engine that has traded before: its past is made up to end where it stopped. */
  private originOf(spec: SymbolSpec, history?: MarketOrigin['history']): MarketOrigin {
    const before = this.engine.lastTrade(spec.symbol);
    return {
      start: this.clock.now(),
      price: before?.price ?? spec.initialPrice,
      lastTradeId: before?.tradeId ?? this.engine.firstTradeId - 1,
      history,
    };
  }

  /** The engine hands out a command's events in one turn; what comes later is another taker's. */
  private completeLater(): void {
    if (this.isCompletionQueued) return;
    this.isCompletionQueued = true;
    queueMicrotask(() => {
      this.isCompletionQueued = false;
      this.completeAggregate();
    });
  }

  private completeAggregate(): void {
    const data = this.aggregating;
    this.aggregating = undefined;
    data?.tape.completeAggregate();
  }
}

/** As lively as the synthetic market is today: the first symbols of the list are the busiest. */
function activityOf(position: number): { tradesPerSecond: number } {
  return { tradesPerSecond: 1 + 16 / (1 + 1.2 * position) };
}

const NO_LEVEL: Level = [0n, 0n];

export function toWireLevel([price, quantity]: Level): WireLevel {
  return [formatAmount(price), formatAmount(quantity)];
}
