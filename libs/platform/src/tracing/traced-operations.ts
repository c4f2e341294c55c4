import type { Operation } from '@binance-gateway/domain-types';
import type { CallContext, Operations } from '../upstream/upstream.js';
import type { Tracing } from './tracing.js';

/** The same operations, each in a span of its own. */
export function tracedOperations(
  operations: Operations,
  tracing: Pick<Tracing, 'within'> | undefined,
): Operations {
  if (!tracing) return operations;
  return {
    admit: (operation) => operations.admit(operation),
    run: <I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown> =>
      tracing.within(context.requestId, operation.name, { principal: context.principal }, () =>
        operations.run(operation, input, context),
      ),
  };
}
