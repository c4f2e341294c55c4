import type { DecimalString } from '@binance-gateway/domain-types';
import { AMOUNT_SCALE, UNIT, type Amount } from '../engine/types.js';

/** Eight decimals, as every amount of a market stream is written. */
export function formatAmount(amount: Amount): DecimalString {
  if (amount < 0n) return `-${formatAmount(-amount)}`;
  const digits = amount.toString().padStart(AMOUNT_SCALE + 1, '0');
  return `${digits.slice(0, -AMOUNT_SCALE)}.${digits.slice(-AMOUNT_SCALE)}`;
}

/** @throws RangeError when the text is not plain decimal notation or has more than eight decimals */
export function parseAmount(text: DecimalString): Amount {
  const match = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,8})0*)?$/.exec(text);
  if (!match) throw new RangeError('not an amount with at most eight decimals');
  const value = BigInt((match[2] as string) + (match[3] ?? '').padEnd(AMOUNT_SCALE, '0'));
  return match[1] ? -value : value;
}

/** Price times quantity; what lies beyond the eighth decimal is cut off. */
export function quoteOf(price: Amount, quantity: Amount): Amount {
  return (price * quantity) / UNIT;
}

/** `numerator / denominator`, half away from zero, with `scale` decimals; "0.…" for a zero denominator. */
export function formatRatio(numerator: Amount, denominator: Amount, scale: number): DecimalString {
  if (denominator === 0n) return fixed(0n, scale);
  const shifted = 2n * numerator * 10n ** BigInt(scale);
  const half = shifted < 0n ? -denominator : denominator;
  return fixed((shifted + half) / (2n * denominator), scale);
}

function fixed(value: bigint, scale: number): DecimalString {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
