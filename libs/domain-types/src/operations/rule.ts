import type { FieldError } from '../errors.js';
import type { Class } from './field.js';

/** A rule over several fields: undefined when kept. */
export type Rule<T extends object> = (input: T) => FieldError | undefined;

const RULES = new WeakMap<object, Rule<object>[]>();

/** Class decorator: rules that are checked once every field is right by itself. */
export function Rules<T extends object>(...rules: Rule<T>[]): (dto: Class<T>) => void {
  return (dto) => {
    RULES.set(dto.prototype as object, rules as unknown as Rule<object>[]);
  };
}

export function rulesOf(dto: Class): Rule<object>[] {
  const rules: Rule<object>[] = [];
  for (
    let proto = dto.prototype as object | null;
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    rules.unshift(...(RULES.get(proto) ?? []));
  }
  return rules;
}

type Keys<T> = readonly (keyof T & string)[];
const given = <T extends object>(input: T, key: keyof T): boolean => input[key] !== undefined;

export function exactlyOneOf<T extends object>(...keys: Keys<T>): Rule<T> {
  return (input) => {
    const present = keys.filter((key) => given(input, key));
    if (present.length === 1) return undefined;
    const names = keys.join(' or ');
    return present.length === 0
      ? { field: keys[0] as string, message: `${names} is required` }
      : { field: present[1] as string, message: `${names}: give one, not both` };
  };
}

export function atLeastOneOf<T extends object>(...keys: Keys<T>): Rule<T> {
  return (input) =>
    keys.some((key) => given(input, key))
      ? undefined
      : { field: keys[0] as string, message: `${keys.join(' or ')} is required` };
}

export function atMostOneOf<T extends object>(...keys: Keys<T>): Rule<T> {
  return (input) => {
    const present = keys.filter((key) => given(input, key));
    return present.length <= 1
      ? undefined
      : { field: present[1] as string, message: `${keys.join(' or ')}: give one, not both` };
  };
}

/** These two groups exclude each other, whatever of them is given. */
export function notTogether<T extends object>(some: Keys<T>, others: Keys<T>): Rule<T> {
  return (input) => {
    const one = some.find((key) => given(input, key));
    const other = others.find((key) => given(input, key));
    return one !== undefined && other !== undefined
      ? { field: other, message: `${other} cannot be combined with ${one}` }
      : undefined;
  };
}

export function startBeforeEnd<T extends { startTime?: number; endTime?: number }>(
  maxSpanMs?: number,
): Rule<T> {
  return ({ startTime, endTime }) => {
    if (startTime === undefined || endTime === undefined) return undefined;
    if (startTime > endTime) return { field: 'endTime', message: 'endTime must not be before startTime' };
    return maxSpanMs !== undefined && endTime - startTime > maxSpanMs
      ? {
          field: 'endTime',
          message: `endTime must be at most ${maxSpanMs / 3_600_000} hours after startTime`,
        }
      : undefined;
  };
}
