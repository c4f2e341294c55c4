export type { Broker } from './broker.js';
export type { Tap } from './channel.js';
export {
  Client,
  type ClientOptions,
  type Format,
  type GapPolicy,
  type Joined,
  type Wanted,
} from './client.js';
export { DISCONNECT, type Disconnect, type DisconnectName, reasonOf, shouldReconnect } from './disconnect.js';
export type { Position } from './envelope.js';
export { Hub, type HubOptions } from './hub.js';
export { DEFAULT_HUB_LIMITS, type HubLimits } from './limits.js';
export { type BookMetrics, type HubMetrics, type HubStats } from './metrics.js';
export { PROTOCOL_ERROR, type ProtocolOptions, handleRequest, marketStreamName } from './protocol.js';
export type { Source } from './source.js';
export type { Transport } from './transport.js';
export { type DuplexLike, type WebSocketLike, WsTransport } from './ws-transport.js';
export { type BookHandle, BookKeeper, type BookKeeperOptions } from './order-book/book-keeper.js';
export type { BookListener, BookState, FetchSnapshot } from './order-book/kept-book.js';
export { BookSync, type DiffOutcome, type SnapshotOutcome, type SyncState } from './order-book/book-sync.js';
export { type BookDepth, type DepthDiff, OrderBook, type PriceLevel } from './order-book/order-book.js';
export { EventBuffer, type UpdateRange, type Verdict, judge } from './order-book/sequencer.js';
export {
  DEPTH_WINDOW_PREFIX,
  type DepthLevels,
  type DepthWindowOptions,
  DepthWindowSource,
  depthWindowName,
  parseDepthWindowName,
} from './order-book/depth-window.js';
