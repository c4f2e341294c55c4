import type { Hub } from '@binance-gateway/stream-hub';

/** Which symbols there are; the exchange's list, kept. */
export interface SymbolList {
  /** What is known now, without asking; undefined for a symbol that is not listed. */
  get(symbol: string): object | undefined;
  /** Loads the list when there is none yet. */
  all(): Promise<ReadonlyMap<string, object>>;
  /** @throws AppError UNKNOWN_SYMBOL, or why the list cannot be had */
  require(symbol: string): Promise<object>;
}

/** What the stream gateways need of the upstream. */
export interface StreamFeeds {
  /** Serves Binance's stream names, `depth:<SYMBOL>:<levels>` and `user`. */
  readonly hub: Hub;
  readonly symbols: SymbolList;
  /** Begins to keep the book of a symbol. @throws AppError FULL when that would be one too many */
  admitBook(symbol: string): void;
  /** @throws AppError CREDENTIALS_MISSING when there is no account to listen to */
  admitAccount(): void;
}

export const STREAM_FEEDS = Symbol('StreamFeeds');
