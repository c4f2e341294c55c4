import { broken, objectOf, requireDecimals, requireInteger, requireText, allowDecimals } from './shape.js';

export function decodePreventedMatch(wire: unknown): unknown {
  const match = objectOf(wire, 'myPreventedMatches');
  requireText(match, 'symbol', 'myPreventedMatches');
  for (const id of ['preventedMatchId', 'takerOrderId', 'makerOrderId', 'transactTime']) {
    requireInteger(match, id, 'myPreventedMatches');
  }
  requireDecimals(match, ['price'], 'myPreventedMatches');
  allowDecimals(match, ['takerPreventedQuantity', 'makerPreventedQuantity'], 'myPreventedMatches');
  return match;
}

/** Money is worked out from it as from a fill. */
export function decodeAllocation(wire: unknown): unknown {
  const allocation = objectOf(wire, 'myAllocations');
  requireText(allocation, 'symbol', 'myAllocations');
  for (const id of ['allocationId', 'orderId', 'time']) requireInteger(allocation, id, 'myAllocations');
  requireDecimals(allocation, ['price', 'qty', 'quoteQty', 'commission'], 'myAllocations');
  requireText(allocation, 'commissionAsset', 'myAllocations');
  if (typeof allocation['isBuyer'] !== 'boolean') throw broken('myAllocations.isBuyer', 'true or false');
  return allocation;
}

export function decodeOrderAmendment(wire: unknown): unknown {
  const amendment = objectOf(wire, 'order/amendments');
  requireInteger(amendment, 'orderId', 'order/amendments');
  requireInteger(amendment, 'executionId', 'order/amendments');
  requireText(amendment, 'origClientOrderId', 'order/amendments');
  requireText(amendment, 'newClientOrderId', 'order/amendments');
  requireDecimals(amendment, ['origQty', 'newQty'], 'order/amendments');
  return amendment;
}
