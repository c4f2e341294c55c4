import type { WireRateLimit } from '@binance-gateway/domain-types';
import type { AccountId } from '../engine/types.js';
import { ApiError, CancelReplaceError } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';
import { type AnyEndpoint, type Exchange, type Transport, weightOf } from './endpoint.js';
import type { Permission } from './key-ring.js';
import type { RateLimits } from './rate-limits.js';

export interface Execution {
  readonly endpoint: AnyEndpoint;
  readonly params: Params;
  readonly transport: Transport;
  readonly address: string;
  /** Checks key, time and signature; called for signed endpoints only. */
  authenticate(permission: Permission): AccountId;
}

export interface Outcome {
  readonly result: unknown;
  /** Unfilled order counts at the moment the order was counted. */
  readonly orderRows: readonly WireRateLimit[] | undefined;
}

/**
 * Budget, identity, parameters, effect, in this order: a request over its budget costs the exchange
 * nothing, and a request with a bad parameter changes nothing.
 * @throws ApiError, EngineReject
 */
export function execute(execution: Execution, exchange: Exchange): Outcome {
  const { endpoint, params, transport, address } = execution;
  const { rateLimits } = exchange;
  const weight = weightOf(endpoint, params);
  rateLimits.admit(address, weight, transport);
  const account = endpoint.security === 'NONE' ? '' : execution.authenticate(endpoint.security);
  const input = endpoint.read(params, exchange);
  params.assertAllRead();
  const orders = endpoint.orders ?? 0;
  const overLimit = orders > 0 ? reserve(execution.endpoint, rateLimits, account, orders) : undefined;
  const orderRows = orders > 0 ? rateLimits.orderRows(account) : undefined;
  let result: unknown;
  try {
    result = endpoint.run(input, { exchange, transport, account, overLimit });
  } catch (error) {
    // A cancel-replace counts its order even when it was not attempted
    const isCounted = error instanceof CancelReplaceError || overLimit !== undefined;
    if (orders > 0 && !isCounted) rateLimits.releaseOrders(account, orders);
    throw error;
  }
  if (endpoint.freeOnSuccess) rateLimits.refund(address, weight);
  return { result, orderRows };
}

/** @returns the refusal, for an endpoint that goes on nevertheless */
function reserve(
  { goesOnOverLimit = false }: AnyEndpoint,
  rateLimits: RateLimits,
  account: AccountId,
  orders: number,
): ApiError | undefined {
  try {
    rateLimits.reserveOrders(account, orders);
    return undefined;
  } catch (error) {
    if (goesOnOverLimit && error instanceof ApiError) return error;
    throw error;
  }
}
