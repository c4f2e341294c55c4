import { formatAmount } from '../../engine/amount.js';
import type { ReferenceCalculation } from '../../market/reference-prices.js';
import { REFUSE } from '../../wire/api-error.js';
import { type AnyEndpoint, endpoint } from '../endpoint.js';
import { requiredSymbol, symbolInStatus } from '../symbols.js';

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#query-reference-price */
export const REFERENCE_PRICE: readonly AnyEndpoint[] = [
  endpoint({
    rest: { method: 'GET', path: '/api/v3/referencePrice' },
    ws: 'referencePrice',
    security: 'NONE',
    weight: 2,
    read: requiredSymbol,
    run: (symbol, { exchange }) => {
      const reference = exchange.market.referencePrice(symbol);
      if (!reference) throw REFUSE.noReferencePrice();
      const { price, time } = reference;
      return { symbol, referencePrice: price === null ? null : formatAmount(price), timestamp: time };
    },
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/referencePrice/calculation' },
    ws: 'referencePrice.calculation',
    security: 'NONE',
    weight: 2,
    read: symbolInStatus,
    run: (symbol, { exchange }) => {
      const calculation = exchange.market.referenceCalculation(symbol);
      if (!calculation) throw REFUSE.noReferencePrice();
      return { symbol, ...encodeCalculation(calculation) };
    },
  }),
];

function encodeCalculation(calculation: ReferenceCalculation): Record<string, unknown> {
  if (calculation.kind === 'external') {
    return { calculationType: 'EXTERNAL', externalCalculationId: calculation.id };
  }
  const { bucketCount, bucketWidthMs } = calculation;
  return { calculationType: 'ARITHMETIC_MEAN', bucketCount, bucketWidthMs };
}
