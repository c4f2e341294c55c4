// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
import {
  ORDER_TYPES,
  STP_MODES,
  type SymbolStatus,
  type WireFilter,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { Amount, SymbolSpec } from '../engine/types.js';

/**
 * A symbol's entry. The flags say what the embedded exchange can do, so that a client that reads
 * them sends nothing that would be refused.
 */
export function encodeSymbol(
  spec: SymbolSpec,
  status: SymbolStatus,
  showPermissionSets: boolean,
): WireSymbol {
  return {
    symbol: spec.symbol,
    status,
    baseAsset: spec.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: spec.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: [...ORDER_TYPES].sort(),
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: encodeFilters(spec),
    permissions: [],
    permissionSets: showPermissionSets ? [['SPOT']] : [],
    defaultSelfTradePreventionMode: spec.defaultStpMode ?? 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: [...(spec.allowedStpModes ?? STP_MODES)],
  };
}

/** In the order in which an order is checked against them. */
export function encodeFilters(spec: SymbolSpec): WireFilter[] {
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: formatAmount(spec.minPrice),
      maxPrice: formatAmount(spec.maxPrice),
      tickSize: formatAmount(spec.tickSize),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: formatAmount(spec.minQty),
      maxQty: formatAmount(spec.maxQty),
      stepSize: formatAmount(spec.stepSize),
    },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: '0.00000000',
      maxQty: formatAmount(spec.maxMarketQty),
      stepSize: '0.00000000',
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: short(spec.multiplierUp),
      bidMultiplierDown: short(spec.multiplierDown),
      askMultiplierUp: short(spec.multiplierUp),
      askMultiplierDown: short(spec.multiplierDown),
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: formatAmount(spec.minNotional),
      applyMinToMarket: true,
      maxNotional: formatAmount(spec.maxNotional),
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: spec.maxNumOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: spec.maxNumAlgoOrders },
  ];
}

/** Multipliers are written without trailing zeros: "5", "0.2". */
function short(amount: Amount): string {
  return formatAmount(amount).replace(/\.?0+$/, '');
}
