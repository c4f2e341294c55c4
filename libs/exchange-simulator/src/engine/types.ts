// The engine's vocabulary, by concept in types/.
export { AMOUNT_SCALE, type AccountId, type Amount, UNIT } from './types/amount.js';
export { EngineReject } from './types/reject.js';
export type {
  ExchangeFilters,
  PriceRange,
  SorSpec,
  SymbolFeatures,
  SymbolSpec,
  TrailingDeltaRange,
} from './types/symbol.js';
export type {
  CommissionChange,
  CommissionDiscount,
  CommissionRates,
  CommissionSchedule,
} from './types/commission.js';
export type {
  AmendCommand,
  CancelReplaceCommand,
  CancelReplaceMode,
  ListRef,
  OrderCommand,
  OrderListCommand,
  OrderRef,
  OrderTerms,
} from './types/commands.js';
export type {
  AmendmentView,
  BalanceView,
  ContingencyType,
  FillView,
  ListOrderStatus,
  ListStatusType,
  OrderListView,
  OrderView,
  PegView,
  PreventedMatchView,
  TrailingView,
} from './types/views.js';
export type {
  AccountEvent,
  BalanceEvent,
  EngineEvent,
  EngineListener,
  ExecutionEvent,
  ExternalLockEvent,
  LevelEvent,
  OrderListEvent,
  SymbolEvent,
  TradeEvent,
  TransferEvent,
} from './types/events.js';
export type {
  AmendResult,
  Canceled,
  CanceledOrder,
  CancelReplaceResult,
  Outcome,
  PlaceListResult,
  PlaceResult,
} from './types/results.js';
export type {
  AllocationQuery,
  AmendmentQuery,
  FillQuery,
  OrderListQuery,
  OrderQuery,
  PreventedMatchQuery,
} from './types/queries.js';
export type { EngineSnapshot } from './types/snapshot.js';
export type { AccountOptions, Engine, EngineOptions, Level, OrderListState } from './types/engine.js';
