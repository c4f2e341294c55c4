import { ERROR_TABLE, type ErrorCode, type Operation } from '@binance-gateway/domain-types';

/** What any operation can answer besides its result. */
const EVERYWHERE: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'SCOPE_MISSING',
  'RATE_LIMITED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_BANNED',
  'REJECTED_BY_EXCHANGE',
  'INTERNAL',
  'UPSTREAM_PROTOCOL',
  'UPSTREAM_UNAVAILABLE',
  'NOT_READY',
  'UPSTREAM_TIMEOUT',
];
const OF_BODIES: readonly ErrorCode[] = ['MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const OF_ACCOUNTS: readonly ErrorCode[] = ['CREDENTIALS_MISSING', 'CREDENTIALS_REFUSED'];

/** Every error code an operation can answer, by HTTP status. */
export function errorsOf(operation: Operation): Map<number, ErrorCode[]> {
  const { method } = operation.route;
  const codes = new Set<ErrorCode>([
    ...EVERYWHERE,
    ...(method === 'POST' || method === 'PUT' ? OF_BODIES : []),
    ...(operation.needsAccount ? OF_ACCOUNTS : []),
    ...(operation.scope === 'trade' ? (['TRADING_DISABLED'] as const) : []),
    ...(operation.errors ?? []),
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  // in the order of the table, so that the document does not change with the order of a list
  for (const code of Object.keys(ERROR_TABLE) as ErrorCode[]) {
    if (!codes.has(code)) continue;
    const { status } = ERROR_TABLE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}
