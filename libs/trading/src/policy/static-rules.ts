import { Decimal, type Policy } from '@binance-gateway/domain-types';
import type { Breach } from './breach.js';
import { type Leg, type Proposal, legsOf } from '../proposal.js';

/** The rules that need nothing but the order itself. */
export function checkStatic(policy: Policy, proposal: Proposal): Breach | undefined {
  const { symbols, sides, orderTypes } = policy;
  const { symbol } = proposal;
  if (symbols && !symbols.includes(symbol)) {
    return {
      rule: 'symbols',
      field: 'symbol',
      limit: symbols,
      given: symbol,
      passes: anyOf('symbol', symbols),
    };
  }
  for (const { side, type } of legsOf(proposal)) {
    if (sides && !sides.includes(side)) {
      return { rule: 'sides', field: 'side', limit: sides, given: side, passes: anyOf('side', sides) };
    }
    if (orderTypes && !orderTypes.includes(type)) {
      const passes = anyOf('type', orderTypes);
      return { rule: 'orderTypes', field: 'type', limit: orderTypes, given: type, passes };
    }
  }
  return undefined;
}

/**
 * Prices are held to the mid, as that of an order that rests or trades now; the limit price of an order that waits for
 * its stopPrice is held to that one, because that is where the market will be.
 */
export function checkBand(policy: Policy, proposal: Proposal, mid: Decimal): Breach | undefined {
  if (policy.priceBand === undefined) return undefined;
  const band = Decimal.of(policy.priceBand);
  for (const { price, stopPrice } of legsOf(proposal)) {
    if (price === undefined) continue;
    const centre = stopPrice === undefined ? mid : Decimal.of(stopPrice);
    const low = centre.times(Decimal.ONE.minus(band));
    const high = centre.times(Decimal.ONE.plus(band));
    const given = Decimal.of(price);
    if (!given.lessThan(low) && !given.greaterThan(high)) continue;
    const around = stopPrice === undefined ? 'mid' : 'stopPrice';
    return {
      rule: 'priceBand',
      field: 'price',
      limit: policy.priceBand,
      given: price,
      passes: `a price from ${Decimal.max(low, Decimal.ZERO)} to ${high} passes, ${band.times(Decimal.of('100'))} % around the ${around} ${centre}`,
    };
  }
  return undefined;
}

/** Whether the notional of an order cannot be told without the market. */
export function needsQuote({ price, quoteOrderQty, stopPrice }: Leg): boolean {
  return quoteOrderQty === undefined && price === undefined && stopPrice === undefined;
}

/** What it is worth at most, in the quote asset. A MARKET order is valued at the best price of the other side. */
export function notionalOf({ groups }: Proposal, quote: Quote | undefined): Decimal {
  return Decimal.sum(
    groups.map((legs) => legs.map((leg) => legNotional(leg, quote)).reduce((a, b) => Decimal.max(a, b))),
  );
}

/** Best prices of a symbol. */
export interface Quote {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

export function midOf({ bid, ask }: Quote): Decimal {
  return bid.plus(ask).times(Decimal.of('0.5'));
}

function legNotional(leg: Leg, quote: Quote | undefined): Decimal {
  if (leg.quoteOrderQty !== undefined) return Decimal.of(leg.quoteOrderQty);
  if (leg.quantity === undefined) return Decimal.ZERO;
  const given = leg.price ?? leg.stopPrice;
  const price = given === undefined ? (leg.side === 'BUY' ? quote?.ask : quote?.bid) : Decimal.of(given);
  return Decimal.of(leg.quantity).times(price ?? Decimal.ZERO);
}

function anyOf(what: string, values: readonly string[]): string {
  const shown = values.slice(0, 20).join(', ');
  return `${what} may be ${shown}${values.length > 20 ? ` and ${values.length - 20} more` : ''}`;
}
