import type { OrderType, StpMode } from '@binance-gateway/domain-types';
import type { Amount } from './amount.js';

/** What exchangeInfo says a symbol offers. Everything when absent. */
export interface SymbolFeatures {
  readonly icebergAllowed: boolean;
  readonly ocoAllowed: boolean;
  readonly otoAllowed: boolean;
  readonly opoAllowed: boolean;
  readonly quoteOrderQtyMarketAllowed: boolean;
  readonly allowTrailingStop: boolean;
  readonly cancelReplaceAllowed: boolean;
  readonly amendAllowed: boolean;
  readonly pegInstructionsAllowed: boolean;
}

/** TRAILING_DELTA, in basis points. */
export interface TrailingDeltaRange {
  readonly minAbove: number;
  readonly maxAbove: number;
  readonly minBelow: number;
  readonly maxBelow: number;
}

/** Multipliers of the PRICE_RANGE execution rule, in units of 10^-8; one that is absent does not apply. */
export interface PriceRange {
  readonly bidUp?: Amount;
  readonly bidDown?: Amount;
  readonly askUp?: Amount;
  readonly askDown?: Amount;
}

/** What a symbol allows; becomes its exchangeInfo entry and its filters. */
export interface SymbolSpec {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly tickSize: Amount;
  readonly minPrice: Amount;
  readonly maxPrice: Amount;
  readonly stepSize: Amount;
  readonly minQty: Amount;
  readonly maxQty: Amount;
  readonly maxMarketQty: Amount;
  readonly minNotional: Amount;
  readonly maxNotional: Amount;
  readonly maxNumOrders: number;
  readonly maxNumAlgoOrders: number;
  /** Price multipliers, in units of 10^-8; both sides use the same pair unless sellers have their own. */
  readonly multiplierUp: Amount;
  readonly multiplierDown: Amount;
  readonly askMultiplierUp?: Amount;
  readonly askMultiplierDown?: Amount;
  /** Which of the two price filters the symbol has. @default 'PERCENT_PRICE_BY_SIDE' */
  readonly percentPriceFilter?: 'PERCENT_PRICE' | 'PERCENT_PRICE_BY_SIDE';
  /** Which of the two notional filters the symbol has; MIN_NOTIONAL knows no maximum. @default 'NOTIONAL' */
  readonly notionalFilter?: 'NOTIONAL' | 'MIN_NOTIONAL';
  /** Whether the minimum notional holds for market orders. @default true */
  readonly minNotionalOfMarket?: boolean;
  /** Whether the maximum notional holds for market orders. @default false */
  readonly maxNotionalOfMarket?: boolean;
  /** Minutes of the average price that the filters refer to; 0 for the last price. @default 5 */
  readonly avgPriceMins?: number;
  /** MARKET_LOT_SIZE; both off when absent or 0. */
  readonly minMarketQty?: Amount;
  readonly marketStepSize?: Amount;
  /** @default 100 */
  readonly icebergParts?: number;
  /** No such filter when absent. */
  readonly maxNumIcebergOrders?: number;
  /** @default 20 */
  readonly maxNumOrderLists?: number;
  /** @default 10 */
  readonly maxNumOrderAmends?: number;
  /** No such filter when absent. */
  readonly maxPosition?: Amount;
  /** 10 to 2000 each when absent. */
  readonly trailingDelta?: TrailingDeltaRange;
  readonly features?: Partial<SymbolFeatures>;
  /** All when absent. */
  readonly orderTypes?: readonly OrderType[];
  /** No execution rule when absent. */
  readonly priceRange?: PriceRange;
  /** Where the synthetic market starts. */
  readonly initialPrice: Amount;
  /** Used when an order names none; EXPIRE_MAKER when absent, as on the live exchange. */
  readonly defaultStpMode?: StpMode;
  /** Every mode when absent. */
  readonly allowedStpModes?: readonly StpMode[];
}

/** Symbols whose books an order may be routed through; their quote assets count as equal. */
export interface SorSpec {
  readonly baseAsset: string;
  readonly symbols: readonly string[];
}

/** EXCHANGE_MAX_NUM_*: what an account may have open over all symbols; no such filter when absent. */
export interface ExchangeFilters {
  readonly maxNumOrders?: number;
  readonly maxNumAlgoOrders?: number;
  readonly maxNumIcebergOrders?: number;
  readonly maxNumOrderLists?: number;
}
