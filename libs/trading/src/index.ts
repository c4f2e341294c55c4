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
export { type Breach, type PolicyRule, policyRefusal } from './policy/breach.js';
export type { Countdown, OwnerStore, Stop } from './journal/owner-store.js';
export { OwnerSwitches, type OwnerSwitchesOptions, type SwitchEvent } from './policy/owner-switches.js';
export { type Sweep, Sweeper, type SweeperOptions } from './policy/sweeper.js';
export { OpenOrders, type OpenOrdersOptions } from './policy/open-orders.js';
export { type Permit, Policies, type PoliciesOptions } from './policy/policies.js';
export { Previewer, type PreviewerOptions, type PreviewSources } from './preview/previewer.js';
export { type Leg, type Proposal, legsOf, proposalOf } from './proposal.js';
export type { Quote } from './policy/static-rules.js';
export { Usage, type UsageOptions } from './policy/usage.js';
export { OrderDesk, type OrderDeskOptions } from './order-desk.js';
export { type Question, askOutcome } from './outcome.js';
export { type OrderName, isOrderList, isReplacement, ordersOf } from './placed.js';
export type { OrderContext } from './placing.js';
export {
  type Charge,
  type Evidence,
  type IntentRecord,
  type IntendedInput,
  type KeptError,
  type OrderEnd,
  type OrderIntent,
  type OrderJournal,
  type Placed,
  noJournal,
} from './order-journal.js';
export { PositionBook, type PositionBookOptions } from './position-book.js';
export { type Holding, type SymbolFills, positionOf, positionsFrom, positionsReport } from './positions.js';
export { checkProposal } from './checks/check-proposal.js';
