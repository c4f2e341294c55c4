import { listOf, objectOf, requireDecimals, requireInteger, requireText } from './shape.js';

const RATES = ['maker', 'taker', 'buyer', 'seller'];

export function decodeCommission(wire: unknown): unknown {
  const commission = objectOf(wire, 'account/commission');
  requireText(commission, 'symbol', 'account/commission');
  for (const field of ['standardCommission', 'specialCommission', 'taxCommission']) {
    if (field === 'specialCommission' && commission[field] === undefined) continue;
    const where = `account/commission.${field}`;
    requireDecimals(objectOf(commission[field], where), RATES, where);
  }
  return commission;
}

export function decodeOrderCount(wire: unknown): unknown {
  const count = objectOf(wire, 'rateLimit/order');
  requireText(count, 'interval', 'rateLimit/order');
  for (const field of ['intervalNum', 'limit', 'count']) requireInteger(count, field, 'rateLimit/order');
  return count;
}

export function decodeAccountFilters(wire: unknown): unknown {
  const filters = objectOf(wire, 'myFilters');
  for (const field of ['exchangeFilters', 'symbolFilters', 'assetFilters']) {
    listOf(filters[field], `myFilters.${field}`, objectOf);
  }
  return filters;
}
