import type { Clock, Logger, Random } from '@binance-gateway/domain-types';
import { type Config, Metrics, type Upstream, assembleUpstream } from '@binance-gateway/platform';

/** A module of its own, so that the handshake does not wait for the exchange client to be loaded. */
export function startUpstream(
  config: Config,
  deps: { readonly clock: Clock; readonly random: Random; readonly logger: Logger },
): Promise<Upstream> {
  return assembleUpstream(config, { ...deps, metrics: new Metrics() });
}
