import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Clock,
  type Logger,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import { type Config, Metrics, type Upstream, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { createApp } from '../create-app.js';

/** Tokens of every spec, by what they may do. */
export const TOKENS = { trader: 'trader-token-0001', reader: 'reader-token-0001' } as const;

const ENVIRONMENT = {
  GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,reader:${TOKENS.reader}:read`,
  BINANCE_ENV: 'testnet',
  BINANCE_API_KEY: 'test-api-key',
  BINANCE_API_SECRET: 'test-api-secret',
};

export interface GatewayUnderTest {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly upstream: Upstream;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** The whole gateway in this process, for `app.inject`; `app.listen(0)` when a socket is wanted. */
export async function gatewayUnderTest(options: GatewayOptions = {}): Promise<GatewayUnderTest> {
  const config = loadConfig('gateway', { ...ENVIRONMENT, ...options.env });
  const logger = options.logger ?? silentLogger;
  const clock = options.clock ?? systemClock;
  const metrics = new Metrics();
  const upstream = await assembleUpstream(config, {
    clock: systemClock,
    random: seededRandom(1),
    logger,
    metrics,
  });
  const app = await createApp({ config, logger, metrics, upstream, clock });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    config,
    upstream,
    metrics,
    close: async () => {
      await app.close();
      await upstream.close();
    },
  };
}

/** Header of a token. */
export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
