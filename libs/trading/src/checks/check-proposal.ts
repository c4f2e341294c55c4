import { AppError, type WireSymbol } from '@binance-gateway/domain-types';
import { type Leg, type Proposal, legsOf } from '../proposal.js';
import { abilityErrors, requestErrors } from './abilities.js';
import { filterFailure } from './filter-breach.js';
import { staticBreaches } from './static-filters.js';

/**
 * Checks every order of a request against the rules of its symbol before it costs anything. Rules that need the market,
 * the account or the open orders are left to the exchange; `POST /api/v1/order/preview` tells of them.
 * @throws AppError SYMBOL_NOT_TRADING, ORDER_REJECTED, or FILTER_FAILURE with extra {filter, rule, limit, given, nearest}
 */
export function checkProposal(proposal: Proposal, rules: WireSymbol): void {
  for (const error of proposalErrors(proposal, rules)) throw error;
}

/** Everything that {@link checkProposal} would throw, one after the other; a caller who stops early pays for no more. */
export function* proposalErrors(proposal: Proposal, rules: WireSymbol): Generator<AppError> {
  yield* requestErrors(proposal, rules);
  for (const leg of legsOf(proposal)) {
    // A filter names the nearest legal value, which is more than a number of decimals
    const outOfStep = new Set<string>();
    for (const breach of staticBreaches(leg, rules)) {
      outOfStep.add(breach.field);
      yield renamed(filterFailure(breach), leg);
    }
    for (const error of abilityErrors(leg, rules, outOfStep)) yield renamed(error, leg);
  }
}

/** A field of a leg under the name the caller wrote. */
function renamed(error: AppError, { fieldOf }: Leg): AppError {
  if (!fieldOf || !error.fields) return error;
  const { code, extra } = error;
  const named = (text: string, field: string): string =>
    text.replaceAll(new RegExp(`\\b${field}\\b`, 'g'), fieldOf(field));
  const fields = error.fields.map(({ field, message }) => ({
    field: fieldOf(field),
    message: named(message, field),
  }));
  const message = error.fields.reduce((text, { field }) => named(text, field), error.message);
  return new AppError(code, message, { fields, ...(extra ? { extra } : {}), cause: error });
}
