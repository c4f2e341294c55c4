import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@binance-gateway/domain-types';
import { nestLogger } from '@binance-gateway/platform';
import './auth/principal.js';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { useDropIn } from './drop-in/drop-in.module.js';
import { unroutable } from './drop-in/rest/rest-face.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { readJson } from './http/json-body.js';
import { answerClientError, fromFramework, problemReply } from './http/problem-reply.js';
import { ProblemFilter } from './http/problem.filter.js';
import { identityHeaders, requestIdOf } from './http/request-identity.js';
import { answerHolders } from './http/revalidated.js';
import { RequestSpans } from './http/request-spans.js';
import { securityHeaders } from './http/security-headers.js';
import { refuseUpgrade } from './streams/refuse-upgrade.js';
import { useStreams } from './streams/streams.module.js';

/** The gateway, ready to listen. main.ts and the in-process specs use it alike. */
export async function createApp(core: Core): Promise<NestFastifyApplication> {
  const adapter = createAdapter(core);
  const allowed = new AllowedMethods();
  allowed.watch(adapter.getInstance());
  answerHolders(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(core), adapter, {
    logger: nestLogger(core.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(allowed, core));
  useStreams(app);
  useDropIn(app, core);
  const { corsOrigins } = core.config.http;
  if (corsOrigins.length > 0) {
    app.enableCors({
      origin: corsOrigins[0] === '*' ? '*' : [...corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
    });
  }
  return app;
}

/**
 * Routes have no Fastify schemas: operations check their own input. Saying so keeps Ajv and its kin out of the process,
 * 10 MiB and 100 ms of start.
 */
const noSchemas = (): never => {
  throw new Error('a route has a Fastify schema; describe its input as an operation');
};

const REQUEST_TIMEOUT_MS = 30_000;
/** For its head. */
const HEAD_TIMEOUT_MS = 10_000;
const CHECK_MS = 2_000;
/** Sockets besides those of stream clients: enough for REST, and a bound for whoever opens them for nothing. */
const REST_SOCKETS = 2_000;

const EXPOSED_HEADERS = [
  'X-Request-Id',
  'X-Timestamp',
  'X-Source',
  'Age',
  'ETag',
  'RateLimit',
  'RateLimit-Policy',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'X-Gateway-Error',
];

function createAdapter({ config, clock, metrics, tracing }: Core): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: config.http.bodyLimit,
    // for a whole request to arrive; who sends more slowly holds a connection for nothing
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: CHECK_MS },
    genReqId: requestIdOf,
    requestIdHeader: false,
    // while closing, requests on open connections are still answered by their routes
    return503OnClosing: false,
    // Nest middleware is used nowhere, so its bridge need not run on each request
    skipMiddie: true,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const context = { requestId: request.id, now: clock.now() };
      const answer = unroutable(request.url) ?? problemReply(fromFramework(error), context);
      void reply.status(answer.status).headers(answer.headers).serializer(String).send(answer.body);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, clock.now()),
  });
  const security = securityHeaders();
  const spans = new RequestSpans(tracing);
  adapter.setOnRequestHook((request, reply, done) => {
    spans.begin(request);
    const { ofPages, ofData } = security;
    const headers = request.url.startsWith('/docs') ? ofPages : ofData;
    void reply.headers(headers).headers(identityHeaders(request.id, clock.now()));
    done();
  });
  adapter.setOnResponseHook((request, reply, done) => {
    const { method } = request;
    // the pattern, not the path: what callers type must not become a label
    const route = request.routeOptions.url ?? 'unmatched';
    spans.end(request, reply, route);
    metrics.count('gateway_http_requests_total', { method, route, status: String(reply.statusCode) });
    metrics.observe('gateway_http_request_duration_seconds', { method, route }, reply.elapsedTime / 1000);
    done();
  });
  const instance = adapter.getInstance();
  instance.server.on('connect', (request, socket) => {
    const context = { requestId: requestIdOf(request), now: clock.now() };
    refuseUpgrade(
      socket,
      new AppError('METHOD_NOT_ALLOWED', 'This is no proxy: CONNECT is not answered'),
      context,
    );
  });
  instance.server.maxConnections = config.streams.maxClients + REST_SOCKETS;
  instance.decorateRequest('principal', undefined);
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, readJson);
  return adapter;
}
