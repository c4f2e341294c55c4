import { Controller, Inject } from '@nestjs/common';
import {
  type AggregateTradesInput,
  type BlockTradesInput,
  type EmptyInput,
  type ExchangeInfoInput,
  type ExecutionRulesInput,
  type HistoricalTradesInput,
  type KlinesInput,
  type OrderBookInput,
  type RecentTradesInput,
  type ReferencePriceCalculationInput,
  type RollingTickerInput,
  type SymbolInput,
  type SymbolsInput,
  type TickerInput,
  type TradingDayTickerInput,
  getAggregateTrades,
  getAveragePrice,
  getBlockTrades,
  getBookTicker,
  getExchangeInfo,
  getExecutionRules,
  getHistoricalTrades,
  getKlines,
  getOrderBook,
  getPrice,
  getRecentTrades,
  getReferencePrice,
  getReferencePriceCalculation,
  getRollingTicker,
  getServerTime,
  getTicker,
  getTradingDayTicker,
  getUiKlines,
  ping,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';
import { Tagged } from '../http/revalidated.js';

/** The market as the exchange tells it; needs no account. */
@Controller('api/v1')
export class MarketDataController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(ping)
  ping(@Input(ping) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(ping, input, caller);
  }

  @OperationRoute(getServerTime)
  time(@Input(getServerTime) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getServerTime, input, caller);
  }

  @OperationRoute(getExchangeInfo)
  exchangeInfo(
    @Input(getExchangeInfo) input: ExchangeInfoInput,
    @Caller() caller: CallContext,
    @Tagged() tagged: (answer: unknown) => unknown,
  ): Promise<unknown> {
    return this.upstream.operations.run(getExchangeInfo, input, caller).then(tagged);
  }

  @OperationRoute(getExecutionRules)
  executionRules(
    @Input(getExecutionRules) input: ExecutionRulesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getExecutionRules, input, caller);
  }

  @OperationRoute(getPrice)
  price(@Input(getPrice) input: SymbolsInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getPrice, input, caller);
  }

  @OperationRoute(getTicker)
  ticker(@Input(getTicker) input: TickerInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getTicker, input, caller);
  }

  @OperationRoute(getBookTicker)
  bookTicker(@Input(getBookTicker) input: SymbolsInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getBookTicker, input, caller);
  }

  @OperationRoute(getTradingDayTicker)
  tradingDayTicker(
    @Input(getTradingDayTicker) input: TradingDayTickerInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getTradingDayTicker, input, caller);
  }

  @OperationRoute(getRollingTicker)
  rollingTicker(
    @Input(getRollingTicker) input: RollingTickerInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getRollingTicker, input, caller);
  }

  @OperationRoute(getAveragePrice)
  averagePrice(@Input(getAveragePrice) input: SymbolInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getAveragePrice, input, caller);
  }

  @OperationRoute(getReferencePrice)
  referencePrice(
    @Input(getReferencePrice) input: SymbolInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getReferencePrice, input, caller);
  }

  @OperationRoute(getReferencePriceCalculation)
  referencePriceCalculation(
    @Input(getReferencePriceCalculation) input: ReferencePriceCalculationInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getReferencePriceCalculation, input, caller);
  }

  @OperationRoute(getOrderBook)
  orderBook(@Input(getOrderBook) input: OrderBookInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrderBook, input, caller);
  }

  @OperationRoute(getRecentTrades)
  recentTrades(
    @Input(getRecentTrades) input: RecentTradesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getRecentTrades, input, caller);
  }

  @OperationRoute(getHistoricalTrades)
  historicalTrades(
    @Input(getHistoricalTrades) input: HistoricalTradesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getHistoricalTrades, input, caller);
  }

  @OperationRoute(getBlockTrades)
  blockTrades(
    @Input(getBlockTrades) input: BlockTradesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getBlockTrades, input, caller);
  }

  @OperationRoute(getAggregateTrades)
  aggregateTrades(
    @Input(getAggregateTrades) input: AggregateTradesInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(getAggregateTrades, input, caller);
  }

  @OperationRoute(getKlines)
  klines(@Input(getKlines) input: KlinesInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getKlines, input, caller);
  }

  @OperationRoute(getUiKlines)
  uiKlines(@Input(getUiKlines) input: KlinesInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getUiKlines, input, caller);
  }
}
