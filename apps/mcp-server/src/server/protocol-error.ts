import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Clock } from '@binance-gateway/domain-types';
import { toAppError, toToolError } from '@binance-gateway/platform';

/** An error of a resource or a prompt, which have no results that could tell it: the document of tools as its data. */
export function protocolError(thrown: unknown, requestId: string, clock: Clock, uri?: string): Error {
  const error = toAppError(thrown);
  const data = toToolError(error, { requestId, now: clock.now() });
  if (error.code === 'UNKNOWN_SYMBOL' && uri !== undefined)
    return new ResourceNotFoundError(uri, error.message);
  const isCallers = error.spec.status < 500;
  return new ProtocolError(
    isCallers ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError,
    `${error.code}: ${error.message}`,
    data,
  );
}
