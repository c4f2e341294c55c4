import { AppError, Decimal } from '@binance-gateway/domain-types';

export type WireObject = Record<string, unknown>;

/** The exchange broke its own protocol; `where` names the body and the field, never a value that could be long. */
export function broken(where: string, expected: string): AppError {
  return new AppError('UPSTREAM_PROTOCOL', `${where}: expected ${expected}`);
}

export function objectOf(wire: unknown, where: string): WireObject {
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) throw broken(where, 'an object');
  return wire as WireObject;
}

export function listOf<T>(wire: unknown, where: string, decode: (item: unknown, where: string) => T): T[] {
  if (!Array.isArray(wire)) throw broken(where, 'a list');
  return wire.map((item) => decode(item, where));
}

export function requireText(wire: WireObject, field: string, where: string): string {
  const value = wire[field];
  if (typeof value !== 'string') throw broken(`${where}.${field}`, 'text');
  return value;
}

export function requireInteger(wire: WireObject, field: string, where: string): number {
  const value = wire[field];
  // Beyond 2^53 an id has lost digits in JSON.parse and would name another order
  if (!Number.isSafeInteger(value)) throw broken(`${where}.${field}`, 'a safe integer');
  return value as number;
}

export function requireDecimals(wire: WireObject, fields: readonly string[], where: string): void {
  for (const field of fields) {
    if (!Decimal.isValid(wire[field])) throw broken(`${where}.${field}`, 'a decimal string');
  }
}

/** Fields that may be missing, but are decimals where they are present. */
export function allowDecimals(wire: WireObject, fields: readonly string[], where: string): void {
  for (const field of fields) {
    if (wire[field] !== undefined && !Decimal.isValid(wire[field]))
      throw broken(`${where}.${field}`, 'a decimal string');
  }
}

export function oneOf<T extends string>(values: readonly T[], value: unknown, where: string): T {
  if (!values.includes(value as T)) {
    throw broken(where, `one of ${values.join(', ')}, got ${JSON.stringify(value)?.slice(0, 40)}`);
  }
  return value as T;
}
