import {
  type LegFields,
  type LegacyOcoInput,
  type NewOrderInput,
  type OcoInput,
  type OpoInput,
  type OpocoInput,
  type OtoInput,
  type OtocoInput,
  type Side,
  type SorOrderInput,
  legOf,
} from '@binance-gateway/domain-types';

/** One order of a request, under the names that an order of its own has. */
export interface Leg
  extends Partial<Omit<NewOrderInput, 'side' | 'type'>>, Pick<NewOrderInput, 'side' | 'type'> {
  /** The input field of a member: `abovePrice` of `price`. */
  readonly fieldOf?: (member: string) => string;
  /** It comes to life with the fill of another one, in another market than today's. */
  readonly isPending?: boolean;
  /** What it sells is only known with the fill of the working order. */
  readonly isSizeOpen?: boolean;
}

export type ProposalKind = 'order' | 'sor' | 'oco' | 'oto' | 'opo' | 'replace';

/** The orders that a request would place. */
export interface Proposal {
  readonly symbol: string;
  readonly kind: ProposalKind;
  /** Of the legs of one group at most one is carried out, as of the two of an OCO; groups add up. */
  readonly groups: readonly (readonly Leg[])[];
  /** Open orders that end with the same request. */
  readonly replaces?: number;
}

export function legsOf({ groups }: Proposal): Leg[] {
  return groups.flat();
}

/** Whether it may stay open: not what is done or gone at once. */
export function canRest({ type, timeInForce }: Leg): boolean {
  return type !== 'MARKET' && timeInForce !== 'IOC' && timeInForce !== 'FOK';
}

/** One order alone. */
export function singleOrder(order: NewOrderInput | SorOrderInput, kind: ProposalKind = 'order'): Proposal {
  return { symbol: order.symbol, kind, groups: [[order]], ...(kind === 'replace' ? { replaces: 1 } : {}) };
}

type Build = (input: never) => Proposal;

const BUILD: Readonly<Record<string, Build>> = {
  place_order: (input: NewOrderInput) => singleOrder(input),
  place_sor_order: (input: SorOrderInput) => singleOrder(input, 'sor'),
  replace_order: (input: NewOrderInput) => singleOrder(input, 'replace'),
  place_oco: (input: OcoInput) =>
    list('oco', input, [pair(input, ['above', 'below'], input.side, input.quantity)]),
  place_legacy_oco: (input: LegacyOcoInput) => list('oco', input, [legacyPair(input)]),
  place_oto: (input: OtoInput) => list('oto', input, [working(input), pending(input, input.pendingQuantity)]),
  place_otoco: (input: OtocoInput) =>
    list('oto', input, [working(input), pendingPair(input, input.pendingQuantity)]),
  place_opo: (input: OpoInput) => list('opo', input, [working(input), pending(input)]),
  place_opoco: (input: OpocoInput) => list('opo', input, [working(input), pendingPair(input)]),
};

/** What an operation would place. @param operation its name */
export function proposalOf(operation: string, input: object): Proposal {
  const build = BUILD[operation];
  if (!build) throw new RangeError(`${operation} places no orders`);
  return build(input as never);
}

interface ListHead {
  readonly symbol: string;
  readonly selfTradePreventionMode?: NewOrderInput['selfTradePreventionMode'];
}

function list(
  kind: ProposalKind,
  { symbol, selfTradePreventionMode: mode }: ListHead,
  groups: Leg[][],
): Proposal {
  if (mode === undefined) return { symbol, kind, groups };
  return {
    symbol,
    kind,
    groups: groups.map((legs) => legs.map((leg) => ({ ...leg, selfTradePreventionMode: mode }))),
  };
}

function leg(input: object, prefix: string, side: Side, quantity: string): Leg {
  const { clientOrderId: _id, ...fields } = legOf(input, prefix) as LegFields & Pick<Leg, 'type'>;
  const fieldOf = (member: string): string => {
    // the two orders of an OCO share side and quantity, and have no prefix there
    const own = `${prefix}${member[0]?.toUpperCase()}${member.slice(1)}`;
    if (own in input || (member !== 'quantity' && member !== 'side')) return own;
    return prefix.startsWith('pending') ? `pending${own.slice(-member.length)}` : member;
  };
  return { ...fields, side, quantity, fieldOf };
}

function pair(input: object, prefixes: readonly string[], side: Side, quantity: string): Leg[] {
  return prefixes.map((prefix) => leg(input, prefix, side, quantity));
}

function working(input: OtoInput | OpoInput | OtocoInput | OpocoInput): Leg[] {
  return [leg(input, 'working', input.workingSide, input.workingQuantity)];
}

function pending(input: OtoInput | OpoInput, quantity?: string): Leg[] {
  const one = leg(input, 'pending', input.pendingSide, quantity ?? input.workingQuantity);
  return [{ ...one, isPending: true, ...(quantity === undefined ? { isSizeOpen: true } : {}) }];
}

function pendingPair(input: OtocoInput | OpocoInput, quantity?: string): Leg[] {
  const size = quantity ?? input.workingQuantity;
  const legs = pair(input, ['pendingAbove', 'pendingBelow'], input.pendingSide, size);
  return legs.map((one) => ({
    ...one,
    isPending: true,
    ...(quantity === undefined ? { isSizeOpen: true } : {}),
  }));
}

/** Limit and stop order under the names of before 2024. */
function legacyPair(input: LegacyOcoInput): Leg[] {
  const { side, quantity, price, stopPrice, stopLimitPrice, trailingDelta } = input;
  const limit: Leg = {
    side,
    type: 'LIMIT_MAKER',
    quantity,
    price,
    ...(input.limitIcebergQty === undefined ? {} : { icebergQty: input.limitIcebergQty }),
    fieldOf: (member) => (member === 'icebergQty' ? 'limitIcebergQty' : member),
  };
  const stop: Leg = {
    side,
    type: stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
    quantity,
    stopPrice,
    ...(stopLimitPrice === undefined ? {} : { price: stopLimitPrice }),
    ...(input.stopLimitTimeInForce === undefined ? {} : { timeInForce: input.stopLimitTimeInForce }),
    ...(input.stopIcebergQty === undefined ? {} : { icebergQty: input.stopIcebergQty }),
    ...(trailingDelta === undefined ? {} : { trailingDelta }),
    fieldOf: (member) =>
      member === 'price' ? 'stopLimitPrice' : member === 'icebergQty' ? 'stopIcebergQty' : member,
  };
  return [limit, stop];
}
