import { randomUUID } from 'node:crypto';
import {
  type BinanceUrls,
  type Credential,
  type CredentialOptions,
  type SpotConnection,
  connectSpot,
  createCredential,
} from '@binance-gateway/binance-client';
import type { Clock, Logger, Operation, Random } from '@binance-gateway/domain-types';
import type { Config, CredentialConfig } from '../config/load-config.js';
import { restMetrics } from '../metrics/adapters.js';
import type { Metrics } from '../metrics/registry.js';
import { Admission } from './admission.js';
import { endpointsOf } from './endpoints.js';
import { Startup } from './startup.js';
import type { CallContext, Operations, Readiness, Upstream } from './upstream.js';

export interface UpstreamDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Writes must outwait the exchange's own 10 s, or every slow order would end as unknown. */
const MIN_WRITE_TIMEOUT_MS = 15_000;

/** Builds everything towards the exchange and starts it; does not wait for the exchange to answer. */
export async function assembleUpstream(config: Config, deps: UpstreamDeps): Promise<Upstream> {
  const urls = endpointsOf(config, undefined);
  const credential = credentialOf(config.binance.credential);
  const connection = connect(config, deps, urls, credential);
  const startup = new Startup({ clock: deps.clock, logger: deps.logger, start: () => connection.start() });
  startup.begin();
  const admission = new Admission(config, credential !== undefined);
  const operations: Operations = {
    admit: (operation) => admission.check(operation),
    run: <I extends object>(operation: Operation<I>, input: I, context: CallContext) => {
      admission.check(operation);
      return connection.spot.run(operation, input, context);
    },
  };
  return {
    operations,
    readiness: (): Readiness => startup.readiness(),
    drain: () => undefined,
    close: async () => {
      startup.close();
      await connection.close();
    },
  };
}

function connect(
  config: Config,
  { clock, random, logger, metrics }: UpstreamDeps,
  urls: BinanceUrls,
  credential: Credential | undefined,
): SpotConnection {
  return connectSpot({
    restUrl: urls.rest,
    ...(credential ? { credential } : {}),
    clock,
    random,
    logger,
    metrics: restMetrics(metrics),
    // 35 of the 36 characters that Binance allows
    newClientOrderId: () => `bg-${randomUUID().replaceAll('-', '')}`,
    recvWindowMs: config.binance.recvWindowMs,
    readTimeoutMs: config.binance.timeoutMs,
    writeTimeoutMs: Math.max(MIN_WRITE_TIMEOUT_MS, config.binance.timeoutMs),
    userAgent: 'binance-gateway',
  });
}

function credentialOf(config: CredentialConfig | undefined): Credential | undefined {
  if (!config) return undefined;
  const apiKey = config.apiKey.reveal();
  const options: CredentialOptions =
    'apiSecret' in config
      ? { apiKey, apiSecret: config.apiSecret.reveal() }
      : {
          apiKey,
          privateKey: config.privateKey.reveal(),
          ...(config.passphrase ? { passphrase: config.passphrase.reveal() } : {}),
        };
  return createCredential(options);
}
