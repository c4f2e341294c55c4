import { Decimal, type DecimalString } from '@binance-gateway/domain-types';
import type { BookLevel, BookSides } from './book-metrics.js';

/** `[price × 10^priceScale, quantity × 10^quantityScale]`. */
export type ScaledLevel = readonly [price: number, quantity: number];

/** An order book without a decimal point: half the characters, and exact in every language. */
export interface ScaledDepth {
  readonly priceScale: number;
  readonly quantityScale: number;
  /** Best first. */
  readonly bids: readonly ScaledLevel[];
  readonly asks: readonly ScaledLevel[];
}

export interface ScaleSource {
  /** Of the symbol's PRICE_FILTER and LOT_SIZE. */
  readonly tickSize: DecimalString;
  readonly stepSize: DecimalString;
}

/**
 * The best `levels` of each side as integers. The scales are the decimals of tick and step; a level that is
 * finer than those, as after a change of the tick, raises its scale instead of losing digits.
 * @throws RangeError for a value that an integer of 53 bits cannot hold
 */
export function scaledDepth(
  book: BookSides,
  levels: number,
  { tickSize, stepSize }: ScaleSource,
): ScaledDepth {
  const bids = book.bids.slice(0, levels);
  const asks = book.asks.slice(0, levels);
  const both = [...bids, ...asks];
  const priceScale = scaleOf(
    tickSize,
    both.map(([price]) => price),
  );
  const quantityScale = scaleOf(
    stepSize,
    both.map(([, quantity]) => quantity),
  );
  const scaled = ([price, quantity]: BookLevel): ScaledLevel => [
    exactInteger(price, priceScale),
    exactInteger(quantity, quantityScale),
  ];
  return { priceScale, quantityScale, bids: bids.map(scaled), asks: asks.map(scaled) };
}

function scaleOf(unit: DecimalString, values: readonly DecimalString[]): number {
  return Math.max(significantDecimals(unit), ...values.map(significantDecimals));
}

/** Decimals without trailing zeros: 2 for "0.01000000". */
function significantDecimals(text: DecimalString): number {
  const dot = text.indexOf('.');
  if (dot < 0) return 0;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  return Math.max(0, end - dot - 1);
}

function exactInteger(text: DecimalString, scale: number): number {
  const scaled = Decimal.of(text).toScaled(scale);
  if (scaled > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${text} at scale ${scale} is more than an integer of 53 bits holds`);
  }
  return Number(scaled);
}
