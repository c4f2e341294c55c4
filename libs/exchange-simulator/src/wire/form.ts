import { REFUSE } from './api-error.js';

/**
 * Parameters of a query string or a form body.
 * @param text one character per byte (latin1), percent-encoded or raw UTF-8
 * @throws ApiError -1101 on a duplicate name, -1100 on a broken escape
 */
export function parseForm(text: string): Map<string, string> {
  const values = new Map<string, string>();
  if (text === '') return values;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (values.has(name)) throw REFUSE.duplicateParameter();
    values.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return values;
}

function decode(text: string): string {
  if (/^[A-Za-z0-9_.-]*$/.test(text)) return text;
  try {
    return decodeURIComponent(Buffer.from(text, 'latin1').toString('utf8').replaceAll('+', ' '));
  } catch {
    throw REFUSE.illegalEncoding();
  }
}

/** A name in both places: the query string wins. */
export function mergeForms(query: Map<string, string>, body: Map<string, string>): Map<string, string> {
  return body.size === 0 ? query : new Map([...body, ...query]);
}
