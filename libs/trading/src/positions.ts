import {
  type AccountTrade,
  type Balance,
  Decimal,
  type DecimalString,
  type Millis,
  type Position,
  type Positions,
} from '@binance-gateway/domain-types';
import { type CostBasis, NO_BASIS, costBasis } from './cost-basis.js';

/** What a holding is worked out from. */
export interface Holding {
  readonly asset: string;
  readonly symbol: string;
  readonly free: DecimalString;
  readonly locked: DecimalString;
  /** Last price of `symbol`. */
  readonly price: DecimalString;
  readonly basis: CostBasis;
}

/** Decimals of money and prices in the report; Binance itself keeps eight. */
const SCALE = 8;

export function positionOf({ asset, symbol, free, locked, price, basis }: Holding): Position {
  const quantity = Decimal.of(free).plus(Decimal.of(locked));
  const mark = Decimal.of(price);
  // Withdrawn or spent on fees: what is left keeps its average cost
  const costed = Decimal.min(quantity, basis.quantity);
  return {
    asset,
    symbol,
    quantity: quantity.toString(),
    free: Decimal.of(free).toString(),
    locked: Decimal.of(locked).toString(),
    costedQuantity: costed.toString(),
    ...(costed.isPositive() ? gain(costed, basis, mark) : {}),
    markPrice: mark.toString(),
    marketValue: money(quantity.times(mark)),
    realizedPnl: money(basis.realized),
  };
}

function gain(
  costed: Decimal,
  { cost, quantity }: CostBasis,
  mark: Decimal,
): Pick<Position, 'averageEntryPrice' | 'unrealizedPnl' | 'unrealizedPnlPercent'> {
  const costOfHeld = costed.equals(quantity) ? cost : cost.times(costed).dividedBy(quantity, SCALE * 3);
  const unrealized = costed.times(mark).minus(costOfHeld);
  return {
    averageEntryPrice: cost.dividedBy(quantity, SCALE).toString(),
    unrealizedPnl: money(unrealized),
    // A holding that cost nothing, such as one paid by an airdrop sale, has no percentage
    ...(costOfHeld.isPositive()
      ? { unrealizedPnlPercent: unrealized.times(Decimal.of('100')).dividedBy(costOfHeld, 2).toString() }
      : {}),
  };
}

const money = (amount: Decimal): DecimalString => amount.round(SCALE).toString();

/** The report: most valuable first, with its sums. */
export function positionsReport(
  quoteAsset: string,
  holdings: readonly Holding[],
  timestamp: Millis,
): Positions {
  const positions = holdings
    .map(positionOf)
    .sort(
      (a, b) => Decimal.of(b.marketValue).compare(Decimal.of(a.marketValue)) || (a.asset < b.asset ? -1 : 1),
    );
  const sum = (amounts: (DecimalString | undefined)[]): DecimalString =>
    Decimal.sum(amounts.map((amount) => Decimal.of(amount ?? '0'))).toString();
  return {
    quoteAsset,
    positions,
    totalMarketValue: sum(positions.map((p) => p.marketValue)),
    totalUnrealizedPnl: sum(positions.map((p) => p.unrealizedPnl)),
    totalRealizedPnl: sum(positions.map((p) => p.realizedPnl)),
    timestamp: Math.floor(timestamp),
  };
}

export interface SymbolFills {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly price: DecimalString;
  readonly fills: readonly AccountTrade[];
}

/** Spot positions from balances, all fills of the symbols quoted in `quoteAsset`, and their last prices. Pure. */
export function positionsFrom(
  quoteAsset: string,
  balances: readonly Balance[],
  symbols: readonly SymbolFills[],
  timestamp: Millis,
): Positions {
  const holdings = symbols.map(({ symbol, baseAsset, price, fills }): Holding => {
    const balance = balances.find((b) => b.asset === baseAsset);
    return {
      asset: baseAsset,
      symbol,
      free: balance?.free ?? '0',
      locked: balance?.locked ?? '0',
      price,
      basis: fills.length === 0 ? NO_BASIS : costBasis(fills, { baseAsset, quoteAsset }),
    };
  });
  return positionsReport(quoteAsset, holdings, timestamp);
}
