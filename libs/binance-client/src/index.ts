export { type SpotConnection, type SpotConnectionOptions, connectSpot } from './connect-spot.js';
export { type Credential, type CredentialOptions, type KeyType, createCredential } from './credential.js';
export { RotatingCredential } from './rotating-credential.js';
export { decodeAccount, decodeAccountTrade } from './decode/account.js';
export { decodeExchangeInfo, decodeServerTime } from './decode/exchange-info.js';
export {
  decodeAggregateTrade,
  decodeAveragePrice,
  decodeBookTicker,
  decodeDepth,
  decodeKline,
  decodePrice,
  decodeTicker,
  decodeTrade,
} from './decode/market-data.js';
export { decodeCancelledOrder, decodeNewOrder, decodeOrder, decodeTestedOrder } from './decode/order.js';
export {
  type ReplaceParts,
  decodeAmendment,
  decodeReplaceParts,
  decodeReplacedOrder,
} from './decode/order-change.js';
export { decodeCancelled, decodeOrderList } from './decode/order-list.js';
export { decodeOutput } from './decode/output.js';
export {
  type StreamEvent,
  decodeBookTickerEvent,
  decodeDepthUpdate,
  decodeStreamEvent,
  decodeTickerEvent,
  decodeTickers,
  decodeAggTradeEvent,
  decodeTradeEvent,
  unwrapStream,
} from './decode/stream-event.js';
export { decodeUserDataEvent, unwrapUserData } from './decode/user-data-event.js';
export {
  EXCHANGE_CODES,
  EXCHANGE_MESSAGES,
  SPEAKING_IN_MESSAGES,
  UpstreamError,
  classify,
  leavesOutcomeOpen,
  outcomeUnknown,
} from './errors.js';
export {
  type Dispatch,
  type Interceptor,
  type Transport,
  type UpstreamRequest,
  type UpstreamResponse,
  compose,
} from './http/dispatch.js';
export { type RestCall, type RestMetrics } from './http/interceptors/trace.js';
export { LANES, LANE_RULES, type Lane } from './http/lanes.js';
export { type LaneUse, type LimitUse, RequestBudget } from './http/request-budget.js';
export { Silence, type SilenceState } from './http/silence.js';
export { type CallContext, type ForwardedCall, type RawCall, RestClient } from './rest/rest-client.js';
export { ServerClock, type ServerClockOptions } from './server-clock.js';
export { SpotClient } from './spot/spot-client.js';
export { SymbolRules } from './spot/symbol-rules.js';
export { CONNECT_LIMITS, ConnectBudget, type ConnectLimits } from './streams/connect-budget.js';
export type { FrameSink } from './streams/connection.js';
export { payloadOf, streamNameOf } from './streams/frame.js';
export { LaneState, type LaneStatus } from './streams/lane-types.js';
export { type StreamMetrics, noStreamMetrics } from './streams/metrics.js';
export {
  MarketStreams,
  type MarketStreamsOptions,
  type MarketStreamsStatus,
  type StreamListener,
  type StreamsState,
} from './streams/pool.js';
export type { Loss, LossReason } from './streams/socket.js';
export { BINANCE_URLS, type BinanceEnvironment, type BinanceUrls } from './urls.js';
export {
  type ApiRequestOptions,
  type ServerTime,
  WsApiConnection,
  type WsApiListener,
  type WsApiOptions,
  type WsApiStatus,
} from './ws-api/connection.js';
export { SESSION_METHODS, type SessionMethod } from './ws-api/session-methods.js';
export type { WsApiBudget } from './ws-api/limits.js';
export { type WsApiMetrics, noWsApiMetrics } from './ws-api/metrics.js';
export { type ApiParams, signedParams } from './ws-api/signed-params.js';
export {
  type UserDataListener,
  type UserDataOptions,
  type UserDataState,
  type UserDataStatus,
  UserDataStream,
} from './ws-api/user-data.js';
