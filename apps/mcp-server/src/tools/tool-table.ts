import {
  cancelOrder,
  getAccountInfo,
  getAccountTrades,
  getAllOrders,
  getAveragePrice,
  getKlines,
  getOpenOrders,
  getOrder,
  getOrderBook,
  getRecentTrades,
  getServerTime,
  getTicker,
  placeOrder,
} from '@binance-gateway/domain-types';
import { type ToolSpec, toolOf } from './tool-spec.js';

/** Every tool, in the order of tools/list. The names are those of the operations. */
export const TOOLS: readonly ToolSpec[] = [
  toolOf(getServerTime, {
    title: 'Exchange time',
    description: 'Current time of the exchange, Unix milliseconds. Use it before asking for a time range.',
  }),
  toolOf(getTicker, {
    title: '24 h ticker',
    description:
      'Last price, bid, ask, change, high, low and volume of the last 24 hours. Name `symbol` for one or `symbols` for several; type MINI is shorter.',
    isState: true,
  }),
  toolOf(getOrderBook, {
    title: 'Order book levels',
    description: 'Bids and asks as [price, quantity], best first.',
    defaults: { limit: 20 },
    isState: true,
  }),
  toolOf(getRecentTrades, {
    title: 'Recent trades',
    description: 'Newest public trades. isBuyerMaker true: the taker sold.',
    defaults: { limit: 50 },
    isState: true,
  }),
  toolOf(getKlines, {
    title: 'Candlesticks',
    description: 'Open, high, low, close and volume a candle, oldest first; the last one is still open.',
    defaults: { limit: 50 },
    isState: true,
  }),
  toolOf(getAveragePrice, {
    title: 'Average price',
    description: 'Average price of the last minutes, which the exchange checks order prices against.',
    isState: true,
  }),
  toolOf(getAccountInfo, {
    title: 'Account balances',
    description: 'Free and locked balance of each asset, and whether the account may trade.',
    defaults: { omitZeroBalances: true },
    isState: true,
  }),
  toolOf(getAccountTrades, {
    title: 'My fills',
    description: 'Fills of this account in a symbol, with price, fee and order id.',
    defaults: { limit: 50 },
    isState: true,
  }),
  toolOf(placeOrder, {
    title: 'Place order',
    description:
      'Places a real order. LIMIT needs timeInForce, quantity, price; MARKET quantity or quoteOrderQty; stop types stopPrice or trailingDelta. Amounts are decimal strings. If code is OUTCOME_UNKNOWN do not send it again: call get_order.',
    isConfirmed: true,
  }),
  toolOf(getOrder, {
    title: 'Order state',
    description: 'State of one order, by orderId or origClientOrderId.',
    isState: true,
  }),
  toolOf(cancelOrder, {
    title: 'Cancel order',
    description: 'Cancels an open order, by orderId or origClientOrderId. What was filled stays filled.',
  }),
  toolOf(getOpenOrders, {
    title: 'Open orders',
    description: 'Orders of this account that rest on the book. Without symbol: all, at a higher cost.',
    isState: true,
  }),
  toolOf(getAllOrders, {
    title: 'Order history',
    description: 'Orders of this account in a symbol, in every state, oldest first.',
    defaults: { limit: 20 },
    isState: true,
  }),
];
