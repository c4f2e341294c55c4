import { createHash } from 'node:crypto';
import type { NewOrderInput } from '@binance-gateway/domain-types';

/** Equal for equal orders, whatever the order of their members. The client order id is the key and not part of it. */
export function fingerprintOf(order: Readonly<NewOrderInput>): string {
  const members = Object.entries(order)
    .filter(([name, value]) => value !== undefined && name !== 'newClientOrderId')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
