import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';
import type { Tracing } from './tracing.js';

/** Traces when OTEL_EXPORTER_OTLP_ENDPOINT is set. Otherwise not even the code is loaded. */
export async function openTracing(
  { tracing, binance }: Config,
  deps: { readonly clock: Clock; readonly logger: Logger },
): Promise<Tracing | undefined> {
  if (tracing.endpoint === undefined) return undefined;
  const { OtlpTracing } = await import('./otlp.js');
  const { endpoint, headers, serviceName } = tracing;
  const shown = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
  return new OtlpTracing({
    ...deps,
    endpoint,
    headers: shown,
    serviceName,
    environment: binance.environment,
  });
}
