import { AppError, Decimal, type WireFilter } from '@binance-gateway/domain-types';

/** One broken rule, in the words of the exchange and with what would be legal. */
export interface FilterBreach {
  /** Input field at fault. */
  readonly field: string;
  readonly filter: string;
  /** Member of the filter that is broken. */
  readonly rule: string;
  readonly limit: Decimal;
  readonly given: Decimal;
  /** Nearest legal value of the field; undefined when there is none. */
  readonly nearest?: Decimal | undefined;
  readonly message: string;
}

export function filterFailure(breach: FilterBreach): AppError {
  const { field, filter, message } = breach;
  return new AppError('FILTER_FAILURE', `${filter}: ${message}`, {
    fields: [{ field, message }],
    extra: breachMembers(breach),
  });
}

export function breachMembers({ filter, rule, limit, given, nearest }: FilterBreach): Record<string, string> {
  return {
    filter,
    rule,
    limit: limit.toString(),
    given: given.toString(),
    ...(nearest ? { nearest: nearest.toString() } : {}),
  };
}

/** undefined when the filter has no such part, or has switched it off with 0. */
export function limitOf(filter: WireFilter, name: string): Decimal | undefined {
  const value = filter[name];
  if (typeof value === 'number') return Number.isSafeInteger(value) ? Decimal.of(BigInt(value)) : undefined;
  if (!Decimal.isValid(value)) return undefined;
  const limit = Decimal.of(value);
  return limit.isZero() ? undefined : limit;
}

export function ceilToStep(value: Decimal, step: Decimal): Decimal {
  return value.isMultipleOf(step) ? value : value.floorToStep(step).plus(step);
}
