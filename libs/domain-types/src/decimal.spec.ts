import fc from 'fast-check';
import { Decimal } from './decimal.js';

const d = (text: string): Decimal => Decimal.of(text);

/** An independent reading of a decimal: numerator over a power of ten. */
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
  .map(([coefficient, scale]) => Decimal.fromScaled(coefficient, scale));
const same = (a: Decimal, b: Decimal): boolean =>
  a.coefficient * 10n ** BigInt(b.scale) === b.coefficient * 10n ** BigInt(a.scale);

describe('Decimal', () => {
  it.each([
    ['0', '0'],
    ['0.00100000', '0.001'],
    ['61837.63000000', '61837.63'],
    ['100', '100'],
    ['100.0', '100'],
    ['-1.50', '-1.5'],
    ['123456789012345678901234567890.000000001', '123456789012345678901234567890.000000001'],
  ])('reads %s and writes %s', (text, written) => {
    expect(d(text).toString()).toBe(written);
  });

  it.each([
    '',
    ' ',
    '.',
    '1.',
    '.5',
    '1e3',
    '1E-7',
    'NaN',
    'Infinity',
    '+1',
    '0x10',
    '1,000',
    '1_000',
    '--1',
    '１',
  ])('refuses %j', (text) => {
    expect(Decimal.isValid(text)).toBe(false);
    expect(() => d(text)).toThrow(RangeError);
  });

  it.each([0.1, 1, null, undefined, {}, true])('refuses the non-text %p', (value) => {
    expect(() => Decimal.of(value as never)).toThrow(RangeError);
  });

  it('refuses a hostile length without reading it', () => {
    expect(Decimal.isValid('1'.repeat(101))).toBe(false);
  });

  it('adds what floats cannot', () => {
    expect(d('0.1').plus(d('0.2')).toString()).toBe('0.3');
    expect(d('1').minus(d('0.9')).toString()).toBe('0.1');
    expect(d('0.00001').times(d('61837.63')).toString()).toBe('0.6183763');
  });

  it.each([
    ['10', '3', 4, 'DOWN', '3.3333'],
    ['10', '3', 4, 'UP', '3.3334'],
    ['10', '3', 4, 'HALF_UP', '3.3333'],
    ['20', '3', 4, 'HALF_UP', '6.6667'],
    ['-20', '3', 4, 'HALF_UP', '-6.6667'],
    ['-20', '3', 4, 'DOWN', '-6.6666'],
    ['20', '-3', 4, 'UP', '-6.6667'],
    ['1', '8', 2, 'HALF_UP', '0.13'],
    ['0.00000001', '1000', 8, 'UP', '0.00000001'],
    ['6', '3', 0, 'DOWN', '2'],
  ] as const)('%s / %s to %i places %s is %s', (a, b, scale, rounding, expected) => {
    expect(d(a).dividedBy(d(b), scale, rounding).toString()).toBe(expected);
  });

  it('refuses to divide by zero', () => {
    expect(() => d('1').dividedBy(Decimal.ZERO)).toThrow('division by zero');
  });

  it.each([
    ['1234.567', '0.50000000', '1234.5'],
    ['0.3', '0.10000000', '0.3'],
    ['0.29999', '0.1', '0.2'],
    ['0.00001234', '0.00001', '0.00001'],
    ['5', '0', '5'],
    ['-0.29', '0.1', '-0.2'],
  ])('floors %s to a step of %s: %s', (value, step, expected) => {
    expect(d(value).floorToStep(d(step)).toString()).toBe(expected);
  });

  it('knows multiples of a step', () => {
    expect(d('0.3').isMultipleOf(d('0.1'))).toBe(true);
    expect(d('0.35').isMultipleOf(d('0.1'))).toBe(false);
    expect(d('0.35').isMultipleOf(Decimal.ZERO)).toBe(true);
  });

  it('writes a fixed number of places', () => {
    expect(d('1.5').toFixed(8)).toBe('1.50000000');
    expect(d('1.005').toFixed(2)).toBe('1.01');
    expect(d('1.009').toFixed(2, 'DOWN')).toBe('1.00');
    expect(d('7').toFixed(0)).toBe('7');
    expect(d('-0.5').toFixed(1)).toBe('-0.5');
  });

  it('gives its coefficient at a scale, or says that digits would be lost', () => {
    expect(d('1.5').toScaled(8)).toBe(150_000_000n);
    expect(d('1.50').toScaled(1)).toBe(15n);
    expect(() => d('1.55').toScaled(1)).toThrow('more than 1 decimals');
  });

  it('adds up and picks out', () => {
    expect(Decimal.sum([d('1'), d('0.5'), d('-2')]).toString()).toBe('-0.5');
    expect(Decimal.min(d('1'), d('0.5')).toString()).toBe('0.5');
    expect(Decimal.max(d('1'), d('0.5')).toString()).toBe('1');
    expect(JSON.stringify({ amount: d('0.10') })).toBe('{"amount":"0.1"}');
  });

  it('keeps the laws of arithmetic', () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        expect(same(a.plus(b), b.plus(a))).toBe(true);
        expect(same(a.plus(b).minus(b), a)).toBe(true);
        expect(same(a.times(b.plus(c)), a.times(b).plus(a.times(c)))).toBe(true);
        expect(a.compare(b) + b.compare(a)).toBe(0);
        expect(same(Decimal.of(a.toString()), a)).toBe(true);
      }),
    );
  });

  it('divides within half a unit of the last place', () => {
    fc.assert(
      fc.property(decimals, decimals, fc.integer({ min: 0, max: 10 }), (a, b, scale) => {
        fc.pre(!b.isZero());
        const error = a.minus(a.dividedBy(b, scale).times(b)).abs();
        const halfUnit = Decimal.fromScaled(5n, scale + 1).times(b.abs());
        expect(error.compare(halfUnit)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('floors to the largest multiple that is not greater', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, step) => {
        fc.pre(step.isPositive() && !a.isNegative());
        const floored = a.floorToStep(step);
        expect(floored.isMultipleOf(step)).toBe(true);
        expect(floored.compare(a)).toBeLessThanOrEqual(0);
        expect(floored.plus(step).compare(a)).toBe(1);
      }),
    );
  });
});
