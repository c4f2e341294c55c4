import {
  type Account,
  type BookTicker,
  Decimal,
  type Order,
  type Positions,
  type Ticker,
  getAccountInfo,
  getBookTicker,
  getOpenOrders,
  getPositions,
  getTicker,
} from '@binance-gateway/domain-types';
import type { ToolCall, ToolCalls } from '../tools/call-tool.js';
import type { Moment } from '../tools/tool-result.js';
import { page, table } from './markdown.js';

type Caller = Pick<ToolCall, 'principal' | 'signal'>;

/**
 * Price and statistics of a symbol as a page, and as of when it holds.
 * @throws AppError, as the tools
 */
export async function readMarket(
  calls: ToolCalls,
  symbol: string,
  caller: Caller,
): Promise<{ readonly text: string; readonly moment: Moment }> {
  const [statistics, quotes] = await Promise.all([
    calls.read(getTicker, { symbol }, caller),
    calls.read(getBookTicker, { symbol }, caller),
  ]);
  const ticker = statistics.answer as Ticker;
  const { bidPrice, bidQty, askPrice, askQty } = quotes.answer as BookTicker;
  const rows = [
    ['Last price', ticker.lastPrice],
    ['Bid', `${bidPrice} × ${bidQty}`],
    ['Ask', `${askPrice} × ${askQty}`],
    ['Change, 24 h', `${ticker.priceChange} (${ticker.priceChangePercent} %)`],
    ['High, 24 h', ticker.highPrice],
    ['Low, 24 h', ticker.lowPrice],
    ['Volume, 24 h', ticker.volume],
    ['Quote volume, 24 h', ticker.quoteVolume],
    ['Trades, 24 h', ticker.count],
  ];
  // a page is as old as its oldest part
  const { moment } = statistics.moment.asOf <= quotes.moment.asOf ? statistics : quotes;
  return { text: page(symbol, moment, table(['', ''], rows, '')), moment };
}

/** @throws AppError, as the tools */
export async function marketPage(calls: ToolCalls, symbol: string, caller: Caller): Promise<string> {
  return (await readMarket(calls, symbol, caller)).text;
}

export async function balancesPage(calls: ToolCalls, caller: Caller): Promise<string> {
  const { answer, moment } = await calls.read(getAccountInfo, { omitZeroBalances: true }, caller);
  const { balances } = answer as Account;
  const rows = balances.map(({ asset, free, locked }) => [
    asset,
    free,
    locked,
    Decimal.of(free).plus(Decimal.of(locked)).toString(),
  ]);
  return page('Balances', moment, table(['Asset', 'Free', 'Locked', 'Total'], rows, 'The account is empty.'));
}

export async function positionsPage(calls: ToolCalls, caller: Caller): Promise<string> {
  const { answer, moment } = await calls.read(getPositions, {}, caller);
  const report = answer as Positions;
  const head = ['Asset', 'Quantity', 'Average entry', 'Last price', 'Value', 'Unrealized', 'Realized'];
  const rows = report.positions.map((position) => [
    position.asset,
    position.quantity,
    position.averageEntryPrice ?? 'unknown',
    position.markPrice,
    position.marketValue,
    position.unrealizedPnl ?? 'unknown',
    position.realizedPnl,
  ]);
  const totals = `Total in ${report.quoteAsset}: value ${report.totalMarketValue}, unrealized ${report.totalUnrealizedPnl}, realized ${report.totalRealizedPnl}.`;
  return page('Positions', moment, `${table(head, rows, 'There are none.')}\n\n${totals}`);
}

export async function openOrdersPage(calls: ToolCalls, caller: Caller): Promise<string> {
  const { answer, moment } = await calls.read(getOpenOrders, {}, caller);
  const rows = (answer as Order[]).map((order) => [
    order.symbol,
    order.side,
    order.type,
    order.price,
    order.origQty,
    order.executedQty,
    order.status,
    order.orderId,
    order.clientOrderId,
  ]);
  const head = [
    'Symbol',
    'Side',
    'Type',
    'Price',
    'Quantity',
    'Executed',
    'Status',
    'orderId',
    'clientOrderId',
  ];
  return page('Open orders', moment, table(head, rows, 'No order is open.'));
}
