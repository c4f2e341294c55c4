import { type Class, fieldsOf } from '@binance-gateway/domain-types';

export type ParamValue = string | number | boolean | readonly unknown[];
export type Params = readonly (readonly [name: string, value: ParamValue])[];

/** The given fields of an input in the order their class declares them. */
export function paramsOf(dto: Class, input: object): Params {
  const params: [string, ParamValue][] = [];
  for (const { name } of fieldsOf(dto)) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined) params.push([name, value as ParamValue]);
  }
  return params;
}

/**
 * `name=value&…`, percent-encoded once. These bytes are signed and sent; since 2026-01-15 a signature over any
 * other form of them is refused with -1022 (CHANGELOG 2025-12-17). Lists go as JSON: `symbols=["BTCUSDT"]`.
 */
export function encodeParams(params: Params): string {
  return params.map(([name, value]) => `${name}=${percentEncode(textOf(value))}`).join('&');
}

function textOf(value: ParamValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 3986: everything but unreserved characters; encodeURIComponent leaves five more alone. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
