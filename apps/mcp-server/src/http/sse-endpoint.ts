import type { IncomingMessage } from 'node:http';
import { AppError } from '@binance-gateway/domain-types';
import type { Principal } from '@binance-gateway/platform';
import type { ClientChoice, ServerFactory } from '../server/create-server.js';
import type { McpCore } from '../server/mcp-core.js';
import { readMessage } from '../server/read-message.js';
import { readBody } from './read-body.js';
import { type Exchange, send, sendRefusal } from './reply.js';
import { SessionTable } from './session-table.js';
import { SseTransport } from './sse-transport.js';

export const SSE_PATH = '/mcp/sse';
export const MESSAGE_PATH = '/mcp/message';

/** The two routes of HTTP+SSE. */
export class SseEndpoint {
  private readonly sessions: SessionTable<SseTransport>;

  constructor(
    private readonly core: McpCore,
    private readonly factory: ServerFactory,
  ) {
    const { maxConnections, idleMs } = core.config.mcp;
    this.sessions = new SessionTable({ clock: core.clock, max: maxConnections, idleMs });
  }

  get size(): number {
    return this.sessions.size;
  }

  /** Ends the sessions of these callers. */
  endOf(isGone: (principal: Principal) => boolean): void {
    this.sessions.endOf(isGone);
  }

  /** `GET /mcp/sse` */
  async open({ response }: Exchange, { principal, toolsets }: ClientChoice): Promise<void> {
    const placed = this.sessions.reserve();
    const { clock, config, newId } = this.core;
    const sessionId = newId();
    const transport = new SseTransport({
      response,
      sessionId,
      endpoint: MESSAGE_PATH,
      heartbeatMs: config.mcp.heartbeatMs,
      clock,
    });
    // before connect, which chains it: the server then cancels the calls in flight
    transport.onclose = () => this.sessions.remove(sessionId);
    this.sessions.add(sessionId, transport, principal);
    placed();
    await this.factory({ principal, toolsets }, 'legacy').connect(transport);
  }

  /** `POST /mcp/message?sessionId=…`, or the session in X-Connection-ID. */
  async receive(
    request: IncomingMessage,
    query: URLSearchParams,
    exchange: Exchange,
    principal: Principal,
  ): Promise<void> {
    const transport = this.sessions.use(sessionIdOf(request, query), principal);
    const { message, refusal } = readMessage(await readBody(request, this.core.config.http.bodyLimit));
    if (refusal) return sendRefusal(exchange, 400, refusal);
    transport.receive(message);
    send(exchange.response, 202, 'text/plain; charset=utf-8', 'Accepted');
  }

  close(): Promise<void> {
    return this.sessions.close();
  }
}

function sessionIdOf(request: IncomingMessage, query: URLSearchParams): string {
  const id = query.get('sessionId') ?? request.headers['x-connection-id'];
  if (typeof id === 'string' && id !== '') return id;
  throw new AppError('INVALID_INPUT', 'Give the session as ?sessionId= or in the header X-Connection-ID');
}
