import {
  ORDER_TYPES,
  type OrderType,
  PEG_OFFSET_TYPES,
  PEG_PRICE_TYPES,
  type Side,
  TIMES_IN_FORCE,
} from '@binance-gateway/domain-types';
import type { Amount, OrderTerms } from '../../engine/types.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import type { Exchange } from '../endpoint.js';

const MIN_STRATEGY_TYPE = 1_000_000;
const MAX_PEG_OFFSET = 100;

/** What a leg of a list does not name itself, because the list or its other leg does. */
export interface SharedTerms {
  readonly side: Side;
  readonly quantity: Amount | undefined;
}

/** `price`, or `abovePrice`, `pendingBelowPrice` … for a leg of a list. */
export function named(prefix: string): (name: string) => string {
  return (name) => (prefix === '' ? name : prefix + name[0]?.toUpperCase() + name.slice(1));
}

/** @throws ApiError -1102, -1116 */
export function readType(
  params: Params,
  prefix = '',
  allowed: readonly OrderType[] = ORDER_TYPES,
): OrderType {
  const name = named(prefix)('type');
  return params.required(name, params.enum(name, allowed, REFUSE.orderType));
}

/**
 * The parameters of an order, or of one leg of a list, but for type, side and quantity. Which of them a
 * type needs or forbids is the engine's knowledge.
 * @throws ApiError -1100, -1111, -1115, -1130, -1134, -1210, -1211
 */
export function readTerms(
  params: Params,
  exchange: Exchange,
  prefix: string,
  type: OrderType,
  { side, quantity }: SharedTerms,
): OrderTerms {
  const name = named(prefix);
  const idName = prefix === '' ? 'newClientOrderId' : name('clientOrderId');
  return {
    side,
    type,
    quantity,
    timeInForce: params.enum(name('timeInForce'), TIMES_IN_FORCE, REFUSE.timeInForce),
    price: params.amount(name('price')),
    clientOrderId: params.clientOrderId(idName) ?? exchange.newClientOrderId(),
    strategyId: params.integer(name('strategyId')),
    strategyType: readStrategyType(params, name('strategyType')),
    stopPrice: params.amount(name('stopPrice')),
    trailingDelta: params.integer(name('trailingDelta')),
    icebergQty: params.amount(name('icebergQty')),
    ...readPeg(params, name),
  };
}

export function readStrategyType(params: Params, name: string): number | undefined {
  const strategyType = params.integer(name);
  if (strategyType !== undefined && strategyType < MIN_STRATEGY_TYPE) throw REFUSE.strategyType();
  return strategyType;
}

/** Offset type and value come together or not at all. */
function readPeg(
  params: Params,
  name: (name: string) => string,
): Pick<OrderTerms, 'pegPriceType' | 'pegOffsetType' | 'pegOffsetValue'> {
  const [priceName, typeName, valueName] = [
    name('pegPriceType'),
    name('pegOffsetType'),
    name('pegOffsetValue'),
  ];
  const pegPriceType = params.enum(priceName, PEG_PRICE_TYPES, REFUSE.pegPriceType);
  const pegOffsetType = params.enum(typeName, PEG_OFFSET_TYPES, REFUSE.pegOffsetType);
  const pegOffsetValue = params.integer(valueName);
  if (pegOffsetValue !== undefined && (pegOffsetValue < 1 || pegOffsetValue > MAX_PEG_OFFSET)) {
    throw REFUSE.invalidValue(valueName);
  }
  if ((pegOffsetType === undefined) !== (pegOffsetValue === undefined)) {
    throw REFUSE.missing(pegOffsetType === undefined ? typeName : valueName);
  }
  if (pegPriceType === undefined && pegOffsetType !== undefined) throw REFUSE.missing(priceName);
  return { pegPriceType, pegOffsetType, pegOffsetValue };
}
