import type { Millis } from '@binance-gateway/domain-types';
import type { Credential } from '../credential.js';

export type ApiParams = Readonly<Record<string, unknown>>;

/**
 * Adds `apiKey`, `timestamp` and `signature`. Unlike REST, the payload is every parameter sorted by name as
 * raw UTF-8 text, `name=value&…` without percent-encoding.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-security#signed-request-example-hmac
 * @param timestamp time of the exchange, taken when the request is sent
 */
export function signedParams(params: ApiParams, credential: Credential, timestamp: Millis): ApiParams {
  const all: Record<string, unknown> = { ...definedOnly(params), apiKey: credential.apiKey, timestamp };
  const payload = Object.keys(all)
    .sort()
    .map((name) => `${name}=${textOf(all[name])}`)
    .join('&');
  return { ...all, signature: credential.sign(payload) };
}

/**
 * For a session that is logged on: who asks is known, when is not. Without this it would be an order of any time.
 */
export function sessionParams(params: ApiParams, timestamp: Millis): ApiParams {
  return { ...definedOnly(params), timestamp };
}

export function definedOnly(params: ApiParams): ApiParams {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** As the server reads it back from the JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
