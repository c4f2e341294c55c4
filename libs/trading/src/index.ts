export { FillRecovery, type FillRecoveryOptions, type RecoveredReport } from './fill-recovery.js';
export { type CostBasis, NO_BASIS, type SymbolAssets, applyFill, costBasis } from './cost-basis.js';
export {
  DurableJournal,
  type DurableJournalOptions,
  type JournalMetrics,
} from './journal/durable-journal.js';
export { IntentResolver, type IntentResolverOptions } from './journal/intent-resolver.js';
export { OrderReports, type ReportWatch } from './journal/order-reports.js';
export { toIntent } from './journal/to-intent.js';
export { type OrderContext, OrderDesk, type OrderDeskOptions } from './order-desk.js';
export {
  type Evidence,
  type IntentRecord,
  type KeptError,
  type OrderEnd,
  type OrderIntent,
  type OrderJournal,
  noJournal,
} from './order-journal.js';
export { PositionBook, type PositionBookOptions } from './position-book.js';
export { type Holding, type SymbolFills, positionOf, positionsFrom, positionsReport } from './positions.js';
export { checkOrder } from './symbol-checks.js';
