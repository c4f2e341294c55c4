import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@binance-gateway/domain-types';
import { toAppError } from '@binance-gateway/platform';
import { ResourceUpdates } from '../resources/resource-updates.js';
import { type ServerExtension, createServerFactory } from '../server/create-server.js';
import type { McpCore } from '../server/mcp-core.js';
import { ToolCalls } from '../tools/call-tool.js';
import { Access, METADATA_PATH, baseUrlOf, challenge, protectedResource } from './access.js';
import { type Exchange, send, sendJson, sendProblem } from './reply.js';
import { MESSAGE_PATH, SSE_PATH, SseEndpoint } from './sse-endpoint.js';
import { toolsetsOf } from './toolsets.js';
import { STREAMABLE_PATH, StreamableEndpoint } from './streamable-endpoint.js';

/**
 * For a whole request to arrive, and for its head: who sends more slowly holds a connection for nothing. Idle
 * connections stay longer than clients and proxies keep theirs, or a call would now and then meet one being closed.
 */
const TIMEOUTS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 2_000,
};
/** Sockets for each session of both transports, which may have several requests at a time. */
const SOCKETS_A_SESSION = 8;

const METHODS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    [STREAMABLE_PATH]: ['POST', 'GET', 'DELETE'],
    [SSE_PATH]: ['GET'],
    [MESSAGE_PATH]: ['POST'],
    '/health': ['GET', 'HEAD'],
    '/health/ready': ['GET', 'HEAD'],
    '/metrics': ['GET', 'HEAD'],
    [METADATA_PATH]: ['GET', 'HEAD'],
    [`${METADATA_PATH}/mcp`]: ['GET', 'HEAD'],
  }),
);

const CORS_HEADERS =
  'authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id, x-connection-id, x-request-id';
const EXPOSED_HEADERS =
  'mcp-protocol-version, mcp-session-id, retry-after, www-authenticate, x-connection-id, x-request-id';

/** Every HTTP face of the MCP server on one port. */
export class McpHttpServer {
  readonly sse: SseEndpoint;
  readonly streamable: StreamableEndpoint;
  readonly calls: ToolCalls;
  readonly updates: ResourceUpdates;
  readonly access: Access;
  private readonly server: Server;

  constructor(
    private readonly core: McpCore,
    readonly extension?: ServerExtension,
  ) {
    this.calls = new ToolCalls(core);
    this.updates = new ResourceUpdates(core);
    const factory = createServerFactory(core, this);
    this.access = new Access(core.config);
    this.sse = new SseEndpoint(core, factory);
    this.streamable = new StreamableEndpoint(core, factory, this.updates);
    const { tokens } = this.access;
    // whoever came with a token that was withdrawn has to begin anew with another
    tokens.watchWithdrawn(() => {
      for (const endpoint of [this.sse, this.streamable]) {
        endpoint.endOf((principal) => tokens.isWithdrawn(principal));
      }
    });
    this.server = createServer(TIMEOUTS, (request, response) => {
      void this.answer(request, response);
    });
    this.server.maxConnections = 100 + core.config.mcp.maxConnections * 2 * SOCKETS_A_SESSION;
    core.metrics?.onScrape('mcp_sessions', () => {
      core.metrics?.set('mcp_sessions', { transport: 'sse' }, this.sse.size);
      core.metrics?.set('mcp_sessions', { transport: 'streamable' }, this.streamable.size);
    });
  }

  /** @returns the base URL */
  async listen(): Promise<string> {
    const { host, port } = this.core.config.http;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const { address, family, port: taken } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
  }

  /** New connections are refused from now on; what runs goes on. */
  stopListening(): void {
    this.server.close();
  }

  /** Ends the sessions, then what is left of the connections. */
  async close(): Promise<void> {
    this.server.close();
    await Promise.all([this.sse.close(), this.streamable.close()]);
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, logger, metrics, newId } = this.core;
    const exchange: Exchange = { response, requestId: newId(), now: Math.floor(clock.now()) };
    response.setHeader('X-Request-Id', exchange.requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      await this.route(request, exchange);
    } catch (thrown) {
      // a caller that leaves in the middle of its request is nobody's error
      if (response.destroyed) return;
      const error = toAppError(thrown);
      metrics?.count('gateway_errors_total', { face: 'mcp', code: error.code });
      if (error.code === 'INTERNAL') {
        logger.error({ requestId: exchange.requestId, error: error.cause ?? error }, 'request failed');
      }
      if (error.code === 'UNAUTHENTICATED') {
        response.setHeader('WWW-Authenticate', challenge(baseUrlOf(request)));
      }
      // the rest of a body that nobody reads would be taken for the next request
      if (!request.complete) response.setHeader('Connection', 'close');
      sendProblem(exchange, error);
    }
  }

  private async route(request: IncomingMessage, exchange: Exchange): Promise<void> {
    const { response } = exchange;
    this.access.checkNames(request);
    // as it came: resolving it against a base would let "//host" and "http://[" in
    const [path = '', search] = (request.url ?? '').split('?', 2);
    const query = new URLSearchParams(search);
    const methods = METHODS.get(path);
    if (!methods) throw new AppError('NOT_FOUND', `There is nothing at ${path.slice(0, 200)}`);
    if (this.answerCors(request, response, methods)) return;
    const method = request.method ?? '';
    if (!methods.includes(method)) {
      response.setHeader('Allow', methods.join(', '));
      throw new AppError('METHOD_NOT_ALLOWED', `${path} answers ${methods.join(', ')}, not ${method}`);
    }
    if (path.startsWith(METADATA_PATH)) return sendJson(exchange, 200, protectedResource(baseUrlOf(request)));
    if (path === '/health') return sendJson(exchange, 200, { status: 'ok', timestamp: exchange.now });
    if (path === '/health/ready') return this.ready(exchange);
    if (path === '/metrics') return this.metrics(exchange);
    const principal = this.access.authenticate(request);
    if (path === MESSAGE_PATH) return this.sse.receive(request, query, exchange, principal);
    const client = { principal, toolsets: toolsetsOf(query, this.core.config) };
    if (path === SSE_PATH) return this.sse.open(exchange, client);
    return this.streamable.handle(request, exchange, client);
  }

  /** @returns true when this was a preflight, which is answered then */
  private answerCors(
    request: IncomingMessage,
    response: ServerResponse,
    methods: readonly string[],
  ): boolean {
    const { origin } = request.headers;
    if (this.access.isCors(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Vary', 'Origin');
      response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    }
    if (request.method !== 'OPTIONS' || !this.access.isCors(origin)) return false;
    response.setHeader('Access-Control-Allow-Methods', methods.join(', '));
    response.setHeader('Access-Control-Allow-Headers', CORS_HEADERS);
    response.setHeader('Access-Control-Max-Age', '600');
    response.writeHead(204).end();
    return true;
  }

  private async ready(exchange: Exchange): Promise<void> {
    const { ready, reasons } = (await this.core.upstream()).readiness();
    if (!ready) throw new AppError('NOT_READY', reasons.join('; '), { extra: { reasons } });
    sendJson(exchange, 200, { status: 'ready', timestamp: exchange.now });
  }

  private async metrics({ response }: Exchange): Promise<void> {
    const { metrics } = this.core;
    if (!metrics) throw new AppError('NOT_FOUND', 'There are no metrics');
    send(response, 200, metrics.contentType, await metrics.text());
  }
}
