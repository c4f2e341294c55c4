import { formatAmount, parseAmount, quoteOf, shareOf } from './amount.js';
import { rejectOf } from './engine.bed.js';

describe('parseAmount', () => {
  it.each([
    ['1', 100_000_000n],
    ['0.00000001', 1n],
    ['12.5', 1_250_000_000n],
    ['3.10000000000', 310_000_000n],
  ])('reads %s', (text, expected) => {
    expect(parseAmount('quantity', text)).toBe(expected);
  });

  it('refuses more than eight decimals', () => {
    expect(rejectOf(() => parseAmount('quantity', '0.000000001'))).toBe(
      "-1111 Parameter 'quantity' has too much precision.",
    );
  });

  it.each(['', '-1', '1e-7', '.5', '1.', 'NaN', '123456789012345678901'])('refuses %j', (text) => {
    expect(rejectOf(() => parseAmount('price', text))).toMatch(/^-1100 .*'price'/);
  });
});

describe('formatAmount', () => {
  it.each([
    [1n, '0.00000001'],
    [100_000_000n, '1.00000000'],
    [-150_000_000n, '-1.50000000'],
    [0n, '0.00000000'],
  ])('writes %s', (value, expected) => {
    expect(formatAmount(value)).toBe(expected);
  });
});

describe('rounding', () => {
  it('rounds quote amounts down: ETHBTC has ticks and steps whose product needs nine decimals', () => {
    expect(quoteOf(parseAmount('p', '0.03545'), parseAmount('q', '0.0003'))).toBe(
      parseAmount('x', '0.00001063'),
    );
  });

  it('rounds shares down', () => {
    expect(shareOf(999n, 100_000n)).toBe(0n);
    expect(shareOf(1_999n, 100_000n)).toBe(1n);
  });
});
