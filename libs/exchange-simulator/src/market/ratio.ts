import type { DecimalString } from '@binance-gateway/domain-types';
import type { Amount } from '../engine/types.js';

/** `numerator / denominator` with `scale` decimals, half away from zero; zero when there is nothing to divide by. */
export function formatRatio(numerator: Amount, denominator: Amount, scale: number): DecimalString {
  const value = denominator === 0n ? 0n : roundedQuotient(numerator * 10n ** BigInt(scale), denominator);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * numerator;
  return (numerator < 0n ? doubled - denominator : doubled + denominator) / (2n * denominator);
}
