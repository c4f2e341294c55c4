import { type AccountTrade, Decimal } from '@binance-gateway/domain-types';

/** What the fills of one symbol explain: how much is held from them, what it cost, what sales have gained. */
export interface CostBasis {
  /** Base asset, as bought and not sold again. */
  readonly quantity: Decimal;
  /** Quote asset paid for it, fees included. */
  readonly cost: Decimal;
  /** Quote asset gained by sales, fees taken off. */
  readonly realized: Decimal;
}

export const NO_BASIS: CostBasis = { quantity: Decimal.ZERO, cost: Decimal.ZERO, realized: Decimal.ZERO };

/** Enough for a share of a cost to lose nothing that shows in eight decimals after many fills. */
const SHARE_SCALE = 24;

export interface SymbolAssets {
  readonly baseAsset: string;
  readonly quoteAsset: string;
}

/**
 * One more fill, by weighted average cost; fills must come in the order they were made. A commission in the base
 * asset makes less of it arrive, one in the quote asset makes it dearer. One in a third asset (BNB) leaves this symbol
 * alone: it shows as less of that asset.
 */
export function applyFill(basis: CostBasis, fill: AccountTrade, assets: SymbolAssets): CostBasis {
  const commission = Decimal.of(fill.commission);
  const inBase = fill.commissionAsset === assets.baseAsset ? commission : Decimal.ZERO;
  const inQuote = fill.commissionAsset === assets.quoteAsset ? commission : Decimal.ZERO;
  const quantity = Decimal.of(fill.qty);
  const quote = Decimal.of(fill.quoteQty);
  return fill.isBuyer
    ? {
        ...basis,
        quantity: basis.quantity.plus(quantity).minus(inBase),
        cost: basis.cost.plus(quote).plus(inQuote),
      }
    : sell(basis, quantity.plus(inBase), quote.minus(inQuote));
}

/** Of a sale only what the fills before explain has a cost, and so a gain; the rest came from elsewhere. */
function sell(basis: CostBasis, quantity: Decimal, proceeds: Decimal): CostBasis {
  const explained = Decimal.min(quantity, basis.quantity);
  if (!explained.isPositive()) return basis;
  const cost = explained.equals(basis.quantity) ? basis.cost : share(basis.cost, explained, basis.quantity);
  return {
    quantity: basis.quantity.minus(explained),
    cost: basis.cost.minus(cost),
    realized: basis.realized.plus(share(proceeds, explained, quantity)).minus(cost),
  };
}

function share(total: Decimal, part: Decimal, whole: Decimal): Decimal {
  return part.equals(whole) ? total : total.times(part).dividedBy(whole, SHARE_SCALE);
}

/** All fills of a symbol, in any order: trade ids grow with time. */
export function costBasis(fills: readonly AccountTrade[], assets: SymbolAssets): CostBasis {
  return [...fills]
    .sort((a, b) => a.id - b.id)
    .reduce((basis, fill) => applyFill(basis, fill, assets), NO_BASIS);
}
