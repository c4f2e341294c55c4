import { createHash } from 'node:crypto';

/**
 * Equal for equal requests, whatever the order of their members.
 * @param keyField the id that is the key, and so no part of it
 * @param operation tells requests of the same members but another meaning apart
 */
export function fingerprintOf(input: object, keyField = 'newClientOrderId', operation?: string): string {
  const members = Object.entries(input)
    .filter(([name, value]) => value !== undefined && name !== keyField)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(operation === undefined ? members : [operation, members]))
    .digest('base64url');
}
