import { Decimal, type HealthLevel, type Measured } from '@binance-gateway/domain-types';
import type { BookSample } from './book-sample.js';
import {
  type Observed,
  type ObservedWindow,
  commonWindow,
  isLongEnough,
  isMeasured,
  measured,
} from './measured.js';
import { orderFlow } from './order-flow.js';
import { approximateMean, approximateVariation } from './statistics.js';
import type { TakerTrade } from './taker-trade.js';

/** Each 0 (bad) to 100 (good), whole numbers. */
export interface HealthComponents {
  readonly spreadStability: Measured<number>;
  readonly depth: Measured<number>;
  readonly flowBalance: Measured<number>;
  readonly updateRate: Measured<number>;
}

export interface MicrostructureHealth {
  readonly window: ObservedWindow;
  readonly bookEvents: number;
  readonly trades: number;
  /** Only when all four components are there: a score of three would mean something else. */
  readonly score: Measured<number>;
  readonly level: Measured<HealthLevel>;
  readonly components: HealthComponents;
}

/** Shares of the score, percent. */
export const HEALTH_WEIGHTS: Readonly<Record<keyof HealthComponents, number>> = {
  spreadStability: 25,
  depth: 35,
  flowBalance: 25,
  updateRate: 15,
};
/** Events a second of a book that always changes: the exchange sends one every 100 ms. */
export const FULL_UPDATE_RATE = 10;
export const MIN_HEALTH_SAMPLES = 10;

/** How well a market can be traded in right now, compared with its own recent past. */
export function microstructureHealth(
  book: Observed<BookSample>,
  trades: Observed<TakerTrade>,
): MicrostructureHealth {
  const components: HealthComponents = {
    spreadStability: spreadStability(book),
    depth: depthScore(book),
    flowBalance: flowBalance(trades),
    updateRate: measured(isLongEnough(book.window), () =>
      Math.round(100 * Math.min(1, (book.items.length * 1000) / book.window.coveredMs / FULL_UPDATE_RATE)),
    ),
  };
  const score = scoreOf(components);
  return {
    window: commonWindow(book.window, trades.window),
    bookEvents: book.items.length,
    trades: trades.items.length,
    score,
    level: isMeasured(score) ? levelOf(score) : score,
    components,
  };
}

export function levelOf(score: number): HealthLevel {
  if (score >= 80) return 'EXCELLENT';
  if (score >= 60) return 'GOOD';
  if (score >= 40) return 'FAIR';
  return score >= 20 ? 'POOR' : 'CRITICAL';
}

function scoreOf(components: HealthComponents): Measured<number> {
  let weighted = 0;
  for (const [name, weight] of Object.entries(HEALTH_WEIGHTS)) {
    const component = components[name as keyof HealthComponents];
    if (!isMeasured(component)) return component;
    weighted += component * weight;
  }
  return Math.round(weighted / 100);
}

/** 100 / (1 + variation): 100 for a spread that never moves, 50 when it strays by its own mean. */
function spreadStability({ window, items }: Observed<BookSample>): Measured<number> {
  const spreads = items.flatMap(({ approximateSpreadBps: bps }) => (bps === undefined ? [] : [bps]));
  const isEnough = isLongEnough(window) && spreads.length >= MIN_HEALTH_SAMPLES;
  return measured(isEnough, () => Math.round(100 / (1 + approximateVariation(spreads))));
}

/** What stands in the best 100 levels now over the mean of the window, each side at most 1, both averaged. */
function depthScore({ window, items }: Observed<BookSample>): Measured<number> {
  const last = items.at(-1);
  return measured(isLongEnough(window) && items.length >= MIN_HEALTH_SAMPLES, () => {
    const share = (quantityOf: (sample: BookSample) => number): number => {
      const mean = approximateMean(items.map(quantityOf));
      return mean > 0 ? Math.min(1, quantityOf(last as BookSample) / mean) : 0;
    };
    const bids = share((sample) => sample.approximateBidQuantity);
    const asks = share((sample) => sample.approximateAskQuantity);
    return Math.round(50 * (bids + asks));
  });
}

/** 100 × (1 − |imbalance|) of the taker volume. */
function flowBalance(trades: Observed<TakerTrade>): Measured<number> {
  const { imbalance } = orderFlow(trades);
  if (!isMeasured(imbalance)) return imbalance;
  return Math.round(100 * (1 - Decimal.of(imbalance).abs().toApproximateNumber()));
}
