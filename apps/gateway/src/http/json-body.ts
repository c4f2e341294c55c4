import { AppError } from '@binance-gateway/domain-types';
import type { FastifyRequest } from 'fastify';

/**
 * Reads a JSON body. Unlike Fastify's own parser it keeps `__proto__` as an ordinary member, which the
 * validation then refuses by its name.
 */
export function readJson(
  _request: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, parsed?: unknown) => void,
): void {
  if (body.length === 0) {
    done(null, undefined);
    return;
  }
  try {
    done(null, JSON.parse(String(body)));
  } catch (error) {
    done(new AppError('MALFORMED_BODY', `The body is not JSON: ${(error as Error).message}`));
  }
}
