import type { SpotClient } from '@binance-gateway/binance-client';
import type { Operation } from '@binance-gateway/domain-types';
import type { Admission } from './admission.js';
import type { CallContext, Operations } from './upstream.js';

export interface OperationParts {
  readonly admission: Admission;
  readonly spot: SpotClient;
}

/** Sends each operation to whoever carries it out. */
export function createOperations({ admission, spot }: OperationParts): Operations {
  return {
    admit: (operation) => admission.check(operation),
    run: <I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown> => {
      admission.check(operation);
      return spot.run(operation, input, context);
    },
  };
}
