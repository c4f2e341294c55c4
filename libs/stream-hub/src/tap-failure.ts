import type { Logger } from '@binance-gateway/domain-types';
import type { HubMetrics } from './metrics.js';

/** What happens when a reader inside the process throws: it is counted and logged, and nobody else notices. */
export type OnTapFailure = (stream: string, error: unknown) => void;

export function reportTapFailure(metrics: HubMetrics, logger: Logger): OnTapFailure {
  return (stream, error) => {
    metrics.tapFailed();
    logger.error({ err: error, stream }, 'A reader of a stream failed');
  };
}
