import {
  cancelOrder,
  detectMarketAnomalies,
  getAccountInfo,
  getAccountTrades,
  getAllOrders,
  getAveragePrice,
  getKlines,
  getLiquidityVacuums,
  getMicrostructureHealth,
  getOpenOrders,
  getOrder,
  getOrderBook,
  getOrderFlow,
  getOrderbookDepth,
  getOrderbookHealth,
  getOrderbookMetrics,
  getRecentTrades,
  getServerTime,
  getTicker,
  getVolumeProfile,
  placeOrder,
} from '@binance-gateway/domain-types';
import { type CatalogTool, toolOf } from './tool-spec.js';

/** Every tool of the default toolset, in the order of tools/list. The names are those of the operations. */
export const TOOLS: readonly CatalogTool[] = [
  toolOf(getServerTime, {
    toolset: 'market',
    title: 'Exchange time',
    description: 'Current time of the exchange, Unix milliseconds. Use it before asking for a time range.',
  }),
  toolOf(getTicker, {
    toolset: 'market',
    title: '24 h ticker',
    description:
      'Last price, bid, ask, change, high, low and volume of the last 24 hours. Name `symbol` for one or `symbols` for several; type MINI is shorter.',
    source: 'rest',
  }),
  toolOf(getOrderBook, {
    toolset: 'market',
    title: 'Order book levels',
    description: 'Bids and asks as [price, quantity], best first.',
    defaults: { limit: 20 },
    source: 'rest',
  }),
  toolOf(getRecentTrades, {
    toolset: 'market',
    title: 'Recent trades',
    description: 'Newest public trades. isBuyerMaker true: the taker sold.',
    defaults: { limit: 50 },
    source: 'rest',
  }),
  toolOf(getKlines, {
    toolset: 'market',
    title: 'Candlesticks',
    description: 'Open, high, low, close and volume a candle, oldest first; the last one is still open.',
    defaults: { limit: 50 },
    source: 'rest',
  }),
  toolOf(getAveragePrice, {
    toolset: 'market',
    title: 'Average price',
    description: 'Average price of the last minutes, which the exchange checks order prices against.',
    source: 'rest',
  }),
  toolOf(getOrderbookMetrics, {
    toolset: 'books',
    title: 'Order book metrics',
    description:
      'Spread, microprice, imbalance and walls of the top 20, and slippage of market orders of 10k, 25k and 50k in the quote asset, from the live book.',
    source: 'stream',
  }),
  toolOf(getOrderbookDepth, {
    toolset: 'books',
    title: 'Order book depth',
    description:
      'Live book as integer pairs: price / 10^priceScale, quantity / 10^quantityScale. Cheaper and fresher than get_order_book.',
    source: 'stream',
  }),
  toolOf(getOrderbookHealth, {
    toolset: 'books',
    title: 'Order book service',
    description: 'Which live books this server keeps, and whether they are in sync.',
  }),
  toolOf(getOrderFlow, {
    toolset: 'analytics',
    title: 'Order flow',
    description:
      'Taker buying against selling: rates, volumes, imbalance, cumulative delta, direction. Watching starts with the first call; call again for a covered window.',
    source: 'stream',
  }),
  toolOf(getVolumeProfile, {
    toolset: 'analytics',
    title: 'Volume profile',
    description: 'Volume by price with point of control and 70 % value area.',
    source: 'stream',
  }),
  toolOf(detectMarketAnomalies, {
    toolset: 'analytics',
    title: 'Market anomalies',
    description: 'Quote stuffing, icebergs and flash crash precursors in the watched window.',
    source: 'stream',
  }),
  toolOf(getLiquidityVacuums, {
    toolset: 'analytics',
    title: 'Liquidity vacuums',
    description: 'Price zones with less than 20 % of the median volume, which price may cross fast.',
    source: 'stream',
  }),
  toolOf(getMicrostructureHealth, {
    toolset: 'analytics',
    title: 'Microstructure health',
    description:
      'Score 0 to 100 of how well a market trades: spread stability, depth, flow balance, update rate.',
    source: 'stream',
  }),
  toolOf(getAccountInfo, {
    toolset: 'account',
    title: 'Account balances',
    description: 'Free and locked balance of each asset, and whether the account may trade.',
    defaults: { omitZeroBalances: true },
    source: 'rest',
  }),
  toolOf(getAccountTrades, {
    toolset: 'account',
    title: 'My fills',
    description: 'Fills of this account in a symbol, with price, fee and order id.',
    defaults: { limit: 50 },
    source: 'rest',
  }),
  toolOf(placeOrder, {
    toolset: 'trading',
    title: 'Place order',
    description:
      'Places a real order. LIMIT needs timeInForce, quantity, price; MARKET quantity or quoteOrderQty; stop types stopPrice or trailingDelta. Amounts are decimal strings. If code is OUTCOME_UNKNOWN do not send it again: call get_order.',
    isConfirmed: true,
  }),
  toolOf(getOrder, {
    toolset: 'trading',
    title: 'Order state',
    description: 'State of one order, by orderId or origClientOrderId.',
    source: 'rest',
  }),
  toolOf(cancelOrder, {
    toolset: 'trading',
    title: 'Cancel order',
    description: 'Cancels an open order, by orderId or origClientOrderId. What was filled stays filled.',
  }),
  toolOf(getOpenOrders, {
    toolset: 'trading',
    title: 'Open orders',
    description: 'Orders of this account that rest on the book. Without symbol: all, at a higher cost.',
    source: 'rest',
  }),
  toolOf(getAllOrders, {
    toolset: 'trading',
    title: 'Order history',
    description: 'Orders of this account in a symbol, in every state, oldest first.',
    defaults: { limit: 20 },
    source: 'rest',
  }),
];
