import {
  NEW_ORDER_RESPONSE_TYPES,
  type NewOrderResponseType,
  OCO_LEG_TYPES,
  type OcoLegType,
  ORDER_TYPES,
  type OrderType,
  SIDES,
  STP_MODES,
  type Side,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
  WORKING_LEG_TYPES,
  type WorkingLegType,
} from '../enums.js';
import { ClientOrderIdField, DecimalField, EnumField, IntegerField, SymbolField } from './field.js';
import { CONTINGENT_LEG, WORKING_LEG, distinctIds, legRule, withLeg } from './order-legs.js';
import { legacyOcoRule, ocoRule, opoRule } from './order-list-rules.js';
import { Rules } from './rule.js';

/** What every order list has. */
class ListHead {
  @SymbolField()
  symbol!: string;

  @ClientOrderIdField({
    optional: true,
    example: 'my-list-1',
    description: 'Your id of the list; the gateway makes one when left out',
  })
  listClientOrderId?: string;

  @EnumField(NEW_ORDER_RESPONSE_TYPES, {
    optional: true,
    example: 'RESULT',
    description: 'How much the answer tells of each order',
  })
  newOrderRespType?: NewOrderResponseType;

  @EnumField(STP_MODES, {
    optional: true,
    description: 'What happens when one would meet an order of the same account',
  })
  selfTradePreventionMode?: StpMode;
}

class OcoHead extends ListHead {
  @EnumField(SIDES, { example: 'SELL', description: 'Buy or sell, both orders' })
  side!: Side;

  @DecimalField({ description: 'Quantity of both orders' })
  quantity!: string;

  @EnumField(OCO_LEG_TYPES, { description: 'Type of the order above the market' })
  aboveType!: OcoLegType;

  @EnumField(OCO_LEG_TYPES, { example: 'STOP_LOSS', description: 'Type of the order below the market' })
  belowType!: OcoLegType;
}

/** Two orders around the market; the one that goes first takes the other off. */
@Rules<OcoInput>(
  ocoRule('above', 'below', 'side'),
  legRule('above'),
  legRule('below'),
  distinctIds('aboveClientOrderId', 'belowClientOrderId'),
)
export class OcoInput extends withLeg(withLeg(OcoHead, 'above', CONTINGENT_LEG), 'below', CONTINGENT_LEG) {}

class WorkingHead extends ListHead {
  @EnumField(WORKING_LEG_TYPES, { description: 'Type of the working order' })
  workingType!: WorkingLegType;

  @EnumField(SIDES, { description: 'Side of the working order' })
  workingSide!: Side;

  @DecimalField({ description: 'Quantity of the working order' })
  workingQuantity!: string;
}

const Working = withLeg(WorkingHead, 'working', WORKING_LEG);

class PendingHead extends Working {
  @EnumField(ORDER_TYPES, { description: 'Type of the pending order' })
  pendingType!: OrderType;

  @EnumField(SIDES, { example: 'SELL', description: 'Side of the pending order' })
  pendingSide!: Side;
}

class SizedPendingHead extends PendingHead {
  @DecimalField({ description: 'Quantity of the pending order' })
  pendingQuantity!: string;
}

/** The working order goes onto the book; once it is filled, the pending one follows. */
@Rules<OtoInput>(
  legRule('working'),
  legRule('pending'),
  distinctIds('workingClientOrderId', 'pendingClientOrderId'),
)
export class OtoInput extends withLeg(SizedPendingHead, 'pending', CONTINGENT_LEG) {}

/** An OTO whose pending order sells what the working one brought in. */
@Rules<OpoInput>(
  opoRule,
  legRule('working'),
  legRule('pending'),
  distinctIds('workingClientOrderId', 'pendingClientOrderId'),
)
export class OpoInput extends withLeg(PendingHead, 'pending', CONTINGENT_LEG) {}

class PendingPairHead extends Working {
  @EnumField(SIDES, { example: 'SELL', description: 'Side of both pending orders' })
  pendingSide!: Side;

