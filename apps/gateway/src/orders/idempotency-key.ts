import { createHash } from 'node:crypto';
import { CLIENT_ORDER_ID_PATTERN, type NewOrderInput, invalidInput } from '@binance-gateway/domain-types';

/** Printable ASCII; RFC drafts put it in quotes, most clients don't. */
const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/;

/**
 * The order with the key of the `Idempotency-Key` header as its client order id; a key that cannot be one becomes an id
 * made from it, the same each time.
 * @throws AppError INVALID_INPUT
 */
export function withIdempotencyKey(input: NewOrderInput, header: string | undefined): NewOrderInput {
  if (header === undefined) return input;
  const key = KEY.exec(header)?.[1];
  if (key === undefined) {
    throw invalidInput([
      { field: 'Idempotency-Key', message: 'Idempotency-Key must be 1 to 255 printable characters' },
    ]);
  }
  const digest = (): string => createHash('sha256').update(key).digest('base64url');
  const id = CLIENT_ORDER_ID_PATTERN.test(key) ? key : `ik-${digest().slice(0, 33)}`;
  const { newClientOrderId = id } = input;
  if (newClientOrderId !== id) {
    throw invalidInput([
      {
        field: 'newClientOrderId',
        message: 'newClientOrderId differs from the Idempotency-Key; give one of them',
      },
    ]);
  }
  return { ...input, newClientOrderId: id };
}
