import {
  OPERATIONS,
  type Operation,
  type UpstreamEndpoint,
  fromQuery,
  weightOf,
} from '@binance-gateway/domain-types';

/** An operation as Binance serves it. */
export interface Endpoint {
  readonly operation: Operation;
  readonly upstream: UpstreamEndpoint;
  /** Places, changes or ends orders, or would if it were no test: goes through the order desk. */
  readonly isTrading: boolean;
}

/** Everything Binance serves that the gateway has an operation for. */
export const ENDPOINTS: readonly Endpoint[] = OPERATIONS.flatMap((operation) => {
  const { upstream } = operation;
  return upstream ? [{ operation, upstream, isTrading: operation.scope === 'trade' }] : [];
});

function table(keyOf: (endpoint: Endpoint) => string): ReadonlyMap<string, Endpoint> {
  const rows = new Map<string, Endpoint>();
  // the first of a kind: others are views of the same endpoint
  for (const endpoint of ENDPOINTS) if (!rows.has(keyOf(endpoint))) rows.set(keyOf(endpoint), endpoint);
  return rows;
}

/** By `METHOD path`. */
export const REST_ENDPOINTS = table(({ upstream }) => `${upstream.method} ${upstream.path}`);

/** By method name, without the optional `v3/`. */
export const WS_ENDPOINTS = table(({ upstream }) => upstream.wsMethod);

/** The documented weight of a request. What cannot be read weighs as if it were not there; the exchange refuses it. */
export function weightOfRequest(
  { operation, upstream }: Endpoint,
  values: Readonly<Record<string, string>>,
): number {
  return weightOf(upstream, fromQuery(operation.input, values));
}
