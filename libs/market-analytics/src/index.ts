export {
  type BookLevel,
  type BookSides,
  type Imbalance,
  type Spread,
  imbalanceOf,
  spreadOf,
} from './book-metrics.js';
export { type MarketImpact, impactOf } from './market-impact.js';
export { MIN_COVERED_MS, type Observed, type ObservedWindow, commonWindow, isMeasured } from './measured.js';
export { type RollingLimits, RollingWindow, type Timed } from './rolling-window.js';
export { type TakerTrade, takerTradeOf } from './taker-trade.js';
export { MIN_FLOW_TRADES, type OrderFlow, type SideFlow, orderFlow } from './order-flow.js';
export { MIN_WALL_LEVELS, type Wall, type Walls, wallsOf } from './book-walls.js';
export {
  type BookSummary,
  MAX_SHOWN_WALLS,
  SLIPPAGE_AMOUNTS,
  SUMMARY_LEVELS,
  type Slippage,
  bookSummary,
} from './book-summary.js';
export { type ScaleSource, type ScaledDepth, type ScaledLevel, scaledDepth } from './scaled-depth.js';
export {
  DEFAULT_BINS,
  MAX_BINS,
  MIN_PROFILE_SAMPLES,
  type ProfileInput,
  type ValueArea,
  type VolumeBin,
  type VolumeProfile,
  volumeProfile,
} from './volume-profile.js';
export {
  type LiquidityVacuums,
  MIN_VACUUM_BINS,
  type Vacuum,
  liquidityVacuums,
} from './liquidity-vacuums.js';
export { type BookChanges, type BookSample, SAMPLE_LEVELS, bookSampleOf } from './book-sample.js';
export { type SecondActivity, secondsOf } from './second-activity.js';
export { type QuoteStuffing, quoteStuffing } from './quote-stuffing.js';
export { type Iceberg, type Icebergs, type Refill, icebergs, refillsOf } from './icebergs.js';
export { type FlashCrashPrecursors, type Signal, flashCrashPrecursors } from './flash-crash.js';
export {
  HEALTH_WEIGHTS,
  type HealthComponents,
  type MicrostructureHealth,
  microstructureHealth,
} from './microstructure-health.js';
export { MAX_BOOK_WINDOW_MS, MAX_TRADE_WINDOW_MS, MarketWindow } from './market-window.js';
