import type { Operation } from '@binance-gateway/domain-types';
import { decodeAccount, decodeAccountTrade } from './account.js';
import { decodeAllocation, decodeOrderAmendment, decodePreventedMatch } from './account-history.js';
import { decodeAccountFilters, decodeCommission, decodeOrderCount } from './account-limits.js';
import { decodeExchangeInfo, decodeServerTime } from './exchange-info.js';
import {
  decodeAggregateTrade,
  decodeAveragePrice,
  decodeBookTicker,
  decodeDepth,
  decodeKline,
  decodePrice,
  decodeTicker,
  decodeTrade,
  oneOrMany,
} from './market-data.js';
import { decodeCancelledOrder, decodeNewOrder, decodeOrder, decodeTestedOrder } from './order.js';
import { decodeAmendment, decodeReplacedOrder } from './order-change.js';
import { decodeCancelled, decodeOrderList } from './order-list.js';
import {
  decodeBlockTrade,
  decodeExecutionRules,
  decodeReferenceCalculation,
  decodeReferencePrice,
} from './reference-price.js';
import { listOf, objectOf } from './shape.js';

/** One object of an answer; `learnedAt` is the exchange's time when it came. */
type DecodeItem = (wire: unknown, learnedAt: number) => unknown;

const ITEMS: Readonly<Record<string, DecodeItem>> = {
  get_server_time: decodeServerTime,
  get_exchange_info: decodeExchangeInfo,
  get_execution_rules: decodeExecutionRules,
  get_reference_price: decodeReferencePrice,
  get_reference_price_calculation: decodeReferenceCalculation,
  get_order_book: decodeDepth,
  get_recent_trades: decodeTrade,
  get_historical_trades: decodeTrade,
  get_block_trades: decodeBlockTrade,
  get_aggregate_trades: decodeAggregateTrade,
  get_klines: decodeKline,
  get_ui_klines: decodeKline,
  get_average_price: decodeAveragePrice,
  get_rolling_ticker: decodeTicker,
  get_trading_day_ticker: decodeTicker,
  get_ticker: decodeTicker,
  get_price: decodePrice,
  get_book_ticker: decodeBookTicker,
  place_order: decodeNewOrder,
  test_order: decodeTestedOrder,
  get_order: decodeOrder,
  cancel_order: decodeCancelledOrder,
  get_open_orders: decodeOrder,
  cancel_open_orders: decodeCancelled,
  get_all_orders: decodeOrder,
  place_oco: decodeOrderList,
  place_legacy_oco: decodeOrderList,
  place_oto: decodeOrderList,
  place_otoco: decodeOrderList,
  place_opo: decodeOrderList,
  place_opoco: decodeOrderList,
  cancel_order_list: decodeOrderList,
  get_order_list: decodeOrderList,
  get_all_order_lists: decodeOrderList,
  get_open_order_lists: decodeOrderList,
  replace_order: decodeReplacedOrder,
  amend_order: decodeAmendment,
  place_sor_order: decodeNewOrder,
  test_sor_order: decodeTestedOrder,
  get_account_info: decodeAccount,
  get_account_trades: decodeAccountTrade,
  get_commission: decodeCommission,
  get_order_counts: decodeOrderCount,
  get_account_filters: decodeAccountFilters,
  get_prevented_matches: decodePreventedMatch,
  get_allocations: decodeAllocation,
  get_order_amendments: decodeOrderAmendment,
};

/**
 * Wire → output of an operation. Fields that we don't know are kept; an operation without a decoder of its own is
 * checked for its shape alone.
 * @throws AppError UPSTREAM_PROTOCOL
 */
export function decodeOutput(
  op: Pick<Operation, 'name' | 'output'>,
  wire: unknown,
  learnedAt: number,
): unknown {
  const item = ITEMS[op.name] ?? ((value: unknown) => objectOf(value, op.name));
  const decode = (value: unknown): unknown => item(value, learnedAt);
  switch (op.output.shape) {
    case 'one':
      return decode(wire);
    case 'many':
      return listOf(wire, op.name, decode);
    case 'one-or-many':
      return oneOrMany(wire, op.name, decode);
  }
}
