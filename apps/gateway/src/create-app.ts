import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { nestLogger } from '@binance-gateway/platform';
import './auth/principal.js';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { readJson } from './http/json-body.js';
import { answerClientError, fromFramework, problemReply } from './http/problem-reply.js';
import { ProblemFilter } from './http/problem.filter.js';
import { identityHeaders, requestIdOf } from './http/request-identity.js';

/** The gateway, ready to listen. main.ts and the in-process specs use it alike. */
export async function createApp(core: Core): Promise<NestFastifyApplication> {
  const adapter = createAdapter(core);
  const allowed = new AllowedMethods();
  allowed.watch(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(core), adapter, {
    logger: nestLogger(core.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(allowed, core.clock, core.logger));
  return app;
}

function createAdapter({ config, clock }: Core): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: config.http.bodyLimit,
    genReqId: requestIdOf,
    requestIdHeader: false,
    // Nest middleware is used nowhere, so its bridge need not run on each request
    skipMiddie: true,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemReply(fromFramework(error), { requestId: request.id, now: clock.now() });
      void reply.status(problem.status).headers(problem.headers).serializer(String).send(problem.body);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, clock.now()),
  });
  adapter.setOnRequestHook((request, reply, done) => {
    void reply.headers(identityHeaders(request.id, clock.now()));
    done();
  });
  const instance = adapter.getInstance();
  instance.decorateRequest('principal', undefined);
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, readJson);
  return adapter;
}
