import { Decimal } from '@binance-gateway/domain-types';

const TWO = Decimal.of('2');

/** The middle value; of an even number of values the mean of the two in the middle, twelve decimals. */
export function medianOf(values: readonly Decimal[]): Decimal | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a.compare(b));
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as Decimal;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1] as Decimal).plus(upper).dividedBy(TWO, 12);
}

/** Arithmetic mean of approximate numbers; NaN of none. */
export function approximateMean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation over mean, of a whole population; 0 when all are equal, even when all are zero. */
export function approximateVariation(values: readonly number[]): number {
  const mean = approximateMean(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  return deviation === 0 ? 0 : deviation / Math.abs(mean);
}

/** For answers: figures of statistics carry no more digits than they mean. */
export function rounded(approximate: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(approximate * factor) / factor;
}
