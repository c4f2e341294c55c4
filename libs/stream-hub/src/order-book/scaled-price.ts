const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;

/** Returned when the price has a digit below the scale. */
export const TOO_FINE = -1;

/**
 * A price as an integer: `scaledPrice('61837.63000000', 2)` is 6183763, exactly. A JavaScript number holds
 * integers up to 2^53; beyond that this throws instead of rounding.
 * @returns TOO_FINE when `scale` decimals are not enough
 * @throws RangeError for anything but digits with at most one point, and for what 2^53 cannot hold
 */
export function scaledPrice(text: string, scale: number): number {
  let value = 0;
  let decimals = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === POINT && decimals < 0 && i > 0) {
      decimals = 0;
      continue;
    }
    if (code < ZERO || code > NINE) throw malformed(text);
    if (decimals >= 0) {
      if (decimals === scale) {
        if (code !== ZERO) return TOO_FINE;
        continue;
      }
      decimals++;
    }
    value = value * 10 + (code - ZERO);
  }
  if (text.length === 0) throw malformed(text);
  for (let i = Math.max(decimals, 0); i < scale; i++) value *= 10;
  if (!Number.isSafeInteger(value)) throw new RangeError(`price beyond 2^53 at ${scale} decimals: ${text}`);
  return value;
}

/** Decimals up to the last digit that is not zero. */
export function significantDecimals(text: string): number {
  const point = text.indexOf('.');
  if (point < 0) return 0;
  let end = text.length;
  while (end > point + 1 && text.charCodeAt(end - 1) === ZERO) end--;
  return end - point - 1;
}

/** The price without the digits below the scale. */
export function cutTo(text: string, scale: number): string {
  const point = text.indexOf('.');
  return point < 0 ? text : text.slice(0, point + 1 + scale);
}

/**
 * Whether a quantity is zero, however it is written.
 * @throws RangeError for anything but digits and points
 */
export function isZeroQuantity(text: string): boolean {
  let isZero = text.length > 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > ZERO && code <= NINE) isZero = false;
    else if (code !== ZERO && code !== POINT) throw malformed(text);
  }
  if (text.length === 0) throw malformed(text);
  return isZero;
}

function malformed(text: string): RangeError {
  return new RangeError(`not an amount: ${JSON.stringify(text).slice(0, 40)}`);
}
