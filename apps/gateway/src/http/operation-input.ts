import { type ExecutionContext, type PipeTransform, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Operation, fromQuery, invalidInput, parseInput } from '@binance-gateway/domain-types';
import type { CallContext } from '@binance-gateway/platform';

const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT']);

/** From request to DTO: the same two functions as on every other face. */
export class OperationInputPipe<I extends object> implements PipeTransform<FastifyRequest, I> {
  private readonly takesBody: boolean;

  constructor(private readonly operation: Operation<I>) {
    this.takesBody = METHODS_WITH_BODY.has(operation.route.method);
  }

  transform(request: FastifyRequest): I {
    const query = request.query as Record<string, unknown>;
    const params = request.params as Record<string, unknown>;
    if (!this.takesBody) {
      if (request.body !== undefined && request.body !== null) {
        throw invalidInput([{ field: '', message: 'parameters of this method belong in the query string' }]);
      }
      return parseInput(this.operation.input, fromQuery(this.operation.input, { ...query, ...params }));
    }
    const inQuery = Object.keys(query);
    if (inQuery.length > 0) {
      throw invalidInput(inQuery.map((field) => ({ field, message: `${field} belongs in the JSON body` })));
    }
    // An absent body is one without members: the answer then names what is missing
    return parseInput(this.operation.input, request.body ?? {});
  }
}

const WholeRequest = createParamDecorator((_: unknown, context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest(),
);

/** The validated input of an operation. */
export const Input = <I extends object>(operation: Operation<I>): ParameterDecorator =>
  WholeRequest(new OperationInputPipe(operation));

/** Who asks. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallContext => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { requestId: request.id, principal: request.principal?.name ?? '' };
});
