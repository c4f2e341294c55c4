export {
  type BookLevel,
  type BookSides,
  type Imbalance,
  type Spread,
  imbalanceOf,
  spreadOf,
} from './book-metrics.js';
export { type MarketImpact, impactOf } from './market-impact.js';
