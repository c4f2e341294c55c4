// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
import {
  ORDER_TYPES,
  STP_MODES,
  type SymbolStatus,
  type WireFilter,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import { type SymbolRules, symbolRules } from '../engine/symbol-rules.js';
import type { Amount, ExchangeFilters, SymbolSpec } from '../engine/types.js';

/**
 * A symbol's entry. The flags say what the embedded exchange can do, so that a client that reads
 * them sends nothing that would be refused.
 */
export function encodeSymbol(
  spec: SymbolSpec,
  status: SymbolStatus,
  showPermissionSets: boolean,
): WireSymbol {
  const { features, orderTypes, defaultStpMode } = symbolRules(spec);
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
    orderTypes: [...(orderTypes ?? ORDER_TYPES)].sort(),
    icebergAllowed: features.icebergAllowed,
    ocoAllowed: features.ocoAllowed,
    otoAllowed: features.otoAllowed,
    opoAllowed: features.opoAllowed,
    quoteOrderQtyMarketAllowed: features.quoteOrderQtyMarketAllowed,
    allowTrailingStop: features.allowTrailingStop,
    cancelReplaceAllowed: features.cancelReplaceAllowed,
    amendAllowed: features.amendAllowed,
    pegInstructionsAllowed: features.pegInstructionsAllowed,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: encodeFilters(spec),
    permissions: [],
    permissionSets: showPermissionSets ? [['SPOT']] : [],
    defaultSelfTradePreventionMode: defaultStpMode,
    allowedSelfTradePreventionModes: [...(spec.allowedStpModes ?? STP_MODES)],
  };
}

/** In the order of the live exchange. */
export function encodeFilters(spec: SymbolSpec): WireFilter[] {
  const rules = symbolRules(spec);
  const { trailingDelta, maxNumIcebergOrders, maxPosition } = rules;
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
    { filterType: 'ICEBERG_PARTS', limit: rules.icebergParts },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: formatAmount(rules.minMarketQty),
      maxQty: formatAmount(spec.maxMarketQty),
      stepSize: formatAmount(rules.marketStepSize),
    },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: trailingDelta.minAbove,
      maxTrailingAboveDelta: trailingDelta.maxAbove,
      minTrailingBelowDelta: trailingDelta.minBelow,
      maxTrailingBelowDelta: trailingDelta.maxBelow,
    },
    percentPrice(spec, rules),
    notional(spec, rules),
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: spec.maxNumOrders },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: rules.maxNumOrderLists },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: spec.maxNumAlgoOrders },
    ...(maxNumIcebergOrders === undefined
      ? []
      : [{ filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders }]),
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: rules.maxNumOrderAmends },
    ...(maxPosition === undefined
      ? []
      : [{ filterType: 'MAX_POSITION', maxPosition: formatAmount(maxPosition) }]),
  ];
}

function percentPrice(spec: SymbolSpec, rules: SymbolRules): WireFilter {
  const up = short(spec.multiplierUp);
  const down = short(spec.multiplierDown);
  const { avgPriceMins } = rules;
  if (rules.percentPriceFilter === 'PERCENT_PRICE') {
    return { filterType: 'PERCENT_PRICE', multiplierUp: up, multiplierDown: down, avgPriceMins };
  }
  return {
    filterType: 'PERCENT_PRICE_BY_SIDE',
    bidMultiplierUp: up,
    bidMultiplierDown: down,
    askMultiplierUp: short(rules.askMultiplierUp),
    askMultiplierDown: short(rules.askMultiplierDown),
    avgPriceMins,
  };
}

function notional(spec: SymbolSpec, rules: SymbolRules): WireFilter {
  const minNotional = formatAmount(spec.minNotional);
  const { avgPriceMins } = rules;
  if (rules.notionalFilter === 'MIN_NOTIONAL') {
    return {
      filterType: 'MIN_NOTIONAL',
      minNotional,
      applyToMarket: rules.minNotionalOfMarket,
      avgPriceMins,
    };
  }
  return {
    filterType: 'NOTIONAL',
    minNotional,
    applyMinToMarket: rules.minNotionalOfMarket,
    maxNotional: formatAmount(spec.maxNotional),
    applyMaxToMarket: rules.maxNotionalOfMarket,
    avgPriceMins,
  };
}

/** EXCHANGE_MAX_NUM_*, those that there are. */
export function encodeExchangeFilters(filters: ExchangeFilters): WireFilter[] {
  return EXCHANGE_FILTERS.flatMap(([filterType, member]) => {
    const limit = filters[member];
    return limit === undefined ? [] : [{ filterType, [member]: limit }];
  });
}

const EXCHANGE_FILTERS = [
  ['EXCHANGE_MAX_NUM_ORDERS', 'maxNumOrders'],
  ['EXCHANGE_MAX_NUM_ALGO_ORDERS', 'maxNumAlgoOrders'],
  ['EXCHANGE_MAX_NUM_ICEBERG_ORDERS', 'maxNumIcebergOrders'],
  ['EXCHANGE_MAX_NUM_ORDER_LISTS', 'maxNumOrderLists'],
] as const satisfies readonly (readonly [string, keyof ExchangeFilters])[];

/** MAX_ASSET filters of an account. */
export function encodeAssetFilters(maxAsset: Readonly<Record<string, Amount>>): WireFilter[] {
  return Object.entries(maxAsset).map(([asset, limit]) => ({
    filterType: 'MAX_ASSET',
    asset,
    limit: formatAmount(limit),
  }));
}

/** Multipliers are written without trailing zeros: "5", "0.2". */
function short(amount: Amount): string {
  return formatAmount(amount).replace(/\.?0+$/, '');
}
