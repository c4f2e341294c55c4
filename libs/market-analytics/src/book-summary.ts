import { Decimal, type DecimalString, type Measured, type Side } from '@binance-gateway/domain-types';
import { type BookSides, imbalanceOf, spreadOf } from './book-metrics.js';
import { type Wall, wallsOf } from './book-walls.js';
import { impactOf } from './market-impact.js';
import { isMeasured, measured } from './measured.js';

/** How much worse than the best price an order of this size would be filled on average, basis points. */
export interface Slippage {
  readonly quote: DecimalString;
  readonly buyBps: Measured<DecimalString>;
  readonly sellBps: Measured<DecimalString>;
}

/** What one look at an order book tells. */
export interface BookSummary {
  readonly bestBid: Measured<DecimalString>;
  readonly bestAsk: Measured<DecimalString>;
  readonly spreadBps: Measured<DecimalString>;
  readonly microprice: Measured<DecimalString>;
  /** Of the best 20 levels, base asset. */
  readonly bidVolume: DecimalString;
  readonly askVolume: DecimalString;
  /** (bids − asks) / (bids + asks) of these, −1 to 1, four decimals. */
  readonly imbalance: Measured<DecimalString>;
  /** The largest of each side, largest first; at most MAX_SHOWN_WALLS. */
  readonly bidWalls: Measured<readonly Wall[]>;
  readonly askWalls: Measured<readonly Wall[]>;
  readonly slippage: readonly Slippage[];
}

export const SUMMARY_LEVELS = 20;
/** With a third, an answer on a coin of long prices and quantities would be more than a model should have to read. */
export const MAX_SHOWN_WALLS = 2;
/** Order sizes that slippage is given for, quote asset. */
export const SLIPPAGE_AMOUNTS: readonly DecimalString[] = ['10000', '25000', '50000'];

/**
 * @param book as deep as it is known completely: where it ends, slippage is "insufficient data", because the
 * levels after it may hold anything
 */
export function bookSummary(book: BookSides): BookSummary {
  const spread = spreadOf(book);
  const { bidQuantity, askQuantity, ratio } = imbalanceOf(book, SUMMARY_LEVELS);
  const walls = wallsOf(book, SUMMARY_LEVELS);
  const best = ([level]: BookSides['bids']): Measured<DecimalString> =>
    measured(level !== undefined, () => Decimal.of((level as readonly [string, string])[0]).toString());
  return {
    bestBid: best(book.bids),
    bestAsk: best(book.asks),
    spreadBps: spread?.bps ?? 'insufficient data',
    microprice: spread?.microprice ?? 'insufficient data',
    bidVolume: bidQuantity,
    askVolume: askQuantity,
    imbalance: measured(book.bids.length > 0 || book.asks.length > 0, () => ratio),
    bidWalls: largest(walls.bids),
    askWalls: largest(walls.asks),
    slippage: slippageOf(book),
  };
}

/** Ends with the first amount that neither side holds: larger ones could say nothing else. */
function slippageOf(book: BookSides): Slippage[] {
  const known: Slippage[] = [];
  for (const quote of SLIPPAGE_AMOUNTS) {
    const [buyBps, sellBps] = [slippageBps(book, 'BUY', quote), slippageBps(book, 'SELL', quote)];
    known.push({ quote, buyBps, sellBps });
    if (!isMeasured(buyBps) && !isMeasured(sellBps)) break;
  }
  return known;
}

function slippageBps(book: BookSides, side: Side, quote: DecimalString): Measured<DecimalString> {
  const impact = impactOf(book, side, quote);
  return impact?.complete ? impact.slippageBps : 'insufficient data';
}

function largest(walls: Measured<readonly Wall[]>): Measured<readonly Wall[]> {
  if (!isMeasured(walls)) return walls;
  const byQuantity = (a: Wall, b: Wall): number => Decimal.of(b[1]).compare(Decimal.of(a[1]));
  return [...walls].sort(byQuantity).slice(0, MAX_SHOWN_WALLS);
}
