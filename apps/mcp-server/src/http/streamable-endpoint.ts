import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AuthInfo,
  type JSONRPCMessage,
  type McpHttpHandler,
  ProtocolErrorCode,
  type ServerNotifier,
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
} from '@modelcontextprotocol/server';
import {
  type NodeMcpRequestHandler,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { AppError } from '@binance-gateway/domain-types';
import type { ResourceUpdates } from '../resources/resource-updates.js';
import { SharedWatches, listenedUris } from '../resources/watches.js';
import type { ClientChoice, ServerFactory } from '../server/create-server.js';
import type { McpCore } from '../server/mcp-core.js';
import { type Refusal, readMessage } from '../server/read-message.js';
import { readBody } from './read-body.js';
import { type Exchange, sendRefusal } from './reply.js';
import type { Principal } from '@binance-gateway/platform';
import { SessionTable } from './session-table.js';

type Authenticated = IncomingMessage & { auth?: AuthInfo };

export const STREAMABLE_PATH = '/mcp';

/**
 * Streamable HTTP in both eras on one path: 2026-07-28 without sessions, the revisions before it with them. The SDK's
 * stateless mode for old clients would take elicitation and server messages from them, so they get real sessions.
 */
export class StreamableEndpoint {
  private readonly sessions: SessionTable<StreamableSession>;
  private readonly modern: McpHttpHandler;
  private readonly watches: SharedWatches;
  private readonly serveModern: NodeMcpRequestHandler;

  constructor(
    private readonly core: McpCore,
    private readonly factory: ServerFactory,
    updates: ResourceUpdates,
  ) {
    const { maxConnections, idleMs, heartbeatMs } = core.config.mcp;
    const onerror = (error: Error): void => core.logger.debug({ error }, 'protocol error');
    this.sessions = new SessionTable({ clock: core.clock, max: maxConnections, idleMs });
    this.modern = createMcpHandler(({ authInfo }) => factory(clientOf(authInfo), 'modern'), {
      legacy: 'reject',
      keepAliveMs: heartbeatMs,
      maxSubscriptions: maxConnections,
      onerror,
    });
    this.serveModern = toNodeHandler(this.modern, { onerror });
    this.watches = new SharedWatches(updates, (uri) => this.modern.notify.resourceUpdated(uri));
  }

  get size(): number {
    return this.sessions.size;
  }

  /** Ends the sessions of these callers. */
  endOf(isGone: (principal: Principal) => boolean): void {
    this.sessions.endOf(isGone);
  }

  /** Tells the listeners of the stateless revision. */
  get notify(): ServerNotifier {
    return this.modern.notify;
  }

  async handle(request: Authenticated, exchange: Exchange, client: ClientChoice): Promise<void> {
    const { response } = exchange;
    let body: JSONRPCMessage | undefined;
    if (request.method === 'POST') {
      const { message, refusal } = readMessage(await readBody(request, this.core.config.http.bodyLimit));
      if (refusal) return sendRefusal(exchange, 400, refusal);
      body = message;
    }
    request.auth = authInfoOf(client);
    if (request.method === 'POST' && !(await isLegacyRequest(await toWebRequest(request, body), body))) {
      const uris = listenedUris(body);
      if (uris.length > 0) response.once('close', this.watches.watch(uris));
      return this.serveModern(request, response, body);
    }
    return this.handleLegacy(request, exchange, client, body);
  }

  async close(): Promise<void> {
    await Promise.all([this.sessions.close(), this.modern.close()]);
  }

  private async handleLegacy(
    request: Authenticated,
    exchange: Exchange,
    client: ClientChoice,
    body: unknown,
  ): Promise<void> {
    const id = request.headers['mcp-session-id'];
    if (typeof id === 'string') {
      return this.sessions.use(id, client.principal).handle(request, exchange.response, body);
    }
    if (request.method !== 'POST') {
      exchange.response.setHeader('Allow', 'POST');
      throw new AppError(
        'METHOD_NOT_ALLOWED',
        `${request.method} needs the header Mcp-Session-Id of a session`,
      );
    }
    if (!isInitializeRequest(body)) {
      return sendRefusal(exchange, 400, withoutSession(body));
    }
    const placed = this.sessions.reserve();
    try {
      const transport = await this.openSession(client);
      await transport.handleRequest(request, exchange.response, body);
      // an initialize that was refused leaves no session behind
      if (transport.sessionId === undefined) await transport.close();
    } finally {
      placed();
    }
  }

  private async openSession(client: ClientChoice): Promise<NodeStreamableHTTPServerTransport> {
    const { newId, config } = this.core;
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: newId,
      keepAliveMs: config.mcp.heartbeatMs,
      onsessioninitialized: (id) => this.sessions.add(id, new StreamableSession(transport), client.principal),
    });
    // before connect, which chains it
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.sessions.remove(transport.sessionId);
    };
    await this.factory(client, 'legacy').connect(transport);
    return transport;
  }
}

/** What is wrong with a message outside of any session. */
function withoutSession(body: unknown): Refusal {
  const { method, id } = body as { readonly method?: unknown; readonly id?: string | number };
  return method === 'initialize'
    ? {
        id: id ?? null,
        code: ProtocolErrorCode.InvalidParams,
        message:
          'Invalid params: initialize needs an id, and params with protocolVersion, capabilities and clientInfo with name and version',
      }
    : {
        id: null,
        code: -32000,
        message: 'Bad Request: Mcp-Session-Id header is required; a session begins with initialize',
      };
}

/** The transport of a session, and how many connections its client has open to it. */
class StreamableSession {
  private connections = 0;

  constructor(private readonly transport: NodeStreamableHTTPServerTransport) {}

  get isConnected(): boolean {
    return this.connections > 0;
  }

  handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    this.connections++;
    response.once('close', () => this.connections--);
    return this.transport.handleRequest(request, response, body);
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}

/** The client travels through the SDK in its own terms; the token stays here. */
function authInfoOf(client: ClientChoice): AuthInfo {
  const { name, scopes } = client.principal;
  return { token: '', clientId: name, scopes: [...scopes], extra: { client } };
}

function clientOf(auth: AuthInfo | undefined): ClientChoice {
  const client = auth?.extra?.['client'] as ClientChoice | undefined;
  if (!client) throw new Error('a request came in without a client');
  return client;
}
