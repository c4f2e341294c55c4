/** An unsigned or signed decimal in plain notation, as Binance writes money: "0.00100000". */
export type DecimalString = string;

export type Rounding = 'DOWN' | 'UP' | 'HALF_UP';

/** What Binance accepts for an amount: up to 20 digits on either side, no sign, no exponent. */
export const AMOUNT_PATTERN = /^([0-9]{1,20})(\.[0-9]{1,20})?$/;

const DECIMAL_PATTERN = /^-?[0-9]+(\.[0-9]+)?$/;
/** Longer than any amount Binance sends; keeps a hostile string from costing quadratic time. */
const MAX_LENGTH = 100;

const POWERS: bigint[] = [1n];

function pow10(exponent: number): bigint {
  for (let i = POWERS.length; i <= exponent; i++) POWERS.push((POWERS[i - 1] as bigint) * 10n);
  return POWERS[exponent] as bigint;
}

function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (remainder === 0n || rounding === 'DOWN') return quotient;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  if (rounding === 'UP') return quotient + away;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  return twice >= (denominator < 0n ? -denominator : denominator) ? quotient + away : quotient;
}

/**
 * An exact decimal: `coefficient / 10^scale`. Immutable. Every operation is exact but for the two
 * that must round (`dividedBy`, `round`), which say how. See docs/adr/0002-decimal.md.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0n, 0);
  static readonly ONE = new Decimal(1n, 0);

  private constructor(
    readonly coefficient: bigint,
    readonly scale: number,
  ) {}

  static isValid(text: unknown): text is DecimalString {
    return typeof text === 'string' && text.length <= MAX_LENGTH && DECIMAL_PATTERN.test(text);
  }

  /**
   * @param value plain decimal notation, an integer bigint, or a Decimal
   * @throws RangeError for anything else: exponents, NaN, blanks, and every JavaScript number
   */
  static of(value: DecimalString | bigint | Decimal): Decimal {
    if (value instanceof Decimal) return value;
    if (typeof value === 'bigint') return new Decimal(value, 0);
    if (!Decimal.isValid(value)) {
      throw new RangeError(`not a decimal string: ${JSON.stringify(value)?.slice(0, 40)}`);
    }
    const dot = value.indexOf('.');
    if (dot < 0) return new Decimal(BigInt(value), 0);
    return new Decimal(BigInt(value.slice(0, dot) + value.slice(dot + 1)), value.length - dot - 1);
  }

  /** `fromScaled(12345n, 2)` is 123.45. */
  static fromScaled(coefficient: bigint, scale: number): Decimal {
    return new Decimal(coefficient, scale);
  }

  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.ZERO;
    for (const value of values) total = total.plus(value);
    return total;
  }

  static min(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) <= 0 ? a : b;
  }

  static max(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) >= 0 ? a : b;
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.exactAt(scale) + other.exactAt(scale), scale);
  }

  minus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.exactAt(scale) - other.exactAt(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  /**
   * @param scale digits kept after the point
   * @throws RangeError on division by zero
   */
  dividedBy(other: Decimal, scale = 8, rounding: Rounding = 'HALF_UP'): Decimal {
    if (other.coefficient === 0n) throw new RangeError('division by zero');
    const shift = scale + other.scale - this.scale;
    const numerator = shift >= 0 ? this.coefficient * pow10(shift) : this.coefficient;
    const denominator = shift >= 0 ? other.coefficient : other.coefficient * pow10(-shift);
    return new Decimal(divideRounded(numerator, denominator, rounding), scale);
  }

  negated(): Decimal {
    return new Decimal(-this.coefficient, this.scale);
  }

  abs(): Decimal {
    return this.coefficient < 0n ? this.negated() : this;
  }

  compare(other: Decimal): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale);
    const a = this.exactAt(scale);
    const b = other.exactAt(scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  lessThan(other: Decimal): boolean {
    return this.compare(other) < 0;
  }

  greaterThan(other: Decimal): boolean {
    return this.compare(other) > 0;
  }

  isZero(): boolean {
    return this.coefficient === 0n;
  }

  isNegative(): boolean {
    return this.coefficient < 0n;
  }

  isPositive(): boolean {
    return this.coefficient > 0n;
  }

  /** Largest multiple of `step` that is not greater in magnitude. A zero step means "any value". */
  floorToStep(step: Decimal): Decimal {
    if (step.isZero()) return this;
    const scale = Math.max(this.scale, step.scale);
    const unit = step.exactAt(scale);
    return new Decimal((this.exactAt(scale) / unit) * unit, scale);
  }

  isMultipleOf(step: Decimal): boolean {
    if (step.isZero()) return true;
    const scale = Math.max(this.scale, step.scale);
    return this.exactAt(scale) % step.exactAt(scale) === 0n;
  }

  round(scale: number, rounding: Rounding = 'HALF_UP'): Decimal {
    if (scale >= this.scale) return this;
    return new Decimal(divideRounded(this.coefficient, pow10(this.scale - scale), rounding), scale);
  }

  /**
   * The coefficient at another scale: `Decimal.of('1.5').toScaled(8)` is 150000000n.
   * @throws RangeError when digits would be lost
   */
  toScaled(scale: number): bigint {
    if (scale >= this.scale) return this.exactAt(scale);
    const divisor = pow10(this.scale - scale);
    if (this.coefficient % divisor !== 0n) {
      throw new RangeError(`${this.toString()} has more than ${scale} decimals`);
    }
    return this.coefficient / divisor;
  }

  /** Plain notation with exactly `scale` decimals. */
  toFixed(scale: number, rounding: Rounding = 'HALF_UP'): DecimalString {
    const rounded = this.round(scale, rounding);
    return format(rounded.exactAt(scale), scale);
  }

  /** Plain notation without trailing zeros. */
  toString(): DecimalString {
    const text = format(this.coefficient, this.scale);
    return this.scale === 0 ? text : text.replace(/\.?0+$/, '');
  }

  toJSON(): DecimalString {
    return this.toString();
  }

  /** For charts and thresholds only, never for money. */
  toApproximateNumber(): number {
    return Number(this.toString());
  }

  private exactAt(scale: number): bigint {
    return scale === this.scale ? this.coefficient : this.coefficient * pow10(scale - this.scale);
  }
}

function format(coefficient: bigint, scale: number): DecimalString {
  if (scale === 0) return coefficient.toString();
  const sign = coefficient < 0n ? '-' : '';
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
