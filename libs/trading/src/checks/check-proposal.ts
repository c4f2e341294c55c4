import { AppError, type WireSymbol } from '@binance-gateway/domain-types';
import { type Leg, type Proposal, legsOf } from '../proposal.js';
import { checkAbilities, checkRequest } from './abilities.js';
import { filterFailure } from './filter-breach.js';
import { staticBreach } from './static-filters.js';

/**
 * Checks every order of a request against the rules of its symbol before it costs anything. Rules that need the market,
 * the account or the open orders are left to the exchange; `POST /api/v1/order/preview` tells of them.
 * @throws AppError SYMBOL_NOT_TRADING, ORDER_REJECTED, or FILTER_FAILURE with extra {filter, rule, limit, given, nearest}
 */
export function checkProposal(proposal: Proposal, rules: WireSymbol): void {
  checkRequest(proposal, rules);
  for (const leg of legsOf(proposal)) {
    try {
      // A filter names the nearest legal value, which is more than a number of decimals
      const breach = staticBreach(leg, rules);
      if (breach) throw filterFailure(breach);
      checkAbilities(leg, rules);
    } catch (error) {
      throw renamed(error, leg);
    }
  }
}

/** A field of a leg under the name the caller wrote. */
function renamed(error: unknown, { fieldOf }: Leg): unknown {
  if (!fieldOf || !AppError.is(error) || !error.fields) return error;
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
