import { Decimal } from '../decimal.js';
import { LOSS_STOPPING_TYPES, PROFIT_TAKING_TYPES, type Side } from '../enums.js';
import type { FieldError } from '../errors.js';
import { legOf } from './order-legs.js';
import type { Rule } from './rule.js';

const PROFIT: readonly string[] = PROFIT_TAKING_TYPES;
const STOP: readonly string[] = LOSS_STOPPING_TYPES;

/**
 * One leg takes the profit and the other stops the loss; which of them is above the market follows from the side
 * (-1165 to -1168 and -1196 to -1199 in errors.md). Their prices must lie the same way around.
 */
export function ocoRule<T extends object>(
  above: string,
  below: string,
  sideField: keyof T & string,
): Rule<T> {
  return (input) => {
    const side = input[sideField] as Side;
    const [profit, stop] = side === 'SELL' ? [above, below] : [below, above];
    const types = { [above]: legOf(input, above), [below]: legOf(input, below) };
    const profitLeg = types[profit] as ReturnType<typeof legOf>;
    const stopLeg = types[stop] as ReturnType<typeof legOf>;
    for (const [leg, { type }, allowed] of [
      [profit, profitLeg, PROFIT],
      [stop, stopLeg, STOP],
    ] as const) {
      if (allowed.includes(type)) continue;
      const where = leg === above ? 'above' : 'below';
      const message = `${leg}Type must be ${allowed.join(' or ')} when ${sideField} is ${side}: of a ${side} pair, the order ${where} the market ${allowed === PROFIT ? 'takes the profit' : 'stops the loss'}`;
      return { field: `${leg}Type`, message };
    }
    const isByPrice = profitLeg.type !== 'TAKE_PROFIT';
    const profitPrice = isByPrice ? profitLeg.price : profitLeg.stopPrice;
    if (profitPrice === undefined || stopLeg.stopPrice === undefined) return undefined;
    const profitField = `${profit}${isByPrice ? 'Price' : 'StopPrice'}`;
    return pricesAround(side, [profitField, profitPrice], [`${stop}StopPrice`, stopLeg.stopPrice]);
  };
}

function pricesAround(
  side: Side,
  [profitField, profit]: readonly [string, string],
  [stopField, stop]: readonly [string, string],
): FieldError | undefined {
  const difference = Decimal.of(profit).compare(Decimal.of(stop));
  if (side === 'SELL' ? difference > 0 : difference < 0) return undefined;
  const relation = side === 'SELL' ? 'above' : 'below';
  return {
    field: stopField,
    message: `${profitField} must be ${relation} ${stopField} in a ${side} pair: the market lies between them`,
  };
}

/** -1222 and -1223: what the working order buys is what the pending ones sell. */
export function opoRule(input: { workingSide: Side; pendingSide: Side }): FieldError | undefined {
  if (input.workingSide !== 'BUY') {
    return {
      field: 'workingSide',
      message: 'workingSide must be BUY: the pending side sells what it brings in',
    };
  }
  return input.pendingSide === 'SELL'
    ? undefined
    : {
        field: 'pendingSide',
        message: 'pendingSide must be SELL: it sells what the working order brings in',
      };
}

interface LegacyOco {
  readonly side: Side;
  readonly price: string;
  readonly stopPrice: string;
  readonly stopLimitPrice?: string;
  readonly stopLimitTimeInForce?: string;
  readonly stopIcebergQty?: string;
}

export function legacyOcoRule(input: LegacyOco): FieldError | undefined {
  const { stopLimitPrice, stopLimitTimeInForce, stopIcebergQty } = input;
  if (stopLimitPrice !== undefined && stopLimitTimeInForce === undefined) {
    const message = 'stopLimitTimeInForce is required with stopLimitPrice; GTC rests until it is canceled';
    return { field: 'stopLimitTimeInForce', message };
  }
  for (const field of ['stopLimitTimeInForce', 'stopIcebergQty'] as const) {
    if (input[field] !== undefined && stopLimitPrice === undefined) {
      return { field, message: `${field} is only used with stopLimitPrice` };
    }
  }
  if (stopIcebergQty !== undefined && stopLimitTimeInForce !== 'GTC') {
    const message = 'stopLimitTimeInForce must be GTC for an iceberg order';
    return { field: 'stopLimitTimeInForce', message };
  }
  return pricesAround(input.side, ['price', input.price], ['stopPrice', input.stopPrice]);
}
