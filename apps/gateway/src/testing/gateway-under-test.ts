import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Clock,
  type Logger,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import { type Config, Metrics, type Upstream, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { until } from '@binance-gateway/testing';
import { createApp } from '../create-app.js';

/** Tokens of the specs, by what they may do. */
export const TOKENS = { trader: 'trader-token-0001', reader: 'reader-token-0001' } as const;

const ENVIRONMENT = {
  GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,reader:${TOKENS.reader}:read`,
  BINANCE_ENV: 'simulator',
  THROTTLE_LIMIT: '100000',
};

export interface GatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** The whole gateway in this process, over an exchange in this process: `inject` goes through all of it but the port. */
export class GatewayUnderTest {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly config: Config,
    readonly upstream: Upstream,
    readonly metrics: Metrics,
  ) {}

  static async start(options: GatewayOptions = {}): Promise<GatewayUnderTest> {
    const config = loadConfig('gateway', { ...ENVIRONMENT, ...options.env });
    const logger = options.logger ?? silentLogger;
    const metrics = new Metrics();
    const deps = { clock: systemClock, random: seededRandom(1), logger, metrics };
    const upstream = await assembleUpstream(config, deps);
    const app = await createApp({ config, logger, metrics, upstream, clock: options.clock ?? systemClock });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const gateway = new GatewayUnderTest(app, config, upstream, metrics);
    if (upstream.simulator) await until(() => upstream.readiness().ready);
    return gateway;
  }

  /** A request as the trader, unless told otherwise. `body` goes out as JSON; a string goes out as it is. */
  async call(
    method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH' | 'OPTIONS' | 'HEAD',
    url: string,
    more: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const token = 'token' in more ? more.token : TOKENS.trader;
    const response = await this.app.inject({
      method,
      url,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(more.body === undefined
        ? {}
        : { payload: typeof more.body === 'string' ? more.body : JSON.stringify(more.body) }),
    });
    const { statusCode: status, headers, body: text } = response;
    return { status, headers: headers as Record<string, string | undefined>, text };
  }

  /** Requests that reached the exchange since the last call of this, but for those that the gateway makes by itself. */
  reachedExchange(): string[] {
    const { control } = this.upstream.simulator as NonNullable<Upstream['simulator']>;
    const reached = control.requests().map(({ method, path }) => `${method} ${path}`);
    control.clearRequests();
    // asked every now and then for the clock, and to see whether the exchange is there
    return reached.filter((request) => request !== 'GET /api/v3/time');
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.upstream.close();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** The body of an answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into bodies of every shape
export const json = (answer: Answer): any => JSON.parse(answer.text);
