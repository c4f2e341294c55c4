import type { OrderType, StpMode } from '@binance-gateway/domain-types';
import type { Amount, SymbolFeatures, SymbolSpec, TrailingDeltaRange } from './types.js';

const EVERY_FEATURE: SymbolFeatures = {
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: true,
};

// The figures that most live symbols have (exchangeInfo, 2026)
const TRAILING_DELTA: TrailingDeltaRange = { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 };
const ICEBERG_PARTS = 100;
const MAX_NUM_ORDER_LISTS = 20;
const MAX_NUM_ORDER_AMENDS = 10;

/** What a specification means, with everything it leaves out filled in. */
export interface SymbolRules {
  readonly features: SymbolFeatures;
  /** All types when undefined. */
  readonly orderTypes: readonly OrderType[] | undefined;
  readonly trailingDelta: TrailingDeltaRange;
  readonly icebergParts: number;
  readonly maxNumIcebergOrders: number | undefined;
  readonly maxNumOrderLists: number;
  readonly maxNumOrderAmends: number;
  readonly maxPosition: Amount | undefined;
  readonly percentPriceFilter: 'PERCENT_PRICE' | 'PERCENT_PRICE_BY_SIDE';
  readonly askMultiplierUp: Amount;
  readonly askMultiplierDown: Amount;
  readonly notionalFilter: 'NOTIONAL' | 'MIN_NOTIONAL';
  readonly minNotionalOfMarket: boolean;
  readonly maxNotionalOfMarket: boolean;
  readonly avgPriceMins: number;
  readonly minMarketQty: Amount;
  readonly marketStepSize: Amount;
  readonly defaultStpMode: StpMode;
}

export function symbolRules(spec: SymbolSpec): SymbolRules {
  return {
    features: { ...EVERY_FEATURE, ...spec.features },
    orderTypes: spec.orderTypes,
    trailingDelta: spec.trailingDelta ?? TRAILING_DELTA,
    icebergParts: spec.icebergParts ?? ICEBERG_PARTS,
    maxNumIcebergOrders: spec.maxNumIcebergOrders,
    maxNumOrderLists: spec.maxNumOrderLists ?? MAX_NUM_ORDER_LISTS,
    maxNumOrderAmends: spec.maxNumOrderAmends ?? MAX_NUM_ORDER_AMENDS,
    maxPosition: spec.maxPosition,
    percentPriceFilter: spec.percentPriceFilter ?? 'PERCENT_PRICE_BY_SIDE',
    askMultiplierUp: spec.askMultiplierUp ?? spec.multiplierUp,
    askMultiplierDown: spec.askMultiplierDown ?? spec.multiplierDown,
    notionalFilter: spec.notionalFilter ?? 'NOTIONAL',
    minNotionalOfMarket: spec.minNotionalOfMarket ?? true,
    maxNotionalOfMarket: spec.maxNotionalOfMarket ?? false,
    avgPriceMins: spec.avgPriceMins ?? 5,
    minMarketQty: spec.minMarketQty ?? 0n,
    marketStepSize: spec.marketStepSize ?? 0n,
    defaultStpMode: spec.defaultStpMode ?? 'EXPIRE_MAKER',
  };
}
