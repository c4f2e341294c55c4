import { type Millis, type Operation, invalidInput } from '@binance-gateway/domain-types';
import { fingerprintOf } from './journal/fingerprint.js';
import type { IntendedInput, OrderIntent } from './order-journal.js';
import { type Proposal, legsOf, proposalOf } from './proposal.js';

/** A request that places orders, complete with every id, and what is recorded of it. */
export interface Submission {
  readonly operation: Operation;
  readonly input: IntendedInput;
  readonly intent: OrderIntent;
  readonly proposal: Proposal;
}

export interface Asker {
  readonly principal: string;
  /** Time of the exchange. */
  readonly at: Millis;
  readonly newId: () => string;
}

/**
 * The key of an intent is the first id that the caller gave, of the list or of one of its orders: whoever repeats a
 * request repeats its ids. Ids that are missing are made here, so that every part can be asked for.
 * @throws AppError INVALID_INPUT when two parts would bear the same id
 */
export function submissionOf<I extends object>(
  operation: Operation<I>,
  given: I,
  { principal, at, newId }: Asker,
): Submission {
  const names: readonly string[] = operation.upstream?.newIds ?? [];
  const values = given as Readonly<Record<string, string | undefined>>;
  const keyField = names.find((name) => values[name] !== undefined) ?? (names[0] as string);
  const ids = Object.fromEntries(names.map((name) => [name, values[name] ?? newId()]));
  requireDistinct(ids);
  const input = { ...given, ...ids } as unknown as IntendedInput;
  const proposal = proposalOf(operation.name, input);
  const orders = legsOf(proposal).length;
  const isSimple = operation.name === 'place_order';
  return {
    operation: operation as unknown as Operation,
    input,
    proposal,
    intent: {
      clientOrderId: ids[keyField] as string,
      ...(isSimple ? {} : { operation: operation.name }),
      order: input,
      principal,
      fingerprint: fingerprintOf(given, keyField, isSimple ? undefined : operation.name),
      ...(orders === 1 ? {} : { orders }),
      at,
    },
  };
}

/** The id of a list may be that of one of its orders at the exchange; here each names one thing. */
function requireDistinct(ids: Readonly<Record<string, string>>): void {
  const seen = new Map<string, string>();
  for (const [field, id] of Object.entries(ids)) {
    const other = seen.get(id);
    if (other !== undefined) throw invalidInput([{ field, message: `${field} must differ from ${other}` }]);
    seen.set(id, field);
  }
}
