import { Decimal } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { TOO_FINE, isZeroQuantity, scaledPrice, significantDecimals } from './scaled-price.js';

const amount = fc
  .tuple(fc.nat({ max: 99_999_999 }), fc.option(fc.stringMatching(/^[0-9]{1,8}$/), { nil: undefined }))
  .map(([whole, fraction]) => (fraction === undefined ? String(whole) : `${whole}.${fraction}`));

describe('scaledPrice', () => {
  it('is exactly what Decimal says, at every scale that fits', () => {
    fc.assert(
      fc.property(amount, fc.nat({ max: 7 }), (text, extra) => {
        const least = significantDecimals(text);
        const scale = Math.min(8, least + extra);
        const exact = Decimal.of(text).toScaled(scale);
        if (exact <= BigInt(Number.MAX_SAFE_INTEGER)) expect(BigInt(scaledPrice(text, scale))).toBe(exact);
        if (least > 0) expect(scaledPrice(text, least - 1)).toBe(TOO_FINE);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses to round what 2^53 cannot hold', () => {
    expect(scaledPrice('90071992.54740991', 8)).toBe(9_007_199_254_740_991);
    expect(() => scaledPrice('90071992.54740992', 8)).toThrow(RangeError);
    expect(() => scaledPrice('99999999999999999999', 0)).toThrow(RangeError);
  });

  it.each(['', '.', '.5', '-1', '1e5', '1.2.3', ' 1', 'NaN', '0x10', '1,5'])('refuses %p', (text) => {
    expect(() => scaledPrice(text, 8)).toThrow(RangeError);
  });
});

describe('isZeroQuantity', () => {
  it.each(['0', '0.0', '0.00000000', '00'])('%p is zero', (text) => expect(isZeroQuantity(text)).toBe(true));
  it.each(['1', '0.00000001', '10.0'])('%p is not', (text) => expect(isZeroQuantity(text)).toBe(false));
  it.each(['', '-0', 'x', '1e-9'])('refuses %p', (text) => {
    expect(() => isZeroQuantity(text)).toThrow(RangeError);
  });
});
