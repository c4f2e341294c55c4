import {
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { AppError, type Clock, type Logger, type Millis } from '@binance-gateway/domain-types';
import type { SpanAttributes, SpanEnd, Tracing } from './tracing.js';

export interface OtlpOptions {
  /** `http://collector:4318`; `/v1/traces` is appended, as OpenTelemetry defines it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Spans by OTLP over HTTP. A collector that does not answer costs spans, never requests. */
export class OtlpTracing implements Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer;
  /** The span that a request is in right now. */
  private readonly current = new Map<string, Span>();

  constructor(private readonly options: OtlpOptions) {
    const { endpoint, headers, serviceName, environment } = options;
    const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } });
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': serviceName,
        'deployment.environment.name': environment,
      }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.tracer = this.provider.getTracer('binance-gateway');
  }

  enter(requestId: string, name: string, traceparent?: string): (name: string, end: SpanEnd) => void {
    const remote = remoteParent(traceparent);
    const parent = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
    const span = this.tracer.startSpan(
      name,
      { kind: SpanKind.SERVER, attributes: { 'request.id': requestId } },
      parent,
    );
    this.current.set(requestId, span);
    return (finalName, end) => {
      this.current.delete(requestId);
      span.updateName(finalName);
      finish(span, end);
    };
  }

  async within<T>(
    requestId: string,
    name: string,
    attributes: SpanAttributes,
    work: () => Promise<T>,
  ): Promise<T> {
    const outer = this.current.get(requestId);
    const span = this.tracer.startSpan(
      name,
      { kind: SpanKind.INTERNAL, attributes: { 'request.id': requestId, ...attributes } },
      below(outer),
    );
    this.current.set(requestId, span);
    try {
      const answer = await work();
      finish(span, {});
      return answer;
    } catch (error) {
      finish(span, { error: AppError.is(error) ? error.code : 'INTERNAL' });
      throw error;
    } finally {
      if (outer) this.current.set(requestId, outer);
      else this.current.delete(requestId);
    }
  }

  called(requestId: string | undefined, name: string, durationMs: Millis, end: SpanEnd): void {
    const now = this.options.clock.now();
    const span = this.tracer.startSpan(
      name,
      {
        kind: SpanKind.CLIENT,
        startTime: now - durationMs,
        attributes: requestId === undefined ? {} : { 'request.id': requestId },
      },
      below(requestId === undefined ? undefined : this.current.get(requestId)),
    );
    finish(span, end, now);
  }

  async close(): Promise<void> {
    try {
      await this.provider.shutdown();
    } catch (error) {
      this.options.logger.warn({ error }, 'the last traces could not be sent');
    }
  }
}

function below(parent: Span | undefined) {
  return parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

function finish(span: Span, { attributes, error }: SpanEnd, at?: Millis): void {
  if (attributes) span.setAttributes(attributes);
  if (error !== undefined) {
    span.setAttribute('error.type', error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  }
  span.end(at);
}

function remoteParent(traceparent: string | undefined): SpanContext | undefined {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (!match || /^0+$/.test(match[1] as string) || /^0+$/.test(match[2] as string)) return undefined;
  const traceFlags = Number.parseInt(match[3] as string, 16) & TraceFlags.SAMPLED;
  return { traceId: match[1] as string, spanId: match[2] as string, traceFlags, isRemote: true };
}
