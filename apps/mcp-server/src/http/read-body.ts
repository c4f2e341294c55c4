import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { isJsonContentType } from '@modelcontextprotocol/server';
import { AppError } from '@binance-gateway/domain-types';

/**
 * The body of a request, not parsed. What is no UTF-8 comes as nothing, which no reader takes for a message.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
  if (!isJsonContentType(type) || encoding !== 'identity') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send Content-Type: application/json, not compressed');
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
  const body = Buffer.concat(chunks);
  return isUtf8(body) ? body.toString('utf8') : '';
}
