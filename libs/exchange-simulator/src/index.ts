export { type Simulator, startSimulator } from './start-simulator.js';
export type { SimulatorOptions, SimulatorUrls } from './simulator-options.js';
export type { SavedExchange } from './saved-exchange.js';
export { DEFAULT_BALANCES, type SimulatorAccount, type SimulatorCredentials } from './accounts.js';
export { SimulatorControl } from './control/simulator-control.js';
export { AccountControl, type AccountSummary } from './control/account-control.js';
export { MarketControl, type HouseOrder, type MarketSummary } from './control/market-control.js';
export {
  type AcceptedOrder,
  ExchangeRecord,
  type RecordQuery,
  type RecordedEvent,
  type RecordedFrame,
} from './control/exchange-record.js';
export { ControlError } from './control/fields.js';
export { WrongValue } from './shape.js';
export { CONTROL_ROUTES } from './control/http/routes.js';
export type { ControlRoute } from './control/http/route.js';
export { type ActiveFault, FAULT_SWITCHES, Switchboard } from './faults/switchboard.js';
export type { FaultGroup, FaultSwitch } from './faults/switch.js';
export { ALL_STREAMS, type FrameChances, type FrameFault } from './faults/frame-faults.js';
export {
  FAULTS,
  type Fault,
  type FaultEffect,
  type FaultMatch,
  type FaultMoment,
  tooManyRequests,
} from './faults/effects.js';
export { DEFAULT_LIMITS, type Limits } from './server/rate-limits.js';
export { WS_API_LIMITS, type WsApiLimits } from './server/ws-api-server.js';
export { STREAM_LIMITS, type StreamLimits } from './server/streams-connection.js';
export type { MarketChoice, ReplayMarket, RunningMarket } from './market-choice.js';
export { type Recording, parseRecording, readRecording } from './market/recording.js';
export { Replay } from './market/replay.js';
export { LIQUIDITY_ACCOUNT, SyntheticMarket } from './market/synthetic-market.js';
export { StreamsServer } from './server/streams.js';
export type { RequestRecord } from './server/request-log.js';
export type { Permission } from './server/key-ring.js';
export { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
export { createEngine } from './engine/matching-engine.js';
export { formatAmount, parseAmount } from './engine/amount.js';
export {
  AMOUNT_SCALE,
  type AccountEvent,
  type AccountId,
  type AccountOptions,
  type AmendCommand,
  type AmendResult,
  type Amount,
  type CancelReplaceCommand,
  type CancelReplaceResult,
  type Canceled,
  type CommissionChange,
  type CommissionRates,
  type CommissionSchedule,
  type Engine,
  type EngineEvent,
  type EngineListener,
  type EngineOptions,
  EngineReject,
  type EngineSnapshot,
  type ExchangeFilters,
  type FillView,
  type Level,
  type ListRef,
  type OrderCommand,
  type OrderListCommand,
  type OrderListView,
  type OrderRef,
  type OrderTerms,
  type OrderView,
  type PlaceListResult,
  type PlaceResult,
  type SorSpec,
  type SymbolFeatures,
  type SymbolSpec,
  UNIT,
} from './engine/types.js';
