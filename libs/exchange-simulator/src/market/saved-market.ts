import type { Millis, Side } from '@binance-gateway/domain-types';
import type { Amount, TradeEvent } from '../engine/types.js';
import type { Bar } from './bar.js';
import type { BlockTrade } from './block-trades.js';
import type { SavedReferenceState } from './reference-prices.js';
import type { MarketOrigin, SymbolData } from './symbol-data.js';
import type { AggTrade } from './trade-tape.js';

// What a client can ask of the market's past, before it becomes plain JSON. There may be a hundred thousand bars
// and trades: they are rows without names.

export type BarRow = readonly [
  openTime: Millis,
  open: Amount,
  high: Amount,
  low: Amount,
  close: Amount,
  volume: Amount,
  quoteVolume: Amount,
  takerBuyVolume: Amount,
  takerBuyQuoteVolume: Amount,
  count: number,
  lastId: number,
];

export type TradeRow = readonly [
  tradeId: number,
  price: Amount,
  quantity: Amount,
  buyerOrderId: number,
  sellerOrderId: number,
  isBuyerMaker: boolean,
  takerOrderId: number,
  time: Millis,
];

export type AggregateRow = readonly [
  id: number,
  price: Amount,
  quantity: Amount,
  firstId: number,
  lastId: number,
  time: Millis,
  isBuyerMaker: boolean,
];

export interface SavedSymbolMarket {
  readonly symbol: string;
  readonly origin: MarketOrigin;
  /** By length, as in BAR_LENGTHS. */
  readonly bars: readonly (readonly BarRow[])[];
  readonly trades: readonly TradeRow[];
  readonly aggregates: readonly AggregateRow[];
  readonly blocks: readonly BlockTrade[];
  readonly reference: SavedReferenceState;
}

/** Order ids of the synthetic market's large orders, the nearest first; null where none stands. */
export type SavedWalls = Readonly<Record<Side, readonly (number | null)[]>>;

export interface SavedSynthetic {
  readonly isPaused: boolean;
  readonly walls: Readonly<Record<string, SavedWalls>>;
}

export interface SavedMarketData {
  readonly symbols: readonly SavedSymbolMarket[];
  /** Absent: saved without a synthetic market. */
  readonly synthetic?: SavedSynthetic | undefined;
}

export function saveSymbol({ spec, origin, klines, tape, blocks, reference }: SymbolData): SavedSymbolMarket {
  const { trades, aggregates } = tape.save();
  return {
    symbol: spec.symbol,
    origin,
    bars: klines.save().map((bars) => bars.map(([openTime, bar]) => barRow(openTime, bar))),
    trades: trades.map(tradeRow),
    aggregates: aggregates.map(aggregateRow),
    blocks: blocks.save(),
    reference: reference.save(),
  };
}

/** Fills what was made of the saved origin. */
export function restoreSymbol(data: SymbolData, saved: SavedSymbolMarket): void {
  data.klines.restore(saved.bars.map((rows) => rows.map((row) => [row[0], barOf(row)] as const)));
  data.tape.restore({
    trades: saved.trades.map((row) => tradeOf(saved.symbol, row)),
    aggregates: saved.aggregates.map(aggregateOf),
  });
  data.blocks.restore(saved.blocks);
  data.reference.restore(saved.reference);
}

function barRow(openTime: Millis, bar: Bar): BarRow {
  const { open, high, low, close, volume, quoteVolume, takerBuyVolume, takerBuyQuoteVolume } = bar;
  const amounts = [open, high, low, close, volume, quoteVolume, takerBuyVolume, takerBuyQuoteVolume] as const;
  return [openTime, ...amounts, bar.count, bar.lastId];
}

export function barOf(row: BarRow): Bar {
  const [, open, high, low, close, volume, quoteVolume, takerBuyVolume, takerBuyQuoteVolume, count, lastId] =
    row;
  return {
    open,
    high,
    low,
    close,
    volume,
    quoteVolume,
    takerBuyVolume,
    takerBuyQuoteVolume,
    count,
    lastId,
  };
}

function tradeRow(trade: TradeEvent): TradeRow {
  const { tradeId, price, quantity, buyerOrderId, sellerOrderId, isBuyerMaker, takerOrderId, time } = trade;
  return [tradeId, price, quantity, buyerOrderId, sellerOrderId, isBuyerMaker, takerOrderId, time];
}

function tradeOf(symbol: string, row: TradeRow): TradeEvent {
  const [tradeId, price, quantity, buyerOrderId, sellerOrderId, isBuyerMaker, takerOrderId, time] = row;
  return {
    kind: 'trade',
    symbol,
    tradeId,
    price,
    quantity,
    buyerOrderId,
    sellerOrderId,
    isBuyerMaker,
    takerOrderId,
    time,
  };
}

function aggregateRow(trade: AggTrade): AggregateRow {
  const { id, price, quantity, firstId, lastId, time, isBuyerMaker } = trade;
  return [id, price, quantity, firstId, lastId, time, isBuyerMaker];
}

function aggregateOf(row: AggregateRow): AggTrade {
  const [id, price, quantity, firstId, lastId, time, isBuyerMaker] = row;
  return { id, price, quantity, firstId, lastId, time, isBuyerMaker };
}
