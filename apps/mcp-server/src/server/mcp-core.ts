import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Config, Metrics, Principal, Tracing, Upstream } from '@binance-gateway/platform';

/** What exists before any session does: main.ts and the specs build it. */
export interface McpCore {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent on stdio, where nobody could read them. */
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
  /** Towards the exchange. Awaited by the first call, so that a handshake need not wait for it. */
  readonly upstream: () => Promise<Upstream>;
  readonly newId: () => string;
}

/** On stdio the one who started the process: its environment holds the credentials, so nothing is kept from it. */
export const LOCAL_PRINCIPAL: Principal = Object.freeze({
  name: 'stdio',
  scopes: new Set(['read', 'trade'] as const),
});
