import type { SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type BookStatus,
  type BookWindowInput,
  INSUFFICIENT_DATA,
  type Kline,
  type LiquidityVacuums,
  type MarketAnomalies,
  type MicrostructureHealth,
  type Millis,
  type Operation,
  type OrderBookDepth,
  type OrderBookDepthInput,
  type OrderBookHealth,
  type OrderBookHealthInput,
  type OrderBookMetrics,
  type OrderFlow,
  type OrderFlowInput,
  type SymbolInput,
  type VolumeProfile,
  type VolumeProfileInput,
  type WireSymbol,
  detectMarketAnomalies,
  getKlines,
  getLiquidityVacuums,
  getMicrostructureHealth,
  getOrderFlow,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderbookMetrics,
  getVolumeProfile,
  invalidInput,
} from '@binance-gateway/domain-types';
import {
  type VolumeProfile as Profile,
  bookSummary,
  commonWindow,
  flashCrashPrecursors,
  icebergs,
  liquidityVacuums,
  microstructureHealth,
  orderFlow,
  quoteStuffing,
  scaledDepth,
  secondsOf,
  volumeProfile,
} from '@binance-gateway/market-analytics';
import type { OrderBook } from '@binance-gateway/stream-hub';
import type { Books } from '../books.js';
import type { CallContext } from '../upstream.js';
import type { MarketWatch, MarketWatchDeps } from './market-watch.js';
import { MarketWatches } from './market-watches.js';
import { type TradedVolume, tradedVolume } from './traded-volume.js';

export interface AnalyticsOptions extends MarketWatchDeps {
  readonly spot: Pick<SpotClient, 'run' | 'symbols'>;
  readonly books: Pick<Books, 'states' | 'max'>;
  /** How long a symbol is watched after the last question about it. */
  readonly idleMs?: Millis;
}

type Answer<I extends object> = (input: I, context: CallContext) => Promise<unknown>;

/** A new book takes a subscription and a snapshot; longer than this nobody waits for an answer. */
const BOOK_WAIT_MS = 5_000;
const DEFAULT_SECONDS = 60;

/** Answers the operations on order books and on the recent past of a market. */
export class Analytics {
  /** By name of the operation. */
  readonly answers = new Map<string, Answer<never>>();
  private readonly watches: MarketWatches;

  constructor(private readonly options: AnalyticsOptions) {
    this.watches = new MarketWatches(options, options.idleMs);
    this.answer(getOrderbookMetrics, (input, context) => this.metrics(input, context));
    this.answer(getOrderbookDepth, (input, context) => this.depth(input, context));
    this.answer(getOrderbookHealth, (input) => this.bookHealth(input));
    this.answer(getOrderFlow, (input, context) => this.flow(input, context));
    this.answer(getVolumeProfile, (input, context) => this.profile(input, context));
    this.answer(getLiquidityVacuums, (input, context) => this.vacuums(input, context));
    this.answer(detectMarketAnomalies, (input, context) => this.anomalies(input, context));
    this.answer(getMicrostructureHealth, (input, context) => this.health(input, context));
  }

  /** Symbols whose recent past is kept. */
  get watched(): number {
    return this.watches.size;
  }

  close(): void {
    this.watches.close();
  }

  private answer<I extends object>(operation: Operation<I>, answer: Answer<I>): void {
    this.answers.set(operation.name, answer as Answer<never>);
  }

  private async metrics({ symbol }: SymbolInput, context: CallContext): Promise<OrderBookMetrics> {
    const watch = await this.watch(symbol);
    const book = await this.liveBook(watch, context);
    // beyond what is known completely, a walk through the book would skip levels
    const levels = book.completeDepth;
    return { ...momentOf(watch, book), ...bookSummary({ bids: book.bids(levels), asks: book.asks(levels) }) };
  }

  private async depth(
    { symbol, levels = 20 }: OrderBookDepthInput,
    context: CallContext,
  ): Promise<OrderBookDepth> {
    const rules = await this.options.spot.symbols.require(symbol);
    const watch = await this.watch(symbol);
    const book = await this.liveBook(watch, context);
    const sides = { bids: book.bids(levels), asks: book.asks(levels) };
    const scales = { tickSize: tickSizeOf(rules), stepSize: filterOf(rules, 'LOT_SIZE', 'stepSize') };
    return { ...momentOf(watch, book), ...scaledDepth(sides, levels, scales) };
  }

  private async flow(
    { symbol, windowSeconds = DEFAULT_SECONDS }: OrderFlowInput,
    context: CallContext,
  ): Promise<OrderFlow> {
    const watch = await this.watch(symbol);
    report(context, watch.tradeSilentMs);
    return { symbol, ...orderFlow(watch.trades(windowSeconds * 1000)) };
  }

  private async profile(input: VolumeProfileInput, context: CallContext): Promise<VolumeProfile> {
    const { profile, traded } = await this.profileOf(input, context);
    const { valueArea, bins, ...rest } = profile;
    const area = valueArea === INSUFFICIENT_DATA ? undefined : valueArea;
    return {
      symbol: input.symbol,
      window: traded.window,
      ...rest,
      pointOfControl: area?.pointOfControl ?? INSUFFICIENT_DATA,
      valueAreaHigh: area?.valueAreaHigh ?? INSUFFICIENT_DATA,
      valueAreaLow: area?.valueAreaLow ?? INSUFFICIENT_DATA,
      bins: bins.map(({ low, volume }) => [low, volume]),
    };
  }

