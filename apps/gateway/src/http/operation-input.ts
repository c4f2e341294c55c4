import { type ExecutionContext, type PipeTransform, createParamDecorator } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Operation, fromQuery, invalidInput, parseInput } from '@binance-gateway/domain-types';
import type { CallContext } from '@binance-gateway/platform';
import { sharedJson } from './shared-json.js';

const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT']);
/** Inputs of an operation that are remembered, and the longest URL that is. */
const MAX_REMEMBERED = 512;
const MAX_URL = 256;
/** As Fastify says it. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** From request to DTO: the same two functions as on every other face. */
export class OperationInputPipe<I extends object> implements PipeTransform<FastifyRequest, I> {
  private readonly takesBody: boolean;
  /** Good inputs by URL. The same text gives the same input, and checking it costs more than a read from memory. */
  private readonly remembered = new Map<string, I>();

  constructor(private readonly operation: Operation<I>) {
    this.takesBody = METHODS_WITH_BODY.has(operation.route.method);
  }

  transform(request: FastifyRequest): I {
    const { url, body } = request;
    const hasBody = body !== undefined && body !== null;
    if (this.takesBody || hasBody || this.operation.effect !== 'read') return this.read(request);
    let input = this.remembered.get(url);
    if (input === undefined) {
      input = freeze(this.read(request));
      if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
      if (url.length <= MAX_URL) this.remembered.set(url, input);
    }
    return input;
  }

  private read(request: FastifyRequest): I {
    const query = request.query as Record<string, unknown>;
    const params = request.params as Record<string, unknown>;
    if (!this.takesBody) {
      if (request.body !== undefined && request.body !== null) {
        throw invalidInput([{ field: '', message: 'parameters of this method belong in the query string' }]);
      }
      const twice = Object.keys(params).filter((field) => Object.hasOwn(query, field));
      if (twice.length > 0) {
        throw invalidInput(twice.map((field) => ({ field, message: `${field} belongs in the path` })));
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

/** Many requests share it. */
function freeze<T extends object>(input: T): T {
  for (const value of Object.values(input) as unknown[]) {
    if (typeof value === 'object' && value !== null) Object.freeze(value);
  }
  return Object.freeze(input);
}

const WholeRequest = createParamDecorator((_: unknown, context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest(),
);

/** The validated input of an operation. */
export const Input = <I extends object>(operation: Operation<I>): ParameterDecorator =>
  WholeRequest(new OperationInputPipe(operation));

/** Who asks. The answer of a read says in its headers where it comes from, and how many seconds old it may be. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallContext => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const reply = http.getResponse<FastifyReply>();
  return {
    requestId: request.id,
    principal: request.principal?.name ?? '',
    onSource: ({ source, ageMs }) => {
      void reply.header('x-source', source).header('age', String(Math.floor(ageMs / 1000)));
      if (source === 'stream') void reply.serializer(sharedJson).header('content-type', JSON_TYPE);
    },
  };
});
