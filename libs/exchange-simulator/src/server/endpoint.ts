import type { Millis } from '@binance-gateway/domain-types';
import type { AccountId, Engine } from '../engine/types.js';
import type { MarketQueries } from '../market/market-data.js';
import type { ApiError } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';
import type { Permission } from './key-ring.js';
import type { RateLimits } from './rate-limits.js';

export type Transport = 'rest' | 'ws';
export type RestMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What the endpoints work on. */
export interface Exchange {
  readonly engine: Engine;
  readonly market: MarketQueries;
  readonly rateLimits: RateLimits;
  now(): Millis;
  /** A client order id as Binance makes one when the client sends none: 22 letters and digits. */
  newClientOrderId(): string;
  /** When the account's balances last changed; 0 when they never did. */
  lastUpdateOf(account: AccountId): Millis;
  /** A number that stands for the account, the same in every answer. */
  uidOf(account: AccountId): number;
}

export interface Call {
  readonly exchange: Exchange;
  readonly transport: Transport;
  /** Of the key; empty for public endpoints, which never look. */
  readonly account: AccountId;
  /** -1015, for an endpoint that goes on although the account has too many unfilled orders. */
  readonly overLimit?: ApiError | undefined;
}

/**
 * One row of the exchange: the same for REST and the WS API. `read` takes every parameter out of the
 * request and refuses bad ones; `run` happens only when nothing was left unread, so a request with an
 * unknown parameter has no effect.
 */
export interface Endpoint<I = never> {
  readonly rest?: { readonly method: RestMethod; readonly path: string };
  readonly ws?: string;
  readonly security: 'NONE' | Permission;
  readonly weight: number | ((params: Params) => number);
  /** Charged only when the request fails (since 2026-04-02). */
  readonly freeOnSuccess?: boolean;
  /** What it adds to the unfilled order count. */
  readonly orders?: number;
  /** Runs even when the unfilled order count is used up, with `overLimit` in its call. */
  readonly goesOnOverLimit?: boolean;
  read(params: Params, exchange: Exchange): I;
  run(input: I, call: Call): unknown;
}

export type AnyEndpoint = Endpoint<unknown>;

/** Keeps the input type between `read` and `run`, and forgets it for the table. */
export function endpoint<I>(row: Endpoint<I>): AnyEndpoint {
  return row as unknown as AnyEndpoint;
}

export function weightOf(row: AnyEndpoint, params: Params): number {
  return typeof row.weight === 'number' ? row.weight : row.weight(params);
}
