import type { Engine } from '../engine/types.js';
import { symbolName } from '../engine/symbol-shape.js';
import {
  type Shape,
  amount,
  flag,
  integer,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  optional,
  tuple,
  wrong,
} from '../shape.js';
import type { BlockTrade } from './block-trades.js';
import { BAR_LENGTHS } from './live-bars.js';
import type { SavedBucket } from './moving-average.js';
import type { ReferencePrice, SavedReferenceState } from './reference-prices.js';
import type { MarketOrigin } from './symbol-data.js';
import {
  type BarRow,
  type SavedMarketData,
  type SavedSymbolMarket,
  type SavedSynthetic,
  type SavedWalls,
  barOf,
} from './saved-market.js';

const id = integer({ min: 0 });
/** To the end of the century: every day since 2017 is drawn when a kline of the beginning is asked for. */
export const moment = integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const notNegative = amount({ min: 0n });
const positive = amount({ min: 1n });

const origin = object<MarketOrigin>({
  start: moment,
  price: positive,
  lastTradeId: id,
  history: optional(
    object<Required<MarketOrigin>['history']>({
      seed: integer(),
      tradesPerSecond: number({ min: 1, max: 1000 }),
    }),
  ),
});
const bar = tuple(
  moment,
  ...[positive, positive, positive, positive],
  ...[notNegative, notNegative, notNegative, notNegative],
  integer({ min: 1 }),
  id,
);
const trade = tuple(id, positive, positive, id, id, flag, id, moment);
const aggregate = tuple(id, positive, positive, id, id, moment, flag);
const block = object<BlockTrade>({
  id: integer({ min: 1 }),
  price: positive,
  quantity: positive,
  time: moment,
  isBuyerMaker: flag,
});
const byHand = object<ReferencePrice>({ price: nullable(positive), time: moment });
const mode: Shape = (value, path) =>
  (typeof value === 'string' ? oneOf(['mean', 'none']) : byHand)(value, path);
const reference = object<SavedReferenceState>({
  mode,
  buckets: listOf(object<SavedBucket>({ openTime: moment, count: notNegative, sum: notNegative }), 'buckets'),
});
const symbol = object<SavedSymbolMarket>({
  symbol: symbolName,
  origin,
  bars: listOf(listOf(bar, 'bars'), 'lists of bars'),
  trades: listOf(trade, 'trades'),
  aggregates: listOf(aggregate, 'aggregate trades'),
  blocks: listOf(block, 'block trades'),
  reference,
});
const wall = listOf(nullable(id), 'order ids');
const synthetic = object<SavedSynthetic>({
  isPaused: flag,
  walls: mapOf(symbolName, object<SavedWalls>({ BUY: wall, SELL: wall })),
});

/** Every member; how they fit to the engine is `checkMarketLinks`. */
export const savedMarketData: Shape = object<SavedMarketData>({
  symbols: listOf(symbol, 'symbols'),
  synthetic: optional(synthetic),
});

/** The market is that of the engine: the same symbols, trades that go on where these end. @throws WrongValue */
export function checkMarketLinks({ symbols }: SavedMarketData, engine: Engine, path: string): void {
  const seen = new Set<string>();
  symbols.forEach((saved, i) => {
    const at = `${path}.symbols[${i}]`;
    if (seen.has(saved.symbol) || !engine.symbols.has(saved.symbol)) {
      throw wrong(`${at}.symbol`, 'another one of the symbols of the engine');
    }
    seen.add(saved.symbol);
    checkBars(saved, `${at}.bars`);
    checkTrades(saved, engine, at);
  });
  const missing = [...engine.symbols.keys()].find((name) => !seen.has(name));
  if (missing !== undefined) throw wrong(`${path}.symbols`, `those of the engine; ${missing} is missing`);
}

function checkBars({ bars }: SavedSymbolMarket, path: string): void {
  if (bars.length !== BAR_LENGTHS.length) throw wrong(path, `a list of ${BAR_LENGTHS.length} lists of bars`);
  bars.forEach((rows, i) => {
    const length = BAR_LENGTHS[i] as number;
    const seen = new Set<number>();
    rows.forEach((row, j) => {
      const at = `${path}[${i}][${j}]`;
      if (row[0] % length !== 0 || seen.has(row[0])) throw wrong(`${at}[0]`, `another multiple of ${length}`);
      seen.add(row[0]);
      checkBar(row, at);
    });
  });
}

function checkBar(row: BarRow, path: string): void {
  const { open, high, low, close, volume, takerBuyVolume } = barOf(row);
  if (high < open || high < close || low > open || low > close) {
    throw wrong(path, 'a bar whose high and low are its highest and lowest price');
  }
  if (takerBuyVolume > volume) throw wrong(`${path}[7]`, 'at most the volume');
}

function checkTrades(
  { symbol: name, trades, aggregates, blocks }: SavedSymbolMarket,
  engine: Engine,
  path: string,
): void {
  const lastId = engine.lastTrade(name)?.tradeId;
  const rows = { trades, aggregates, blocks: blocks.map((each) => [each.id] as const) };
  for (const [kind, list] of Object.entries(rows)) {
    list.forEach(([rowId], i) => {
      const before = list[i - 1]?.[0];
      if (before !== undefined && rowId !== before + 1)
        throw wrong(`${path}.${kind}[${i}]`, `number ${before + 1}`);
    });
  }
  const last = trades.at(-1)?.[0];
  if (last !== undefined && last !== lastId) {
    throw wrong(`${path}.trades`, `a list that ends with the last trade of the engine, ${lastId ?? 'none'}`);
  }
  const lastOfAggregates = aggregates.at(-1)?.[4];
  if (lastOfAggregates !== last)
    throw wrong(`${path}.aggregates`, 'a list that ends with the last of trades');
}
