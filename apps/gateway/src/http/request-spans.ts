import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SpanEnd, Tracing } from '@binance-gateway/platform';

type End = (name: string, end: SpanEnd) => void;

/** A span for each request of the REST faces, named by its route: what callers type must not become a name. */
export class RequestSpans {
  private readonly open = new WeakMap<FastifyRequest, End>();

  constructor(private readonly tracing: Tracing | undefined) {}

  begin(request: FastifyRequest): void {
    if (!this.tracing) return;
    const { traceparent } = request.headers;
    const known = typeof traceparent === 'string' ? traceparent : undefined;
    this.open.set(request, this.tracing.enter(request.id, request.method, known));
  }

  end(request: FastifyRequest, { statusCode }: FastifyReply, route: string): void {
    const { method, principal } = request;
    this.open.get(request)?.(`${method} ${route}`, {
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': statusCode,
        ...(principal ? { principal: principal.name } : {}),
      },
      ...(statusCode >= 500 ? { error: String(statusCode) } : {}),
    });
  }
}
