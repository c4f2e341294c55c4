import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@binance-gateway/domain-types';
import type { Core } from '../core/core.module.js';
import type { AllowedMethods } from './allowed-methods.js';
import { fromFramework, problemReply } from './problem-reply.js';

/** Of what is said back. */
const MAX_PATH = 200;

/** Every error of every route ends here and leaves as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly allowed: AllowedMethods,
    private readonly core: Pick<Core, 'clock' | 'logger' | 'metrics'>,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.toAppError(exception, request, reply);
    this.core.metrics.count('gateway_errors_total', { face: 'rest', code: error.code });
    if (error.spec.status >= 500) this.log(error, request);
    const { status, headers, body } = problemReply(error, {
      requestId: request.id,
      now: this.core.clock.now(),
    });
    // a serializer would print the string once more as JSON
    void reply.status(status).headers(headers).serializer(String).send(body);
  }

  private toAppError(exception: unknown, request: FastifyRequest, reply: FastifyReply): AppError {
    if (!(exception instanceof NotFoundException) || !request.is404) return fromFramework(exception);
    const path = request.url.split('?', 1)[0]?.slice(0, MAX_PATH);
    const methods = this.allowed.of(request.url);
    if (methods.length === 0) return new AppError('NOT_FOUND', `There is nothing at ${path}`);
    void reply.header('Allow', methods.join(', '));
    return new AppError('METHOD_NOT_ALLOWED', `${path} answers ${methods.join(', ')}, not ${request.method}`);
  }

  private log(error: AppError, request: FastifyRequest): void {
    const fields = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      principal: request.principal?.name,
      code: error.code,
      error: error.code === 'INTERNAL' ? (error.cause ?? error) : error,
    };
    if (error.code === 'INTERNAL') this.core.logger.error(fields, 'request failed');
    else this.core.logger.warn(fields, error.message);
  }
}
