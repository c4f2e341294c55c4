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
  if (encoding !== 'identity' || !/^utf-?8$/i.test(charset)) {
    done(new AppError('UNSUPPORTED_MEDIA_TYPE', JSON_WANTED));
    return;
  }
  const text = String(body);
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
  // strings whole, so that what they hold is not taken for structure
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;
  let depth = 0;
  let last = '';
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token !== ':') last = token;
    else if (depth === 1) {
      const name = JSON.parse(last) as string;
      if (names.has(name)) return name.slice(0, 60);
      names.add(name);
    }
  }
  return undefined;
}
