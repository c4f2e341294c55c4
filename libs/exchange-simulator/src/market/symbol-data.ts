import type { Millis } from '@binance-gateway/domain-types';
import type { Amount, Engine, LevelEvent, SymbolSpec, TradeEvent } from '../engine/types.js';
import { flatBar } from './bar.js';
import { type BlockTrade, BlockTrades } from './block-trades.js';
import { DAY, MINUTE, SECOND, durationOf, openTimeOf } from './interval.js';
import { Klines } from './klines.js';
import { PriceHistory } from './price-history.js';
import { ReferencePriceState } from './reference-prices.js';
import { typicalQuantity } from './symbol-scale.js';
import type { TickerDetails, WindowStatistics } from './tickers.js';
import { type AggTrade, TradeTape } from './trade-tape.js';

/** Hears of one symbol as it happens, inside the engine's delivery of events. */
export interface SymbolListener {
  onTrade?(trade: TradeEvent): void;
  onAggTrade?(trade: AggTrade): void;
  onLevel?(level: LevelEvent): void;
  onBlockTrade?(trade: BlockTrade): void;
}

/** Where the running market of a symbol began. */
export interface MarketOrigin {
  readonly start: Millis;
  readonly price: Amount;
  /** Of the trade before its first; 0 without one. */
  readonly lastTradeId: number;
  /** Of the synthetic past; absent: the symbol has none. */
  readonly history?: { readonly seed: number; readonly tradesPerSecond: number } | undefined;
}

const AVERAGE_PRICE_WINDOW = 5 * MINUTE;

/** Everything that is published of one symbol, in amounts; the wire shapes are made elsewhere. */
export class SymbolData {
  readonly tape: TradeTape;
  readonly klines: Klines;
  readonly blocks = new BlockTrades();
  readonly reference: ReferencePriceState;
  private readonly listeners = new Set<SymbolListener>();

  constructor(
    readonly spec: SymbolSpec,
    private readonly engine: Engine,
    readonly origin: MarketOrigin,
  ) {
    const { start, price, lastTradeId, history } = origin;
    const second = Math.floor(start / SECOND) * SECOND;
    const past =
      history &&
      new PriceHistory(
        { ...spec, initialPrice: price },
        history.seed,
        second,
        history.tradesPerSecond,
        lastTradeId,
      );
    this.klines = new Klines(second, price, past);
    this.reference = new ReferencePriceState(start, (set) => engine.setReferencePrice(spec.symbol, set));
    this.tape = new TradeTape((trade) => this.listeners.forEach((listener) => listener.onAggTrade?.(trade)));
  }

  addTrade(trade: TradeEvent): void {
    this.klines.add(trade);
    this.tape.add(trade);
    this.reference.trade(trade.price, trade.time);
    for (const listener of this.listeners) listener.onTrade?.(trade);
  }

  addBlockTrade(trade: Omit<BlockTrade, 'id'>): void {
    const added = this.blocks.add(trade);
    for (const listener of this.listeners) listener.onBlockTrade?.(added);
  }

  addLevel(level: LevelEvent): void {
    for (const listener of this.listeners) listener.onLevel?.(level);
  }

  listen(listener: SymbolListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get lastPrice(): Amount {
    return this.tape.lastTrade?.price ?? this.origin.price;
  }

  get lastTradeTime(): Millis {
    return this.tape.lastTrade?.time ?? this.origin.start;
  }

  /** The last 24 hours; the minute in which they begin is left out. */
  day(now: Millis): WindowStatistics & { details: TickerDetails } {
    const from = Math.ceil((now - DAY) / MINUTE) * MINUTE;
    const { bid, ask } = this.engine.bestBidAsk(this.spec.symbol);
    return {
      ...this.window(from, now),
      openTime: now - DAY,
      details: {
        previousClose: this.klines.closeBefore(from),
        lastQuantity: this.tape.lastTrade?.quantity ?? typicalQuantity(this.spec),
        bid: bid ?? [0n, 0n],
        ask: ask ?? [0n, 0n],
      },
    };
  }

  /** @param windowSize 1m to 7d; the window begins on a minute and so may be up to 59,999 ms longer */
  rolling(windowSize: string, now: Millis): WindowStatistics {
    return this.window(Math.floor((now - durationOf(windowSize)) / MINUTE) * MINUTE, now);
  }

  tradingDay(utcOffsetMinutes: number, now: Millis): WindowStatistics {
    const openTime = openTimeOf('1d', now, utcOffsetMinutes);
    return { ...this.window(openTime, now), closeTime: openTime + DAY - 1 };
  }

  /** The last five minutes; the last price when nothing was traded. */
  averageWindow(now: Millis): WindowStatistics {
    return this.window(Math.ceil((now - AVERAGE_PRICE_WINDOW) / SECOND) * SECOND, now);
  }

  private window(openTime: Millis, now: Millis): WindowStatistics {
    const bar = this.klines.since(openTime, now) ?? flatBar(this.lastPrice);
    return { symbol: this.spec.symbol, bar, openTime, closeTime: now };
  }
}
