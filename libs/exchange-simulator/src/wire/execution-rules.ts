// https://developers.binance.com/docs/binance-spot-api-docs/faqs/price_range_execution_rules
import { formatAmount } from '../engine/amount.js';
import type { PriceRange, SymbolSpec } from '../engine/types.js';

const MULTIPLIERS = [
  ['bidLimitMultUp', 'bidUp'],
  ['bidLimitMultDown', 'bidDown'],
  ['askLimitMultUp', 'askUp'],
  ['askLimitMultDown', 'askDown'],
] as const satisfies readonly (readonly [string, keyof PriceRange])[];

/** The execution rules of a symbol: its price range, or none. A multiplier that does not apply is left out. */
export function encodeExecutionRules({ priceRange }: SymbolSpec): Record<string, unknown>[] {
  if (!priceRange) return [];
  const given = MULTIPLIERS.flatMap(([name, member]) => {
    const multiplier = priceRange[member];
    return multiplier === undefined ? [] : [[name, fourDecimals(multiplier)]];
  });
  return [{ ruleType: 'PRICE_RANGE', ...Object.fromEntries(given) }];
}

/** Trailing zeros are cut down to the four decimals of the documentation's example. */
function fourDecimals(amount: bigint): string {
  return formatAmount(amount).replace(/0{1,4}$/, '');
}
