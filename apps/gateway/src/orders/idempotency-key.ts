import { createHash } from 'node:crypto';
import { CLIENT_ORDER_ID_PATTERN, type Operation, invalidInput } from '@binance-gateway/domain-types';

/** Printable ASCII; RFC drafts put it in quotes, most clients don't. */
const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/;

/**
 * The request with the key of the `Idempotency-Key` header as the id of what it places; a key that cannot be one becomes
 * an id made from it, the same each time.
 * @throws AppError INVALID_INPUT
 */
export function withIdempotencyKey<I extends object>(
  operation: Operation<I>,
  input: I,
  header: string | undefined,
): I {
  const name = operation.upstream?.newIds?.[0];
  if (header === undefined || name === undefined) return input;
  const key = KEY.exec(header)?.[1];
  if (key === undefined) {
    throw invalidInput([
      { field: 'Idempotency-Key', message: 'Idempotency-Key must be 1 to 255 printable characters' },
    ]);
  }
  const digest = (): string => createHash('sha256').update(key).digest('base64url');
  const id = CLIENT_ORDER_ID_PATTERN.test(key) ? key : `ik-${digest().slice(0, 33)}`;
  if (input[name] !== undefined && input[name] !== id) {
    throw invalidInput([
      { field: name, message: `${name} differs from the Idempotency-Key; give one of them` },
    ]);
  }
  return { ...input, [name]: id };
}
