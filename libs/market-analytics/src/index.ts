export {
  type BookLevel,
  type BookSides,
  type Imbalance,
  type Spread,
  imbalanceOf,
  spreadOf,
} from './book-metrics.js';
export { type MarketImpact, impactOf } from './market-impact.js';
export {
  INSUFFICIENT_DATA,
  type InsufficientData,
  MIN_COVERED_MS,
  type Measured,
  type Observed,
  type ObservedWindow,
  isMeasured,
} from './measured.js';
export { type RollingLimits, RollingWindow, type Timed } from './rolling-window.js';
export { type TakerTrade, takerTradeOf } from './taker-trade.js';
export {
  FLOW_DIRECTIONS,
  type FlowDirection,
  MIN_FLOW_TRADES,
  type OrderFlow,
  type SideFlow,
  orderFlow,
} from './order-flow.js';
