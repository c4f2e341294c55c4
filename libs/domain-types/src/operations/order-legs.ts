import {
  PEG_OFFSET_TYPES,
  PEG_PRICE_TYPES,
  type OrderType,
  type PegOffsetType,
  type PegPriceType,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../enums.js';
import { ClientOrderIdField, DecimalField, EnumField, IntegerField } from './field.js';
import { type TypedOrder, orderTypeRule } from './order-rules.js';
import type { Rule } from './rule.js';

/** What a leg of an order list has under its prefix: `price` of the leg `above` is `abovePrice`. */
export interface LegFields {
  clientOrderId?: string;
  price?: string;
  stopPrice?: string;
  trailingDelta?: number;
  icebergQty?: string;
  timeInForce?: TimeInForce;
  strategyId?: number;
  strategyType?: number;
  pegPriceType?: PegPriceType;
  pegOffsetType?: PegOffsetType;
  pegOffsetValue?: number;
}

type LegField = keyof LegFields;
type Prefixed<P extends string, F extends string> = `${P}${Capitalize<F>}`;
export type Leg<P extends string, F extends LegField> = { [K in F as Prefixed<P, K>]?: LegFields[K] };

/** Words for a leg, from its prefix: `pendingAbove` → `pending above`. */
const wordsOf = (prefix: string): string => prefix.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const FIELDS: { readonly [F in LegField]-?: (leg: string) => PropertyDecorator } = {
  clientOrderId: (leg) =>
    ClientOrderIdField({
      optional: true,
      example: `my-${leg.replace(' ', '-')}-1`,
      description: `Your id of the ${leg} order; the gateway makes one when left out`,
    }),
  price: (leg) =>
    DecimalField({ optional: true, example: '50000.00', description: `Limit price of the ${leg} order` }),
  stopPrice: (leg) =>
    DecimalField({
      optional: true,
      example: '48000.00',
      description: `Price that triggers the ${leg} order`,
    }),
  trailingDelta: (leg) =>
    IntegerField({
      optional: true,
      min: 1,
      example: 100,
      description: `Trailing distance of the ${leg} order in basis points`,
    }),
  icebergQty: (leg) => DecimalField({ optional: true, description: `Visible part of the ${leg} order` }),
  timeInForce: (leg) =>
    EnumField(TIMES_IN_FORCE, {
      optional: true,
      description: `How long the ${leg} order rests; required for types that carry a limit price, LIMIT_MAKER excepted`,
    }),
  strategyId: (leg) => IntegerField({ optional: true, description: `Your id of the strategy, ${leg} order` }),
  strategyType: (leg) =>
    IntegerField({
      optional: true,
      min: 1_000_000,
      description: `Your type of strategy, ${leg} order, 1000000 or more`,
    }),
  pegPriceType: (leg) =>
    EnumField(PEG_PRICE_TYPES, {
      optional: true,
      description: `Peg the ${leg} order to the best price of the same or the other side`,
    }),
  pegOffsetType: (leg) =>
    EnumField(PEG_OFFSET_TYPES, { optional: true, description: `Unit of the peg offset, ${leg} order` }),
  pegOffsetValue: (leg) =>
    IntegerField({
      optional: true,
      min: 1,
      max: 100,
      description: `Levels away from the pegged price, ${leg} order`,
    }),
};

/** Fields of an order that waits for nothing. */
export const WORKING_LEG = [
  'clientOrderId',
  'price',
  'icebergQty',
  'timeInForce',
  'strategyId',
  'strategyType',
  'pegPriceType',
  'pegOffsetType',
  'pegOffsetValue',
] as const satisfies readonly LegField[];

/** Fields of an order that may wait for a price. */
export const CONTINGENT_LEG = [
  ...WORKING_LEG,
  'stopPrice',
  'trailingDelta',
] as const satisfies readonly LegField[];

const prefixed = (prefix: string, field: string): string =>
  `${prefix}${field[0]?.toUpperCase()}${field.slice(1)}`;

/** A class with the fields of one leg added to those of `base`. */
export function withLeg<B extends object, P extends string, F extends LegField>(
  base: new () => B,
  prefix: P,
  fields: readonly F[],
): new () => B & Leg<P, F> {
  const WithLeg = class extends (base as new () => object) {};
  const leg = wordsOf(prefix);
  for (const field of fields) FIELDS[field](leg)(WithLeg.prototype, prefixed(prefix, field));
  return WithLeg as new () => B & Leg<P, F>;
}

/**
 * What the type of a leg needs and refuses, in the names of the leg.
 * Its quantity is always right: it is a field of its own, or comes from what the working order brings in.
 */
export function legRule<T extends object>(prefix: string): Rule<T> {
  return (input) => {
    const leg = legOf(input, prefix);
    return orderTypeRule({ ...leg, quantity: '1' }, (field) => prefixed(prefix, field));
  };
}

/** The order of a list under the names an order of its own would have. */
export function legOf(input: object, prefix: string): TypedOrder & LegFields {
  const values = input as Record<string, unknown>;
  const leg: Record<string, unknown> = { type: values[prefixed(prefix, 'type')] as OrderType };
  for (const field of Object.keys(FIELDS)) {
    const value = values[prefixed(prefix, field)];
    if (value !== undefined) leg[field] = value;
  }
  return leg as unknown as TypedOrder & LegFields;
}

/** The legs must not share an id: an order is asked for by it. */
export function distinctIds<T extends object>(...keys: readonly (keyof T & string)[]): Rule<T> {
  return (input) => {
    const seen = new Map<unknown, string>();
    for (const key of keys) {
      const id = input[key];
      if (id === undefined) continue;
      const other = seen.get(id);
      if (other !== undefined) return { field: key, message: `${key} must differ from ${other}` };
      seen.set(id, key);
    }
    return undefined;
  };
}
