import {
  Decimal,
  type DecimalString,
  type FlowDirection,
  type Measured,
  type Side,
} from '@binance-gateway/domain-types';
import { type Observed, type ObservedWindow, isLongEnough, measured } from './measured.js';
import { rounded } from './statistics.js';
import type { TakerTrade } from './taker-trade.js';

/** What takers of one side did. */
export interface SideFlow {
  readonly trades: number;
  readonly tradesPerSecond: Measured<number>;
  /** Base and quote asset. */
  readonly volume: DecimalString;
  readonly quoteVolume: DecimalString;
}

export interface OrderFlow {
  readonly window: ObservedWindow;
  readonly trades: number;
  readonly buy: SideFlow;
  readonly sell: SideFlow;
  /** (buy − sell) / (buy + sell) by volume, −1 to 1, four decimals. */
  readonly imbalance: Measured<DecimalString>;
  /** Buy volume minus sell volume over the window, base asset. */
  readonly cumulativeDelta: DecimalString;
  readonly direction: Measured<FlowDirection>;
}

/** Fewer trades make no direction. */
export const MIN_FLOW_TRADES = 10;
const STRONG = Decimal.of('2');
const MODERATE = Decimal.of('1.2');

/** Taker buying against taker selling in a window. */
export function orderFlow({ window, items }: Observed<TakerTrade>): OrderFlow {
  const buyVolume = volumeOf(items, 'BUY');
  const sellVolume = volumeOf(items, 'SELL');
  const both = buyVolume.plus(sellVolume);
  const delta = buyVolume.minus(sellVolume);
  const isEnough = isLongEnough(window) && items.length >= MIN_FLOW_TRADES && both.isPositive();
  return {
    window,
    trades: items.length,
    buy: sideFlow(items, 'BUY', buyVolume, window),
    sell: sideFlow(items, 'SELL', sellVolume, window),
    imbalance: measured(isEnough, () => delta.dividedBy(both, 4).toString()),
    cumulativeDelta: delta.toString(),
    direction: measured(isEnough, () => directionOf(buyVolume, sellVolume)),
  };
}

/** STRONG when one side is more than 2 × the other, MODERATE when more than 1.2 ×. */
export function directionOf(buyVolume: Decimal, sellVolume: Decimal): FlowDirection {
  if (buyVolume.greaterThan(sellVolume.times(STRONG))) return 'STRONG_BUY';
  if (sellVolume.greaterThan(buyVolume.times(STRONG))) return 'STRONG_SELL';
  if (buyVolume.greaterThan(sellVolume.times(MODERATE))) return 'MODERATE_BUY';
  if (sellVolume.greaterThan(buyVolume.times(MODERATE))) return 'MODERATE_SELL';
  return 'NEUTRAL';
}

function volumeOf(trades: readonly TakerTrade[], side: Side): Decimal {
  return Decimal.sum(trades.filter((t) => t.takerSide === side).map((t) => Decimal.of(t.quantity)));
}

function sideFlow(
  trades: readonly TakerTrade[],
  side: Side,
  volume: Decimal,
  window: ObservedWindow,
): SideFlow {
  const own = trades.filter((trade) => trade.takerSide === side);
  return {
    trades: own.length,
    tradesPerSecond: measured(isLongEnough(window), () => rounded((own.length * 1000) / window.coveredMs, 2)),
    volume: volume.toString(),
    quoteVolume: Decimal.sum(own.map((t) => Decimal.of(t.price).times(Decimal.of(t.quantity)))).toString(),
  };
}
