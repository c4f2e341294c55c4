import { HttpCode, RequestMapping, RequestMethod, SetMetadata, applyDecorators } from '@nestjs/common';
import type { HttpMethod, Operation } from '@binance-gateway/domain-types';

export const OPERATION = 'gateway:operation';

const METHODS: Readonly<Record<HttpMethod, RequestMethod>> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE,
};

/**
 * Makes a controller method the REST face of an operation: HTTP method, path, scope, what it needs of the
 * account, and its OpenAPI entry all come from the operation. Every success is a 200, as at Binance.
 */
export function OperationRoute<I extends object>(operation: Operation<I>): MethodDecorator {
  return applyDecorators(
    RequestMapping({
      method: METHODS[operation.route.method],
      path: operation.route.path.replace(/\{(\w+)\}/g, ':$1'),
    }),
    HttpCode(200),
    SetMetadata(OPERATION, operation),
  );
}
