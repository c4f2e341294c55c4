import type { FastifyRequest } from 'fastify';
import { AppError, invalidInput } from '@binance-gateway/domain-types';
import { JSON_WANTED } from './problem-reply.js';

/**
 * Reads a JSON body. Unlike Fastify's own parser it keeps `__proto__` as an ordinary member, which the validation then
 * refuses by its name; and it refuses a member that is given twice, where JSON.parse would take the last: nobody should
 * have to know which of two quantities counts.
 */
export function readJson(
  request: Pick<FastifyRequest, 'headers'>,
  body: string | Buffer,
  done: (error: Error | null, parsed?: unknown) => void,
): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
  const charset = /charset="?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  if (encoding.toLowerCase() !== 'identity' || !/^utf-?8$/i.test(charset)) {
    done(new AppError('UNSUPPORTED_MEDIA_TYPE', JSON_WANTED));
    return;
  }
  // some systems put a byte order mark before any text they write (RFC 8259 section 8.1 lets it be ignored)
  const text = String(body).replace(/^\uFEFF/, '');
  if (text.length === 0) {
    done(null, undefined);
    return;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    done(new AppError('MALFORMED_BODY', `The body is not JSON: ${(error as Error).message}`));
    return;
  }
  const twice = repeatedMember(text);
  if (twice === undefined) done(null, parsed);
  else done(invalidInput([{ field: twice, message: `${twice} was given more than once; give it once` }]));
}

/** The first member of the outermost object whose name comes twice. The text is known to be JSON. */
export function repeatedMember(text: string): string | undefined {
  const names = new Set<string>();
  let depth = 0;
  let from = 0;
  let to = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) {
      // strings whole, so that what they hold is not taken for structure
      from = i;
      to = i = endOfString(text, i);
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth++;
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
    else if (char === COLON && depth === 1) {
      const name = JSON.parse(text.slice(from, to + 1)) as string;
      if (names.has(name)) return name.slice(0, 60);
      names.add(name);
    }
  }
  return undefined;
}

/** Index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === BACKSLASH) i++;
    else if (char === QUOTE) return i;
  }
  return text.length;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
