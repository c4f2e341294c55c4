// Refusals as the live exchange words them. Codes and messages:
// https://developers.binance.com/docs/binance-spot-api-docs/errors
import { EngineReject } from './types.js';

export type FilterName =
  | 'PRICE_FILTER'
  | 'PERCENT_PRICE_BY_SIDE'
  | 'LOT_SIZE'
  | 'MARKET_LOT_SIZE'
  | 'NOTIONAL'
  | 'MAX_NUM_ORDERS'
  | 'MAX_NUM_ALGO_ORDERS';

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
  insufficientBalance: () =>
    new EngineReject(-2010, 'Account has insufficient balance for requested action.'),
  duplicateOrder: () => new EngineReject(-2010, 'Duplicate order sent.'),
  wouldMatch: () => new EngineReject(-2010, 'Order would immediately match and take.'),
  wouldTrigger: () => new EngineReject(-2010, 'Order would trigger immediately.'),
  liquidityBelowLotSize: () =>
    new EngineReject(-2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.'),
  noLiquidity: () => new EngineReject(-2010, 'Order book liquidity is less than symbol minimum quantity.'),
  unknownOrder: () => new EngineReject(-2011, 'Unknown order sent.'),
  cancelRestricted: () => new EngineReject(-2011, 'Order was not canceled due to cancel restrictions.'),
  amendNotSupported: () => new EngineReject(-2038, 'Order amend is not supported for this symbol.'),
  orderListNotFound: () => new EngineReject(-2013, 'Order list does not exist.'),
  orderNotFound: () => new EngineReject(-2013, 'Order does not exist.'),
} as const;
