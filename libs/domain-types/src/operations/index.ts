import { getAllocations, getOrderAmendments, getPreventedMatches } from './account-history.js';
import { getAccountFilters, getCommission, getOrderCounts } from './account-limits.js';
import { getAccountInfo, getAccountTrades, getPositions } from './account.js';
import { getBlockTrades } from './block-trades.js';
import { getExecutionRules } from './execution-rules.js';
import { getExchangeInfo, getServerTime, ping } from './general.js';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.js';
import { getLiquidityVacuums, getOrderFlow, getVolumeProfile } from './market-flow.js';
import { detectMarketAnomalies, getMicrostructureHealth } from './market-health.js';
import {
  getAggregateTrades,
  getAveragePrice,
  getHistoricalTrades,
  getKlines,
  getOrderBook,
  getRecentTrades,
  getUiKlines,
} from './market-data.js';
import { getIntent, listIntents } from './intents.js';
import { amendOrder } from './amend-order.js';
import {
  cancelOrderList,
  getAllOrderLists,
  getOpenOrderLists,
  getOrderList,
  placeLegacyOco,
  placeOco,
  placeOpo,
  placeOpoco,
  placeOto,
  placeOtoco,
} from './order-lists.js';
import { replaceOrder } from './replace-order.js';
import { placeSorOrder, testSorOrder } from './sor.js';
import { getLimits } from './limits.js';
import type { Operation } from './operation.js';
import { previewOrder } from './order-preview.js';
import {
  armDeadMan,
  getDeadMan,
  listDeadMen,
  listTradingStops,
  resumeTrading,
  setDeadMan,
  stopTrading,
} from './trading-stops.js';
import { getOrderbookDepth, getOrderbookHealth, getOrderbookMetrics } from './order-books.js';
import { getReferencePrice, getReferencePriceCalculation } from './reference-price.js';
import { getBookTicker, getPrice, getRollingTicker, getTicker, getTradingDayTicker } from './tickers.js';
import {
  cancelOpenOrders,
  cancelOrder,
  getAllOrders,
  getOpenOrders,
  getOrder,
  placeOrder,
  testOrder,
} from './trading.js';

/** Every operation of the gateway. Tests hold routes, schemas and documents to this list. */
export const OPERATIONS: readonly Operation[] = [
  ping,
  getServerTime,
  getExchangeInfo,
  getExecutionRules,
  getPrice,
  getBookTicker,
  getTicker,
  getTradingDayTicker,
  getRollingTicker,
  getAveragePrice,
  getReferencePrice,
  getReferencePriceCalculation,
  getOrderBook,
  getRecentTrades,
  getHistoricalTrades,
  getBlockTrades,
  getAggregateTrades,
  getKlines,
  getUiKlines,
  getOrderbookMetrics,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderFlow,
  getVolumeProfile,
  detectMarketAnomalies,
  getLiquidityVacuums,
  getMicrostructureHealth,
  placeOrder,
  testOrder,
  previewOrder,
  getOrder,
  cancelOrder,
  getOpenOrders,
  cancelOpenOrders,
  getAllOrders,
  replaceOrder,
  amendOrder,
  getOrderAmendments,
  placeOco,
  placeLegacyOco,
  placeOto,
  placeOtoco,
  placeOpo,
  placeOpoco,
  getOrderList,
  getOpenOrderLists,
  getAllOrderLists,
  cancelOrderList,
  placeSorOrder,
  testSorOrder,
  getIntent,
  listIntents,
  getLimits,
  getAccountInfo,
  getAccountTrades,
  getCommission,
  getOrderCounts,
  getAccountFilters,
  getPreventedMatches,
  getAllocations,
  getPositions,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  armDeadMan,
  getDeadMan,
  stopTrading,
  listTradingStops,
  resumeTrading,
  setDeadMan,
  listDeadMen,
] as unknown as readonly Operation[];