  @EnumField(OCO_LEG_TYPES, { description: 'Type of the pending order above the market' })
  pendingAboveType!: OcoLegType;

  @EnumField(OCO_LEG_TYPES, {
    example: 'STOP_LOSS',
    description: 'Type of the pending order below the market',
  })
  pendingBelowType!: OcoLegType;
}

class SizedPendingPairHead extends PendingPairHead {
  @DecimalField({ description: 'Quantity of both pending orders' })
  pendingQuantity!: string;
}

/** The working order goes onto the book; once it is filled, an OCO follows. */
@Rules<OtocoInput>(
  legRule('working'),
  ocoRule('pendingAbove', 'pendingBelow', 'pendingSide'),
  legRule('pendingAbove'),
  legRule('pendingBelow'),
  distinctIds('workingClientOrderId', 'pendingAboveClientOrderId', 'pendingBelowClientOrderId'),
)
export class OtocoInput extends withLeg(
  withLeg(SizedPendingPairHead, 'pendingAbove', CONTINGENT_LEG),
  'pendingBelow',
  CONTINGENT_LEG,
) {}

/** An OTOCO whose pending orders sell what the working one brought in. */
@Rules<OpocoInput>(
  opoRule,
  legRule('working'),
  ocoRule('pendingAbove', 'pendingBelow', 'pendingSide'),
  legRule('pendingAbove'),
  legRule('pendingBelow'),
  distinctIds('workingClientOrderId', 'pendingAboveClientOrderId', 'pendingBelowClientOrderId'),
)
export class OpocoInput extends withLeg(
  withLeg(PendingPairHead, 'pendingAbove', CONTINGENT_LEG),
  'pendingBelow',
  CONTINGENT_LEG,
) {}

/** The OCO of before 2024: a LIMIT_MAKER and a stop. */
@Rules<LegacyOcoInput>(legacyOcoRule, distinctIds('limitClientOrderId', 'stopClientOrderId'))
export class LegacyOcoInput extends ListHead {
  @EnumField(SIDES, { example: 'SELL', description: 'Buy or sell, both orders' })
  side!: Side;

  @DecimalField({ description: 'Quantity of both orders' })
  quantity!: string;

  @ClientOrderIdField({ optional: true, example: 'my-limit-1', description: 'Your id of the limit order' })
  limitClientOrderId?: string;

  @DecimalField({ example: '50000.00', description: 'Price of the limit order' })
  price!: string;

  @IntegerField({ optional: true, description: 'Your id of the strategy, limit order' })
  limitStrategyId?: number;

  @IntegerField({
    optional: true,
    min: 1_000_000,
    description: 'Your type of strategy, limit order, 1000000 or more',
  })
  limitStrategyType?: number;

  @DecimalField({ optional: true, description: 'Visible part of the limit order' })
  limitIcebergQty?: string;

  @IntegerField({
    optional: true,
    min: 1,
    example: 100,
    description: 'Trailing distance of the stop order in basis points',
  })
  trailingDelta?: number;

  @ClientOrderIdField({ optional: true, example: 'my-stop-1', description: 'Your id of the stop order' })
  stopClientOrderId?: string;

  @DecimalField({ example: '48000.00', description: 'Price that triggers the stop order' })
  stopPrice!: string;

  @IntegerField({ optional: true, description: 'Your id of the strategy, stop order' })
  stopStrategyId?: number;

  @IntegerField({
    optional: true,
    min: 1_000_000,
    description: 'Your type of strategy, stop order, 1000000 or more',
  })
  stopStrategyType?: number;

  @DecimalField({
    optional: true,
    example: '47900.00',
    description: 'Limit price of the stop order; it is a market order when left out',
  })
  stopLimitPrice?: string;

  @DecimalField({ optional: true, description: 'Visible part of the stop order' })
  stopIcebergQty?: string;

  @EnumField(TIMES_IN_FORCE, {
    optional: true,
    description: 'How long the stop order rests; required with stopLimitPrice',
  })
  stopLimitTimeInForce?: TimeInForce;
}
