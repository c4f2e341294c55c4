import type {
  CallContext as ClientContext,
  MarketStreams,
  RestClient,
  SpotClient,
  SymbolRules,
} from '@binance-gateway/binance-client';
import type { Clock, Limits, Logger, Millis, Operation, Policy, Random } from '@binance-gateway/domain-types';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import type { Hub } from '@binance-gateway/stream-hub';
import type { OrderContext, OrderName } from '@binance-gateway/trading';
import type { Metrics } from '../metrics/registry.js';
import type { CredentialConfig } from '../config/load-config.js';
import type { VirtualKeyring } from '../virtual-keys/open-virtual-keys.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Books } from './books.js';

export interface UpstreamDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing;
  /** Policies of owners that are no tokens; asked before those of the configuration. */
  readonly policyOf?: (owner: string) => Policy | undefined;
}

/** Where an answer comes from: live state fed by the exchange's streams, or a request to it. */
export type Source = 'stream' | 'rest';

export interface Provenance {
  readonly source: Source;
  /** How long ago at most the answer was the exchange's own, ms. */
  readonly ageMs: Millis;
}

/** Who asks, for the log and the audit trail. */
export interface CallContext extends Pick<ClientContext, 'onAnswer' | 'validUntil'> {
  readonly requestId: string;
  /** Name of the token's owner. */
  readonly principal: string;
  /** Aborted when the caller is gone. Ends reads only. */
  readonly signal?: AbortSignal;
  /** Told of a read that succeeds, before its answer. */
  readonly onSource?: (from: Provenance) => void;
  /** What the same id of an order means again: its answer, when left out, or a refusal as the exchange gives it. */
  readonly repeat?: OrderContext['repeat'];
}

/** Whether the process can serve, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Carries out operations. REST and MCP call this and nothing else. */
export interface Operations {
  /** @throws AppError TRADING_DISABLED or CREDENTIALS_MISSING when the configuration rules the operation out */
  admit(operation: Pick<Operation, 'name' | 'scope' | 'needsAccount'>): void;
  /** `input` has been through `parseInput`. Answers what `operation.output` describes. */
  run<I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown>;
}

/** Everything towards the exchange, running. */
export interface Upstream {
  readonly operations: Operations;
  readonly spot: SpotClient;
  /** For requests that are passed on as they were encoded. */
  readonly rest: Pick<RestClient, 'forward'>;
  /** Keys of the drop-in face. */
  readonly keyring: VirtualKeyring;
  /** Time of the exchange. */
  exchangeTime(): Millis;
  /** Name of whoever placed the order, as far as the journal knows. */
  ownerOf(order: OrderName): string | undefined;
  /** The limits of the exchange, and what is used of them. */
  limits(): Limits;
  /** The symbols of the exchange and their rules. */
  readonly symbols: SymbolRules;
  readonly hub: Hub;
  readonly books: Books;
  readonly streams: MarketStreams;
  /** The exchange inside this process, if there is one. */
  readonly simulator: Simulator | undefined;
  readiness(): Readiness;
  /** Signs with another key of the same account from now on; what runs is not disturbed. */
  useCredential(credential: CredentialConfig): void;
  /** Orders still waited for are answered as unknown, with their id: the process can wait no longer. */
  stopWaiting(): void;
  close(): Promise<void>;
}
