// Refusals as the live exchange words them. Codes and messages:
// https://developers.binance.com/docs/binance-spot-api-docs/errors
import { EngineReject } from './types.js';

export type FilterName =
  | 'PRICE_FILTER'
  | 'PERCENT_PRICE'
  | 'PERCENT_PRICE_BY_SIDE'
  | 'LOT_SIZE'
  | 'MARKET_LOT_SIZE'
  | 'MIN_NOTIONAL'
  | 'NOTIONAL'
  | 'ICEBERG_PARTS'
  | 'TRAILING_DELTA'
  | 'MAX_POSITION'
  | 'MAX_ASSET'
  | 'MAX_NUM_ORDERS'
  | 'MAX_NUM_ALGO_ORDERS'
  | 'MAX_NUM_ICEBERG_ORDERS'
  | 'MAX_NUM_ORDER_LISTS'
  | 'EXCHANGE_MAX_NUM_ORDERS'
  | 'EXCHANGE_MAX_NUM_ALGO_ORDERS'
  | 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS'
  | 'EXCHANGE_MAX_NUM_ORDER_LISTS';

/** Made anew for each use, so that the stack shows where the order was refused. */
export const REJECTS = {
  filter: (name: FilterName) => new EngineReject(-1013, `Filter failure: ${name}`),
  // -1013, not -2010: the request does not reach the matching engine (python-binance issue 1329)
  marketClosed: () => new EngineReject(-1013, 'Market is closed.'),
  stpModeNotAllowed: () =>
    new EngineReject(-1013, 'This symbol does not allow the specified self-trade prevention mode.'),
  // -1013 as seen on the live exchange for stop orders (python-binance issue 166)
  typeNotSupported: (what: string) =>
    new EngineReject(-1013, `${what} orders are not supported for this symbol.`),
  cancelReplaceNotSupported: () =>
    new EngineReject(-1013, 'Order cancel-replace is not supported for this symbol.'),
  quoteQuantityNotSupported: () =>
    new EngineReject(-1013, 'Quote order qty market orders are not support for this symbol.'),
  unsupportedCombination: () => new EngineReject(-1013, 'Unsupported order combination'),
  icebergTooLarge: () => new EngineReject(-1013, 'IcebergQty exceeds QTY.'),
  pegNotForType: () => new EngineReject(-1013, 'This order type may not use pegged price.'),
  pegTypeNotForType: () => new EngineReject(-1013, 'This price peg cannot be used with this order type.'),
  notionalZero: () => new EngineReject(-1013, 'Price * QTY is zero or less.'),
  invalidQuantity: () => new EngineReject(-1013, 'Invalid quantity.'),
  invalidPrice: () => new EngineReject(-1013, 'Invalid price.'),
  mandatoryMissing: (name: string) =>
    new EngineReject(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  oneOfMissing: (a: string, b: string) =>
    new EngineReject(-1102, `Param '${a}' or '${b}' must be sent, but both were empty/null!`),
  notRequired: (name: string) => new EngineReject(-1106, `Parameter '${name}' sent when not required.`),
  tooMuchPrecision: (name: string) => new EngineReject(-1111, `Parameter '${name}' has too much precision.`),
  illegalCharacters: (name: string) =>
    new EngineReject(
      -1100,
      `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`,
    ),
  badSymbol: () => new EngineReject(-1121, 'Invalid symbol.'),
  badCombination: () => new EngineReject(-1128, 'Combination of optional parameters invalid.'),
  sentTogether: (a: string, b: string) =>
    new EngineReject(
      -1128,
      `Combination of optional fields invalid. Recommendation: '${a}' and '${b}' must both be sent.`,
    ),
  invalidData: (name: string) => new EngineReject(-1130, `Data sent for parameter '${name}' is not valid.`),

  ocoType: () => new EngineReject(-1158, 'Order type not supported in OCO.'),
  ocoIceberg: (leg: string) =>
    new EngineReject(
      -1160,
      `Parameter '${leg}IcebergQty' is not supported if \`${leg}TimeInForce\` is not GTC.`,
    ),
  buyLimitAbove: () => new EngineReject(-1165, 'A limit order in a buy OCO must be below.'),
  sellLimitBelow: () => new EngineReject(-1166, 'A limit order in a sell OCO must be above.'),
  bothLimit: () => new EngineReject(-1168, 'At least one OCO order must be contingent.'),
  buyStopBelow: () => new EngineReject(-1196, 'A stop loss order in a buy OCO must be above.'),
  sellStopAbove: () => new EngineReject(-1197, 'A stop loss order in a sell OCO must be below.'),
  buyTakeProfitAbove: () => new EngineReject(-1198, 'A take profit order in a buy OCO must be below.'),
  sellTakeProfitBelow: () => new EngineReject(-1199, 'A take profit order in a sell OCO must be above.'),
  opoWorkingSide: () => new EngineReject(-1222, 'Working order in an OPO list must be a bid.'),
  opoPendingSide: () => new EngineReject(-1223, 'Pending orders in an OPO list must be asks.'),
  opoPendingQuantity: () => new EngineReject(-1225, "Pending orders should not include the 'quantity' tag."),

  insufficientBalance: () =>
    new EngineReject(-2010, 'Account has insufficient balance for requested action.'),
  duplicateOrder: () => new EngineReject(-2010, 'Duplicate order sent.'),
  wouldMatch: () => new EngineReject(-2010, 'Order would immediately match and take.'),
  wouldTrigger: () => new EngineReject(-2010, 'Order would trigger immediately.'),
  badPrices: () => new EngineReject(-2010, 'The relationship of the prices for the orders is not correct.'),
  noPegLevel: () => new EngineReject(-2010, 'Order book liquidity is too low for this pegged order.'),
  liquidityBelowLotSize: () =>
    new EngineReject(-2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.'),
  noLiquidity: () => new EngineReject(-2010, 'Order book liquidity is less than symbol minimum quantity.'),
  unknownOrder: () => new EngineReject(-2011, 'Unknown order sent.'),
  cancelRestricted: () => new EngineReject(-2011, 'Order was not canceled due to cancel restrictions.'),
  cancelInClosedMarket: () => new EngineReject(-2011, 'Market is closed.'),
  orderNotFound: () => new EngineReject(-2013, 'Order does not exist.'),
  orderListNotFound: () => new EngineReject(-2013, 'Order list does not exist.'),
  clientIdMismatch: () => new EngineReject(-2039, 'Client order ID is not correct for this order ID.'),

  // -2038 for all that an amendment fails for (errors.md lists "Unknown order sent." with it; changelog 2025-04-07)
  amendUnknown: () => new EngineReject(-2038, 'Unknown order sent.'),
  amendNotSupported: () => new EngineReject(-2038, 'Order amend is not supported for this symbol.'),
  amendInClosedMarket: () => new EngineReject(-2038, 'Market is closed.'),
  amendIncrease: () => new EngineReject(-2038, 'Order amend (quantity increase) is not supported.'),
  amendNothing: () => new EngineReject(-2038, 'The requested action would change no state; rejecting.'),
  amendPendingOpo: () => new EngineReject(-2038, 'Order amend (pending OPO order) is not supported.'),
  amendDuplicate: () => new EngineReject(-2038, 'Duplicate order sent.'),
  tooManyAmends: () => new EngineReject(-2038, 'Filter failure: MAX_NUM_ORDER_AMENDS'),
} as const;

const REASONS: Readonly<Record<string, string>> = {
  'Account has insufficient balance for requested action.': 'INSUFFICIENT_BALANCES',
  'Order would trigger immediately.': 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
  'Order would immediately match and take.': 'WOULD_MATCH_IMMEDIATELY',
  'The relationship of the prices for the orders is not correct.': 'OCO_BAD_PRICES',
};

/** Field `r` of the report of an order refused for this; NONE for what has no name of its own. */
export function rejectReason({ message }: EngineReject): string {
  return REASONS[message] ?? 'NONE';
}