  private async vacuums(input: VolumeProfileInput, context: CallContext): Promise<LiquidityVacuums> {
    const { profile, traded } = await this.profileOf(input, context);
    const { trades, klines, ticksPerBin, binSize, bins } = profile;
    const { symbol } = input;
    return { symbol, window: traded.window, trades, klines, ticksPerBin, binSize, ...liquidityVacuums(bins) };
  }

  private async anomalies(
    { symbol, windowSeconds = DEFAULT_SECONDS }: BookWindowInput,
    context: CallContext,
  ): Promise<MarketAnomalies> {
    const watch = await this.watch(symbol);
    const [book, trades] = [watch.book(windowSeconds * 1000), watch.trades(windowSeconds * 1000)];
    const seconds = secondsOf(book, trades);
    report(context, watch.bookSilentMs);
    return {
      symbol,
      window: commonWindow(book.window, trades.window),
      trades: trades.items.length,
      bookEvents: book.items.length,
      quoteStuffing: quoteStuffing(seconds),
      icebergs: icebergs(watch.refills(windowSeconds * 1000).items),
      flashCrash: flashCrashPrecursors(book, seconds),
    };
  }

  private async health(
    { symbol, windowSeconds = DEFAULT_SECONDS }: BookWindowInput,
    context: CallContext,
  ): Promise<MicrostructureHealth> {
    const watch = await this.watch(symbol);
    report(context, watch.bookSilentMs);
    return {
      symbol,
      ...microstructureHealth(watch.book(windowSeconds * 1000), watch.trades(windowSeconds * 1000)),
    };
  }

  /** Looks only: a book that nobody uses is not begun by asking how it is. */
  private async bookHealth({ symbol }: OrderBookHealthInput): Promise<OrderBookHealth> {
    const { spot, books, exchangeTime } = this.options;
    if (symbol !== undefined) await spot.symbols.require(symbol);
    const kept = [...books.states()].filter(([name]) => symbol === undefined || name === symbol);
    const isLive = ([, state]: (typeof kept)[number]): boolean => state === 'live' || state === 'unconfirmed';
    return {
      status: kept.length === 0 ? 'IDLE' : kept.every(isLive) ? 'OK' : 'DEGRADED',
      time: Math.floor(exchangeTime()),
      maxBooks: books.max,
      books: kept.map(([name, state]): BookStatus => {
        const watch = this.watches.find(name);
        if (!watch) return { symbol: name, state };
        return {
          symbol: name,
          state,
          ageMs: Math.floor(watch.handle.ageMs),
          bookCoveredMs: watch.book(Infinity).window.coveredMs,
          tradesCoveredMs: watch.trades(Infinity).window.coveredMs,
        };
      }),
    };
  }

  private async profileOf(
    { symbol, hours = 1, ticksPerBin }: VolumeProfileInput,
    context: CallContext,
  ): Promise<{ profile: Profile; traded: TradedVolume }> {
    const tickSize = tickSizeOf(await this.options.spot.symbols.require(symbol));
    const watch = await this.watch(symbol);
    const traded = await tradedVolume(
      watch,
      hours,
      (range) => this.options.spot.run(getKlines, { symbol, ...range }, context) as Promise<Kline[]>,
    );
    if (traded.klines.length > 0) context.onSource?.({ source: 'rest', ageMs: 0 });
    else report(context, watch.tradeSilentMs);
    try {
      const width = ticksPerBin === undefined ? {} : { ticksPerBin };
      return { profile: volumeProfile({ ...traded, tickSize, ...width }), traded };
    } catch (error) {
      if (!(error instanceof RangeError) || ticksPerBin === undefined) throw error;
      throw invalidInput([{ field: 'ticksPerBin', message: `ticksPerBin: ${error.message}` }]);
    }
  }

  private async watch(symbol: string): Promise<MarketWatch> {
    await this.options.spot.symbols.require(symbol);
    return this.watches.use(symbol);
  }

  private async liveBook(watch: MarketWatch, context: CallContext): Promise<OrderBook> {
    try {
      const book = await watch.handle.whenLive(BOOK_WAIT_MS);
      // what the last event told is known, even if nothing has confirmed the stream since
      const sinceEvent = book.eventTime === undefined ? Infinity : Math.max(0, watch.now - book.eventTime);
      report(context, Math.min(watch.bookSilentMs ?? watch.handle.ageMs, sinceEvent));
      return book;
    } catch (error) {
      // the next question begins anew
      if (AppError.is(error) && error.spec.retry === 'never') this.watches.drop(watch.symbol);
      throw error;
    }
  }
}

function report(context: CallContext, silentMs: Millis | undefined): void {
  if (silentMs !== undefined) context.onSource?.({ source: 'stream', ageMs: silentMs });
}

function momentOf(
  watch: MarketWatch,
  book: OrderBook,
): { symbol: string; lastUpdateId: number; time: Millis } {
  return {
    symbol: watch.symbol,
    lastUpdateId: book.lastUpdateId,
    time: book.eventTime ?? Math.floor(watch.now - watch.handle.ageMs),
  };
}

function tickSizeOf(rules: WireSymbol): string {
  return filterOf(rules, 'PRICE_FILTER', 'tickSize');
}

function filterOf(rules: WireSymbol, filterType: string, member: string): string {
  const value = rules.filters.find((filter) => filter.filterType === filterType)?.[member];
  if (typeof value !== 'string') {
    throw new AppError('UPSTREAM_PROTOCOL', `${rules.symbol} has no ${member} in its ${filterType}`);
  }
  return value;
}
