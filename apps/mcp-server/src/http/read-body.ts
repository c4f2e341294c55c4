import type { IncomingMessage } from 'node:http';
import { isJsonContentType } from '@modelcontextprotocol/server';
import { AppError } from '@binance-gateway/domain-types';

/**
 * The body of a request, not parsed.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, INVALID_INPUT when it is nested too deeply
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  if (!isJsonContentType(request.headers['content-type'])) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send Content-Type: application/json');
  }
  const tooLarge = (): AppError => new AppError('BODY_TOO_LARGE', `A message may have ${limit} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  if (depthOf(body) > MAX_DEPTH) {
    throw new AppError('INVALID_INPUT', `A message may be nested ${MAX_DEPTH} deep`);
  }
  return body;
}

/** No message of the protocol comes near it; the SDK's validation would run out of stack at some thousands. */
const MAX_DEPTH = 64;

const STRUCTURE = /"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g;

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  // strings whole, so that what they hold is not taken for structure
  for (const [token] of text.matchAll(STRUCTURE)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}

/** The JSON of a body, or undefined when it is none: JSON itself has no undefined. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
