import type { SymbolStatus } from '@binance-gateway/domain-types';
import type { SavedReference } from './reference-price.js';
import type { SavedOrder } from './saved-order.js';
import type { SymbolMarket } from './symbol-market.js';
import type {
  AmendmentView,
  Amount,
  CommissionChange,
  CommissionRates,
  ContingencyType,
  FillView,
  OrderListView,
  PreventedMatchView,
  SymbolSpec,
  TradeEvent,
} from './types.js';

// A saved engine before it becomes plain JSON.

export type SavedCounters = Pick<
  SymbolMarket,
  'lastUpdateId' | 'lastOrderId' | 'lastTradeId' | 'lastPreventedMatchId' | 'lastAllocationId'
>;

export interface SavedBalance {
  readonly asset: string;
  readonly free: Amount;
  /** External locks included. */
  readonly locked: Amount;
  readonly external: Amount;
}

export interface SavedMarket {
  readonly spec: SymbolSpec;
  readonly status: SymbolStatus;
  readonly counters: SavedCounters;
  readonly lastTrade?: TradeEvent | undefined;
  readonly referencePrice?: { price: Amount | null; time: number } | undefined;
  readonly average: SavedReference;
  /** Order ids, level by level, each in the order of its queue. */
  readonly resting: readonly number[];
  /** Order ids in the order in which one price would trigger them. */
  readonly stops: readonly number[];
  readonly trailing: readonly number[];
}

export interface SavedSeat {
  readonly symbol: string;
  readonly orders: readonly SavedOrder[];
  readonly clientIds: readonly (readonly [clientOrderId: string, orderId: number])[];
  readonly fills: readonly FillView[];
  readonly allocations: readonly FillView[];
  readonly preventedMatches: readonly PreventedMatchView[];
  readonly amendments: readonly AmendmentView[];
}

export interface SavedList {
  readonly id: number;
  readonly symbol: string;
  readonly clientId: string;
  readonly contingencyType: ContingencyType;
  readonly isOpo: boolean;
  readonly time: number;
  readonly orders: readonly number[];
  readonly hasWorking: boolean;
  readonly isActivated: boolean;
  readonly reserved: Amount;
}

export interface SavedAccount {
  readonly id: string;
  readonly isUnlimited: boolean;
  readonly maxAsset: Readonly<Record<string, Amount>> | undefined;
  readonly tradeGroupId?: number | undefined;
  readonly balances: readonly SavedBalance[];
  readonly seats: readonly SavedSeat[];
  readonly openLists: readonly SavedList[];
  readonly closedLists: readonly OrderListView[];
}

export interface SavedEngine {
  readonly standard: Required<CommissionRates>;
  readonly commissionChanges: readonly CommissionChange[];
  readonly earned: readonly (readonly [asset: string, amount: Amount])[];
  readonly deposited: readonly (readonly [asset: string, amount: Amount])[];
  readonly lastListId: number;
  readonly lastExecutionId: number;
  readonly markets: readonly SavedMarket[];
  readonly accounts: readonly SavedAccount[];
}
