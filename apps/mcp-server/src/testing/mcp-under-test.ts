import { randomUUID } from 'node:crypto';
import {
  type Client as McpClient,
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import {
  type Clock,
  silentLogger,
  type Logger,
  seededRandom,
  systemClock,
} from '@binance-gateway/domain-types';
import { type Config, Metrics, type Upstream, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { until } from '@binance-gateway/testing';
import { McpHttpServer } from '../http/http-server.js';

export const TOKENS = { trader: 'trader-token-0001', reader: 'reader-token-0001' } as const;

const ENVIRONMENT = {
  GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,reader:${TOKENS.reader}:read`,
  BINANCE_ENV: 'simulator',
  THROTTLE_LIMIT: '100000',
  PORT: '0',
};

export interface McpOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly logger?: Logger;
  /** Of sessions and budgets; the exchange has its own. */
  readonly clock?: Clock;
}

/** How a client gets in: Streamable HTTP as of 2025 or 2026, or HTTP+SSE. */
export const TRANSPORTS = ['streamable', 'modern', 'sse'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** The whole MCP server on a port of this process, over an exchange in this process. */
export class McpUnderTest {
  private readonly clients: McpClient[] = [];

  private constructor(
    readonly server: McpHttpServer,
    readonly url: string,
    readonly config: Config,
    readonly upstream: Upstream,
    readonly metrics: Metrics,
  ) {}

  static async start(options: McpOptions = {}): Promise<McpUnderTest> {
    const config = loadConfig('mcp-server', { ...ENVIRONMENT, ...options.env });
    const logger = options.logger ?? silentLogger;
    const metrics = new Metrics();
    const deps = { clock: systemClock, random: seededRandom(1), logger, metrics };
    const upstream = await assembleUpstream(config, deps);
    const core = {
      config,
      clock: options.clock ?? systemClock,
      logger,
      metrics,
      upstream: () => Promise.resolve(upstream),
      newId: randomUUID,
    };
    const server = new McpHttpServer(core);
    const mcp = new McpUnderTest(server, await server.listen(), config, upstream, metrics);
    if (upstream.simulator) await until(() => upstream.readiness().ready);
    return mcp;
  }

  /** The SDK's own client, connected. */
  async connect(
    transport: TransportName = 'streamable',
    options: { token?: string; capabilities?: object; query?: string } = {},
  ): Promise<McpClient> {
    const headers = { authorization: `Bearer ${options.token ?? TOKENS.trader}` };
    const client = new Client(
      { name: 'spec', version: '1.0.0' },
      {
        capabilities: options.capabilities ?? {},
        ...(transport === 'modern' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {}),
      },
    );
    const requestInit = { headers };
    const { query = '' } = options;
    const channel =
      transport === 'sse'
        ? new SSEClientTransport(new URL(`${this.url}/mcp/sse${query}`), { requestInit })
        : new StreamableHTTPClientTransport(new URL(`${this.url}/mcp${query}`), { requestInit });
    await client.connect(channel);
    this.clients.push(client);
    return client;
  }

  /** A plain request as the trader, unless told otherwise. */
  fetch(path: string, init: RequestInit & { token?: string | null } = {}): Promise<Response> {
    const { token = TOKENS.trader, headers, ...rest } = init;
    return fetch(this.url + path, {
      ...rest,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(headers as object) },
    });
  }

  /** One JSON-RPC message to a path. */
  post(path: string, message: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: typeof message === 'string' ? message : JSON.stringify(message),
    });
  }

  /** Requests that reached the exchange since the last call of this. */
  reachedExchange(): string[] {
    const { control } = this.upstream.simulator as NonNullable<Upstream['simulator']>;
    const reached = control.requests().map(({ method, path }) => `${method} ${path}`);
    control.clearRequests();
    return reached;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.close()));
    await this.server.close();
    await this.upstream.close();
  }
}

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'spec', version: '1' } },
} as const;

/** What a tool answered: its text, parsed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
export function answerOf(result: object): any {
  const { content } = result as { content: { type: string; text: string }[] };
  return JSON.parse(content[0]?.text ?? '');
}
