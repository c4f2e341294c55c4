import { REFUSE } from './refusal.js';

/** One parameter: its value, and the very text that was sent for it. */
export interface FormPair {
  readonly value: string;
  /** `name=value` as it stood in the query string or body. */
  readonly raw: string;
}

export type Form = ReadonlyMap<string, FormPair>;

/**
 * Parameters of a query string or a form body.
 * @param text one character per byte (latin1): percent-encoded, or raw UTF-8
 * @throws Refusal -1101 for a name that comes twice, -1100 for a broken escape
 */
export function parseForm(text: string): Form {
  const form = new Map<string, FormPair>();
  if (text === '') return form;
  for (const raw of text.split('&')) {
    if (raw === '') continue;
    const equals = raw.indexOf('=');
    const name = decode(equals < 0 ? raw : raw.slice(0, equals));
    if (form.has(name)) throw REFUSE.duplicateParameter();
    form.set(name, { raw, value: equals < 0 ? '' : decode(raw.slice(equals + 1)) });
  }
  return form;
}

/** A name in both places: the query string wins. https://developers.binance.com/docs/binance-spot-api-docs/rest-api */
export function mergeForms(query: Form, body: Form): Form {
  return body.size === 0 ? query : new Map([...body, ...query]);
}

/** The parameters as they were sent, without some. */
export function encodedWithout(form: Form, names: ReadonlySet<string>): string {
  const kept: string[] = [];
  for (const [name, { raw }] of form) if (!names.has(name)) kept.push(raw);
  return kept.join('&');
}

export function valuesWithout(form: Form, names: ReadonlySet<string>): Record<string, string> {
  // without a prototype, so that a parameter named __proto__ is one more unknown field
  const values = Object.create(null) as Record<string, string>;
  for (const [name, { value }] of form) if (!names.has(name)) values[name] = value;
  return values;
}

/**
 * What a REST signature covers: query string and body as they arrived, joined without separator, each without its
 * `signature`, wherever that stands. Bytes are never decoded or encoded anew.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 */
export function signedBytes(query: string, body: string): Buffer {
  return Buffer.from(withoutSignature(query) + withoutSignature(body), 'latin1');
}

function withoutSignature(text: string): string {
  if (!text.includes('signature=')) return text;
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function decode(text: string): string {
  if (/^[A-Za-z0-9_.-]*$/.test(text)) return text;
  try {
    return decodeURIComponent(Buffer.from(text, 'latin1').toString('utf8').replaceAll('+', ' '));
  } catch {
    throw REFUSE.illegalEncoding();
  }
}
