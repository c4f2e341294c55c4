/**
 * What a REST signature covers: query string and body as they arrived, joined without separator,
 * each without its `signature` parameter. The bytes are never decoded or re-encoded.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 * @param query and body with one character per byte (latin1)
 */
export function restPayload(query: string, body: string): Buffer {
  return Buffer.from(withoutSignature(query) + withoutSignature(body), 'latin1');
}

function withoutSignature(text: string): string {
  if (!text.includes('signature=')) return text;
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

/**
 * What a WS API signature covers: all parameters but `signature`, sorted by name, raw UTF-8, never
 * percent-encoded.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-security
 */
export function wsPayload(params: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(sortedPairs(params, String), 'utf8');
}

/** The percent-encoded variant that some clients send; accepted only in lenient mode. */
export function wsEncodedPayload(params: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(sortedPairs(params, encodeURIComponent), 'utf8');
}

function sortedPairs(params: Readonly<Record<string, unknown>>, encode: (text: string) => string): string {
  return Object.keys(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${encode(paramText(params[name]))}`)
    .join('&');
}

/** A JSON parameter as text: numbers as JavaScript prints them, lists as compact JSON. */
export function paramText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
